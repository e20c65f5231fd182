"""How do generated rows get into the database? In bulk, past the write door.

Excused from law 5 (`tests/test_house.py`): nobody did what is generated here, so there is nothing to record row by
row; half a million events would say what one says, and take ten times as long. It runs in an empty database only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)

BATCH = 1_000


def write(rows: Sequence[M]) -> Sequence[M]:
    """Insert generated rows of one kind; their keys are filled in."""
    if rows:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=BATCH)
    return rows


def refresh_statistics() -> None:
    """Tell the planner what the tables now hold: it has seen them empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
