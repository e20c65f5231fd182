"""Asking for more time, another text, a stop, another division; and ruling on it. One mechanism for every kind.

Raising writes the request, asks the lead first where its kind says so, and stops the clock while the ruling is awaited.
Ruling moves the request, starts the clock again, and does what was granted (`EFFECTS`): all in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.models import File
from luoshi.kernel.say import say
from luoshi.kernel.services import attach
from luoshi.ledger import queries, rules
from luoshi.ledger.models import Duty, Request, Task
from luoshi.ledger.rules.requests import KINDS, ON_TASK, Given
from luoshi.ledger.services.effects import EFFECTS, Ruling
from luoshi.ledger.services.pauses import start_clock, stop_clock
from luoshi.ledger.workflow import DUTY, REQUEST, TASK
from luoshi.org.models import Unit


def request_division(
    actor: Actor, duty: Duty, *, reason: str, signed_by: str, proposed_unit: Unit | None = None
) -> Request:
    """申请调整分工, signed by the unit's head, within N working days after issue. The work goes on."""
    if proposed_unit is not None and proposed_unit.pk == duty.unit_id:
        raise Refused([say("建议改由的单位就是本单位。")])
    return _on_duty(actor, duty, "request_division", "division", reason, signed_by, proposed_unit)


def dispute_division(
    actor: Actor, duty: Duty, *, reason: str, signed_by: str, proposed_unit: Unit | None = None
) -> Request:
    """分工争议 of a joint or supporting unit: the lead gives its opinion first, then the issuer rules."""
    return _on_duty(actor, duty, "dispute", "dispute", reason, signed_by, proposed_unit)


def _on_duty(
    actor: Actor, duty: Duty, move: str, kind: str, reason: str, signed_by: str, proposed_unit: Unit | None
) -> Request:
    given = {"reason": reason.strip(), "signed_by": signed_by.strip()}
    with actions.atomic():
        actions.perform(actor, DUTY, move, duty, queries.duty_facts(actor, duty), given=given)
        row = Request(
            kind=kind, task=duty.task, duty=duty, unit=duty.unit, assigner=duty.task.issuer, reason=given["reason"],
            proposed_unit=proposed_unit, signed_by=given["signed_by"][:40],
        )  # fmt: skip
        return _raise(actor, row)


def request_later_date(actor: Actor, child: Task, parent: Task, reason: str) -> Request:
    """Ask the parent's issuer for a date later than the parent's; the child waits as a draft."""
    return _raise(
        actor, Request(
            kind="later_date", task=child, unit=child.issuer, assigner=parent.issuer, reason=reason, proposed_on=child.due_on,
        ),
    )  # fmt: skip


def request_on_task(
    actor: Actor, task: Task, kind: str, *, reason: str, progress: str = "", proposed_on: date | None = None,
    wanted: Mapping[str, Any] | None = None, signed_by: str = "", files: Sequence[File] = (),
) -> Request:  # fmt: skip
    """Ask for an extension, a change, a suspension, a resumption or a cancellation: by the lead, or by the issuer's clerk."""
    if kind not in ON_TASK:
        raise Refused([say("没有这一类申请。")])
    wanted = checked_change(task, wanted or {}) if kind == "change" else {}
    reason, progress = reason.strip(), progress.strip()
    given = {"reason": reason, "progress": progress, "proposed_on": proposed_on, "wanted": wanted}
    facts = queries.task_facts(actor, task)
    unit = Unit.objects.get(pk=queries.here(actor)) if actor.unit_id else task.issuer
    with actions.atomic():
        actions.perform(actor, TASK, f"request_{kind}", task, facts, given=given)
        _check_date(task, kind, proposed_on)
        row = Request(
            kind=kind, task=task, unit=unit, assigner=task.issuer, reason=reason, progress=progress,
            proposed_on=proposed_on, wanted=wanted, signed_by=signed_by.strip()[:40],
        )  # fmt: skip
        _raise(actor, row)
        for file in files:
            attach(actor, file, row, "request")
    return row


def _check_date(task: Task, kind: str, proposed_on: date | None) -> None:
    if proposed_on is None:
        return
    if kind == "extension" and task.due_on is not None and proposed_on <= task.due_on:
        raise Refused([say("申请的时限 {new} 不晚于现在的时限 {now}。", new=proposed_on, now=task.due_on)])
    if kind == "suspension" and proposed_on <= clock.today():
        raise Refused([say("中止的截止日期须晚于今日。")])


CHANGEABLE = ("title", "text", "standards", "targets", "unit", "due_on")
"""What a change may be about: the text, the standards, the figures, the lead unit, and an earlier date (a later one is an
extension)."""


