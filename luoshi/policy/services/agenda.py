"""A matter is brought to a meeting, prepared, put on an agenda, or settled without one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.models import File
from luoshi.kernel.say import say
from luoshi.kernel.services import attach
from luoshi.ledger.models import Duty
from luoshi.org.models import Unit
from luoshi.org.scope import Shown
from luoshi.policy import queries
from luoshi.policy.models import AgendaItem, Attendance, Meeting, ThreadPaper
from luoshi.policy.queries.agenda import LIVE, Source
from luoshi.policy.workflow import AGENDA


def bring_item(actor: Actor, source: Source, *, subject: str, asked: str) -> AgendaItem:
    """提出议题: a matter comes into the pool of the body's office. The same letter or request is brought once."""
    if not queries.may_bring_this(actor, source):
        raise Refused([say("议题由来源单位或者{office}提出。", office=source.body.office.name)])
    _worded(subject, asked)
    known = {name: getattr(source, name) for name in ("finding", "appeal", "request", "plan", "note")}
    for name, row in known.items():
        if row is not None and AgendaItem.objects.filter(**{name: row}, state__in=LIVE).exists():
            raise Refused([say("已经提出议题，正在等待上会。")])
    item = AgendaItem(
        state=AGENDA.start, unit=source.body.office, unit_path=source.body.office.path, bringer=source.bringer,
        subject=subject.strip()[:200], asked=asked.strip()[:4000], task=source.task, brought_at=clock.now(), **known,
    )  # fmt: skip
    with actions.atomic():
        actions.create(actor, "policy.agenda.bring", item)
        if source.conflict is not None:
            actions.change(actor, "policy.provision.bring", source.conflict, item=item)
    return item


def _worded(subject: str, asked: str) -> None:
    lacking = {
        name: [say("缺{what}。", what=label)]
        for name, text, label in (("subject", subject, say("议题")), ("asked", asked, say("提请议定的事项")))
        if not text.strip()
    }
    if lacking:
        raise Invalid(lacking)


def edit_item(actor: Actor, item: AgendaItem, *, subject: str, asked: str, advice: str = "") -> AgendaItem:
    """Word a matter, by who brought it; the office also writes what it proposes (预案)."""
    roles = queries.item_facts(actor, item).roles
    if item.state not in LIVE or not {"host.draft", "bringer.consult"} & roles:
        raise Refused([say("只有提出单位和承办的协调办可以修改还没有议定的议题。")])
    _worded(subject, asked)
    own = {"advice": advice.strip()[:4000]} if "host.draft" in roles else {}
    return actions.change(
        actor, "policy.agenda.edit", item, subject=subject.strip()[:200], asked=asked.strip()[:4000], **own
    )


def list_item(actor: Actor, item: AgendaItem, meeting: Meeting) -> AgendaItem:
    """Put a matter on an agenda, last; the unit that brought it and those it concerns are called."""
    if meeting.unit_id != item.unit_id:
        raise Refused([say("议题只能列入同一协调办的会议。")])
    with actions.atomic():
        place = (meeting.items.order_by("-place").values_list("place", flat=True).first() or 0) + 1
        facts = queries.item_facts(actor, item, meeting)
        actions.perform(actor, AGENDA, "list", item, facts, meeting=meeting, place=place)
        call(actor, meeting, _concerned(item))
    return item


def _concerned(item: AgendaItem) -> list[Unit]:
    """The unit that brought a matter, and those that hold a duty on its task, as far as the office may call them."""
    held = Duty.objects.filter(task=item.task_id or 0).exclude(role="supervising").values("unit")
    return list(
        queries.callable_units(item.unit).filter(pk__in=[item.bringer_id, *held.values_list("unit", flat=True)])
    )


def call(actor: Actor, meeting: Meeting, units: Sequence[Unit]) -> None:
    """Call units to a meeting; those called already stay as they are."""
    known = set(meeting.seats.values_list("unit_id", flat=True))
    shown = Shown.SUBTREE if meeting.state == "convened" else Shown.HIDDEN
    rows = [
        Attendance(meeting=meeting, unit=unit, unit_path=unit.path, shown=shown)
        for unit in units
        if unit.pk not in known
    ]
    actions.add_parts(actor, "policy.meeting.call", meeting, rows, {"units": [row.unit.name for row in rows]})


def unlist_item(actor: Actor, item: AgendaItem) -> AgendaItem:
    """Take a matter off an agenda; it waits in the pool again."""
    return actions.perform(actor, AGENDA, "unlist", item, queries.item_facts(actor, item), meeting=None, place=0)


def shift_item(actor: Actor, item: AgendaItem, by: int) -> None:
    """Move a matter one place up (-1) or down (1) on its agenda."""
    facts = queries.item_facts(actor, item)
    reasons = AGENDA.refusals("unlist", item.state, facts, {})
    if reasons or item.meeting is None:
        raise Refused(reasons or [say("议题不在议程上。")])
    rows = queries.agenda_of(item.meeting)
    at = next(place for place, row in enumerate(rows) if row.pk == item.pk)
    other = min(max(at + by, 0), len(rows) - 1)
    rows.insert(other, rows.pop(at))
    with actions.atomic():
        for place, row in enumerate(rows, 1):
            actions.change(actor, "policy.agenda.order", row, place=place)


def defer_item(actor: Actor, item: AgendaItem, note: str) -> AgendaItem:
    """缓议: the minutes tell so, and the matter waits in the pool anew; the new one."""
    with actions.atomic():
        facts = queries.item_facts(actor, item)
        actions.perform(actor, AGENDA, "defer", item, facts, note=note.strip(), outcome=note.strip()[:2000])
        again = AgendaItem(
            state=AGENDA.start, follows=item, unit=item.unit, unit_path=item.unit_path, bringer=item.bringer,
            subject=item.subject, asked=item.asked, advice=item.advice, finding=item.finding, appeal=item.appeal, request=item.request,
            task=item.task, plan=item.plan, brought_at=clock.now(),
        )  # fmt: skip
        return actions.create(actor, "policy.agenda.bring", again)


def end_item(actor: Actor, item: AgendaItem, move: str, note: str) -> AgendaItem:
    """不上会 or 撤回: it needs no meeting, and why."""
    facts = queries.item_facts(actor, item)
    return actions.perform(actor, AGENDA, move, item, facts, note=note.strip(), outcome=note.strip()[:2000])


def add_paper(
    actor: Actor, item: AgendaItem, *, kind: str, party: str, text: str, dated_on: date, number: str = "",
    files: Sequence[File] = (),
) -> ThreadPaper:  # fmt: skip
    """Hang a 请示, 报告, 专报 or a leader's instruction on the thread, with its scan."""
    if "host.draft" not in queries.item_facts(actor, item).roles:
        raise Refused([say("呈报件和批示由承办的协调办登记。")])
    if not party.strip() or not text.strip():
        raise Invalid({"party" if not party.strip() else "text": [say("请写明主送或批示人和内容。")]})
    with actions.atomic():
        paper = actions.create(
            actor, "policy.agenda.paper",
            ThreadPaper(
                item=item, kind=kind, party=party.strip()[:80], text=text.strip()[:4000], dated_on=dated_on,
                number=number.strip()[:60],
            ),
        )  # fmt: skip
        for file in files:
            attach(actor, file, item, "paper")
    return paper
