"""What kinds of requests are there, and what does each need? One table; the mechanism is the same for all. Pure.

Practice.md 1.5: an extension is asked for before the date with reason, progress and new date, the reply sets the date,
once, three working days ahead, a second time only by the head of the body; the first date stays for ever. A change, a
suspension and a cancellation need reason, approver and document.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.kernel.calendar import WorkCalendar
from luoshi.kernel.say import Say, say


@dataclass(frozen=True)
class Kind:
    """One kind of request.

    ``stops`` whether the lead's clock stands still until the ruling; ``paper`` whether granting needs a document
    (number or scan): always, when a clerk enters what somebody else has approved ("proxy"), or never; ``dated`` what
    date it carries: "new" the ruling must set one, "until" how long; ``answered`` whether the lead is heard first.
    """

    key: str
    label: Say
    stops: bool = False
    paper: str = "never"
    dated: str = ""
    answered: bool = False


KINDS: dict[str, Kind] = {
    one.key: one
    for one in (
        Kind("division", say("申请调整分工"), stops=True),
        Kind("dispute", say("分工争议"), stops=True, answered=True),
        Kind("later_date", say("申请晚于上级时限")),
        Kind("extension", say("申请延期"), stops=True, paper="proxy", dated="new"),
        Kind("change", say("申请变更"), stops=True, paper="always"),
        Kind("suspension", say("申请中止"), paper="always", dated="until"),
        Kind("resumption", say("申请恢复"), paper="proxy"),
        Kind("cancellation", say("申请撤销"), paper="always"),
    )
}
ON_TASK = ("extension", "change", "suspension", "resumption", "cancellation")
"""Kinds that are asked on a task as a whole; the others on a duty, or by the system while handing down."""


@dataclass(frozen=True)
class Given:
    """What a ruling that grants carries. ``scan`` whether a file comes with it; ``by_head`` whether whoever rules here
    signs for the ruling unit (its head); ``is_group_head`` whether it is the coordination body's head in person."""

    approved_by: str = ""
    document: str = ""
    scan: bool = False
    granted_on: date | None = None
    by_head: bool = False
    is_group_head: bool = False


def lacking(
    kind: Kind, given: Given, *, extensions: int = 0, allowed: int = 1, group_head: str = "", due_on: date | None = None
) -> tuple[Say, ...]:
    """What a ruling that grants still lacks. ``extensions`` granted so far; ``group_head`` the name of the body's head."""
    found: list[Say] = []
    papered = bool(given.document.strip()) or given.scan
    if kind.paper != "never" and not (given.approved_by.strip() or given.by_head):
        found.append(say("缺{what}。", what=say("批准人")))
    if not papered and (kind.paper == "always" or (kind.paper == "proxy" and not given.by_head)):
        found.append(say("请写明批准文号，或者附批准件的扫描件。"))
    if kind.dated == "new":
        found += _dated(given.granted_on, due_on)
        if extensions >= allowed and not given.is_group_head:
            found += _signed_by_group_head(given, extensions, allowed, group_head, papered)
    return tuple(found)


def _dated(granted_on: date | None, due_on: date | None) -> list[Say]:
    if granted_on is None:
        return [say("同意延期必须写明新的时限。")]
    if due_on is not None and granted_on <= due_on:
        return [say("新的时限 {new} 不晚于现在的时限 {now}。", new=granted_on, now=due_on)]
    return []


def _signed_by_group_head(given: Given, extensions: int, allowed: int, group_head: str, papered: bool) -> list[Say]:
    """Leaders do not log in: what they have signed is entered with its number or scan."""
    named = given.approved_by.strip()
    if papered and named and (not group_head or named == group_head):
        return []
    who = group_head or say("协调小组组长")
    return [
        say(
            "已延期 {done} 次（规定 {allowed} 次），再次延期须由{who}批准：请写明批准人、批准文号或者附扫描件。",
            done=extensions, allowed=allowed, who=who,
        )
    ]  # fmt: skip


ISSUER = say("下达单位")


def in_good_time(due_on: date | None, today: date, ahead: int, calendar: WorkCalendar, who: Say = ISSUER) -> Say | None:
    """Why an extension can no longer be asked for: the date has passed, or is too near. ``who`` set it."""
    if due_on is None:
        return say("没有完成时限，不需要延期。")
    if today > due_on:
        return say("时限 {due} 已过，逾期后不能申请延期；由{who}另定催办时限，评价仍按原时限。", due=due_on, who=who)
    if calendar.between(today, due_on) < ahead:
        last = calendar.shift(due_on, -ahead)
        return say(
            "延期须在时限前 {ahead} 个工作日提出（本项为 {last}），现在由{who}提出。", ahead=ahead, last=last, who=who
        )
    return None
