"""Whether a shared resource is free: what was confirmed never exceeds what it takes, and what is offered as free is free."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given as law
from hypothesis import strategies as some

from luoshi.policy.rules.resources import AHEAD, Room, Stay, clashes, days_of, misfits, next_free, overlap, rivals, use

MONDAY = date(2026, 6, 1)


def stay(first: int, last: int, people: int = 10, key: int = 1, unit: str = "教育厅", held: bool = True) -> Stay:
    return Stay(key, unit, MONDAY + timedelta(days=first), MONDAY + timedelta(days=last), people, held)


STAYS = some.builds(
    lambda first, days, people, key, held: stay(first, first + days, people, key, f"单位{key}", held),
    some.integers(0, 40), some.integers(0, 12), some.integers(1, 60), some.integers(1, 10_000), some.booleans(),
)  # fmt: skip
ROOMS = some.builds(Room, some.integers(1, 80), some.booleans())
WANTED = some.builds(
    lambda first, days, people: stay(first, first + days, people, 0),
    some.integers(0, 40), some.integers(0, 9), some.integers(1, 80),
)  # fmt: skip


def fitting(room: Room, stays: list[Stay]) -> list[Stay]:
    """Those of them that a keeper could have confirmed one after the other, and those that only asked."""
    kept: list[Stay] = []
    for one in stays:
        if not one.held or not clashes(room, kept, one):
            kept.append(one)
    return kept


@law(ROOMS, some.lists(STAYS, max_size=12, unique_by=lambda one: one.key))
def test_never_more_than_it_takes(room: Room, stays: list[Stay]) -> None:
    for day in days_of(room, fitting(room, stays), MONDAY, MONDAY + timedelta(days=60)):
        assert day.people <= room.capacity
        assert not room.single or len(day.stays) <= 1


@law(ROOMS, some.lists(STAYS, max_size=12, unique_by=lambda one: one.key), WANTED)
def test_what_is_offered_is_free(room: Room, stays: list[Stay], wanted: Stay) -> None:
    stays = fitting(room, stays)
    free = next_free(room, stays, wanted)
    for first, last in free:
        again = Stay(0, "", first, last, wanted.people)
        assert again.days == wanted.days
        assert not clashes(room, stays, again)
    assert all(one[1] < other[0] for one, other in pairwise(free))
    if not clashes(room, stays, wanted):
        assert free[0] == (wanted.starts_on, wanted.ends_on), "the days asked for come first where they are free"
    if wanted.people <= room.capacity:
        assert len(free) == 3, f"within {AHEAD} days something is free"


@law(ROOMS, some.lists(STAYS, min_size=1, max_size=8, unique_by=lambda one: one.key), WANTED)
def test_fewer_bookings_never_hinder(room: Room, stays: list[Stay], wanted: Stay) -> None:
    if not clashes(room, stays, wanted):
        assert not clashes(room, stays[1:], wanted)


@law(STAYS, STAYS)
def test_overlap_is_mutual(one: Stay, other: Stay) -> None:
    days = {one.starts_on + timedelta(days=at) for at in range(one.days)}
    assert overlap(one, other) == overlap(other, one) == any(other.on(day) for day in days)


def test_the_reason_names_day_and_who() -> None:
    room = Room(40)
    [why] = clashes(room, [stay(0, 2, 25), stay(2, 3, 10, 2, "总工会")], stay(1, 4, 10, 0))
    assert str(why) == "2026年6月3日容量 40 人，教育厅、总工会已预约 35 人，余 5 人，不够 10 人；这样的日子有 1 天。"
    [why] = clashes(Room(40, single=True), [stay(0, 2, 5)], stay(2, 2, 5, 0))
    assert str(why) == "一次只接待一个单位，教育厅已预约 2026年6月1日 至 2026年6月3日。"
    [why] = clashes(room, [], stay(0, 0, 45, 0))
    assert str(why) == "容量 40 人，申请 45 人，超出 5 人。"
    assert not clashes(room, [stay(0, 2, 40, held=False)], stay(0, 2, 40, 0)), "what is only asked for holds nothing"
    assert [one.unit for one in rivals([stay(0, 2, 40, held=False)], stay(2, 2, 40, 0))] == ["教育厅"]


def test_use_says_of_what() -> None:
    used = use(Room(40), [stay(0, 1, 20), stay(9, 9, 40, held=False)], MONDAY, MONDAY + timedelta(days=3))
    assert used.percent == 25
    assert str(used.because) == "已预约 40 人天，可接待 160 人天（40 人 × 4 天），占 25%；有安排的 2 天。"
    assert use(Room(40, True), [stay(0, 1, 2)], MONDAY, MONDAY + timedelta(days=3)).percent == 50


@pytest.mark.parametrize(
    ("wanted", "field"),
    [(stay(3, 2), "ends_on"), (stay(0, 200), "ends_on"), (stay(-1, 2), "starts_on"), (stay(0, 0, 0), "people")],
)
def test_what_is_no_booking(wanted: Stay, field: str) -> None:
    assert list(misfits(wanted, MONDAY)) == [field]
