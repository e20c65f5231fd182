"""Registers the room."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "luoshi.org"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the room's pages into the navigation."""
        from luoshi.kernel import actions, jobs
        from luoshi.org import jobs as _jobs  # noqa: F401 - makes the room's jobs known
        from luoshi.org import panels, queries, scope
        from luoshi.org.services.making import IMPORT
        from luoshi.org.services.sheets import sheet_kind

        panels.register()
        sheet_kind(IMPORT)
        actions.before_writing(scope.fresh_paths, scope.fresh_changes)
        jobs.acting_as(queries.actor_again)
