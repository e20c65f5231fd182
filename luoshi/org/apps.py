"""Registers the room."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "luoshi.org"
    default_auto_field = "django.db.models.BigAutoField"
