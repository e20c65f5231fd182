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
from luoshi.ledger.models import Plan, Request, Task
from luoshi.ledger.rules import CLOSED
from luoshi.org.rules import permissions
from luoshi.policy import queries
from luoshi.policy.models import AgendaItem, Countersign, Finding, Meeting, Opinion, PolicyDocument, Submission
from luoshi.policy.queries import countersign, matters
from luoshi.policy.queries import funds as reads
from luoshi.policy.queries import resources as shared
from luoshi.policy.queries import submissions as upward
from luoshi.policy.queries.provisions import clashing, may_link, ties_of
from luoshi.policy.rules.submissions import KINDS
from luoshi.policy.workflow import (
    AGENDA,
    BOOKING,
    COUNTERSIGN,
    DECISION,
    FINDING,
    MEETING,
    OPINION,
    RESOURCE,
    REVISION,
    SUBMISSION,
    UPTAKE,
)
from luoshi.reporting.models import Appeal
from luoshi.voice.models import FieldNote


def register() -> None:
    """Called once, at start-up."""
    panels.tab("policy", say("方案分解"), "policy:plans", 10)
    panels.tab("policy", say("征求意见"), "policy:consultations", 20)
    panels.tab("policy", say("经费"), "policy:funds", 60)
    panels.panel("ledger.task", "policy/_funds.html", funds_on, 8)
    register_resources()
    register_submissions()
    register_countersigns()
    panels.tab("policy", say("政策协同"), "policy:findings", 30)
    panels.tab("policy", say("分工全景"), "policy:picture", 35)
    panels.tab("policy", say("覆盖比对"), "policy:coverage", 40)
    register_provisions()
    panels.tab("policy", say("指标与任务"), "policy:effects", 45)
    panels.owed(owed)
    panels.notify(
        "policy.answer", say("反馈意见"), ["policy.opinion", "ledger.plan"], matters.opinions, 100, needs=["consult"]
    )
    panels.notify(
        "policy.adopt", say("处理意见"), ["policy.opinion", "ledger.plan"], matters.adoptions, 110, needs=["draft"]
    )
    panels.workflow(OPINION)
    panels.workflow(FINDING)
    panels.workflow(UPTAKE)
    panels.workflow(REVISION)
    panels.guardian(Plan._meta.label_lower, lambda actor, pk: Plan.objects.visible_to(actor).filter(pk=pk).exists())
    for code in (
        "policy.mark.read", "policy.mark.move", "policy.mark.map", "policy.mark.settle", "policy.review.open", "policy.name.remember", "policy.name.forget",
        "policy.opinion.ask", "policy.opinion.remind", "policy.review.confirm", "policy.review.reopen",
        "policy.uptake.open", "policy.revision.find", "policy.revision.forget", "policy.revision.ask",
    ):  # fmt: skip
        panels.sentence(code, None)
    register_meetings()
    panels.sentence("policy.name.map", _mapped, "hollow")
    panels.sentence("policy.name.ignore", _ignored, "hollow")
    for code, text in REGROUPED:
        panels.sentence(f"policy.review.{code}", text, "hollow")
    panels.sentence("policy.plan.correct", say("改方案名称和文号"), "hollow")
    for code, text, mark in FUNDS:
        panels.sentence(f"policy.fund.{code}", text, mark)
    panels.sentence("policy.plan.examine", _examined, "hollow")
    panels.sentence("policy.plan.propose", say("拟定牵头单位和复核日期"), "hollow")
    panels.sentence("policy.plan.compare", say("和在用方案比对"), "hollow")
    for name in ("take", "propose", "cancel", "leave", "reopen"):
        panels.sentence(f"policy.revision.{name}", REVISION[name].label, "hollow")
    panels.sentence("policy.finding.raise", say("查到这个问题"), "warn")
    for code, text, mark in OPINIONS:
        panels.sentence(f"policy.opinion.{code}", _of_unit(text), mark)


def register_countersigns() -> None:
    """The final text of a division goes round."""
    panels.owed(countersigns_owed)
    panels.notify(
        "policy.countersign",
        say("会签分工方案"),
        ["policy.countersign", "ledger.plan"],
        matters.countersigns,
        105,
        needs=["consult"],
    )
    panels.workflow(COUNTERSIGN)
    panels.guardian("policy.countersign", lambda actor, pk: Countersign.objects.get_visible(actor, pk=pk))
    panels.sentence("policy.countersign.ask", say("送会签"), "solid")
    panels.sentence("policy.countersign.refuse", say("不同意会签"), "warn")
    panels.sentence("policy.countersign.release", say("不再承担任务，撤销会签"), "hollow")


