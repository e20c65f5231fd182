"""What does the room show elsewhere? Its pages in the navigation, what is owed, and how its events read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from luoshi.kernel import panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Owed
from luoshi.kernel.say import Say, say
from luoshi.ledger.models import Plan
from luoshi.org.rules import permissions
from luoshi.policy import queries
from luoshi.policy.models import Opinion
from luoshi.policy.workflow import OPINION


def register() -> None:
    """Called once, at start-up."""
    panels.tab("policy", say("方案分解"), "policy:plans", 10)
    panels.tab("policy", say("征求意见"), "policy:consultations", 20)
    panels.owed(owed)
    panels.workflow(OPINION)
    panels.guardian(Plan._meta.label_lower, lambda actor, pk: Plan.objects.visible_to(actor).filter(pk=pk).exists())
    for code in (
        "policy.mark.read", "policy.mark.map", "policy.mark.settle", "policy.review.open", "policy.name.remember",
        "policy.opinion.ask", "policy.review.confirm", "policy.review.reopen",
    ):  # fmt: skip
        panels.sentence(code, None)


def owed(actor: Actor) -> Iterator[Owed]:
    """Opinions to give; for the drafter, plans to go on with and opinions to answer."""
    may = permissions(actor.roles)
    if "consult" in may:
        yield from _answers(actor)
    if "draft" in may:
        for plan in queries.plans_of(actor):
            yield from _drafts(plan)


def _answers(actor: Actor) -> Iterator[Owed]:
    waiting: dict[int, list[Opinion]] = {}
    for opinion in queries.to_answer(actor):
        waiting.setdefault(opinion.plan_id, []).append(opinion)
    for pk, rows in waiting.items():
        plan = rows[0].plan
        detail = gettext("分给本单位的任务 %(count)s 项，请反馈意见并明确责任人") % {"count": len(rows)}
        yield _row(say("意见"), plan, detail, plan.unit.name, rows[0].due_on, reverse("policy:opinions", args=[pk]), say("反馈意见"))


def _drafts(plan: Plan) -> Iterator[Owed]:
    if plan.state == "drafting":
        detail = gettext("方案核对没有完成")
        yield _row(say("核对"), plan, detail, "", None, reverse("policy:review", args=[plan.pk]), say("接着核对"))
        return
    rows = Opinion.objects.filter(plan=plan).exclude(task__state="dropped")
    raised, asked = rows.filter(state="raised").count(), rows.filter(state="asked").count()
    page = reverse("policy:opinions", args=[plan.pk])
    if raised:
        detail = gettext("有 %(count)s 条意见待处理") % {"count": raised}
        yield _row(say("采纳"), plan, detail, "", plan.consult_due_on, page, say("处理意见"))
    elif not asked:
        yield _row(say("印发"), plan, gettext("各单位已反馈，可以登记印发"), "", None, page, say("登记印发"))


def _row(kind: Say, plan: Plan, detail: str, asked_by: str, due_on: date | None, url: str, verb: Say) -> Owed:
    return Owed(kind, plan.title, detail, asked_by, due_on, url, verb)
