"""Addresses of the room."""

from django.urls import path

from luoshi.signals.views import hints

app_name = "signals"
urlpatterns = [
    path("", hints.hints, name="hints"),
    path("<int:pk>/", hints.hint, name="hint"),
    path("<int:pk>/moves/<slug:name>/", hints.move, name="move"),
]
