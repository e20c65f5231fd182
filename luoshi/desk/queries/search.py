"""Which tasks, clauses and units that this person may see contain some words?"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from luoshi.kernel.actor import Actor
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Clause, Plan, Task
from luoshi.ledger.queries import Filters
from luoshi.org.models import Unit

KINDS = ("tasks", "clauses", "units")
LONGEST = 60
MOST = 1000
"""Counted up to here."""


def search(actor: Actor, text: str, wanted: str) -> dict[str, Any]:
    """Counts of all three kinds, and the rows of one: the one asked for, else the first that has any."""
    text = text.strip()[:LONGEST]
    found = {"tasks": _tasks(actor, text), "clauses": _clauses(actor, text), "units": _units(actor, text)}
    counts = {kind: rows.order_by()[: MOST + 1].count() if text else 0 for kind, rows in found.items()}
    kind = wanted if wanted in KINDS else next((kind for kind in KINDS if counts[kind]), "tasks")
    rows = found[kind][:MOST] if text else found[kind].none()
    return {"q": text, "kind": kind, "counts": counts, "rows": rows, "any": any(counts.values()), "most": MOST}


def light_up(context: dict[str, Any]) -> None:
    """Give the tasks of the page at hand their lights."""
    if context["kind"] == "tasks":
        page = context["page"]
        page.object_list = ledger.ledger_rows(list(page.object_list))


def _tasks(actor: Actor, text: str) -> QuerySet[Task]:
    return ledger.tasks(actor, Filters(q=text)).select_related("lead_unit", "issuer", "plan", "clause", "basis")


def _clauses(actor: Actor, text: str) -> QuerySet[Clause]:
    rows = Clause.objects.filter(plan__in=Plan.objects.visible_to(actor)).select_related("plan")
    return rows.filter(_every(text, "text", "heading")).order_by("plan", "ordering")


def _units(actor: Actor, text: str) -> QuerySet[Unit]:
    rows = Unit.objects.visible_to(actor).filter(abolished_on=None).select_related("parent")
    return rows.filter(_every(text, "name", "short_name")).order_by("path")


def _every(text: str, *columns: str) -> Q:
    found = Q()
    for word in text.split()[:5]:
        one = Q()
        for column in columns:
            one |= Q(**{f"{column}__icontains": word})
        found &= one
    return found
