"""The pure rules: the two lights, the planned line, what is done, and what tightens an order."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.calendar import WorkCalendar
from luoshi.ledger import rules
from luoshi.ledger.rules import DEFAULTS, Figure, Light, Node, Share, Thresholds

CALENDAR = WorkCalendar({date(2026, 6, 19): False}, frozenset({2026}))
TODAY = date(2026, 6, 23)
START = date(2026, 2, 27)
BADNESS = {"ahead": 0, "green": 1, "yellow": 2, "red": 3}
days = st.dates(date(2024, 1, 1), date(2032, 12, 31))
percents = st.decimals(0, 100, places=1)
amounts = st.decimals(0, 100000, places=2)


def time(due_on: date | None, today: date = TODAY, **facts: object) -> Light:
    return rules.time_light(
        **{"due_on": due_on, "review_on": None, "today": today, "calendar": CALENDAR, "state": "active", **facts}  # type: ignore[arg-type]
    )


# ---------- the time light ----------


@pytest.mark.parametrize(
    ("due_on", "state", "brief"),
    [
        (date(2026, 6, 29), "green", "剩 4 个工作日"),
        (date(2026, 6, 26), "yellow", "剩 3 个工作日"),
        (date(2026, 6, 24), "yellow", "剩 1 个工作日"),
        (date(2026, 6, 23), "yellow", "今日到期"),
        (date(2026, 6, 22), "red", "逾期 1 个工作日"),
        (date(2026, 5, 31), "red", "逾期 16 个工作日"),
    ],
)
def test_time_light_by_date(due_on: date, state: str, brief: str) -> None:
    """Sixteen working days from 31 May to 23 June, the Dragon Boat day left out."""
    light = time(due_on)
    assert (light.state, str(light.brief)) == (state, brief)


def test_time_light_says_why() -> None:
    assert str(time(date(2026, 12, 31)).because[0]) == "距时限 137 个工作日，临期线为 3 个工作日。"
    assert "2027 年的节假日安排还没有录入" in str(time(date(2027, 1, 5)).because[1])


def test_a_weekend_just_past_is_late_too() -> None:
    light = time(date(2026, 6, 26), today=date(2026, 6, 27))
    assert (light.state, str(light.brief)) == ("red", "已逾期")


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"state": "completed"}, "closed"),
        ({"state": "dropped"}, "closed"),
        ({"state": "draft"}, "none"),
        ({"paused": True}, "paused"),
        ({"state": "verifying"}, "red"),
        ({"due_on": None}, "none"),
        ({"due_on": None, "review_on": date(2026, 6, 24)}, "yellow"),
    ],
)
def test_time_light_of_other_states(facts: dict[str, object], state: str) -> None:
    assert time(**{"due_on": date(2026, 5, 31), **facts}).state == state  # type: ignore[arg-type]


@given(due_on=days, today=days, later=st.integers(0, 400))
def test_waiting_never_improves_the_time_light(due_on: date, today: date, later: int) -> None:
    now, then = time(due_on, today), time(due_on, today + timedelta(days=later))
    assert BADNESS[then.state] >= BADNESS[now.state]


@given(due_on=days, today=days, more=st.integers(0, 400))
def test_a_later_date_never_worsens_the_time_light(due_on: date, today: date, more: int) -> None:
    assert BADNESS[time(due_on + timedelta(days=more), today).state] <= BADNESS[time(due_on, today).state]


@given(today=days, due_on=days, warn=st.integers(0, 15))
def test_the_list_filters_by_the_same_day(today: date, due_on: date, warn: int) -> None:
    limits = Thresholds(warn_days=warn)
    until = rules.warning_until(today, CALENDAR, limits)
    assert (time(due_on, today, thresholds=limits).state == "yellow") == (today <= due_on <= until)


# ---------- the planned line ----------


@pytest.mark.parametrize(
    ("today", "due_on", "expected"),
    [
        (TODAY, date(2026, 12, 31), 48.1),
        (TODAY, date(2026, 9, 30), 64.1),
        (START, date(2026, 12, 31), 0.0),
        (date(2026, 3, 31), date(2026, 12, 31), 25.0),
        (date(2026, 12, 31), date(2026, 12, 31), 100.0),
        (date(2027, 3, 1), date(2026, 12, 31), 100.0),
    ],
)
def test_planned_runs_through_the_quarter_ends(today: date, due_on: date, expected: float) -> None:
    assert rules.planned(today, START, due_on) == expected


def test_planned_runs_through_the_nodes_by_weight() -> None:
    nodes = [Node(date(2026, 4, 30), 1), Node(date(2026, 8, 31), 3)]
    assert rules.planned(date(2026, 4, 30), START, date(2026, 8, 31), nodes) == 25.0
    assert rules.planned(date(2026, 4, 30), START, date(2026, 12, 31), nodes) == 20.0


def test_nodes_alone_are_owed_on_their_day_and_not_before() -> None:
    """A straight line would show every task with quarterly nodes as behind in the middle of each quarter."""
    nodes = [Node(date(2026, 6, 30), 1), Node(date(2026, 12, 31), 1)]
    assert rules.planned(date(2026, 6, 29), START, date(2026, 12, 31), nodes, stepped=True) == 0.0
    assert rules.planned(date(2026, 6, 30), START, date(2026, 12, 31), nodes, stepped=True) == 50.0
    assert rules.planned(date(2026, 12, 30), START, date(2026, 12, 31), nodes, stepped=True) == 50.0


def test_no_line_is_guessed() -> None:
    assert rules.planned(TODAY, START, None) is None
    assert rules.planned(TODAY, None, date(2026, 12, 31)) is None


nodes_of = st.lists(st.tuples(days, st.integers(1, 9)).map(lambda pair: Node(*pair)), max_size=6)


@given(start=days, length=st.integers(0, 1500), nodes=nodes_of, stepped=st.booleans(), one=days, other=days)
def test_the_planned_line_only_rises(
    start: date, length: int, nodes: list[Node], stepped: bool, one: date, other: date
) -> None:
    line = rules.line(start, start + timedelta(days=length), nodes, stepped=stepped)
    assert line is not None
    early, late = sorted((one, other))
    assert 0 <= line.at(early) <= line.at(late) <= 100


# ---------- what is done ----------


def figure(value: str | None, number: str = "6000", comparator: str = ">=", name: str = "培训人数") -> Figure:
    return Figure(comparator, Decimal(number), Decimal(value) if value else None, name, "人")


def test_done_is_the_figure_over_the_target() -> None:
    measure = rules.done([figure("1862")], [])
    assert (measure.percent, measure.by) == (Decimal("31.0"), "figures")
    assert str(measure.because[0]) == "培训人数当前 1,862 人，目标不少于 6,000 人。"


def test_done_is_as_far_as_the_last_figure() -> None:
    """A rate reached early does not make half of the work."""
    assert rules.done([figure("1862"), figure("92.6", "90", name="合格率")], []).percent == Decimal("31.0")


def test_figures_without_data_are_named() -> None:
    measure = rules.done([figure("3000"), figure(None, "90", name="合格率")], [])
    assert measure.percent == Decimal("50.0")
    assert str(measure.because[1]) == "合格率还没有数据。"


def test_a_limit_measures_nothing_by_itself() -> None:
    limit = figure("12", "15", "<=", "办结时间")
    assert rules.done([limit], []).percent is None
    assert rules.done([limit, figure("3000")], []).percent == Decimal("50.0")
    broken = figure("60", "15", "<=", "办结时间")
    assert rules.done([broken, figure("3000")], []).percent == Decimal("25.0")


def test_done_by_nodes_by_children_and_not_at_all() -> None:
    nodes = [Node(date(2026, 4, 30), 1, done=True), Node(date(2026, 8, 31), 3)]
    assert rules.done([], nodes).percent == Decimal("25.0")
    assert rules.done([], [], [Decimal(40), None]).percent == Decimal("20.0")
    assert rules.done([], []).percent is None


def test_nothing_shows_as_complete_that_is_not() -> None:
    assert rules.done([figure("5999.99")], []).percent == Decimal("99.9")


@given(number=amounts.filter(bool), value=amounts, more=amounts)
def test_more_done_never_measures_less(number: Decimal, value: Decimal, more: Decimal) -> None:
    less, much = (rules.done([Figure(">=", number, one)], []).percent for one in (value, value + more))
    assert less is not None
    assert much is not None
    assert 0 <= less <= much <= 100


@given(number=amounts.filter(bool), value=amounts, more=amounts)
def test_exceeding_a_limit_more_never_measures_better(number: Decimal, value: Decimal, more: Decimal) -> None:
    assert rules.ratio(Figure("<=", number, value + more)) <= rules.ratio(Figure("<=", number, value))


@pytest.mark.parametrize(("rule", "expected"), [("sum", "60"), ("mean", "20"), ("last", "30"), ("max", "30")])
def test_a_parent_takes_its_figure_by_rule(rule: str, expected: str) -> None:
    values = [Decimal(10), None, Decimal(20), Decimal(30)]
    assert rules.rolled_up(rule, values, Decimal(30)) == Decimal(expected)
    assert rules.rolled_up(rule, [None, None]) is None


# ---------- the progress light ----------


def progress(done: float | Decimal | None, planned: float | None = 48.0, **facts: object) -> Light:
    return rules.progress_light(done=done, planned=planned, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("done", "state"),
    [(48, "green"), (38, "green"), (37.9, "yellow"), (18, "yellow"), (17.9, "red"), (58, "green"), (58.1, "ahead")],
)
def test_progress_light_by_gap(done: float, state: str) -> None:
    assert progress(done).state == state


def test_progress_light_says_why() -> None:
    light = progress(31)
    assert [str(one) for one in light.because] == ["当前 31%，按序时应到 48%。", "差 17 个百分点，超过欠序时线 10。"]
    assert str(light.brief) == "差 17"


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"done": None}, "none"),
        ({"planned": None}, "none"),
        ({"done": 0, "started": False}, "none"),
        ({"paused": True}, "paused"),
        ({"state": "completed"}, "closed"),
        ({"state": "draft"}, "none"),
    ],
)
def test_progress_light_of_other_states(facts: dict[str, object], state: str) -> None:
    assert progress(**{"done": 31, **facts}).state == state  # type: ignore[arg-type]


@given(done=percents, more=percents, planned=st.floats(0, 100))
def test_more_done_never_worsens_the_progress_light(done: Decimal, more: Decimal, planned: float) -> None:
    assert BADNESS[progress(min(done + more, Decimal(100)), planned).state] <= BADNESS[progress(done, planned).state]


@given(done=percents, planned=st.floats(0, 100), more=st.floats(0, 100))
def test_a_higher_line_never_improves_the_progress_light(done: Decimal, planned: float, more: float) -> None:
    assert BADNESS[progress(done, planned + more).state] >= BADNESS[progress(done, planned).state]


@given(
    done=percents, start=days, length=st.integers(0, 1500), nodes=nodes_of, stepped=st.booleans(), today=days,
    limits=st.tuples(st.integers(0, 40), st.integers(1, 40)),
)  # fmt: skip
def test_the_stored_days_tell_the_same_light(
    done: Decimal, start: date, length: int, nodes: list[Node], stepped: bool, today: date, limits: tuple[int, int]
) -> None:
    """What a list filters by is what the light shows, on every day."""
    thresholds = Thresholds(behind=limits[0], far_behind=limits[0] + limits[1])
    line = rules.line(start, start + timedelta(days=length), nodes, stepped=stepped)
    assert line is not None
    turns = rules.turns(done, line, thresholds)
    light = progress(done, line.at(today), thresholds=thresholds).state
    assert turns.ahead_until is not None
    assert (light == "red") == (turns.far_behind_from is not None and turns.far_behind_from <= today)
    assert (light in {"red", "yellow"}) == (turns.behind_from is not None and turns.behind_from <= today)
    assert (light == "ahead") == (today <= turns.ahead_until)


# ---------- what was reported, against what was accepted ----------


@pytest.mark.parametrize(
    ("reported", "done", "contradicts"),
    [
        ("on_line", 48, False),
        ("on_line", 31, True),
        ("behind", 31, False),
        ("behind", 48, True),
        ("ahead", 48, True),
        ("done", 99.9, True),
        ("done", 100, False),
        ("not_started", 3, True),
        ("not_started", 0, False),
        ("on_line", None, False),
        ("", 10, False),
    ],
)
def test_contradiction(reported: str, done: float | None, contradicts: bool) -> None:
    assert (rules.contradiction(reported, progress(done), done) is not None) is contradicts


def test_contradiction_names_both() -> None:
    said = rules.contradiction("on_line", progress(10), 10)
    assert str(said) == "填报为“达序时进度”，按接收的数据为“欠序时进度”。"


# ---------- the order against its parent ----------

PARENT = date(2026, 12, 31)


def test_an_earlier_date_and_a_larger_sum_tighten() -> None:
    share = Share("培训人数", ">=", Decimal(6000), (Decimal(2400), Decimal(4000)), "人")
    found = [str(one) for one in rules.tightened(PARENT, date(2026, 11, 30), [share])]
    assert found == [
        "时限 2026年11月30日 早于上级时限 2026年12月31日。",
        "“培训人数”分解合计 6,400 人，高于上级目标 6,000 人。",
    ]


@pytest.mark.parametrize(
    ("comparator", "rule", "shares", "tight"),
    [
        (">=", "sum", (3000, 3000), False),
        (">=", "sum", (3000, 3001), True),
        (">=", "mean", (6000, 6000), False),
        (">=", "max", (6001,), True),
        ("<=", "max", (15, 20), True),
        ("<=", "max", (6000, 7000), False),
    ],
)
def test_shares_against_the_target(comparator: str, rule: str, shares: tuple[int, ...], tight: bool) -> None:
    share = Share("指标", comparator, Decimal(6000), tuple(map(Decimal, shares)), rule=rule)
    assert bool(rules.tightened(None, None, [share])) is tight


@given(parent=days, child=days)
def test_a_date_is_earlier_later_or_the_same(parent: date, child: date) -> None:
    tight, late = bool(rules.tightened(parent, child)), rules.too_late(parent, child) is not None
    assert (tight, late) == (child < parent, child > parent)


@pytest.mark.parametrize(("less", "more"), [("3.2", "3.10"), ("3.2-9", "3.2-10"), ("2", "10"), ("3.2", "3.2-01")])
def test_numbers_sort_as_people_count(less: str, more: str) -> None:
    assert rules.order_key(less) < rules.order_key(more)


def test_defaults_are_those_of_the_practice() -> None:
    assert (DEFAULTS.warn_days, DEFAULTS.behind, DEFAULTS.far_behind) == (3, 10, 30)


def test_plans_do_not_interleave_and_tasks_outside_plans_come_last() -> None:
    keys = [rules.order_key("10", 2), rules.order_key("1", 10), rules.order_key("1")]
    assert keys == sorted(keys)
