"""Registers the room."""

from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "luoshi.inspection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.inspection import panels

        panels.register()