def countersigns_owed(actor: Actor) -> Iterator[Owed]:
    """What a unit has to countersign; for the drafter, refusals to settle."""
    may = permissions(actor.roles)
    if may & {"consult", "sign"}:
        for row in countersign.to_countersign(actor):
            page = reverse("policy:countersign", args=[row.plan_id])
            yield Owed(say("会签"), row.plan.title, "", row.plan.unit.name, row.due_on, page, say("会签"))
    if "draft" in may:
        for row in countersign.countersigns_refused(actor):
            page = reverse("policy:countersign", args=[row.plan_id])
            yield Owed(say("会签"), row.plan.title, row.reason, row.unit.name, None, page, say("登记协调结果"))


def register_submissions() -> None:
    """请示, 报告, 专报 and what came back."""
    panels.tab("guidance", say("请示报告"), "policy:submissions", 30)
    panels.owed(submissions_owed)
    panels.notify(
        "policy.submission", say("办理请示、报告"), ["policy.submission"], matters.submissions, 118, needs=["consult"]
    )
    panels.workflow(SUBMISSION)
    panels.guardian("policy.submission", lambda actor, pk: Submission.objects.get_visible(actor, pk=pk))
    for place, name in (("ledger.task", "task"), ("policy.finding", "finding"), ("reporting.appeal", "appeal")):
        panels.panel(place, "policy/_submissions.html", _papers_on(name), 65)
    panels.sentence("policy.submission.draft", say("拟稿"), "hollow")
    panels.sentence("policy.submission.edit", say("修改草稿"), "hollow")
    panels.sentence("policy.submission.withdraw", say("撤回"), "warn")
    panels.sentence("policy.submission.drop", say("作废"), "warn")


def _papers_on(name: str) -> Callable[[Actor, Any, Any], dict[str, Any] | None]:
    """The papers on an object of this kind; on a task only where there are any, or its own unit may write one."""

    def draw(actor: Actor, row: Any, _request: Any) -> dict[str, Any] | None:
        may = upward.may_submit(actor)
        if name == "task":
            may = may and row.state not in CLOSED and actor.unit_id in {row.lead_unit_id, row.issuer_id}
        return upward.papers_panel(actor, may=may, **{name: row.pk})

    return draw


def submissions_owed(actor: Actor) -> Iterator[Owed]:
    """Papers to go on with, and those that came in."""
    for row in upward.submissions_waiting(actor):
        came = row.to_id == actor.unit_id and row.unit_id != actor.unit_id
        verb = say("登记收到、答复") if came else say("批示列入台账") if row.state == "answered" else say("接着办")
        by, page = row.unit.name if came else "", reverse("policy:submission", args=[row.pk])
        detail = f"{SUBMISSION.states[row.state]} {row.number}".strip()
        yield Owed(KINDS[row.kind], row.title, detail, by, None, page, verb)


def register_resources() -> None:
    """Shared training bases, teachers and courses, and who has booked them."""
    panels.tab("policy", say("共享资源"), "policy:resources", 70)
    panels.panel("ledger.task", "policy/_bookings.html", bookings_on, 45)
    panels.owed(bookings_owed)
    panels.notify("policy.book", say("确认资源预约"), ["policy.booking"], matters.bookings, 115, needs=["consult"])
    for table in (RESOURCE, BOOKING):
        panels.workflow(table)
    panels.sentence("policy.resource.add", say("登记资源"), "solid")
    panels.sentence("policy.resource.edit", say("修改资源"), "hollow")
    panels.sentence("policy.booking.ask", say("提出预约"), "solid")
    panels.sentence("policy.booking.decline", say("不同意"), "warn")
    panels.sentence("policy.booking.cancel", say("取消预约"), "warn")


def bookings_on(actor: Actor, task: Task, _request: Any) -> dict[str, Any] | None:
    """What was booked for a task."""
    rows = [(row, BOOKING.states[row.state]) for row in shared.bookings_of_task(actor, task)]
    return {"rows": rows} if rows else None


def bookings_owed(actor: Actor) -> Iterator[Owed]:
    """Bookings that wait for the unit that keeps the resource; for who booked, what it has on in the next days."""
    if "consult" not in permissions(actor.roles):
        return
    for row in shared.bookings_to_answer(actor):
        detail = gettext("%(people)s 人，%(purpose)s") % {"people": row.people, "purpose": row.purpose}
        page = reverse("policy:booking", args=[row.pk])
        yield Owed(say("预约"), row.resource.name, detail, row.unit.name, row.starts_on, page, say("确认预约"))
    for row in shared.bookings_soon(actor):
        detail = gettext("%(unit)s已确认，%(people)s 人。不再需要的请及时取消") % {
            "unit": row.resource.unit.name,
            "people": row.people,
        }
        page = reverse("policy:booking", args=[row.pk])
        yield Owed(say("使用"), row.resource.name, detail, "", row.starts_on, page, say("看预约"))


