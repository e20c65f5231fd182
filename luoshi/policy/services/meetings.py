"""A meeting is planned, its agenda sent, attendance and decisions written down, the minutes signed; decisions go into the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from luoshi.kernel import actions, checks
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.models import File
from luoshi.kernel.say import say
from luoshi.kernel.services import attach
from luoshi.ledger import queries as ledger_queries
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Task
from luoshi.ledger.workflow import TASK
from luoshi.org.models import CoordinationBody, Unit
from luoshi.org.rules import roles_towards
from luoshi.org.scope import Shown
from luoshi.policy import queries
from luoshi.policy.models import AgendaItem, Attendance, Decision, DecisionSupport, Meeting
from luoshi.policy.services.agenda import call, unlist_item
from luoshi.policy.workflow import AGENDA, DECISION, FINDING, MEETING, FindingFacts
from luoshi.policy.workflow import OPEN as FINDING_OPEN


def plan_meeting(
    actor: Actor, *, kind: str, held_on: date, starts_at: time | None = None, place: str = "", chair: str = "",
    whole: bool = False,
) -> Meeting:  # fmt: skip
    """Plan the next meeting of the body's series; ``whole``: every member unit is called now, else those its matters concern."""
    body = queries.held_by(actor)
    if body is None:
        raise Refused([say("会议由协调机构的办事机构筹备。")])
    with actions.atomic():
        serial = queries.next_serial(body, kind, held_on.year)
        meeting = Meeting(
            state=MEETING.start, body=body, unit=body.office, kind=kind, year=held_on.year, serial=serial,
            name=_name(body, kind, held_on.year, serial), held_on=held_on, starts_at=starts_at, place=place.strip()[:120],
            chair=chair.strip()[:60],
        )  # fmt: skip
        actions.create(actor, "policy.meeting.plan", meeting)
        own = Attendance(meeting=meeting, unit=body.office, unit_path=body.office.path, part="host", shown=Shown.UNIT)
        actions.create(actor, "policy.meeting.seat", own)
        if whole:
            call(actor, meeting, list(queries.members(body)))
    return meeting


def _name(body: CoordinationBody, kind: str, year: int, serial: int) -> str:
    label = dict(Meeting.KINDS)[kind]
    return f"{body.name}{year}年第{serial}次{label}"[:120]


def edit_meeting(
    actor: Actor, meeting: Meeting, *, name: str, held_on: date, starts_at: time | None, place: str, chair: str,
    notice: str = "",
) -> Meeting:  # fmt: skip
    """Correct when, where and who presides, until the minutes are signed."""
    _hosting(actor, meeting, "planned", "collecting", "convened", "held")
    return actions.change(
        actor, "policy.meeting.edit", meeting, name=name.strip()[:120], held_on=held_on, starts_at=starts_at,
        place=place.strip()[:120], chair=chair.strip()[:60], notice=notice.strip()[:2000],
    )  # fmt: skip


def _hosting(actor: Actor, meeting: Meeting, *states: str) -> None:
    """Refuse unless the actor prepares this meeting and it is in one of these states."""
    facts = queries.meeting_facts(actor, meeting)
    if "host.draft" not in facts.roles:
        raise Refused([say("须由{who}办理。", who=facts.holders.get("host.draft") or meeting.unit.name)])
    if meeting.state not in states:
        raise Refused([say("会议当前为“{state}”，不能这样修改。", state=MEETING.states[meeting.state])])


def call_units(actor: Actor, meeting: Meeting, units: Sequence[Unit]) -> None:
    """Call more units."""
    _hosting(actor, meeting, "planned", "collecting", "convened", "held")
    if not units:
        raise Refused([say("没有选择单位。")])
    call(actor, meeting, units)


def release_unit(actor: Actor, seat: Attendance) -> None:
    """A unit need not come; what it has read of a sent agenda it has read."""
    _hosting(actor, seat.meeting, "planned", "collecting", "convened")
    if seat.part == "host":
        raise Refused([say("承办单位不能去掉。")])
    actions.remove(actor, "policy.meeting.release", seat)


