"""Registers the room."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "luoshi.ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the room's pages into the navigation, and keep its counters."""
        from luoshi.kernel.jobs import job
        from luoshi.ledger import jobs, panels
        from luoshi.ledger.services.sheets import IMPORT
        from luoshi.org.services.sheets import sheet_kind

        panels.register()
        sheet_kind(IMPORT)
        job("tally", 1, jobs.fold)
        jobs.keep_counting()
