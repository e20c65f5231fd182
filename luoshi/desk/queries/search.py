"""Which tasks, clauses, plans, reports, units and people that this person may see hold some words?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from luoshi.kernel import clock, words
from luoshi.kernel.actor import Actor
from luoshi.kernel.models import SearchRow
from luoshi.kernel.search import holding
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Clause, Plan, Task
from luoshi.ledger.queries import Filters
from luoshi.org.models import Person, Tenure, Unit
from luoshi.org.queries import in_force
from luoshi.reporting.models import Entry

LONGEST = 60
MOST = 1000
"""Counted up to here."""


@dataclass(frozen=True)
class Hit:
    """A line of what was found: where it leads, what stands beneath, and where the words are."""

    url: str
    title: str
    beneath: str
    snippet: list[tuple[str, bool]]
    lights: Any = None


def search(actor: Actor, text: str, wanted: str) -> dict[str, Any]:
    """Counts of all kinds, and the rows of one: the one asked for, else the first that has any."""
    text = text.strip()[:LONGEST]
    found = _found(actor, text)
    counts = {kind: rows.order_by()[: MOST + 1].count() if text else 0 for kind, rows in found.items()}
    kind = wanted if wanted in found else next((kind for kind in found if counts[kind]), "tasks")
    rows = found[kind][:MOST] if text else found[kind].none()
    kinds = [(key, label, counts[key]) for key, label in _labels().items()]
    return {"q": text, "kind": kind, "kinds": kinds, "rows": rows, "any": any(counts.values()), "most": MOST}


def light_up(context: dict[str, Any]) -> None:
    """Make the rows of the page at hand into `Hit`s."""
    page, asked = context["page"], words.asked(context["q"])
    rows = list(page.object_list)
    page.object_list = HITS[context["kind"]](rows, asked)


def _labels() -> dict[str, str]:
    return {
        "tasks": gettext("任务"), "clauses": gettext("条款"), "plans": gettext("方案"), "reports": gettext("报送"),
        "units": gettext("单位"), "people": gettext("人员"),
    }  # fmt: skip


def _found(actor: Actor, text: str) -> dict[str, QuerySet[Any]]:
    seen_plans, seen_units = Plan.objects.visible_to(actor), Unit.objects.visible_to(actor)
    people = Tenure.objects.filter(in_force(clock.today()), post__unit__in=seen_units)
    people = people.filter(person__in=Person.objects.filter(holding(Person, text))).select_related(
        "person", "post__unit"
    )
    return {
        "tasks": ledger.tasks(actor, Filters(q=text)).select_related("lead_unit", "plan"),
        "clauses": Clause.objects.filter(holding(Clause, text), plan__in=seen_plans).select_related("plan").order_by("plan", "ordering"),
        "plans": seen_plans.filter(holding(Plan, text)).order_by("-issued_on", "-id"),
        "reports": Entry.objects.visible_to(actor).filter(holding(Entry, text)).select_related("task", "report__unit", "report__period").order_by("-id"),
        "units": seen_units.filter(holding(Unit, text), abolished_on=None).select_related("parent").order_by("path"),
        "people": people.order_by("post__unit__path", "id"),
    }  # fmt: skip


def _snippets(model: Any, keys: Iterable[int], asked: list[str]) -> dict[int, list[tuple[str, bool]]]:
    rows = SearchRow.objects.filter(object_type=model._meta.label_lower, object_id__in=list(keys))
    return {row.object_id: words.marked(row.text, asked) for row in rows}


def _tasks(rows: list[Task], asked: list[str]) -> list[Hit]:
    lights, shown = ledger.lights(rows), _snippets(Task, (row.pk for row in rows), asked)
    return [
        Hit(
            reverse("ledger:task", args=[row.pk]), f"{row.number} {row.title}",
            " · ".join(part for part in (row.lead_unit.name if row.lead_unit else "", row.plan.title if row.plan else "") if part),
            shown.get(row.pk, []), lights[row.pk],
        )
        for row in rows
    ]  # fmt: skip


def _clauses(rows: list[Clause], asked: list[str]) -> list[Hit]:
    shown = _snippets(Clause, (row.pk for row in rows), asked)
    to = reverse("ledger:list")
    return [Hit(f"{to}?clause={row.pk}", str(row), row.plan.title, shown.get(row.pk, [])) for row in rows]


def _plans(rows: list[Plan], asked: list[str]) -> list[Hit]:
    to = reverse("ledger:list")
    return [Hit(f"{to}?plan={row.pk}", row.title, row.doc_number, words.marked(row.title, asked)) for row in rows]


def _reports(rows: list[Entry], asked: list[str]) -> list[Hit]:
    shown = _snippets(Entry, (row.pk for row in rows), asked)
    return [
        Hit(
            reverse("ledger:task", args=[row.task_id]), str(row.task), f"{row.report.unit.name} · {row.report}",
            shown.get(row.pk, []),
        )
        for row in rows
    ]  # fmt: skip


def _units(rows: list[Unit], _asked: list[str]) -> list[Hit]:
    return [
        Hit(
            reverse("units:unit", args=[row.pk]), row.name,
            " · ".join([row.get_level_display(), row.get_kind_display(), *([row.parent.name] if row.parent else [])]), [],
        )
        for row in rows
    ]  # fmt: skip


def _people(rows: list[Tenure], _asked: list[str]) -> list[Hit]:
    return [
        Hit(
            reverse("units:unit", args=[row.post.unit_id]), row.person.name, f"{row.post.unit.name} {row.post.name}", []
        )
        for row in rows
    ]


HITS: dict[str, Any] = {
    "tasks": _tasks, "clauses": _clauses, "plans": _plans, "reports": _reports, "units": _units, "people": _people,
}  # fmt: skip
