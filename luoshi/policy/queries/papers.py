"""What stands in a meeting's papers: 会议议程 before it, 会议纪要 after it?"""

from __future__ import annotations

from datetime import date

from luoshi.kernel.actor import Actor
from luoshi.kernel.documents.word import Head, Paper, Text
from luoshi.policy.models import Attendance, Decision, Meeting
from luoshi.policy.queries.agenda import decisions_of
from luoshi.policy.queries.meetings import agenda_of, follow_up, seats_of

NUMERALS = "一二三四五六七八九十"


def ordinal(number: int) -> str:
    """一 … 十 … 二十一: how a paper numbers its headings."""
    if number <= 10:
        return NUMERALS[number - 1]
    tens, ones = divmod(number, 10)
    return f"{NUMERALS[tens - 1] if tens > 1 else ''}十{NUMERALS[ones - 1] if ones else ''}"


def agenda_paper(actor: Actor, meeting: Meeting) -> Paper:
    """What will be talked of, brought by whom, and what came of the last decisions."""
    when = f"{day_of(meeting.held_on)}{f' {meeting.starts_at:%H:%M}' if meeting.starts_at else ''}"
    blocks: list[Head | Text] = [
        Text(text, lead=f"{lead}：")
        for lead, text in (("时间", when), ("地点", meeting.place), ("主持", meeting.chair))
        if text
    ]
    blocks.append(Text(_listed(seats_of(meeting)), lead="参加单位："))
    at = 0
    if followed := follow_up(actor, meeting):
        at = 1
        blocks += [Head("一、通报上次议定事项落实情况"), Text(f"列入台账的议定事项 {len(followed)} 项。")]
    for place, item in enumerate(agenda_of(meeting), at + 1):
        blocks += [
            Head(f"{ordinal(place)}、{item.subject}"),
            Text(item.asked),
            Text(item.bringer.name, lead="提出单位："),
        ]
    title = f"{meeting.name}议程"
    return Paper(title, blocks, closing=(meeting.unit.name,))


def minutes_paper(actor: Actor, meeting: Meeting) -> Paper:
    """Who met, what was decided on each matter, who does it by when."""
    day = day_of(meeting.held_on)
    where, chair = f"在{meeting.place}" if meeting.place else "", meeting.chair or "会议主持人"
    opening = f"{day}，{chair}{where}主持召开{meeting.name}。现将议定事项纪要如下。"
    blocks: list[Head | Text] = [Text(opening)]
    rows = agenda_of(meeting)
    told = decisions_of(actor, rows)
    for place, item in enumerate(rows, 1):
        blocks.append(Head(f"{ordinal(place)}、{item.subject}"))
        if item.state == "deferred":
            blocks.append(Text(f"会议决定缓议。{item.outcome}"))
        blocks += [Text(_said(one)) for one in told.get(item.pk, [])]
    came = seats_of(meeting)
    for lead, states in (("出席：", ("present", "deputy")), ("请假：", ("leave",)), ("缺席：", ("absent",))):
        named = [seat for seat in came if seat.came in states and seat.part != "observer"]
        if named:
            blocks.append(Text(_listed(named), lead=lead))
    if watching := [seat for seat in came if seat.part == "observer"]:
        blocks.append(Text(_listed(watching), lead="列席："))
    signed = day_of(meeting.signed_on) if meeting.signed_on else ""
    return Paper(
        f"{meeting.name}纪要", blocks, mark=f"{meeting.body.name}会议纪要", number=meeting.number, office=meeting.unit.name,
        dated=signed or day,
    )  # fmt: skip


def _said(one: Decision) -> str:
    """One decision as the minutes say it: what, by whom, by when."""
    text = one.text.rstrip("。")
    helpers = "、".join(row.unit.name for row in one.supports.all())
    who = f"由{one.lead.name}牵头" if one.lead else ""
    with_ = f"{helpers}配合" if helpers else ""
    due = f"{day_of(one.due_on)}前完成" if one.due_on else ""
    rest = "，".join(part for part in (who, with_, due) if part)
    return f"{text}。（{rest}）" if rest else f"{text}。"


def day_of(day: date) -> str:
    """Papers are Chinese, whoever prints them."""
    return f"{day.year}年{day.month}月{day.day}日"


def _listed(seats: list[Attendance]) -> str:
    return "、".join(f"{seat.unit.name}{f'（{seat.person}）' if seat.person else ''}" for seat in seats)