def move_meeting(
    actor: Actor, meeting: Meeting, move: str, *, note: str = "", despite: str = "", **changes: Any
) -> Meeting:
    """Collect matters, send the agenda, call it back, enter that it was held, cancel it."""
    with actions.atomic():
        if move == "cancel":
            for item in queries.agenda_of(meeting):
                unlist_item(actor, item)
        actions.perform(
            actor, MEETING, move, meeting, queries.meeting_facts(actor, meeting), note=note.strip(), **changes
        )
        if move in {"convene", "recall"}:
            open_to = Shown.SUBTREE if move == "convene" else Shown.HIDDEN
            actions.change_all(meeting.seats.exclude(part="host"), shown=open_to)
        if move == "convene":
            actions.change_all(meeting.seats.filter(part="host"), shown=Shown.SUBTREE)
            checks.leave(actor, queries.leaving_meeting(meeting), despite)
    return meeting


def mark_attendance(actor: Actor, meeting: Meeting, came: Mapping[int, tuple[str, str]]) -> None:
    """Who came: seat → (state, person). Nothing is counted up from it."""
    _hosting(actor, meeting, "held")
    known = {key for key, _label in Attendance.STATES}
    with actions.atomic():
        for seat in meeting.seats.filter(pk__in=came).select_related("meeting"):
            state, person = came[seat.pk]
            if state not in known:
                raise Refused([say("没有这一种到会情况。")])
            actions.change(actor, "policy.meeting.attend", seat, came=state, person=person.strip()[:60])


# ---------- what is decided ----------


def decide(
    actor: Actor,
    item: AgendaItem,
    *,
    text: str,
    lead: Unit | None,
    supports: Sequence[Unit] = (),
    due_on: date | None = None,
) -> Decision:
    """Write down one thing that was decided on a matter; the matter counts as decided."""
    if not text.strip():
        raise Invalid({"text": [say("缺{what}。", what=say("议定事项"))]})
    if item.meeting is not None and due_on is not None and due_on < item.meeting.held_on:
        raise Invalid({"due_on": [say("完成时限早于会议日期。")]})
    with actions.atomic():
        if item.meeting is None:
            raise Refused([say("议题不在议程上。")])
        _hosting(actor, item.meeting, "held")
        decision = Decision(state=DECISION.start, item=item, text=text.strip()[:4000], lead=lead, due_on=due_on)
        actions.create(actor, "policy.decision.record", decision)
        rows = [
            DecisionSupport(decision=decision, unit=unit) for unit in supports if lead is None or unit.pk != lead.pk
        ]
        actions.add_parts(actor, "policy.decision.support", decision, rows, {"units": [row.unit.name for row in rows]})
        if item.state == "listed":
            actions.perform(actor, AGENDA, "decide", item, queries.item_facts(actor, item))
    return decision


def drop_decision(actor: Actor, decision: Decision) -> None:
    """Take back what was written down wrong, before the minutes are signed."""
    item, meeting = decision.item, decision.item.meeting
    if meeting is None:
        raise Refused([say("议题不在议程上。")])
    _hosting(actor, meeting, "held")
    with actions.atomic():
        actions.remove(actor, "policy.decision.drop", decision)
        if not item.decisions.exists():
            actions.perform(actor, AGENDA, "reconsider", item, queries.item_facts(actor, item))


def sign_minutes(
    actor: Actor, meeting: Meeting, *, number: str, signed_on: date | None, signed_by: str, scan: File | None = None
) -> Meeting:
    """The minutes are signed: everybody called reads what was decided, and it can be carried out."""
    if signed_on is not None and signed_on < meeting.held_on:
        raise Invalid({"signed_on": [say("签发日期早于会议日期。")]})
    if (
        Meeting.objects.filter(unit=meeting.unit, number=number.strip())
        .exclude(number="")
        .exclude(pk=meeting.pk)
        .exists()
    ):
        raise Invalid({"number": [say("这个文号已经用过。")]})
    with actions.atomic():
        if scan is not None:
            attach(actor, scan, meeting, "signed")
        return actions.perform(
            actor, MEETING, "sign", meeting, queries.meeting_facts(actor, meeting), number=number.strip()[:60],
            signed_on=signed_on, signed_by=signed_by.strip()[:40],
        )  # fmt: skip


