"""Who says what of a task? The facts of its axis, from the ledger, the reports, the visits and the workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from luoshi.inspection.models import Reading, Visit
from luoshi.inspection.rules.axis import Axis, AxisFacts, axis
from luoshi.kernel.actor import Actor
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Task
from luoshi.ledger.queries.indicators import of_task
from luoshi.reporting.queries.entries import last_accepted
from luoshi.voice.queries.words import word_on


@dataclass(frozen=True)
class OnTask:
    """The axis, and the visit that the reading comes from."""

    axis: Axis
    visit: Visit | None


def on_task(actor: Actor, task: Task) -> OnTask | None:
    """The axis of a task; None while nobody but its unit has said anything."""
    reading = _reading(actor, task)
    shown = axis(AxisFacts(**_reported(task), **_read(reading), **_workers(task), **_indicator(actor, task)))
    return OnTask(shown, reading.visit if reading else None) if shown else None


def _reading(actor: Actor, task: Task) -> Reading | None:
    """The latest of a visit that is over, where the reader stands on the inspecting side or is the unit that was visited."""
    rows = Reading.objects.filter(task=task, visit__state="done", visit__in=Visit.objects.visible_to(actor))
    return rows.select_related("visit__office").order_by("-visit__visited_on", "-pk").first()


def _reported(task: Task) -> dict[str, Any]:
    planned = ledger.lights([task])[task.pk].planned
    version = last_accepted([task.pk], task.lead_unit_id).get(task.pk) if task.lead_unit_id else None
    percent = float(task.done) if task.done is not None else None
    told = {"percent": percent, "planned": planned}
    if version is None:
        return {**told, "reported": task.reported_state or ""}
    on = timezone.localdate(version.sent_at)
    return {**told, "reported": version.content.get("progress") or task.reported_state or "", "reported_on": on}


def _read(reading: Reading | None) -> dict[str, Any]:
    if reading is None:
        return {}
    visit = reading.visit
    return {
        "read": reading.state, "read_percent": reading.percent, "read_on": visit.visited_on, "read_by": visit.office.name,
    }  # fmt: skip


def _workers(task: Task) -> dict[str, Any]:
    word = word_on(task)
    return {"reached": word.reached, "workers_because": word.because} if word and word.reached is not None else {}


def _indicator(actor: Actor, task: Task) -> dict[str, Any]:
    """The first that has not reached its target, else the first that has."""
    judged = [row for _link, row in of_task(actor, task) if row.standing.reached is not None]
    chosen = next((row for row in judged if not row.standing.reached), judged[0] if judged else None)
    if chosen is None:
        return {}
    stands = chosen.standing
    return {
        "indicator": chosen.indicator.name, "met": stands.reached, "indicator_percent": stands.percent,
        "indicator_because": stands.because,
    }  # fmt: skip
