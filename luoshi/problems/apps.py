"""Registers the room."""

from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    name = "luoshi.problems"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.problems import panels

        panels.register()
