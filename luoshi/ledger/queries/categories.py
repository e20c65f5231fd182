"""Which rules hold for a category of items at a place?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from luoshi.kernel.say import Say
from luoshi.ledger.models import CategorySettings, Task
from luoshi.ledger.rules.categories import CATEGORIES, PLAN, Category
from luoshi.org.models import Unit
from luoshi.org.rules import is_within

CATEGORY_FIELDS = (
    "name", "limit_days", "urgent_days", "hard_days", "limit_kind", "receive_days", "feedback_days", "rhythm", "report_day",
    "ends_by", "source",
)  # fmt: skip
"""What a row of settings says of its category; issuers come as a list."""


def category_settings() -> dict[str, dict[str, Category]]:
    """Path of a place → key → rules, as offices have set them; "" for the whole instance."""
    found: dict[str, dict[str, Category]] = {"": dict(CATEGORIES)}
    for row in CategorySettings.objects.select_related("unit").order_by("id"):
        group = found.setdefault(row.unit.path if row.unit else "", {})
        group[row.key] = category_from(row)
    return found


def category_from(row: CategorySettings) -> Category:
    """A row as the rules take it."""
    known = CATEGORIES.get(row.key, Category(row.key, row.name))
    given: dict[str, Any] = {name: getattr(row, name) for name in CATEGORY_FIELDS}
    return replace(known, **given, issuers=tuple(row.issuers))


def categories_at(path: str, settings: Mapping[str, Mapping[str, Category]] | None = None) -> dict[str, Category]:
    """Key → the rules that hold at a path: those set nearest above it."""
    settings = settings if settings is not None else category_settings()
    found: dict[str, Category] = {}
    for place in sorted(settings, key=len):
        if not place or is_within(path, place):
            found |= settings[place]
    return found


def category_of(task: Task) -> Category:
    """The rules that hold for a task: those of its issuer's place."""
    found = categories_at(task.issuer.path)
    return found.get(task.category) or found[PLAN]


def category_names() -> dict[str, str | Say]:
    """Key → name, for lists and filters."""
    return {key: one.name for group in category_settings().values() for key, one in group.items()}


def set_at(unit: Unit) -> dict[str, CategorySettings]:
    """What has been set for exactly this place."""
    return {row.key: row for row in CategorySettings.objects.filter(unit=unit)}
