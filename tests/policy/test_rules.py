"""What is unsure of a task, and what is proposed; the room's one state table."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.kernel.say import Say
from luoshi.policy.rules.review import (
    CardFacts,
    Placed,
    cut_of,
    document_number,
    doubts,
    needs_basis,
    parted,
    proposed_review,
    rehung,
    united,
)
from luoshi.policy.workflow import OPINION, OpinionFacts

CLEAR = {"written": 2, "written_leads": frozenset({1}), "lead": 1}


def said(**facts: object) -> list[str]:
    return [str(one) for one in doubts(CardFacts(**{**CLEAR, **facts}))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, []),
        ({"residue": ("另行规定的除外",)}, ["“另行规定的除外”没有读懂，请核对原文。"]),
        ({"unmapped": ("省人社厅",)}, ["“省人社厅”没有对应单位。"]),
        ({"lead": None, "unmapped": ("省人社厅",)}, ["“省人社厅”没有对应单位。"]),
        ({"lead": None}, ["没有牵头单位，请指定一家。"]),
        ({"lead": None, "joint": ("甲厅", "乙厅")}, ["甲厅、乙厅按职责分工负责，原文没有写谁牵头，请指定一家。"]),
        ({"lead": 2}, ["牵头单位不是原文写明的，请写依据。"]),
        ({"lead": 2, "noted": True}, []),
        ({"written_leads": frozenset({1, 2})}, ["牵头单位不是原文写明的，请写依据。"]),
        ({"written": 0, "written_leads": frozenset()}, []),
        ({"dated": False}, ["原文没有日期。台账必须有完成时限，长期任务请写复核日期。"]),
        (
            {"dated": False, "undated": ("每年", "持续推进")},
            ["“每年”“持续推进”没有日期。台账必须有完成时限，长期任务请写复核日期。"],
        ),
    ],
)
def test_it_works(facts: dict[str, object], words: list[str]) -> None:
    assert said(**facts) == words


def test_a_lead_of_the_source_needs_no_basis() -> None:
    facts = CardFacts(**CLEAR)  # type: ignore[arg-type]
    assert not needs_basis(1, facts)
    assert needs_basis(2, facts)


@pytest.mark.parametrize(
    ("words", "today", "day"),
    [
        (("持续推进",), date(2026, 3, 2), date(2026, 12, 31)),
        (("每年",), date(2026, 12, 20), date(2027, 12, 31)),
        (("适时",), date(2026, 3, 2), None),
        ((), date(2026, 3, 2), None),
    ],
)
def test_a_long_task_is_looked_at_at_the_end_of_a_year(words: tuple[str, ...], today: date, day: date | None) -> None:
    assert proposed_review(words, today) == day


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("澜产改[2026] 6 号", "澜产改〔2026〕6号"),
        ("澜产改（2026）06号", "澜产改〔2026〕6号"),
        ("澜产改〔2026〕第6号", "澜产改〔2026〕6号"),
        ("澜产改〔2026〕6号", "澜产改〔2026〕6号"),
        ("会议纪要第3期", "会议纪要第3期"),
    ],
)
def test_a_number_is_written_as_printed(typed: str, printed: str) -> None:
    assert document_number(typed) == printed


def test_every_state_is_reached_and_none_is_a_trap() -> None:
    assert OPINION.reachable() == set(OPINION.states)
    assert not OPINION.dead_ends()


UNIT, OFFICE = frozenset({"consulted.consult"}), frozenset({"drafter.draft"})


@pytest.mark.parametrize(
    ("name", "state", "roles", "facts", "words"),
    [
        ("agree", "asked", UNIT, {}, []),
        ("agree", "raised", UNIT, {}, []),
        ("agree", "asked", UNIT, {"consulting": False}, ["征求意见已经结束。"]),
        ("agree", "asked", UNIT, {"is_lead": True, "named": False}, ["牵头单位请写明责任岗位和具体责任人。"]),
        ("agree", "declined", UNIT, {}, ["当前为“未采纳”，不能同意。"]),
        ("agree", "asked", OFFICE, {"holders": {"consulted.consult": "周岚"}}, ["须由周岚办理。"]),
        ("adopt", "raised", OFFICE, {}, []),
        ("adopt", "agreed", OFFICE, {}, ["当前为“同意”，不能采纳。"]),
        ("decline", "raised", OFFICE, {"consulting": False}, ["征求意见已经结束。"]),
        ("lapse", "asked", OFFICE, {}, []),
        (
            "lapse",
            "asked",
            OFFICE,
            {"overdue": False, "due_on": date(2026, 3, 16)},
            ["反馈截止日期是2026年3月16日，还没有到期。"],
        ),
    ],
)
def test_who_may_do_what_to_an_opinion(
    name: str, state: str, roles: frozenset[str], facts: dict[str, object], words: list[str]
) -> None:
    given = {"text": "意见", "note": "理由"}
    found = OPINION.refusals(name, state, OpinionFacts(roles=roles, **facts), given)  # type: ignore[arg-type]
    assert [str(one) for one in found] == words


@pytest.mark.parametrize(
    ("text", "typed", "cut"),
    [("建基地。办培训。", "建基地。\n办培训。", 4), ("建基地。\n办培训。", "建基地。\r\n\r\n办培训。", 5)],
)
def test_a_line_break_marks_the_cut(text: str, typed: str, cut: int) -> None:
    assert cut_of(text, typed) == cut


@pytest.mark.parametrize(
    "typed", ["建基地。办培训。", "建基地\n。办\n培训。", "\n建基地。办培训。", "建基地。\n办讲座。"]
)
def test_one_place_and_no_other_words(typed: str) -> None:
    assert isinstance(cut_of("建基地。办培训。", typed), Say)


def test_what_one_part_alone_names_holds_for_both() -> None:
    """Units at the end of the paragraph are everybody's; figures and unread words stand where they stand."""
    marks = [Placed(1, "target", 3), Placed(2, "target", 12), Placed(3, "unit", 20), Placed(4, "deadline", 25)]
    assert parted(marks, 10) == (frozenset({1, 3, 4}), frozenset({2, 3, 4}))
    assert parted([*marks, Placed(5, "unit", 5)], 10) == (frozenset({1, 4, 5}), frozenset({2, 3, 4}))


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ({1: "lead", 2: "support"}, {3: "lead", 2: "joint"}, {1: "lead", 2: "joint", 3: "joint"}),
        ({1: "lead"}, {1: "support"}, {1: "lead"}),
        ({1: "joint"}, {2: "lead"}, {1: "joint", 2: "joint"}),
        ({}, {2: "lead"}, {2: "lead"}),
    ],
)
def test_two_tasks_united_name_each_unit_once(
    first: dict[int, str], second: dict[int, str], both: dict[int, str]
) -> None:
    assert united(first, second) == both


def test_a_clause_is_hung_with_all_below_it() -> None:
    labels = [("一",), ("一", "1"), ("一", "1", "(1)"), ("二",)]
    assert rehung(("一", "1"), ("二",), labels) == {("一", "1"): ("二", "1"), ("一", "1", "(1)"): ("二", "1", "(1)")}
    assert isinstance(rehung(("一", "1"), ("一",), labels), Say)
    assert isinstance(rehung(("一", "1"), ("一", "1", "(1)"), labels), Say)
