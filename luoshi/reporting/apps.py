"""Registers the room."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "luoshi.reporting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the room's pages into the navigation and onto lower rooms' pages."""
        from luoshi.reporting import jobs, panels  # noqa: F401 (jobs makes its tasks known)

        panels.register()
