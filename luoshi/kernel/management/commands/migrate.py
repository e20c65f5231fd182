"""luoshi migrate: Django's, which is asked first whether this program can bring the database up to date at all."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate

from luoshi.kernel.bilingual import in_both
from luoshi.kernel.upgrades import stranded_here, way_out


class Command(migrate.Command):
    """Refuse in words where Django would stop half-way with a fault of its own."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, then migrate."""
        if stranded_here():
            raise CommandError("\n".join(in_both(way_out())))
        super().handle(*args, **options)
