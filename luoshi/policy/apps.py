"""Registers the room."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "luoshi.policy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.policy import panels

        panels.register()
