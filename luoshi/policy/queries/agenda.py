"""Which matters wait for a meeting, who may bring one, and where does it come from? Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from luoshi.kernel.actor import Actor
from luoshi.kernel.say import say
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Plan, Request, Task
from luoshi.org import queries as org
from luoshi.org.models import CoordinationBody, Unit
from luoshi.org.rules import Kind, permissions, roles_towards
from luoshi.policy.models import AgendaItem, Decision, Finding, Meeting, ProvisionLink
from luoshi.policy.workflow import AGENDA, AgendaFacts
from luoshi.policy.workflow import OPEN as FINDING_OPEN
from luoshi.reporting.models import Appeal
from luoshi.voice.models import FieldNote

LIVE = ("pooled", "listed")
"""A matter that no meeting has settled yet."""


def body_of(unit: Unit | None) -> CoordinationBody | None:
    """The body to whose meetings a unit brings its matters: that of its own place."""
    if unit is None:
        return None
    return CoordinationBody.objects.filter(place__path=unit.place_path).select_related("office").first()


def held_by(actor: Actor) -> CoordinationBody | None:
    """The body whose meetings the unit acted for prepares, if it prepares any and the actor may."""
    if actor.unit_id is None or "draft" not in permissions(actor.roles):
        return None
    return CoordinationBody.objects.filter(office=actor.unit_id).select_related("office").first()


def may_bring(actor: Actor) -> bool:
    """Whether the actor's role brings matters at all."""
    return bool(actor.unit_id) and "consult" in permissions(actor.roles)


def items(actor: Actor, show: str = "") -> QuerySet[AgendaItem]:
    """The matters in sight: those that wait, those on an agenda, or those that are settled."""
    rows = AgendaItem.objects.visible_to(actor).select_related("bringer", "meeting", "finding", "appeal", "request")
    states = {"": ("pooled",), "listed": ("listed",), "settled": tuple(set(AGENDA.states) - set(LIVE))}
    return rows.filter(state__in=states.get(show, ("pooled",))).order_by("-brought_at", "-id")


def pool(unit_id: int) -> QuerySet[AgendaItem]:
    """What lies in an office's pool, oldest first."""
    rows = AgendaItem.objects.filter(unit=unit_id, state="pooled").select_related("bringer", "task")
    return rows.order_by("brought_at", "id")


def find_item(actor: Actor, pk: int) -> AgendaItem:
    """A matter that the actor may read."""
    rows = AgendaItem.objects.select_related(
        "unit", "bringer", "finding__plan", "meeting__body", "meeting__unit", "follows__meeting", "task__issuer", "task__plan",
        "appeal__unit", "appeal__to", "request__task__issuer", "request__task__plan", "request__assigner",
        "request__duty", "request__unit", "request__responder",
    )  # fmt: skip
    return rows.get_visible(actor, pk=pk)


def item_facts(actor: Actor, item: AgendaItem, meeting: Meeting | None = None) -> AgendaFacts:
    """What the moves of a matter look at; ``meeting``: the one that it is to be put on."""
    units = {"host": [item.unit], "bringer": [item.bringer]}
    mine = {name for name, (unit,) in units.items() if unit.pk == actor.unit_id}
    on, decisions = meeting or item.meeting, list(item.decisions.values_list("state", flat=True))
    return AgendaFacts(
        roles=roles_towards(mine, actor.roles),
        holders=ledger.holders(units),
        meeting=on.state if on else "",
        decisions=len(decisions),
        settled=any(state != "recorded" for state in decisions),
    )


def decisions_of(actor: Actor, rows: list[AgendaItem]) -> dict[int, list[Decision]]:
    """Item → what was decided on it: to the office at once, to everybody else with the signed minutes."""
    told = [row for row in rows if row.unit_id == actor.unit_id or (row.meeting and row.meeting.state == "signed")]
    found: dict[int, list[Decision]] = {}
    listed = Decision.objects.filter(item__in=told).select_related("lead", "task__issuer", "task__lead_unit", "request")
    for decision in listed.prefetch_related("supports__unit").order_by("item", "id"):
        found.setdefault(decision.item_id, []).append(decision)
    return found


def callable_units(office: Unit) -> QuerySet[Unit]:
    """Units that an office may call to a meeting and charge with what is decided."""
    pks = [
        office.pk,
        *org.member_units(office).values_list("pk", flat=True),
        *org.lower_units(office).values_list("pk", flat=True),
    ]
    return Unit.objects.filter(pk__in=pks, abolished_on=None).order_by("path")


def members(body: CoordinationBody) -> QuerySet[Unit]:
    """The member units of a body, its office left out."""
    return org.member_units(body.office).exclude(pk=body.office_id)


# ---------- what a matter comes from ----------


@dataclass(frozen=True)
class Source:
    """Where a matter comes from, ready to be brought: who brings it, to which body, and what to ask."""

    body: CoordinationBody
    bringer: Unit
    subject: str
    asked: str
    finding: Finding | None = None
    appeal: Appeal | None = None
    request: Request | None = None
    task: Task | None = None
    plan: Plan | None = None
    conflict: ProvisionLink | None = None
    note: FieldNote | None = None