def register_decision(actor: Actor, decision: Decision) -> Task:
    """列入台账: the decision becomes an item of the ledger with the minutes as its basis, and is issued where nothing is lacking.

    A decision that names unit and date needs no slip beside the minutes (practice.md 1.1).
    """
    reasons = DECISION.refusals("register", decision.state, queries.decision_facts(actor, decision), {})
    meeting = decision.item.meeting
    if reasons or meeting is None or meeting.signed_on is None:
        raise Refused(reasons)
    with actions.atomic():
        task = ledger.register_item(actor, _as_item(decision, meeting))
        for row in decision.supports.select_related("unit"):
            ledger.set_duty(actor, task, row.unit, "support")
        actions.perform(actor, DECISION, "register", decision, queries.decision_facts(actor, decision), task=task)
        if not TASK.refusals("issue", task.state, ledger_queries.task_facts(actor, task), {}):
            ledger.issue_tasks(actor, [task])
    return task


def _as_item(decision: Decision, meeting: Meeting) -> ledger.Item:
    serial = actions.next_number(f"decision.{meeting.unit_id}", meeting.year)
    return ledger.Item(
        category="meeting", source=meeting.name, source_number=meeting.number, source_on=meeting.held_on,
        number=f"议{meeting.year}-{serial:03d}", title=decision.text.splitlines()[0][:200], wanted=decision.text,
        signed_by=meeting.signed_by, due_on=decision.due_on, lead=decision.lead,
    )  # fmt: skip


def rule_division(actor: Actor, decision: Decision) -> Decision:
    """据此调整分工: the lead named is the task's lead from now on, by the minutes; what stood before stays readable.

    A draft is corrected at once. In a task that has been issued the ledger's own requests do it: the one that waits is
    granted; without one, a change is asked for, which somebody else of the issuer rules on.
    """
    facts = queries.decision_facts(actor, decision)
    item, task = decision.item, decision.item.task
    reasons = DECISION.refusals("rule", decision.state, facts, {})
    meeting, lead = item.meeting, decision.lead
    if reasons or task is None or meeting is None or lead is None:
        raise Refused(reasons)
    basis = f"{meeting.name} {meeting.number}"
    asked = item.request
    with actions.atomic():
        if asked is not None and asked.state in ledger_queries.OPEN_REQUESTS:
            ledger.rule_request(
                actor, asked, granted=True, note=f"{decision.text}（{basis}）", unit=lead, approved_by=meeting.signed_by,
                document=meeting.number,
            )  # fmt: skip
        elif task.state == "draft":
            ledger.set_duty(actor, task, lead, "lead", basis_note=basis)
            for row in decision.supports.select_related("unit"):
                ledger.set_duty(actor, task, row.unit, "support", basis_note=basis)
        else:
            asked = ledger.request_on_task(
                actor, task, "change", reason=f"{decision.text}（{basis}）", progress=task.latest or decision.text,
                wanted={"unit": lead.pk},
            )  # fmt: skip
        _settle_finding(actor, item, basis)
        return actions.perform(actor, DECISION, "rule", decision, facts, request=asked)


def _settle_finding(actor: Actor, item: AgendaItem, basis: str) -> None:
    """What the office had found is settled by the same act."""
    finding = item.finding
    if finding is not None and finding.state in FINDING_OPEN:
        facts = FindingFacts(roles_towards({"examiner"} if finding.unit_id == actor.unit_id else (), actor.roles))
        actions.perform(actor, FINDING, "settle", finding, facts, note=basis, remark=basis)


def keep_decision(actor: Actor, decision: Decision) -> Decision:
    """只作备查: it asks nothing of anybody."""
    return actions.perform(actor, DECISION, "keep", decision, queries.decision_facts(actor, decision))
