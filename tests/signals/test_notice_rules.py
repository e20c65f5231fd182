"""What is found in a notice before it goes out: a table over the rules of 2018 to 2026."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.calendar import WorkCalendar
from luoshi.kernel.checks import Leaving, Weight
from luoshi.kernel.say import say
from luoshi.org.rules import Kind, Level
from luoshi.signals.rules.notices import Addressee, Known, Limits, Same, examine, good_day
from luoshi.signals.rules.wordings import WORDINGS

TUESDAY, FRIDAY = datetime(2026, 11, 24, 9), datetime(2026, 11, 27, 16)
HOLIDAY = WorkCalendar({date(2026, 10, day): False for day in range(1, 8)}, frozenset({2026}))
PEER = Addressee("省人社厅", Kind.DEPARTMENT, Level.PROVINCE)
LETTER = Leaving("letter", "ledger.letter:1", "关于培训任务的提示函", 1, (2,), "请推动落实，确有困难的一并说明。")
KNOWN = Known(Kind.OFFICE, Level.PROVINCE, (PEER,), TUESDAY)

ASKED: tuple[tuple[str, str, str, Weight], ...] = (
    ("letter", "请各单位每日在小程序打卡。", "check_in", Weight.REFUSED),
    ("letter", "职工学习时长纳入统计。", "check_in", Weight.REFUSED),
    ("letter", "各县要做到全员下载使用。", "install", Weight.REFUSED),
    ("letter", "对各地进度定期排名。", "ranking", Weight.REASON),
    ("letter", "请随文上传活动照片。", "traces", Weight.REASON),
    ("meeting", "请主要负责同志参加。", "head", Weight.REASON),
    ("meeting", "会上领导讲话约两个小时。", "speech", Weight.REASON),
    ("letter", "请结合实际制定实施方案。", "matching", Weight.REASON),
    ("letter", "请于5日内报送贯彻落实情况。", "implementation", Weight.REASON),
    ("letter", "落实情况请于月底前报我办。", "implementation", Weight.REASON),
    ("letter", "请填报附件中的统计表。", "forms", Weight.REASON),
    ("letter", "请逐级开展自查。", "self_check", Weight.REASON),
    ("letter", "请制作经验做法专题片。", "compilation", Weight.REASON),
    ("inspection", "请各县报送自查报告。", "eight", Weight.REFUSED),
    ("inspection", "召开50人座谈会。", "eight", Weight.REFUSED),
    ("inspection", "请主要负责同志陪同。", "eight", Weight.REFUSED),
)


@pytest.mark.parametrize(("kind", "words", "rule", "weight"), ASKED)
def test_what_is_asked_is_found(kind: str, words: str, rule: str, weight: Weight) -> None:
    found = [one for one in examine(replace(LETTER, kind=kind, text=words), KNOWN) if one.rule == rule]
    assert [one.weight for one in found[:1]] == [weight]
    assert found[0].quote in words
    assert all(str(part) for part in (found[0].article, found[0].instead))


@pytest.mark.parametrize(
    "words",
    [
        "不要求填报表格，无需报送自查报告。",
        "请分管负责同志或者熟悉情况的同志参加，不需要主要负责同志参加。",
        "会议请提前十分钟签到。",
        "推动将技能等级纳入积分落户条件。",
        "请提供视频会议保障。",
        "请于 2026年12月4日 前反馈进展情况。",
        "领导讲话不超过40分钟。",
    ],
)
def test_what_is_not_asked_is_not_found(words: str) -> None:
    assert examine(replace(LETTER, text=words), KNOWN) == ()


def test_every_rule_of_words_is_tried() -> None:
    assert {one.rule for one in WORDINGS} <= {rule for _kind, _words, rule, _weight in ASKED}


@pytest.mark.parametrize(
    ("at", "due", "rules"),
    [
        (TUESDAY, date(2026, 11, 25), ["hurry"]),
        (TUESDAY, date(2026, 11, 27), []),
        (TUESDAY, date(2026, 11, 28), ["rest"]),
        (FRIDAY, date(2026, 11, 30), ["rest", "hurry"]),
        (TUESDAY, date(2026, 12, 7), ["rest"]),
        (datetime(2026, 9, 29, 9), date(2026, 10, 8), ["rest", "hurry"]),
        (TUESDAY, None, []),
    ],
)
def test_when_it_is_due(at: datetime, due: date | None, rules: list[str]) -> None:
    found = examine(replace(LETTER, due_on=due), replace(KNOWN, at=at, calendar=HOLIDAY))
    assert [one.rule for one in found] == rules
    for one in found:
        assert "请改为" in str(one.instead)


def test_a_monday_long_ahead_is_only_said() -> None:
    found = examine(replace(LETTER, due_on=date(2026, 12, 14)), KNOWN)
    assert [(one.rule, one.weight) for one in found] == [("rest", Weight.ADVICE)]
    friday = examine(replace(LETTER, due_on=date(2026, 11, 30)), replace(KNOWN, at=FRIDAY))
    assert "下午布置" in str(friday[0].text)


def test_whom_it_orders() -> None:
    county = Addressee("清渡县", Kind.PLACE, Level.COUNTY)
    assert [one.rule for one in examine(LETTER, replace(KNOWN, to=(PEER, county)))] == ["orders"]
    own = Addressee("江澜省", Kind.PLACE, Level.PROVINCE)
    assert examine(LETTER, replace(KNOWN, to=(own,))) == ()


def test_length_is_that_of_the_kind_of_document() -> None:
    long = replace(LETTER, text="落" * 4001)
    assert [one.rule for one in examine(long, KNOWN)] == ["length"]
    assert examine(replace(long, whole=True), KNOWN) == ()
    assert [one.rule for one in examine(long, replace(KNOWN, limits=Limits(special=5000)))] == []


def test_what_is_asked_again_or_raised() -> None:
    again = replace(LETTER, again=(say("已经要过。"),), stricter=(say("时限提前。"),))
    found = examine(again, replace(KNOWN, same=(Same("省教育厅", "澜阳市人社局", "技能培训情况"),)))
    assert [(one.rule, one.weight) for one in found] == [
        ("held", Weight.ADVICE), ("same", Weight.REASON), ("stricter", Weight.REASON),
    ]  # fmt: skip


@given(st.dates(date(2026, 1, 1), date(2027, 12, 1)), st.integers(-3, 40), st.integers(0, 10))
def test_the_day_proposed_is_found_good(on: date, ahead: int, most: int) -> None:
    due = date.fromordinal(on.toordinal() + ahead)
    at, limits = datetime(on.year, on.month, on.day, 16), Limits(days=most)
    day = good_day(on, due, most, HOLIDAY)
    found = examine(replace(LETTER, due_on=day), replace(KNOWN, at=at, calendar=HOLIDAY, limits=limits))
    assert found == ()
    assert day >= due


@given(
    st.lists(st.sampled_from([words for _kind, words, _rule, _weight in ASKED]), min_size=1, unique=True),
    st.sampled_from(["letter", "meeting", "inspection"]), st.booleans(), st.data(),
)  # fmt: skip
def test_asking_less_never_finds_more(asked: list[str], kind: str, due: bool, data: st.DataObject) -> None:
    """The law of the room: who takes a demand away is not told of something new."""
    left = data.draw(st.lists(st.sampled_from(asked), unique=True))
    day = date(2026, 11, 25) if due else None
    whole = replace(LETTER, kind=kind, text="".join(asked), due_on=day, stricter=(say("提前。"),))
    less = replace(whole, text="".join(one for one in asked if one in left), due_on=None, stricter=())
    assert {one.rule for one in examine(less, KNOWN)} <= {one.rule for one in examine(whole, KNOWN)}