def register_provisions() -> None:
    """Policies beside the plans."""
    panels.tab("policy", say("政策文件"), "policy:documents", 50)
    panels.panel("ledger.task", "policy/_ties.html", ties_on, 9)
    panels.panel("policy.finding", "policy/_clashes.html", clashes_on, 50)
    label = PolicyDocument._meta.label_lower
    panels.guardian(label, lambda actor, pk: PolicyDocument.objects.visible_to(actor).filter(pk=pk).exists())
    for code, text, mark in PROVISIONS:
        panels.sentence(f"policy.{code}", text, mark)


PROVISIONS: tuple[tuple[str, Say | Callable[[Any], Say] | None, str], ...] = (
    ("document.add", say("登记政策文件"), "solid"),
    ("document.edit", say("更正政策文件"), "hollow"),
    ("document.remove", say("删除政策文件"), "warn"),
    ("document.read", lambda event: say("读入条款 {count} 条", count=event.after.get("count", 0)), "hollow"),
    ("provision.read", None, "hollow"),
    ("provision.drop", None, "hollow"),
    ("provision.add", lambda event: say("登记{number}", number=event.after.get("number", "")), "hollow"),
    ("provision.edit", lambda event: say("更正{name}", name=event.object_name), "hollow"),
    ("provision.remove", lambda event: say("删除{name}", name=event.object_name), "warn"),
    ("provision.link", lambda event: say("登记关联：{name}", name=event.object_name), "solid"),
    ("provision.unlink", lambda event: say("取消关联：{name}", name=event.object_name), "warn"),
    ("provision.bring", lambda event: say("提交协调会：{name}", name=event.object_name), "hollow"),
)


def ties_on(actor: Actor, task: Task, _request: Any) -> dict[str, Any] | None:
    """The policies that a task rests on or serves, and what holds it up; where there are none, how to say so."""
    found = ties_of(actor, task)
    links = task.state not in CLOSED and may_link(actor)
    return {"ties": found, "links": links, "task": task} if found or links else None


def clashes_on(actor: Actor, row: Finding, _request: Any) -> dict[str, Any] | None:
    """The provisions that a finding says a plan clashes with."""
    found = clashing(actor, row)
    return {"rows": found} if found else None


FUNDS: tuple[tuple[str, Say, str], ...] = (
    ("add", say("登记经费"), "solid"),
    ("edit", say("更正经费或者登记安排、支付"), "hollow"),
    ("remove", say("删除经费"), "warn"),
    ("link", say("关联任务"), "hollow"),
    ("unlink", say("取消关联任务"), "hollow"),
)


def funds_on(actor: Actor, task: Task, _request: Any) -> dict[str, Any] | None:
    """The money of a task, and where it is missing; nothing of it below the level that the plan speaks of."""
    rows = reads.funds_of(actor, task)
    if not rows and (task.parent_id is not None or task.state in CLOSED):
        return None
    return {"rows": rows, "because": reads.fund_because(rows)}


def _mapped(event: Any) -> Say:
    return say("“{name}”对应{unit}", name=event.after.get("name", ""), unit=event.after.get("unit", ""))


def _examined(event: Any) -> Say:
    return say(
        "查找问题：查到 {found} 个，其中新查到 {new} 个",
        **{name: event.after.get(name, 0) for name in ("found", "new")},
    )


def _ignored(event: Any) -> Say:
    return say("“{name}”不作为责任单位", name=event.after.get("name", ""))


def _of_unit(text: Say) -> Callable[[Any], Say]:
    """A sentence about one unit's opinion; the object's name begins with the unit's."""
    return lambda event: say(text.text, unit=event.object_name.partition(" · ")[0])


REGROUPED = (("split", say("拆成两项")), ("join", say("并入一条")), ("hang", say("改挂到别的条款")))
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


# ---------- meetings ----------


