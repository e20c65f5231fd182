"""Registers the room, and lets the pure rules speak the reader's language."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "luoshi.kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.formats import date_format
        from django.utils.translation import gettext

        from luoshi.kernel import say

        say.install(gettext, lambda day: date_format(day, "DATE_FORMAT"))