def of_finding(row: Finding) -> Source | None:
    """What an office has found on a plan's duties and nobody has settled: about the first task that it names."""
    body = CoordinationBody.objects.filter(office=row.unit).select_related("office").first()
    if body is None or row.state not in FINDING_OPEN:
        return None
    place = row.places.exclude(task=None).select_related("task").first()
    task = place.task if place else None
    subject = f"“{task.title}”：{row.get_kind_display()}" if task else str(row)
    return Source(body, row.unit, subject[:200], str(row.because), finding=row, task=task)


def of_appeal(row: Appeal) -> Source | None:
    """A letter that asks for coordination: to the body of the office addressed, else of the sender's place."""
    body = CoordinationBody.objects.filter(office=row.to).select_related("office").first() or body_of(row.unit)
    if body is None or row.state not in {"sent", "answered"}:
        return None
    return Source(body, row.unit, row.task.title, row.text, appeal=row, task=row.task)


def of_request(row: Request) -> Source | None:
    """A dispute on a division, or a wish to change it, that waits for a ruling."""
    body = CoordinationBody.objects.filter(office=row.assigner).select_related("office").first() or body_of(row.unit)
    if body is None or row.kind not in {"division", "dispute"} or row.state not in ledger.OPEN_REQUESTS:
        return None
    return Source(
        body, row.unit, str(say("“{task}”的分工", task=row.task.title)), row.reason, request=row, task=row.task
    )


def of_task(actor: Actor, task: Task) -> Source | None:
    """A task that its lead cannot do alone, or that the office wants settled; a draft only by who drafts it."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    body = body_of(unit)
    mine = unit is not None and unit.pk in {task.issuer_id, task.lead_unit_id}
    if unit is None or body is None or not (mine or unit.kind == Kind.OFFICE):
        return None
    return Source(body, unit, task.title, task.latest, task=task)


def of_plan(row: Plan) -> Source | None:
    """A division whose opinions are in: the body considers it before its head signs."""
    body = CoordinationBody.objects.filter(office=row.unit).select_related("office").first()
    if body is None or row.state != "consulting":
        return None
    asked = say("征求意见和会签情况见意见及采纳情况表。请审议后由负责人签发。")
    return Source(body, row.unit, str(say("审议“{title}”", title=row.title))[:200], str(asked), plan=row)


def of_conflict(row: ProvisionLink) -> Source | None:
    """Two provisions, or a provision and a task, that cannot both be followed: brought by whoever keeps the link."""
    body = body_of(row.unit)
    if body is None or row.kind != "conflicts" or (row.item is not None and row.item.state in LIVE):
        return None
    subject = str(say("{one}与{other}不一致", one=str(row.provision), other=str(row.end)))
    return Source(body, row.unit, subject[:200], row.note, task=row.task, conflict=row)


def of_note(row: FieldNote) -> Source | None:
    """What field research proposes, to the body of its own place."""
    body = body_of(row.unit)
    return Source(body, row.unit, row.question, row.remedies, task=row.task, note=row) if body else None


def source_of(
    actor: Actor,
    *,
    finding: int = 0,
    appeal: int = 0,
    request: int = 0,
    task: int = 0,
    plan: int = 0,
    conflict: int = 0,
    note: int = 0,
) -> Source | None:
    """What an address names as the source, as far as the actor sees it; nothing named: a matter brought by hand."""
    if finding:
        return of_finding(Finding.objects.select_related("unit", "plan").get_visible(actor, pk=finding))
    if appeal:
        return of_appeal(Appeal.objects.select_related("unit", "to", "task").get_visible(actor, pk=appeal))
    if request:
        rows = Request.objects.select_related("unit", "assigner", "task", "duty")
        return of_request(rows.get_visible(actor, pk=request))
    if plan:
        return of_plan(Plan.objects.select_related("unit").get_visible(actor, pk=plan))
    if conflict:
        links = ProvisionLink.objects.select_related(
            "unit", "provision__document", "other__document", "task", "clause", "item"
        )
        return of_conflict(links.get_visible(actor, pk=conflict))
    if note:
        return of_note(FieldNote.objects.select_related("unit", "task").get_visible(actor, pk=note))
    if task:
        return of_task(actor, Task.objects.select_related("issuer", "lead_unit").get_visible(actor, pk=task))
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    body = body_of(unit)
    return Source(body, unit, "", "") if unit and body else None


def brought(actor: Actor, **source: Any) -> list[AgendaItem]:
    """The matters that this letter, request or task has become, newest first, as far as the reader sees them."""
    return list(AgendaItem.objects.visible_to(actor).filter(**source).select_related("meeting", "unit").order_by("-id"))


def may_bring_this(actor: Actor, source: Source | None) -> bool:
    """Whether the actor brings it: the unit that it comes from, or the body's own office."""
    if source is None or not may_bring(actor):
        return False
    return actor.unit_id in {source.bringer.pk, source.body.office_id}
