"""Addresses of the room."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from luoshi.org import views

unit_pages = [
    path("", views.tree, name="tree"),
    path("rules/", views.rules, name="rules"),
    path("<int:pk>/", views.unit, name="unit"),
]
urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("language/", include("django.conf.urls.i18n")),
    path("unit/", views.switch_unit, name="switch_unit"),
    path("units/", include((unit_pages, "units"))),
]
