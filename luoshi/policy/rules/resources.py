"""Is a shared training base, teacher or course free on these days for so many, when is it next, and how full has it been?

Pure. What is confirmed holds its place; what is only asked for is told, and holds nothing: the unit that keeps the
resource decides. A resource that takes one unit at a time is full with any booking.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from luoshi.kernel.say import Say, say

LONGEST = 180
"""Days that one booking may last: half a year, the longest course of the catalogues."""
AHEAD = 366
"""How far ahead free days are looked for."""


@dataclass(frozen=True)
class Room:
    """What a resource takes a day: ``capacity`` people; ``single`` one unit at a time, whatever its number."""

    capacity: int
    single: bool = False


@dataclass(frozen=True)
class Stay:
    """So many people of ``unit`` from one day to another, both included; ``held`` once confirmed."""

    key: int
    unit: str
    starts_on: date
    ends_on: date
    people: int
    held: bool = True

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    def on(self, day: date) -> bool:
        """Whether it takes place that day."""
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True)
class Day:
    """How a day stands: who has it, for how many; ``waiting`` those that have only asked. ``left`` how many it still takes."""

    on: date
    stays: tuple[Stay, ...]
    waiting: tuple[Stay, ...]
    people: int
    left: int


@dataclass(frozen=True)
class Use:
    """How full a resource was: person-days confirmed of those it could take."""

    percent: int
    because: Say


def span(first: date, last: date) -> date | Say:
    """Days as they are told: one, or from one to another."""
    return first if first == last else say("{first} 至 {last}", first=first, last=last)


def overlap(one: Stay, other: Stay) -> bool:
    """Whether two stays share a day."""
    return one.starts_on <= other.ends_on and other.starts_on <= one.ends_on


def day_of(room: Room, stays: Iterable[Stay], on: date) -> Day:
    """Who is there on a day, and how many it still takes."""
    there = [stay for stay in stays if stay.on(on)]
    held = tuple(stay for stay in there if stay.held)
    people = sum(stay.people for stay in held)
    left = 0 if room.single and held else max(room.capacity - people, 0)
    return Day(on, held, tuple(stay for stay in there if not stay.held), people, left)


def days_of(room: Room, stays: Sequence[Stay], first: date, last: date) -> list[Day]:
    """Every day from one to another, both included."""
    return [day_of(room, stays, first + timedelta(days=at)) for at in range((last - first).days + 1)]


def misfits(wanted: Stay, today: date) -> dict[str, Say]:
    """What can be no booking at all, by field."""
    wrong: dict[str, Say] = {}
    if wanted.ends_on < wanted.starts_on:
        wrong["ends_on"] = say("结束日期早于开始日期。")
    elif wanted.days > LONGEST:
        wrong["ends_on"] = say("一次预约最长 {most} 天，请分次预约。", most=LONGEST)
    if wanted.starts_on < today:
        wrong["starts_on"] = say("开始日期早于今天。")
    if wanted.people < 1:
        wrong["people"] = say("人数至少 1 人。")
    return wrong


def clashes(room: Room, stays: Sequence[Stay], wanted: Stay) -> list[Say]:
    """Why a booking does not fit beside what is confirmed; empty where it does. Its own earlier row is not in its way."""
    if wanted.people > room.capacity:
        over = wanted.people - room.capacity
        return [
            say(
                "容量 {capacity} 人，申请 {people} 人，超出 {over} 人。",
                capacity=room.capacity,
                people=wanted.people,
                over=over,
            )
        ]
    others = [stay for stay in stays if stay.held and stay.key != wanted.key and overlap(stay, wanted)]
    if room.single and others:
        return [
            say("一次只接待一个单位，{unit}已预约 {span}。", unit=one.unit, span=span(one.starts_on, one.ends_on))
            for one in others[:3]
        ]  # fmt: skip
    full = [day for day in days_of(room, others, wanted.starts_on, wanted.ends_on) if day.left < wanted.people]
    if not full:
        return []
    worst = min(full, key=lambda day: day.left)
    names = tuple(dict.fromkeys(stay.unit for stay in worst.stays))
    return [
        say(
            "{day}容量 {capacity} 人，{units}已预约 {taken} 人，余 {left} 人，不够 {people} 人；这样的日子有 {count} 天。",
            day=worst.on, capacity=room.capacity, units=names, taken=worst.people, left=worst.left, people=wanted.people,
            count=len(full),
        )
    ]  # fmt: skip


def rivals(stays: Sequence[Stay], wanted: Stay) -> list[Stay]:
    """Others that have asked for the same days and were not answered yet."""
    return [stay for stay in stays if not stay.held and stay.key != wanted.key and overlap(stay, wanted)]


def next_free(room: Room, stays: Sequence[Stay], wanted: Stay, most: int = 3) -> list[tuple[date, date]]:
    """The next spans of as many days that take as many people, from the first day asked for on; they do not overlap."""
    if wanted.people > room.capacity or wanted.people < 1 or wanted.days < 1:
        return []
    others = [stay for stay in stays if stay.held and stay.key != wanted.key]
    found: list[tuple[date, date]] = []
    begin, at, last = wanted.starts_on, wanted.starts_on, wanted.starts_on + timedelta(days=AHEAD)
    while at <= last and len(found) < most:
        if day_of(room, others, at).left < wanted.people:
            begin = at + timedelta(days=1)
        elif (at - begin).days + 1 == wanted.days:
            found.append((begin, at))
            begin = at + timedelta(days=1)
        at += timedelta(days=1)
    return found


def use(room: Room, stays: Sequence[Stay], first: date, last: date) -> Use:
    """Person-days confirmed within the span, of capacity times its days; of days taken where one unit has it alone."""
    days = days_of(room, stays, first, last)
    taken = sum(1 for day in days if day.stays)
    people = sum(day.people for day in days)
    if not taken:
        return Use(0, say("还没有已确认的预约。"))
    if room.single:
        percent = round(100 * taken / len(days))
        return Use(percent, say("{days} 天中有 {taken} 天已预约，占 {percent}%。", days=len(days), taken=taken, percent=percent))  # fmt: skip
    could = room.capacity * len(days)
    percent = round(100 * people / could) if could else 0
    because = say(
        "已预约 {people} 人天，可接待 {could} 人天（{capacity} 人 × {days} 天），占 {percent}%；有安排的 {taken} 天。",
        people=people, could=could, capacity=room.capacity, days=len(days), percent=percent, taken=taken,
    )  # fmt: skip
    return Use(percent, because)
