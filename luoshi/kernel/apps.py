"""Registers the room, and lets the pure rules speak the reader's language."""

import gc
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

        # an order to every county makes a hundred thousand objects that stay: looking through them every 700 costs a sixth
        gc.set_threshold(20_000, 20, 20)

        @lru_cache(maxsize=5_000)
        def written(_language: str, day: date) -> str:
            return str(date_format(day, "DATE_FORMAT"))

        say.install(gettext, lambda day: written(say.language(), day), get_language)
        post_migrate.connect(triggers.put_up_missing, sender=self)
