"""Registers the room."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "luoshi.reporting"
    default_auto_field = "django.db.models.BigAutoField"
