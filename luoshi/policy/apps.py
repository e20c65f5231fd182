"""Registers the room."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "luoshi.policy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luoshi.org.services.sheets import sheet_kind
        from luoshi.policy import jobs, panels  # noqa: F401 (the jobs register themselves)
        from luoshi.policy.services.resource_sheets import IMPORT

        panels.register()
        sheet_kind(IMPORT)
