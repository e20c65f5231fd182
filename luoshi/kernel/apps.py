"""Registers the room, and lets the pure rules speak the reader's language."""

from datetime import date
from functools import lru_cache

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "luoshi.kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate
        from django.utils.formats import date_format
        from django.utils.translation import get_language, gettext

        from luoshi.kernel import say, triggers

        kept: dict[str | None, dict[str, str]] = {}

        def translated(text: str) -> str:
            """A page renders hundreds of sentences out of a few dozen; a text that is in no catalogue is the slowest."""
            known = kept.setdefault(get_language(), {})
            found = known.get(text)
            if found is None:
                found = known[text] = gettext(text)
            return found

        @lru_cache(maxsize=5_000)
        def written(_language: str | None, day: date) -> str:
            return str(date_format(day, "DATE_FORMAT"))

        say.install(translated, lambda day: written(get_language(), day))
        post_migrate.connect(triggers.put_up_missing, sender=self)
