"""Who has what, and into how many hands: laws of the picture and of evidence, without a database."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.say import kept, say, told
from luoshi.policy.rules.evidence import fingerprint, in_common, pieces, spans_of
from luoshi.policy.rules.picture import Line, circle, effective_number, fields, loads, ties, topics_of

TEXTS = st.text(alphabet="培训学徒不少于0123人，。", max_size=40)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([8], 1.0),  # one lead has them all
        ([6, 2], 56 / 32),  # nearly two hands
        ([4, 4], 2.0),  # unbiased it would be 2.3: there are no more hands than two
        ([1] * 15, None),  # fifteen tasks, fifteen leads: the list says it
        ([3, 2, 2], None),  # seven tasks: too few for an index
    ],
)
def test_effective_number(counts: list[int], expected: float | None) -> None:
    found = effective_number(counts)
    assert found == (pytest.approx(expected) if expected is not None else None)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=20))
def test_no_fewer_hands_than_one(counts: list[int]) -> None:
    found = effective_number(counts)
    assert found is None or 1 <= found <= len(counts)


def test_scattered_topics_come_first() -> None:
    lines = [Line(at, "开展技能培训", {f"甲{at}": "lead", "乙": "support"}) for at in range(15)]
    lines += [Line(99, "办好技能竞赛", {"丙": "lead"})]
    first, second = fields(lines)
    assert (str(first.topic.label), first.tasks, len(first.leads), first.units) == ("技能培训", 15, 15, 16)
    assert str(second.topic.label) == "竞赛与创新"
    assert topics_of("春季绿化") == ()


def test_load_and_ties() -> None:
    lines = [Line(1, "", {"甲": "lead", "乙": "support", "丙": "support"}), Line(2, "", {"乙": "joint", "甲": "joint"})]
    assert [one.unit for one in loads(lines)] == ["甲", "乙", "丙"]
    assert lines[1].leads == ("乙", "甲")
    closest = ties(lines)[0]
    assert ({closest.one, closest.other}, closest.tasks, closest.weight) == ({"甲", "乙"}, 2, 1.5)


def test_the_graph_is_the_same_every_time() -> None:
    found = loads([Line(at, "", {f"单位{at}": "lead"}) for at in range(20)])
    one, other = (circle(found, most=14, width=640, height=420) for _ in range(2))
    assert one == other
    assert len(one) == 14
    assert all(0 < spot.x < 640 and 0 < spot.y < 420 for spot in one)
    assert not any(math.isclose(a.x, b.x) and math.isclose(a.y, b.y) for a in one for b in one if a is not b)


@given(TEXTS, TEXTS)
def test_pieces_are_the_text(text: str, other: str) -> None:
    for spans in (spans_of(text, [other, "培训"]), in_common(text, other)):
        assert "".join(words for words, _marked in pieces(text, spans)) == text


def test_the_same_finding_has_the_same_mark() -> None:
    places = [("ledger.task", 1), ("ledger.task", 2)]
    mark = fingerprint("overlap", places, {"similarity": 0.51, "first": ("甲",), "second": ("乙",)})
    assert mark == fingerprint("overlap", places[::-1], {"similarity": 0.49, "first": ("甲",), "second": ("乙",)})
    assert mark != fingerprint("overlap", places, {"similarity": 0.51, "first": ("甲",), "second": ("丙",)})
    assert mark != fingerprint("conflicting_date", places, {"first": ("甲",), "second": ("乙",)})


def test_a_reason_is_told_as_it_was_kept() -> None:
    one = say("{units}晚于{day}，晚{n}天，{why}", units=("甲", "乙"), day=date(2026, 6, 30), n=3, why=say("逾期"))
    assert str(told(kept(one))) == str(one)
