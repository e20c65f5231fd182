"""`luoshi reindex`: makes the index of texts anew, after rows were written past the write door or an older version is upgraded."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from luoshi.kernel import search


class Command(BaseCommand):
    help = "建立全文检索索引 make the index of texts anew"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Every registered model, one after the other."""
        for label in search.SOURCES:
            self.stdout.write(f"{label}: {search.rebuild(label)}")