def checked_change(task: Task, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Only what differs from what stands there, in the shape that is kept: texts, lines, target id → figure, unit id."""
    found: dict[str, Any] = {}
    for name in ("title", "text"):
        value = str(wanted.get(name) or "").strip()
        if value and value != getattr(task, name):
            found[name] = value[:200] if name == "title" else value[:4000]
    lines = [str(line).strip()[:300] for line in wanted.get("standards") or () if str(line).strip()]
    if lines and lines != list(task.standards.values_list("text", flat=True)):
        found["standards"] = lines
    known = {str(row.pk): row for row in task.targets.all()}
    figures = {str(key): _figure(value) for key, value in (wanted.get("targets") or {}).items() if value is not None}
    if set(figures) - set(known):
        raise Refused([say("填报的指标或节点不属于这项任务。")])
    differing = {key: str(value) for key, value in figures.items() if known[key].number != value}
    if differing:
        found["targets"] = differing
    unit = wanted.get("unit")
    if unit and int(unit) != task.lead_unit_id:
        found["unit"] = int(unit)
    due_on = wanted.get("due_on")
    if due_on and task.due_on and due_on < task.due_on:
        found["due_on"] = due_on.isoformat()
    return found


def _figure(value: Any) -> Decimal:
    """A target's figure as it can be kept: 18 digits, 4 of them after the point."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0 or number >= Decimal(10) ** 14:
        raise Refused([say("“{value}”不是可以填写的数值。", value=str(value)[:40])])
    return number.quantize(Decimal("0.0001"))


def _raise(actor: Actor, row: Request) -> Request:
    limits, kind = queries.thresholds_for(row.assigner.path), KINDS[row.kind]
    row.state = REQUEST.start
    row.raised_by_id, row.raised_at = actor.person_id, clock.now()
    row.rule_by = rules.lasts_until(clock.today(), limits.ruling_days, queries.calendar())
    actions.create(actor, f"ledger.request.{row.kind}", row)
    if kind.answered:
        _hear_lead(actor, row, limits.answer_days, limits.ruling_days)
    if kind.stops and row.unit_id == row.task.lead_unit_id:
        stop_clock(actor, row.task, "awaiting", reason=str(row.get_kind_display()), request=row)
    return row


def _hear_lead(actor: Actor, row: Request, answer_days: int, ruling_days: int) -> None:
    """The lead is heard first; the ruling's own days begin after the answer's."""
    lead = row.task.lead_unit
    if lead is None or lead.pk in {row.unit_id, row.assigner_id}:
        return
    days = queries.calendar()
    until = days.shift(clock.today(), answer_days)
    actions.perform(
        actor, REQUEST, "hear", row, queries.request_facts(actor, row), responder=lead, answer_by=until,
        rule_by=days.shift(until, ruling_days),
    )  # fmt: skip


def answer_request(actor: Actor, request: Request, answer: str) -> Request:
    """The lead's opinion on a dispute: from here it waits for the ruling."""
    limits = queries.thresholds_for(request.assigner.path)
    return actions.perform(
        actor, REQUEST, "answer", request, queries.request_facts(actor, request), answer=answer.strip(),
        answered_at=clock.now(), rule_by=queries.calendar().shift(clock.today(), limits.ruling_days),
    )  # fmt: skip


def withdraw_request(actor: Actor, request: Request) -> Request:
    """Take a request back; the clock runs again."""
    with actions.atomic():
        actions.perform(actor, REQUEST, "withdraw", request, queries.request_facts(actor, request))
        _run_again(actor, request)
    return request


def rule_request(
    actor: Actor, request: Request, *, granted: bool, note: str, unit: Unit | None = None,
    granted_on: date | None = None, approved_by: str = "", document: str = "", files: Sequence[File] = (),
) -> Request:  # fmt: skip
    """Grant or decline. ``granted_on`` the date that the ruling sets, where it carries one (may differ from what was asked);
    ``approved_by``, ``document`` and ``files`` who approved it and in which paper; ``unit``: whom a duty goes to."""
    move, kind = "grant" if granted else "decline", KINDS[request.kind]
    if granted and kind.dated:
        granted_on = granted_on or request.proposed_on
    given = Given(approved_by, document, bool(files), granted_on if kind.dated else None)
    facts = queries.request_facts(actor, request, given if granted else None)
    reasons = REQUEST.refusals(move, request.state, facts, {"note": note.strip()})
    if reasons:
        # with everything that the ruling lacks, not the first of it only
        raise Refused([*reasons, *(one for one in facts.lacking if one not in reasons)])
    with actions.atomic():
        said = {"approved_by": approved_by.strip()[:40] or (actor.name[:40] if kind.paper != "never" else "")}
        written = {**said, "document": document.strip()[:60], "granted_on": granted_on if kind.dated else None}
        actions.perform(
            actor, REQUEST, move, request, replace(facts, lacking=()), note=note.strip(), ruling=note.strip(),
            ruled_at=clock.now(), **(written if granted else {}),
        )  # fmt: skip
        for file in files:
            attach(actor, file, request, "ruling")
        _run_again(actor, request)
        if granted:
            EFFECTS[request.kind](Ruling(actor, request, note.strip(), unit))
    return request


def _run_again(actor: Actor, request: Request) -> None:
    """The clock runs again, unless another request that stopped it still waits."""
    task = request.task
    waiting = Request.objects.filter(task=task, state__in=queries.OPEN_REQUESTS, unit_id=task.lead_unit_id or 0)
    if KINDS[request.kind].stops and not any(KINDS[row.kind].stops for row in waiting.exclude(pk=request.pk)):
        start_clock(actor, task, "awaiting")
