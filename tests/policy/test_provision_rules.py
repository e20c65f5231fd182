"""What rests on what, what admits no circle, when a policy holds, and where its text parts. No database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from luoshi.policy.rules.model import PlainLine
from luoshi.policy.rules.provisions import (
    RELATIONS,
    Edge,
    Node,
    faults,
    force,
    is_circle,
    kind_of,
    refusals,
    split,
    upstream,
    validity,
)

A, B, C, T = ("provision", 1), ("provision", 2), ("provision", 3), ("task", 1)
DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("kind", "upper", "lower"),
    [("implements", B, A), ("supports", A, B), ("waits_on", B, A), ("conflicts", None, None), ("replaces", None, None)],
)
def test_which_rests_on_which(kind: str, upper: Node | None, lower: Node | None) -> None:
    edge = Edge(A, kind, B)
    assert (edge.upper, edge.lower) == (upper, lower)
    assert edge.seen_from(A) == (RELATIONS[kind].forward, B)
    assert edge.seen_from(B) == (RELATIONS[kind].backward, A)


@pytest.mark.parametrize(
    ("edge", "known", "word"),
    [
        (Edge(A, "waits_on", A), [], "自己"),
        (Edge(A, "supports", B), [Edge(A, "supports", B)], "已经登记"),
        (Edge(B, "conflicts", A), [Edge(A, "conflicts", B)], "已经登记"),
        (Edge(C, "waits_on", A), [Edge(A, "waits_on", T), Edge(T, "waits_on", B), Edge(B, "waits_on", C)], "互为前提"),
        (Edge(B, "replaces", A), [Edge(A, "replaces", B)], "已经直接或者间接代替"),
        (Edge(A, "replaces", T), [], "只有政策条款之间"),
        (Edge(C, "implements", A), [Edge(A, "implements", B), Edge(B, "implements", C)], ""),
        (Edge(C, "waits_on", A), [Edge(A, "supports", C), Edge(A, "waits_on", B)], ""),
    ],
)
def test_what_cannot_be_linked(edge: Edge, known: list[Edge], word: str) -> None:
    said = [str(one) for one in refusals(edge, known)]
    assert (word in said[0]) if word else said == []


@given(some.lists(some.tuples(some.integers(0, 6), some.integers(0, 6)), max_size=20))
def test_no_circle_ever_closes(pairs: list[tuple[int, int]]) -> None:
    """Whatever is asked for, what was let in can be put in an order."""
    known: list[Edge] = []
    for left, right in pairs:
        edge = Edge(("task", left), "waits_on", ("task", right))
        if not refusals(edge, known):
            known.append(edge)
    assert not [one for one in known if is_circle(one, [other for other in known if other != one])]


def test_upstream_by_the_shortest_way() -> None:
    """Nearest first; what supports counts as what implements; a circle of supports ends."""
    edges = [
        Edge(A, "implements", B),
        Edge(C, "supports", B),
        Edge(T, "supports", C),
        Edge(B, "supports", C),
        Edge(A, "conflicts", T),
    ]
    found = upstream(A, edges)
    assert [(one.node, one.way) for one in found] == [(B, ()), (C, (B,)), (T, (B, C))]
    assert upstream(T, edges) == []


@pytest.mark.parametrize(
    ("begins", "ends", "by", "state"),
    [
        (None, None, "", "force"), (None, None, "《新办法》", "replaced"), (None, date(2026, 11, 22), "", "ended"),
        (None, DAY, "", "ending"), (date(2026, 11, 24), None, "", "coming"), (DAY, date(2027, 2, 21), "", "ending"),
        (DAY, date(2027, 2, 22), "", "force"), (date(2027, 1, 1), date(2027, 2, 1), "", "coming"),
    ],
)  # fmt: skip
def test_force(begins: date | None, ends: date | None, by: str, state: str) -> None:
    found = force(DAY, begins, ends, by)
    assert found.state == state
    assert str(found.because)
    assert list(faults(ends, begins)) == (["valid_to"] if begins and ends and begins < ends else [])


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("本办法自2026年1月1日起施行，有效期至2028年12月31日。", (date(2026, 1, 1), date(2028, 12, 31))),
        ("自印发之日起实施，有效期5年。", (date(2025, 3, 10), date(2030, 3, 9))),
        ("有效期三年", (None, date(2028, 3, 9))),
        ("2026年2月30日以前办结", (None, None)),
        ("自２０２６年１月１日起执行", (date(2026, 1, 1), None)),
    ],
)
def test_validity(text: str, dates: tuple[date | None, date | None]) -> None:
    assert validity(text, date(2025, 3, 10)) == dates


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("按每人每年5000元给予补贴", "support"), ("企业应当符合下列条件", "condition"), ("到2027年，占比不低于30%", "target"),
        ("由人力资源社会保障部门负责", "duty"), ("15个工作日内审核", "procedure"), ("加强宣传", "measure"),
    ],
)  # fmt: skip
def test_kinds(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def read(text: str) -> list[tuple[str, str]]:
    return [(one.number, one.heading) for one in split([PlainLine(line) for line in text.split("\n")])[1]]


def test_articles_keep_their_items() -> None:
    text = (
        "某办法\n第一章 总则\n第一条 目的。\n第二条 条件：\n（一）有专业；\n（二）有场地。\n第二章 附则\n第三条 施行。"
    )
    assert [number for number, _ in read(text)] == ["第一条", "第二条", "第三条"]
    _front, pieces = split([PlainLine(line) for line in text.split("\n")])
    assert "有场地" in pieces[1].text
    assert "附则" not in pieces[1].text


def test_numbered_clauses_by_the_smallest() -> None:
    assert read("一、总体要求\n坚持。\n二、主要任务\n（一）扩大培训。每年一万人。\n（二）提高待遇。") == [
        ("一", "总体要求"), ("二（一）", "扩大培训"), ("二（二）", ""),
    ]  # fmt: skip
    assert read("没有编号的一段话") == []
    signed = "一、扩大培训。每年一万人。\n江澜省人民政府办公厅\n2025年6月12日"
    assert split([PlainLine(line) for line in signed.split("\n")])[1][-1].text == "每年一万人。"
