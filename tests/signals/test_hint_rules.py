"""What each rule says of facts: tables, and laws where there are any."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.inspection.rules.axis import AxisFacts, axis
from luoshi.kernel.say import say
from luoshi.signals.rules.contact import Checked, ClosedFacts, uncontacted
from luoshi.signals.rules.contradiction import contradicted
from luoshi.signals.rules.elsewhere import ElsewhereFacts, Names, elsewhere, places_in
from luoshi.signals.rules.evidence import (
    Handed,
    PaperFacts,
    ReusedFacts,
    UnprovenFacts,
    only_paper,
    reused,
    unproven,
)
from luoshi.signals.rules.found import Found, Table, as_json, from_json
from luoshi.signals.rules.heaped import at_least, found_among, heaped
from luoshi.signals.rules.hollow import Words, hollow
from luoshi.signals.rules.pace import HourFacts, LeapFacts, last_hour, leap
from luoshi.signals.rules.registry import RULES
from luoshi.signals.rules.unchanged import Told, unchanged

PLACES = Names(
    {
        "江澜省": "a/",
        "澜阳市": "a/b/",
        "清渡县": "a/b/c/",
        "望澜区": "a/b/d/",
        "云埠市": "a/e/",
        "上澜区": "a/e/f/",
    }
)


@pytest.mark.parametrize(
    ("text", "prescribed", "names"),
    [
        ("望澜区组织职工参加技能竞赛。", "", ["望澜区"]),
        ("清渡县在澜阳市、江澜省统一安排下开展竞赛。", "", []),  # itself and those above
        ("赴望澜区学习工匠学院建设经验。", "", []),
        ("与云埠市签订协作协议。", "", []),
        ("望澜区等地做法已转发各车间。", "", []),
        ("云埠市现场会部署的任务已落实。", "落实云埠市现场会精神", []),  # the superior named it
        ("我县望澜区竞赛、云埠市竞赛均已举办。", "", ["望澜区"]),
    ],
)
def test_places_of_another_region(text: str, prescribed: str, names: list[str]) -> None:
    found = elsewhere(ElsewhereFacts(text, PLACES, "a/b/c/", prescribed))
    assert [text[start:end] for start, end in (found.marks if found else ())] == names


@given(st.text(alphabet="望澜区清渡县云埠市上。", max_size=60))
def test_names_never_overlap(text: str) -> None:
    spans = places_in(text, PLACES)
    assert all(text[start:end] in PLACES.paths for start, end in spans)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans))


def told(*rows: tuple[str, str, str | None]) -> list[Told]:
    return [
        Told(period, progress, (("培训人数", Decimal(value) if value else None),)) for period, progress, value in rows
    ]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("一季度", "behind", "120"), ("二季度", "on_line", "120"), ("三季度", "ahead", "120")], True),
        ([("一季度", "behind", "120"), ("二季度", "on_line", "120.0"), ("三季度", "on_line", "120")], True),
        ([("一季度", "on_line", "120"), ("二季度", "on_line", "120"), ("三季度", "on_line", "120")], False),
        ([("一季度", "behind", "120"), ("二季度", "on_line", "120"), ("三季度", "ahead", "121")], False),
        ([("一季度", "behind", "120"), ("二季度", "ahead", "120")], False),  # two periods only
        ([("一季度", "behind", "0"), ("二季度", "on_line", "0"), ("三季度", "ahead", "0")], False),
        ([("一季度", "behind", None), ("二季度", "on_line", None), ("三季度", "ahead", None)], False),
        ([("一", "done", "5"), ("二", "behind", "9"), ("三", "behind", "9"), ("四", "on_line", "9")], True),
    ],
)
def test_figures_that_stand_still(rows: list[tuple[str, str, str | None]], says: bool) -> None:
    assert (unchanged(told(*rows)) is not None) is says


HOLLOW = (
    "本单位高度重视，切实加强组织领导，认真贯彻有关要求，扎实推进各项工作，进一步压实责任，形成合力，营造良好氛围，"
    "推动改革落地见效，取得积极成效。下一步，将持续推进，狠抓落实，为改革高质量发展奠定坚实基础。"
)


@pytest.mark.parametrize(
    ("text", "no_change", "says"),
    [
        (HOLLOW, False, True),
        (HOLLOW, True, False),
        (HOLLOW + "举办培训3期。", False, False),
        (HOLLOW + "新增三家试点。", False, False),
        (HOLLOW + "印发《补贴办法》。", False, False),
        (HOLLOW + "在岚川特钢有限公司试点。", False, False),
        (HOLLOW[:40], False, False),  # too short to say
        ("职工代表提出食堂和宿舍的意见，厂方逐条答复并公布，其余因管网改造未完，等雨季过后再动工，职工知道缘由，没有再提。" * 2, False, False),
    ],
)  # fmt: skip
def test_hollow_text(text: str, no_change: bool, says: bool) -> None:
    found = hollow(Words(text, no_change))
    assert (found is not None) is says
    assert not found or len(found.marks) >= 4


@pytest.mark.parametrize(
    ("progress", "files", "task", "says"),
    [
        ("done", ("关于开展培训的通知.pdf", "培训工作方案.docx"), "培训产业工人", True),
        ("done", ("关于开展培训的通知.pdf", "培训花名册.xlsx"), "培训产业工人", False),
        ("done", ("关于开展培训的通知.pdf", "IMG_0231.jpg"), "培训产业工人", False),
        ("done", ("培训通知现场照片.jpg", "培训总结.docx"), "培训产业工人", False),
        ("done", ("关于开展培训的通知.pdf",), "培训产业工人", False),
        ("behind", ("关于开展培训的通知.pdf", "培训工作方案.docx"), "培训产业工人", False),
        ("done", ("补贴办法.pdf", "会议纪要.docx"), "制定技能提升补贴办法", False),  # a paper is what was to be made
    ],
)
def test_only_paper(progress: str, files: tuple[str, ...], task: str, says: bool) -> None:
    assert (only_paper(PaperFacts(progress, files, task)) is not None) is says


def test_what_was_handed_in_before() -> None:
    own = (Handed("名册.xlsx"), Handed("名册.xlsx", "甲局", "3.1 竞赛", "一季度"))
    other = (Handed("照片.jpg"), Handed("图1.jpg", "乙局", "3.2 培训", "一季度", own=False))
    assert reused(ReusedFacts(())) is None
    found = reused(ReusedFacts((own, other)))
    assert found is not None
    assert [table.private for table in found.tables] == [False, True]
    assert [str(one) for one in found.measures] == ["2 件佐证材料以前交过。", "其中有其他 1 个单位交过的。"]


def test_done_and_nothing_to_show() -> None:
    assert unproven(UnprovenFacts("done", 0)) is not None
    assert unproven(UnprovenFacts("done", 1)) is None
    assert unproven(UnprovenFacts("ahead", 0)) is None


def points(*values: float, last: date = date(2026, 12, 20)) -> tuple[tuple[date, float], ...]:
    days = [date(2026, 3, 31) + timedelta(days=60 * at) for at in range(len(values) - 1)]
    return tuple(zip([*days, last], values, strict=True))


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (points(20, 22, 24, 100), True),
        (points(20, 22, 24, 60), False),
        (points(20, 40, 45, 100), False),  # it had not stood still
        (points(20, 100), False),  # one report before it tells nothing
        (points(20, 22, 24, 100, last=date(2026, 10, 8)), False),
    ],
)
def test_a_leap_before_the_date(values: tuple[tuple[date, float], ...], says: bool) -> None:
    assert (leap(LeapFacts(date(2026, 1, 1), date(2026, 12, 31), values)) is not None) is says


DUE = date(2026, 7, 10)
SENT = datetime(2026, 7, 10, 17, 50)


@pytest.mark.parametrize(
    ("minutes", "sent_at", "habit", "says"),
    [
        ((5, 10, 20, 30, 40), SENT, (False, False), True),
        ((5, 10, 20, 30, 400), SENT, (False, False), False),
        ((5, 10, 20), SENT, (False, False), False),
        ((5, 10, 20, 30, 40), SENT.replace(hour=11), (False, False), False),
        ((5, 10, 20, 30, 40), SENT - timedelta(days=1), (False, False), False),
        ((5, 10, 20, 30, 40), SENT, (True, True, False), False),  # its habit: no news
        ((5, 10, 20, 30, 40), SENT, (), False),
    ],
)
def test_all_in_the_last_hour(minutes: tuple[int, ...], sent_at: datetime, habit: tuple[bool, ...], says: bool) -> None:
    saved = tuple(sent_at - timedelta(minutes=one) for one in minutes)
    assert (last_hour(HourFacts(saved, sent_at, DUE, habit)) is not None) is says


def test_round_figures_against_the_peers() -> None:
    plain = {unit: [10 + 7 * at + unit for at in range(40)] for unit in range(1, 9)}
    rounded = {99: [50 + 5 * at for at in range(40)]}
    found = heaped({**plain, **rounded, 100: [5 * at for at in range(3, 20)]})
    assert {unit for unit, one in found.items() if one} == {99}
    assert 100 not in found  # under 24 figures nothing is said
    assert heaped(rounded) == {}  # nor without peers


@given(st.dictionaries(st.integers(1, 30), st.floats(0, 1), max_size=30), st.floats(0.001, 0.2))
def test_false_discoveries_are_bounded(chances: dict[int, float], rate: float) -> None:
    """Whatever stands is at most the rate; with one test it is the plain one; a smaller chance stands wherever a larger does."""
    found = found_among(chances, rate)
    assert all(chances[one] <= rate for one in found)
    assert all(other in found for one in found for other in chances if chances[other] < chances[one])


@given(st.integers(1, 60), st.floats(0.01, 0.99))
def test_chances_of_all_counts(of: int, rate: float) -> None:
    chances = [at_least(count, of, rate) for count in range(of + 1)]
    assert chances[0] == pytest.approx(1)
    assert all(one >= two - 1e-12 for one, two in itertools.pairwise(chances))
    assert chances[of] == pytest.approx(rate**of)


@pytest.mark.parametrize(
    ("way", "finding", "claim", "says"),
    [
        ("papers", "查阅整改报告，材料齐全。", "已完善制度。", True),
        ("site", "查阅整改报告，材料齐全。", "已完善制度。", False),
        ("papers", "查阅材料并电话回访三名职工。", "已完善制度。", False),
        ("papers", "查阅材料。", "走访班组，逐人说明。", False),
    ],
)
def test_closed_without_contact(way: str, finding: str, claim: str, says: bool) -> None:
    facts = ClosedFacts((Checked(way, "核查", say("{day}", day=DUE), finding),), claim)
    assert (uncontacted(facts) is not None) is says


def test_better_than_others_say() -> None:
    worse = axis(AxisFacts(reported="behind", read="on"))
    better = axis(AxisFacts(reported="done", read="behind", reached=20))
    assert worse is not None
    assert better is not None
    assert contradicted(worse) is None  # who reports worse than it is, is asked nothing
    found = contradicted(better)
    assert found is not None
    assert len(found.measures) == 2


def test_what_is_found_is_kept_whole() -> None:
    found = Found(
        (say("{count} 处", count=2),), ((1, 4),), (Table((say("甲"), say("乙")), (("x", say("{day}", day=DUE)), (3, "y")), True),)
    )  # fmt: skip
    assert from_json(as_json(found)) == found


def test_every_rule_says_what_else_it_may_be() -> None:
    for rule in RULES.values():
        assert rule.otherwise
        assert len(rule.key) <= 20
        assert "造假" not in "".join(str(one) for one in (rule.name, rule.why, rule.measure))
