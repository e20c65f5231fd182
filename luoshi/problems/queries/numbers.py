"""The figures of all problems in sight, by unit, by level or by theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef

from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say, say
from luoshi.org.models import LEVEL_CHOICES
from luoshi.problems.models import Extension, Problem
from luoshi.problems.queries.facts import on_day
from luoshi.problems.rules.numbers import FEW, STAGES, Passed, line, lines

BY: Mapping[str, Say] = {"unit": say("按单位"), "level": say("按级次"), "theme": say("按类别")}
MOST = 20_000
_FIELDS = (
    "unit__name", "unit__level", "theme", "entered_at", "proposed_at", "vetted_at", "claimed_at", "verified_at", "closed_at",
    "first_due_on", "extended", "reopened", "refused", "earlier_id",
)  # fmt: skip


def numbers(actor: Actor, by: str, year: int) -> dict[str, Any]:
    """The lines of a year's problems under one heading, and the sum. One query; in the order of the tree, of levels, of names."""
    key = by if by in BY else "unit"
    granted = Extension.objects.filter(problem=OuterRef("pk"), state="granted")
    rows = Problem.objects.visible_to(actor).exclude(state="withdrawn").filter(entered_at__year=year)
    order = {"unit": "unit_path", "level": "unit__level", "theme": "theme"}[key]
    found = [
        _passed(key, dict(zip(_FIELDS, row, strict=True)))
        for row in rows.annotate(extended=Exists(granted)).order_by(order, "pk").values_list(*_FIELDS)[:MOST]
    ]
    return {
        "by": key, "choices": list(BY.items()), "year": year, "stages": [label for _key, label in STAGES], "few": FEW,
        "lines": lines(found), "total": line(str(say("合计")), found) if found else None,
    }  # fmt: skip


def _passed(by: str, row: Mapping[str, Any]) -> Passed:
    group = {
        "unit": row["unit__name"],
        "level": str(dict(LEVEL_CHOICES)[row["unit__level"]]),
        "theme": row["theme"] or str(say("不分类")),
    }[by]
    days = {name: on_day(row[f"{name}_at"]) for name in ("proposed", "vetted", "claimed", "verified", "closed")}
    entered = on_day(row["entered_at"])
    if entered is None:
        raise LookupError("a problem is entered on a day")
    return Passed(
        group, entered, **days, first_due=row["first_due_on"], extended=row["extended"], reopened=row["reopened"],
        refused=row["refused"], again=row["earlier_id"] is not None,
    )  # fmt: skip
