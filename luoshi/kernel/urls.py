"""Addresses of the kernel."""

from django.urls import path

from luoshi.kernel import views

app_name = "kernel"
urlpatterns = [path("<uuid:uid>/", views.download, name="download")]
