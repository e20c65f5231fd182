"""Registers the room."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "luoshi.desk"
    default_auto_field = "django.db.models.BigAutoField"
