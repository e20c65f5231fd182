"""What does the room show elsewhere? Its pages in the navigation, what is owed, and how its events read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from luoshi.kernel import clock, panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Owed
from luoshi.kernel.say import Say, say
from luoshi.ledger.models import Plan
from luoshi.org.rules import permissions
from luoshi.policy import queries
from luoshi.policy.models import Opinion
from luoshi.policy.queries import matters
from luoshi.policy.workflow import FINDING, OPINION, UPTAKE


def register() -> None:
    """Called once, at start-up."""
    panels.tab("policy", say("方案分解"), "policy:plans", 10)
    panels.tab("policy", say("征求意见"), "policy:consultations", 20)
    panels.owed(owed)
    panels.notify("policy.answer", say("反馈意见"), ["policy.opinion", "ledger.plan"], matters.opinions, 100)
    panels.notify("policy.adopt", say("处理意见"), ["policy.opinion", "ledger.plan"], matters.adoptions, 110)
    panels.workflow(OPINION)
    panels.workflow(FINDING)
    panels.workflow(UPTAKE)
    panels.guardian(Plan._meta.label_lower, lambda actor, pk: Plan.objects.visible_to(actor).filter(pk=pk).exists())
    for code in (
        "policy.mark.read", "policy.mark.map", "policy.mark.settle", "policy.review.open", "policy.name.remember",
        "policy.opinion.ask", "policy.opinion.remind", "policy.review.confirm", "policy.review.reopen",
    ):  # fmt: skip
        panels.sentence(code, None)
    panels.sentence("policy.name.map", _mapped, "hollow")
    panels.sentence("policy.name.ignore", _ignored, "hollow")
    panels.sentence("policy.plan.correct", say("改方案名称和文号"), "hollow")
    for code, text, mark in OPINIONS:
        panels.sentence(f"policy.opinion.{code}", _of_unit(text), mark)


def _mapped(event: Any) -> Say:
    return say("“{name}”对应{unit}", name=event.after.get("name", ""), unit=event.after.get("unit", ""))


def _ignored(event: Any) -> Say:
    return say("“{name}”不作为责任单位", name=event.after.get("name", ""))


def _of_unit(text: Say) -> Callable[[Any], Say]:
    """A sentence about one unit's opinion; the object's name begins with the unit's."""
    return lambda event: say(text.text, unit=event.object_name.partition(" · ")[0])


OPINIONS: tuple[tuple[str, Say, str], ...] = (
    ("agree", say("{unit}同意分工"), "hollow"),
    ("object", say("{unit}提出意见"), "warn"),
    ("adopt", say("采纳{unit}的意见"), "solid"),
    ("adopt_partly", say("部分采纳{unit}的意见"), "solid"),
    ("decline", say("未采纳{unit}的意见"), "solid"),
    ("lapse", say("{unit}逾期未反馈"), "warn"),
)


def owed(actor: Actor) -> Iterator[Owed]:
    """Opinions to give; for the drafter, plans to go on with and opinions to answer."""
    may = permissions(actor.roles)
    if "consult" in may:
        yield from _answers(actor)
    if "draft" in may:
        for draft in queries.drafts_of(actor):
            yield from _drafts(draft)


def _answers(actor: Actor) -> Iterator[Owed]:
    waiting: dict[int, list[Opinion]] = {}
    for opinion in queries.to_answer(actor):
        waiting.setdefault(opinion.plan_id, []).append(opinion)
    for pk, rows in waiting.items():
        plan = rows[0].plan
        detail = gettext("分给本单位的任务 %(count)s 项，请反馈意见并明确责任人") % {"count": len(rows)}
        yield _row(
            say("意见"),
            plan,
            detail,
            plan.unit.name,
            rows[0].due_on,
            reverse("policy:opinions", args=[pk]),
            say("反馈意见"),
        )


def _drafts(draft: queries.Draft) -> Iterator[Owed]:
    plan = draft.plan
    if plan.state == "drafting":
        yield _row(say("核对"), plan, _left(draft), "", None, reverse("policy:review", args=[plan.pk]), say("接着核对"))
        return
    page, due = reverse("policy:opinions", args=[plan.pk]), plan.consult_due_on
    if draft.raised:
        detail = gettext("有 %(count)s 条意见待处理") % {"count": draft.raised}
        yield _row(say("采纳"), plan, detail, "", None, page, say("处理意见"))
    if draft.asked and due is not None and due < clock.today():
        detail = gettext("%(count)s 条逾期没有反馈，请催询或者登记") % {"count": draft.asked}
        yield _row(say("催询"), plan, detail, "", None, f"{page}?only=asked", say("看是谁"))
    if not draft.raised and not draft.asked:
        yield _row(say("印发"), plan, gettext("各单位已反馈，可以登记印发"), "", None, page, say("登记印发"))


def _left(draft: queries.Draft) -> str:
    """How far the review of a plan has got."""
    if not draft.tasks:
        return gettext("还没有列入任务")
    return gettext("已确认 %(done)s 条，共 %(total)s 条") % {"done": draft.confirmed, "total": draft.tasks}


def _row(kind: Say, plan: Plan, detail: str, asked_by: str, due_on: date | None, url: str, verb: Say) -> Owed:
    return Owed(kind, plan.title, detail, asked_by, due_on, url, verb)
