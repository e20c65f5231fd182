"""Texts are found by two characters, and the index follows what is written: changed, left out, put back."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel import search, words
from luoshi.kernel.models import SearchRow
from luoshi.ledger import services
from luoshi.ledger.models import Task
from luoshi.ledger.queries import Filters, tasks
from tests.ledger.making import a_draft, a_plan, fresh, issued
from tests.world import World

HANZI = st.text(alphabet="产业工人队伍建设改革任务ab12 ，。", max_size=20)


def found(world: World, text: str, at: str = "省.办", role: str = "office") -> list[str]:
    return [task.number for task in tasks(world.actor(at, role), Filters(q=text))]


@pytest.mark.django_db
def test_it_works(world: World) -> None:
    """Title, standards and number; one character, two, many; several words; letters of either width."""
    issued(world)
    for asked in (
        "学徒",
        "徒制",
        "制",
        "企业新型学徒制培训",
        "合格率",
        "不低于90%",
        "3.2-01",
        "3.2",
        "培训 合格",
        "９０",
    ):
        assert found(world, asked) == ["3.2-01"], asked
    for asked in ("徒学", "业型", "合格培", "3.3", "%", "'", "培训 没有", '"', "*", "NOT"):
        assert found(world, asked) == [], asked


@pytest.mark.django_db
def test_the_index_follows_the_acts(world: World) -> None:
    """In the act's own transaction: what is changed is found anew, what is taken back was never there."""
    office, task = world.actor("省.办", "office"), a_draft(world, a_plan(world))
    services.edit_task(office, fresh(task), title="建立工资支付监控预警平台")
    assert found(world, "监控预警") == [task.number]
    assert found(world, "新型") == []
    services.set_standards(office, fresh(task), ["九县联通"])
    assert found(world, "联通") == [task.number]
    assert found(world, "合格率") == []
    with transaction.atomic():
        services.edit_task(office, fresh(task), title="从来没有过")
        transaction.set_rollback(True)
    assert found(world, "从来没有") == []
    assert found(world, "监控预警") == [task.number]


@pytest.mark.django_db
def test_rebuilt_it_is_the_same(world: World) -> None:
    issued(world, 3)
    before = SearchRow.objects.count()
    assert search.rebuild("ledger.task") == 0, "nothing to mend"
    Task.objects.filter(number="3.2-02").update(title="改在门外")
    assert search.rebuild("ledger.task") == 1
    assert found(world, "门外") == ["3.2-02"]
    assert SearchRow.objects.count() == before


@given(HANZI, HANZI)
def test_no_text_is_missed(text: str, word: str) -> None:
    """Whatever stands in a text has all its pieces in the text's pieces: the index never hides what the text holds."""
    whole, low = set(words.pieces(text)), words.plain(text)
    for asked in words.asked(word):
        if asked in low:
            for piece, begins in words.wanted(asked):
                assert any(one.startswith(piece) if begins else one == piece for one in whole) or _inside(asked, low)


def _inside(asked: str, low: str) -> bool:
    """Letters that begin in the middle of a run of letters are not looked for: 「b1」 in 「ab12」."""
    at = low.find(asked)
    while at >= 0:
        if at == 0 or not (
            asked[0].isascii() and asked[0].isalnum() and low[at - 1].isascii() and low[at - 1].isalnum()
        ):
            return False
        at = low.find(asked, at + 1)
    return True


@pytest.mark.parametrize(
    ("text", "asked", "parts"),
    [
        ("年培训6000人", "培训", [("年", False), ("培训", True), ("6000人", False)]),
        ("没有", "培训", [("没有", False)]),
    ],
)
def test_marks(text: str, asked: str, parts: list[tuple[str, bool]]) -> None:
    assert words.marked(text, words.asked(asked)) == parts


def test_how_names_sound() -> None:
    assert words.sound("何思齐") == "hesiqi hsq"


@pytest.mark.django_db
def test_stranger(world: World) -> None:
    issued(world)
    assert found(world, "学徒", "他省.办") == []
