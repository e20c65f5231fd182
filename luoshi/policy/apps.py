"""Registers the room."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "luoshi.policy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.policy import jobs, panels  # noqa: F401 (the jobs register themselves)

        panels.register()
