"""A coordination meeting held in autumn, whose two decisions are tracked; the next one, planned; and a matter that waits."""

from __future__ import annotations

from datetime import timedelta

from luoshi.desk.demo.cast import Cast
from luoshi.kernel import clock
from luoshi.policy import queries, services
from luoshi.policy.models import AgendaItem, Decision, Meeting
from luoshi.reporting.models import Appeal

TRAINING = "职业技能培训“多头组织、各管一段”的牵头问题"
SHARED = "实训基地、师资、课程共享使用"
ADVICE = (
    "建议由省人力资源社会保障厅牵头，各部门项目统一纳入年度计划；资金由省财政厅统一台账。会前已与四部门沟通，原则同意。"
)
DECIDED = (
    ("职业技能培训统一由省人力资源社会保障厅牵头编制年度计划，各部门培训项目并入计划后实施。", "省.人社", ("省.教育", "省.财政", "省.工会"), 60),
    ("省财政厅牵头建立培训资金统一台账，同一用途的资金归口安排。", "省.财政", ("省.人社",), 25),
)  # fmt: skip


def held_and_planned(cast: Cast) -> None:
    """One meeting of some weeks ago, one in ten days."""
    office, letters = cast.actor("省.办", "office"), _letters(cast)
    with clock.at(cast.ago(52, 10)):
        first = _by_hand(cast, TRAINING, "反映有 15 个部门组织培训，请明确牵头单位、统一计划和资金台账。")
        services.edit_item(office, first, subject=first.subject, asked=first.asked, advice=ADVICE)
        meeting = services.plan_meeting(
            office,
            kind="topic",
            held_on=clock.today() + timedelta(days=6),
            place="省行政中心三号会议室",
            chair="周明远",
        )
        services.list_item(office, first, meeting)
        services.call_units(office, meeting, [cast.units[key] for key in ("省.人社", "省.教育", "省.财政", "省.工会")])
        services.move_meeting(office, meeting, "convene")
    _held(cast, meeting, first)
    with clock.at(cast.ago(5, 15)):
        for letter in letters[:2]:
            _from_letter(cast, letter)
        _by_hand(cast, SHARED, "各部门分头建设实训基地，请明确共享办法和由谁统筹排期。", unit="省.教育")
    with clock.at(cast.ago(2, 9)):
        coming = services.plan_meeting(
            office,
            kind="topic",
            held_on=clock.today() + timedelta(days=12),
            place="省行政中心三号会议室",
            chair="周明远",
        )
        services.move_meeting(office, coming, "collect", collect_by=clock.today() + timedelta(days=7))
        for item in queries.pool(office.unit_id or 0)[:1]:
            services.list_item(office, item, coming)


def _letters(cast: Cast) -> list[Appeal]:
    """Letters to the province's office that wait for an answer."""
    rows = Appeal.objects.filter(to=cast.units["省.办"], state="sent").select_related("unit", "to", "task")
    return list(rows.order_by("-id"))


def _by_hand(cast: Cast, subject: str, asked: str, unit: str = "省.办") -> AgendaItem:
    actor = cast.worker(cast.units[unit].pk)
    source = queries.source_of(actor)
    if source is None:
        raise LookupError("the province has no body")
    return services.bring_item(actor, source, subject=subject, asked=asked)


def _from_letter(cast: Cast, letter: Appeal) -> None:
    source = queries.of_appeal(letter)
    if source is not None:
        services.bring_item(cast.actor("省.办", "office"), source, subject=source.subject, asked=source.asked)


def _held(cast: Cast, meeting: Meeting, item: AgendaItem) -> None:
    """It is held, two things are decided, the minutes signed, both registered."""
    office = cast.actor("省.办", "office")
    with clock.at(cast.ago(46, 17)):
        services.move_meeting(office, meeting, "hold")
        seats = {seat.pk: ("present", "分管负责人") for seat in meeting.seats.all()}
        services.mark_attendance(office, meeting, seats)
        for text, lead, helpers, days in DECIDED:
            due = meeting.held_on + timedelta(days=days)
            services.decide(
                office, queries.find_item(office, item.pk), text=text, lead=cast.units[lead],
                supports=[cast.units[key] for key in helpers], due_on=due,
            )  # fmt: skip
    with clock.at(cast.ago(43, 10)):
        services.sign_minutes(
            office, meeting, number=queries.minutes_number(meeting), signed_on=clock.today(), signed_by="周明远"
        )
        for decision in Decision.objects.filter(item=item).order_by("id"):
            services.register_decision(office, queries.find_decision(office, decision.pk))
