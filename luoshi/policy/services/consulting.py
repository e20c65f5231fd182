"""The draft division goes out to the units, their opinions are ruled on, and the document that orders it is registered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import say
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Duty, Plan
from luoshi.org import services as org
from luoshi.policy import queries
from luoshi.policy.models import Opinion
from luoshi.policy.queries.countersign import not_countersigned
from luoshi.policy.rules.review import document_number
from luoshi.policy.services.common import OWN
from luoshi.policy.workflow import OPINION


def open_consultation(actor: Actor, plan: Plan, due_on: date | None) -> Plan:
    """Send the draft division to every unit that bears a duty; each answers on its own."""
    if due_on is not None and due_on < clock.today():
        raise Invalid({"due_on": [say("反馈截止日期早于今天。")]})
    with actions.atomic():
        ledger.consult_plan(actor, plan, queries.review_page(actor, plan).facts, due_on)
        for opinion in queries.told_of(plan).filter(state="asked"):
            # Asked before, called back unanswered, and asked again: the new date holds.
            actions.change(actor, "policy.opinion.remind", opinion, due_on=due_on)
        _ask(actor, plan, queries.not_asked(plan), due_on or clock.today())
    return plan


def _ask(actor: Actor, plan: Plan, duties: Sequence[Duty], due_on: date) -> None:
    rows = [
        Opinion(plan=plan, task=duty.task, unit=duty.unit, due_on=due_on, state=OPINION.start, post=duty.post)
        for duty in {(duty.task_id, duty.unit_id): duty for duty in duties}.values()
    ]
    actions.create_many(actor, "policy.opinion.ask", rows)


def ask_newcomers(actor: Actor, plan: Plan, due_on: date | None) -> int:
    """Ask the units that were named after the consultation began, such as by an opinion adopted; how many duties."""
    if not queries.is_drafter(actor, plan) or plan.state != "consulting":
        raise Refused([say("方案没有在征求意见，或者不由您起草。")])
    if due_on is None or due_on < clock.today():
        raise Invalid({"due_on": [say("请写明反馈截止日期，不早于今天。")]})
    duties = queries.not_asked(plan)
    if not duties:
        raise Refused([say("各责任单位都已经征求过意见。")])
    with actions.atomic():
        _ask(actor, plan, duties, due_on)
    return len(duties)


def withdraw_consultation(actor: Actor, plan: Plan, note: str) -> Plan:
    """Take the draft back to review; what has been answered stays."""
    return ledger.redraft_plan(actor, plan, queries.plan_facts(actor, plan), note)


def answer(
    actor: Actor, opinion: Opinion, agree: bool, text: str = "", post_name: str = "", person_name: str = ""
) -> Opinion:
    """A unit's answer on one draft duty, and the post and person that will bear it."""
    text = text.strip()
    duty = (
        Duty.objects.filter(task=opinion.task, unit=opinion.unit, role__in=OWN).select_related("post", "unit").first()
    )
    with actions.atomic():
        facts = queries.opinion_facts(actor, opinion)
        post = opinion.post or (duty.post if duty else None)
        naming = bool(post_name.strip() or person_name.strip())
        facts = replace(facts, is_lead=duty is not None and duty.role == "lead", named=naming or post is not None)
        given = {"text": text, "named": naming or post is not None}
        reasons = OPINION.refusals("agree" if agree else "object", opinion.state, facts, given)
        if reasons:
            raise Refused(reasons)
        if naming:
            if not post_name.strip() or not person_name.strip():
                raise Invalid({"person_name" if post_name.strip() else "post_name": [say("请写明岗位和姓名。")]})
            post = org.name_holder(actor, opinion.unit, post_name, person_name)
        actions.perform(
            actor, OPINION, "agree" if agree else "object", opinion, facts, note=text, text=text, post=post,
            answered_at=clock.now(),
        )  # fmt: skip
        if post is not None and duty is not None and duty.post_id != post.pk:
            ledger.name_responsible(actor, duty, post)
    return opinion


def agree_all(
    actor: Actor, plan: Plan, *, post_name: str = "", person_name: str = "", only: Sequence[int] | None = None
) -> int:
    """Agree to draft duties of one's unit that have no answer yet; how many. One post and person for all.

    ``only``: ids of the opinions that were ticked; None for all.
    """
    waiting = list(queries.to_answer(actor).filter(plan=plan))
    if only is not None:
        waiting = [opinion for opinion in waiting if opinion.pk in set(only)]
    if not waiting:
        raise Refused([say("没有等待反馈的任务。")])
    with actions.atomic():
        for opinion in waiting:
            answer(actor, opinion, agree=True, post_name=post_name, person_name=person_name)
    return len(waiting)


def rule_opinion(actor: Actor, opinion: Opinion, move: str, note: str) -> Opinion:
    """Mark an opinion adopted, partly adopted or declined, or a silent unit as such, with the reason."""
    return actions.perform(
        actor, OPINION, move, opinion, queries.opinion_facts(actor, opinion), note=note.strip(), reason=note.strip(),
        ruled_at=clock.now(),
    )  # fmt: skip


def approve(actor: Actor, plan: Plan, number: str, ordered_on: date | None, approved_by: str, title: str = "") -> Plan:
    """Register the number, date and signatory of the document that orders the division."""
    if ordered_on is not None and ordered_on > clock.today():
        raise Invalid({"ordered_on": [say("印发日期晚于今天。")]})
    newcomers = queries.not_asked(plan) if plan.state == "consulting" and queries.is_drafter(actor, plan) else []
    if newcomers:
        raise Refused(
            [say("还有 {count} 项分工没有征求意见：{names}。", count=len(newcomers), names=_names(newcomers))]
        )
    if waiting := not_countersigned(plan):
        raise Refused(waiting)
    return ledger.approve_plan(
        actor, plan, title=title, number=document_number(number), ordered_on=ordered_on, approved_by=approved_by,
        facts=queries.plan_facts(actor, plan),
    )  # fmt: skip


def _names(duties: Sequence[Duty]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{duty.task.number} {duty.unit.name}" for duty in duties))[:5]