def register_meetings() -> None:
    """Matters for coordination meetings, the meetings, and what becomes of their decisions."""
    panels.tab("guidance", say("协调小组会议"), "policy:meetings", 10)
    panels.tab("guidance", say("会议议题"), "policy:agenda", 20)
    panels.owed(meetings_owed)
    panels.notify(
        "policy.call", say("参加会议"), ["policy.meeting", "policy.attendance"], matters.calls, 120, needs=["consult"]
    )
    panels.notify("policy.agenda", say("安排议题"), ["policy.agendaitem"], matters.brought, 130, needs=["draft"])
    for table in (AGENDA, MEETING, DECISION):
        panels.workflow(table)
    for place, draw in (
        ("reporting.appeal", on_appeal), ("ledger.request", on_request), ("policy.finding", on_finding), ("ledger.task", on_task),
        ("voice.note", on_note),
    ):  # fmt: skip
        panels.panel(place, "policy/_agenda_on.html", draw, 60)
    panels.guardian(Meeting._meta.label_lower, lambda actor, pk: Meeting.objects.get_visible(actor, pk=pk))
    panels.guardian(AgendaItem._meta.label_lower, _keeps_item)
    for code, text, mark in MEETINGS:
        panels.sentence(code, text, mark)


def _keeps_item(actor: Actor, pk: int) -> bool:
    """Papers upward and instructions are the office's own."""
    return AgendaItem.objects.filter(pk=pk, unit__in={held.unit_id for held in actor.grants}).exists()


MEETINGS: tuple[tuple[str, Say | None, str], ...] = (
    ("policy.agenda.bring", say("提出议题"), "hollow"),
    ("policy.agenda.edit", say("修改议题"), "hollow"),
    ("policy.agenda.order", None, "hollow"),
    ("policy.agenda.paper", say("登记呈报件或者批示"), "solid"),
    ("policy.meeting.plan", say("筹备会议"), "hollow"),
    ("policy.meeting.edit", say("修改会议安排"), "hollow"),
    ("policy.meeting.seat", None, "hollow"),
    ("policy.meeting.call", say("增加参会单位"), "hollow"),
    ("policy.meeting.release", say("去掉参会单位"), "hollow"),
    ("policy.meeting.attend", None, "hollow"),
    ("policy.decision.record", say("登记议定事项"), "solid"),
    ("policy.decision.support", None, "hollow"),
    ("policy.decision.drop", say("撤销登记的议定事项"), "warn"),
)


def on_appeal(actor: Actor, row: Appeal, _request: Any) -> dict[str, Any] | None:
    """What has become of a letter as a matter for a meeting, or that it may be brought."""
    return _brought(actor, queries.of_appeal(row), "appeal", row.pk)


def on_request(actor: Actor, row: Request, _request: Any) -> dict[str, Any] | None:
    """The same for a dispute on a division."""
    return _brought(actor, queries.of_request(row), "request", row.pk)


def on_finding(actor: Actor, row: Finding, _request: Any) -> dict[str, Any] | None:
    """The same for what an office has found."""
    return _brought(actor, queries.of_finding(row), "finding", row.pk)


def on_note(actor: Actor, row: FieldNote, _request: Any) -> dict[str, Any] | None:
    """The same for field research."""
    return _brought(actor, queries.of_note(row), "note", row.pk)


def on_task(actor: Actor, task: Task, _request: Any) -> dict[str, Any] | None:
    """What meetings have said on a task; a leader's instruction may be brought from its own page."""
    found = _brought(actor, queries.of_task(actor, task), "task", task.pk)
    return found if found and (found["rows"] or task.category == "instruction") else None


def _brought(actor: Actor, source: queries.Source | None, name: str, pk: int) -> dict[str, Any] | None:
    rows = queries.brought(actor, **{name: pk})
    waiting = any(row.state in queries.LIVE for row in rows)
    may = queries.may_bring_this(actor, source) and not waiting
    if not rows and not may:
        return None
    url = f"{reverse('policy:bring')}?{name}={pk}" if may else ""
    return {"rows": [(row, AGENDA.states[row.state]) for row in rows], "url": url}


def meetings_owed(actor: Actor) -> Iterator[Owed]:
    """What an office has to do for its body's meetings."""
    body = queries.held_by(actor)
    if body is None:
        return
    waiting = queries.pool(body.office_id).count()
    if waiting:
        title = gettext("待上会议题 %(count)s 个") % {"count": waiting}
        yield Owed(say("议题"), title, body.name, "", None, reverse("policy:agenda"), say("列入议程"))
    for meeting, decisions in queries.unfinished(body.office_id):
        page = reverse("policy:meeting", args=[meeting.pk])
        if meeting.state == "held":
            yield Owed(say("纪要"), meeting.name, gettext("已召开，纪要没有签发"), "", None, page, say("登记纪要"))
        elif meeting.state == "signed":
            detail = gettext("议定事项 %(count)s 项没有列入台账") % {"count": decisions}
            yield Owed(say("议定事项"), meeting.name, detail, "", None, page, say("列入台账"))
        else:
            yield Owed(
                say("会议"), meeting.name, str(MEETING.states[meeting.state]), "", meeting.held_on, page, say("看会议")
            )
