"""Registers the room."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "luoshi.desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the room's pages into the navigation, and what every page's frame shows; read what happens."""
        from luoshi.desk import jobs, panels

        panels.register()
        jobs.register()
