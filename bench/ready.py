"""Brings a kept world up to today's tables: migrations, counters folded, statistics fresh."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from luoshi.kernel.jobs import refresh_statistics  # noqa: E402
from luoshi.ledger import jobs  # noqa: E402

call_command("migrate", verbosity=0)
while jobs.fold():
    pass
refresh_statistics()
if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
