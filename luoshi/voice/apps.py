"""Registers the room."""

from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "luoshi.voice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.voice import jobs, panels  # noqa: F401 (the jobs register themselves)

        panels.register()
