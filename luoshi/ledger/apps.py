"""Registers the room."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "luoshi.ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the room's pages into the navigation."""
        from luoshi.ledger import panels

        panels.register()
