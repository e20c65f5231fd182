"""Which visits, findings, conclusions and objections wait for somebody?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse

from luoshi.inspection.models import Conclusion, Finding, Objection, Visit
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Matter, Owed
from luoshi.kernel.say import say
from luoshi.ledger.queries.matters import touched
from luoshi.org.rules import permissions

MOST = 30


def _url(visit_id: int, place: str = "") -> str:
    return reverse("inspection:visit", args=[visit_id]) + (f"#{place}" if place else "")


def owed(actor: Actor) -> Iterator[Owed]:
    """For the unit: findings to confirm, a conclusion to sign for. For the office: visits to make, refusals, objections."""
    may, here = permissions(actor.roles), actor.unit_id or 0
    if "report" in may:
        yield from _owed_by_unit(here)
    if "inspect" in may:
        yield from _owed_by_office(here)
    if "rule" in may:
        for one in Objection.objects.filter(state="raised", visit__office=here).select_related("visit__unit")[:MOST]:
            url = _url(one.visit_id, f"objection-{one.pk}")
            yield Owed(
                say("复核异议"), one.visit.unit.name, one.reason[:40], one.visit.unit.name, one.due_on, url, say("复核")
            )


def _owed_by_unit(here: int) -> Iterator[Owed]:
    asked = (
        Finding.objects.filter(state="asked", visit__unit=here).select_related("visit__office").order_by("answer_by")
    )
    for row in asked[:MOST]:
        url = _url(row.visit_id, f"finding-{row.pk}")
        yield Owed(say("确认问题"), row.title, "", row.visit.office.name, row.answer_by, url, say("确认或者说明"))
    sent = Conclusion.objects.filter(state="delivered", visit__unit=here).select_related("visit__office")
    for one in sent[:MOST]:
        yield Owed(
            say("签收结论"), one.number, "", one.visit.office.name, None, _url(one.visit_id, "conclusion"), say("签收")
        )


def _owed_by_office(here: int) -> Iterator[Owed]:
    visits = Visit.objects.filter(state__in=("planned", "visited"), office=here).select_related("unit", "item")
    for visit in visits.order_by("planned_on")[:MOST]:
        verb = say("登记到访") if visit.state == "planned" else say("录入")
        detail = visit.item.name if visit.item else str(visit.get_kind_display())
        yield Owed(
            say("到访"),
            visit.unit.name,
            detail,
            "",
            visit.planned_on if visit.state == "planned" else None,
            _url(visit.pk),
            verb,
        )
    refused = Finding.objects.filter(state="refused", visit__office=here).select_related("visit__unit")
    for row in refused[:MOST]:
        url = _url(row.visit_id, f"finding-{row.pk}")
        yield Owed(say("核对说明"), row.title, row.answer[:40], row.visit.unit.name, None, url, say("核对"))


def matters(events: Sequence[Any]) -> Iterator[Matter]:
    """What waits for the unit, and objections for the office, as these events have left them."""
    for row in Finding.objects.filter(pk__in=touched(events, "inspection.finding")).select_related(
        "visit__unit", "visit__office"
    ):
        visit = row.visit
        yield Matter(
            f"finding.{row.pk}", row.state == "asked", visit.unit_id, "report", title=row.title,
            text=say("确认发现的问题"), url=_url(visit.pk, f"finding-{row.pk}"),
            asked_by=visit.office.name, due_on=row.answer_by,
        )  # fmt: skip
    rows = Conclusion.objects.filter(pk__in=touched(events, "inspection.conclusion")).select_related(
        "visit__unit", "visit__office"
    )
    for one in rows:
        yield Matter(
            f"conclusion.{one.pk}", one.state == "delivered", one.visit.unit_id, "report", title=one.number, text=say("签收结论"),
            url=_url(one.visit_id, "conclusion"), asked_by=one.visit.office.name,
        )  # fmt: skip
    objections = Objection.objects.filter(pk__in=touched(events, "inspection.objection")).select_related(
        "visit__unit", "conclusion"
    )
    for made in objections:
        yield Matter(
            f"objection.{made.pk}", made.state == "raised", made.visit.office_id, "rule", title=made.conclusion.number, text=say("复核异议"),
            url=_url(made.visit_id, f"objection-{made.pk}"), asked_by=made.visit.unit.name, due_on=made.due_on,
        )  # fmt: skip
