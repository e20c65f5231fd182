"""Registers the room."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "luoshi.ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the room's pages into the navigation, and keep its counters."""
        from luoshi.kernel.jobs import job
        from luoshi.kernel.services import CALENDAR_LISTENERS
        from luoshi.ledger import jobs, panels, services
        from luoshi.ledger.services.sheets import IMPORT
        from luoshi.org.services.sheets import sheet_kind

        panels.register()
        CALENDAR_LISTENERS.append(services.reckon_calendar)
        sheet_kind(IMPORT)
        job("tally", 1, jobs.fold)
        jobs.keep_counting()
