"""Registers the room."""

from django.apps import AppConfig


class SignalsConfig(AppConfig):
    name = "luoshi.signals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.signals import jobs, panels  # noqa: F401

        panels.register()
