"""Receiving a duty, naming the liaison officer, and asking for another division while the work goes on."""

from __future__ import annotations

from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.ledger import queries, rules
from luoshi.ledger.models import Duty, Request, Task
from luoshi.ledger.services.common import check_post, default_posts, let_read
from luoshi.ledger.services.issuing import issue_granted
from luoshi.ledger.workflow import DUTY, REQUEST
from luoshi.org.models import Post, Unit
from luoshi.org.queries import relation_between
from luoshi.org.rules import Act, Relation, refusal
from luoshi.org.scope import Shown


def receive(actor: Actor, duty: Duty, *, liaison: Post | None = None) -> Duty:
    """签收: proves receipt, not consent. The lead names its liaison officer here or later."""
    check_post(duty.unit, liaison)
    named: dict[str, Any] = {"liaison": liaison} if liaison is not None else {}
    return actions.perform(
        actor, DUTY, "receive", duty, queries.duty_facts(actor, duty), received_at=clock.now(), **named
    )


def name_liaison(actor: Actor, duty: Duty, post: Post | None) -> Duty:
    """Name the liaison officer of a duty, or another one."""
    check_post(duty.unit, post)
    return actions.perform(actor, DUTY, "name_liaison", duty, queries.duty_facts(actor, duty), liaison=post)


def request_division(
    actor: Actor, duty: Duty, *, reason: str, signed_by: str, proposed_unit: Unit | None = None
) -> Request:
    """申请调整分工, signed by the unit's head, within N working days after issue. The work goes on."""
    facts = queries.duty_facts(actor, duty)
    if proposed_unit is not None and proposed_unit.pk == duty.unit_id:
        raise Refused([say("建议改由的单位就是本单位。")])
    with actions.atomic():
        actions.perform(
            actor,
            DUTY,
            "request_division",
            duty,
            facts,
            given={"reason": reason.strip(), "signed_by": signed_by.strip()},
        )
        return _raise(
            actor, Request(
                kind="division", task=duty.task, duty=duty, unit=duty.unit, assigner=duty.task.issuer, reason=reason.strip(),
                proposed_unit=proposed_unit, signed_by=signed_by.strip()[:40],
            ),
        )  # fmt: skip


def request_later_date(actor: Actor, child: Task, parent: Task, reason: str) -> Request:
    """Ask the parent's issuer for a date later than the parent's; the child waits as a draft."""
    return _raise(
        actor, Request(
            kind="later_date", task=child, unit=child.issuer, assigner=parent.issuer, reason=reason, proposed_on=child.due_on,
        ),
    )  # fmt: skip


def _raise(actor: Actor, row: Request) -> Request:
    limits = queries.thresholds_for(row.assigner.path)
    row.state = REQUEST.start
    row.raised_by_id, row.raised_at = actor.person_id, clock.now()
    row.rule_by = rules.lasts_until(clock.today(), limits.ruling_days, queries.calendar())
    return actions.create(actor, f"ledger.request.{row.kind}", row)


def withdraw_request(actor: Actor, request: Request) -> Request:
    """Take a request back."""
    return actions.perform(actor, REQUEST, "withdraw", request, queries.request_facts(actor, request))


def rule_request(actor: Actor, request: Request, *, granted: bool, note: str, unit: Unit | None = None) -> Request:
    """Grant or decline. ``unit``: whom the duty goes to, where the ruling differs from what was proposed."""
    move = "grant" if granted else "decline"
    facts = queries.request_facts(actor, request)
    reasons = REQUEST.refusals(move, request.state, facts, {"note": note})
    if reasons:
        raise Refused(reasons)
    with actions.atomic():
        actions.perform(actor, REQUEST, move, request, facts, note=note, ruling=note, ruled_at=clock.now())
        if granted and request.kind == "division":
            _divide_anew(actor, request, unit or request.proposed_unit, note)
        if granted and request.kind == "later_date":
            issue_granted(actor, request.task, note)
    return request


def _divide_anew(actor: Actor, request: Request, unit: Unit | None, note: str) -> None:
    """Move the duty to another unit; a helper may also be let go. What was before stays readable in the trail."""
    duty = request.duty
    if duty is None:
        return
    if unit is None:
        if duty.role == "lead":
            raise Refused([say("同意调整牵头单位，须写明改由哪个单位牵头。")])
        _let_go(actor, duty, note)
        return
    task = request.task
    if duty.role == "lead" and Task.objects.filter(parent=task).exclude(state__in=rules.GONE).exists():
        raise Refused([say("任务已经分解到下级，牵头单位不能再调整。")])
    if unit.pk != task.issuer_id:
        kind = relation_between(task.issuer, unit)
        reason = refusal(kind, Act.ISSUE) if kind is not Relation.SELF else None
        if reason is not None:
            raise Refused([say("{unit}：{reason}", unit=unit.name, reason=reason)])
    for other in Duty.objects.filter(task=task, unit=unit, role__in=queries.OWN).exclude(pk=duty.pk):
        _let_go(actor, other, note)
    actions.change(
        actor, "ledger.duty.transfer", duty, note=note, unit=unit, unit_path=unit.path, state=DUTY.start, received_at=None,
        liaison=None, post=default_posts([unit]).get(unit.pk), shown=Shown.SUBTREE,
    )  # fmt: skip
    if duty.role == "lead":
        task.refresh_from_db()
        actions.change(actor, "ledger.task.lead", task, note=note, lead_unit=unit, lead_path=unit.path)
    if task.plan is not None:
        let_read(actor, task.plan, [unit], Shown.SUBTREE)


def _let_go(actor: Actor, duty: Duty, note: str) -> None:
    """End a helper's duty; the requests on it stay on the task."""
    for row in duty.requests.all():
        actions.change(actor, "ledger.request.keep", row, duty=None)
    actions.remove(actor, "ledger.duty.drop", duty, note=note)
