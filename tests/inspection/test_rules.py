"""What the plan, recusal, chances and the schedule reckon, on the smallest cases that have them."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from luoshi.inspection.rules.chances import chances
from luoshi.inspection.rules.frame import frame_of
from luoshi.inspection.rules.optimise import best
from luoshi.inspection.rules.plan import Planned, against_the_eight, levels_down, not_inspected, overlaps, too_many
from luoshi.inspection.rules.recusal import InspectorFacts, TargetPlace, TieFacts, reasons
from luoshi.inspection.rules.schedule import Trip, arrange, day_of
from luoshi.org.rules import Kind, Level

TODAY = date(2026, 6, 22)


def test_an_enterprise_is_never_inspected() -> None:
    assert "国办发〔2024〕54号" in str(not_inspected(Kind.ENTERPRISE))
    assert all(not_inspected(kind) is None for kind in Kind if kind is not Kind.ENTERPRISE)


def test_levels() -> None:
    assert levels_down(Level.PROVINCE, Level.PREFECTURE) == 1
    assert levels_down(Level.PROVINCE, Level.COUNTY) == 2


def planned(pk: int, day: int, units: set[int], **other: object) -> Planned:
    values = {"body": 1, "body_name": "甲", "kind": "special", "theme": f"主题{pk}", **other}
    return Planned(
        pk, f"事项{pk}", starts_on=date(2026, 6, day), ends_on=date(2026, 6, day), units=frozenset(units), **values
    )  # type: ignore[arg-type]


def test_overlaps_over_all_bodies() -> None:
    one, other, far = planned(1, 1, {1, 2}), planned(2, 20, {2, 3}, body=2), planned(3, 1, {9})
    (found,) = overlaps([other, far, one])
    assert (found.one, found.other, found.units) == (one, other, {2})
    assert str(found.because) == "1 个单位在 19 日内被督查两次"
    (same,) = overlaps([one, planned(4, 28, {1}, theme="主题1", body=2)])
    assert "同一主题" in str(same.because)
    assert "建议并入“事项1”" in str(same.proposal)


def test_one_comprehensive_item_a_year() -> None:
    items = [planned(n, n, set(), kind="comprehensive") for n in (1, 2)]
    assert [(item.id, str(why)) for item, why in too_many(items)] == [(2, "每年综合督查不超过 1 项，这是第 2 项。")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("请于25日前报送自查报告。", "要求填表"),
        ("召开80人汇报会。", "会议超过 30 人"),
        ("请分管负责同志全程陪同。", "陪同"),
        ("请制作专题片、展板。", "专题片"),
        ("先行开展自查。", "自查"),
    ],
)
def test_the_eight_donts(text: str, words: str) -> None:
    assert any(words in str(one.what) for one in against_the_eight(text))


def test_a_notice_that_keeps_them() -> None:
    assert against_the_eight("查阅培训台账，访谈职工。不听专题汇报，无需陪同，不要求报送材料，座谈会20人以内。") == ()
    assert "重复到同一单位：松坪县" in str(against_the_eight("", ["松坪县"])[0].what)


def test_recusal() -> None:
    target = TargetPlace(7, "00010002", "松坪县")
    free = InspectorFacts("00010003", "省教育厅")
    assert reasons(free, target, TODAY) == ()
    assert reasons(InspectorFacts("000100020001", "松坪县人社局"), target, TODAY)
    former = TieFacts("former", "000100020005", "松坪县财政局", date(2023, 6, 23))
    assert "未满三年" in str(reasons(InspectorFacts("0009", "", [former]), target, TODAY)[0])
    old = TieFacts("former", "000100020005", "松坪县财政局", date(2023, 6, 22))
    assert reasons(InspectorFacts("0009", "", [old]), target, TODAY) == ()
    assert (
        len(
            reasons(InspectorFacts("0009", "", [TieFacts("kin", target.path, "松坪县")], frozenset({7})), target, TODAY)
        )
        == 2
    )


def test_chances_are_published() -> None:
    def made(weights: list[float]) -> dict[str, float]:
        rows = [{"id": str(n), "stratum": "县", "weight": w} for n, w in enumerate(weights)]
        people = [{"id": n} for n in "ab"]
        return chances(frame_of({"id": "a", "targets": rows, "inspectors": people, "sample": {"县": 2}}), 800)

    assert set(made([1, 1, 1, 1]).values()) == {0.5}
    found = made([1, 1, 5, 5])
    assert found["2"] > 0.7 > 0.4 > found["0"]
    assert sum(found.values()) == pytest.approx(2, abs=0.01)
    assert found == made([1, 1, 5, 5])


def test_schedule() -> None:
    trips = [Trip(n, f"p{n % 3}", frozenset({n % 2, 2 + n % 2})) for n in range(6)]
    plan = arrange(trips, 3)
    assert (plan.weeks, plan.bound, plan.gap, plan.left) == (3, 3, 0.0, ())
    taken = [(one, plan.week[trip.target]) for trip in trips for one in trip.team]
    assert len(taken) == len(set(taken))
    assert arrange(trips, 1).left != ()
    assert day_of(TODAY, 0, TODAY) == TODAY


def test_the_weeks_are_used_evenly_and_what_is_planned_keeps_its_week() -> None:
    trips = [Trip(n, f"p{n}", frozenset({2 * n, 2 * n + 1})) for n in range(8)]
    plan = arrange(trips, 4)
    assert max(Counter(plan.week.values()).values()) == 2
    assert (plan.total, plan.least, plan.gap) == (12, 12, 0.0)
    kept = [Trip(9, "p9", frozenset({0, 1}), at=0), *trips]
    assert best(kept, 4).week[9] == 0
    assert best(kept, 4).week[0] != 0
