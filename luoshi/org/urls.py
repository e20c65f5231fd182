"""Addresses of the room."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from luoshi.org import views

urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("language/", include("django.conf.urls.i18n")),
    path("unit/", views.switch_unit, name="switch_unit"),
]
