"""Brings a kept world up to today's tables: migrations, counters folded, statistics fresh."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from luoshi.ledger import jobs  # noqa: E402

call_command("migrate", verbosity=0)
while jobs.fold():
    pass
with connection.cursor() as cursor:
    if connection.vendor == "sqlite":
        cursor.execute("PRAGMA analysis_limit=1000")
    cursor.execute("ANALYZE")
