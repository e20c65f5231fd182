"""Addresses of the room."""

from django.urls import path

from luoshi.signals import views

app_name = "signals"
urlpatterns = [
    path("", views.hints, name="hints"),
    path("<int:pk>/", views.hint, name="hint"),
    path("<int:pk>/moves/<slug:name>/", views.move, name="move"),
]
