"""A plan that has come out anew, against the one in force: hard cases by hand, and a law."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from luoshi.policy.rules.revision import CHANGED, DROPPED, NEW, SAME, Step, Written, revise
from tests.policy.reading import plan_of as read

OLD = """江澜省2026年工作方案
一、培训
（一）建立职工技能培训台账，2026年底前完成。（省人社厅牵头，省教育厅、省财政厅配合）
（二）全年开展补贴性培训20万人次以上。（省人社厅牵头，省财政厅配合）
（三）建设产业工人综合服务中心10个，2026年6月底前建成。（省总工会牵头，省住建厅配合）
二、保障
（一）完善工伤保险省级统筹办法。（省人社厅牵头，省税务局配合）
（二）组织劳模宣讲进企业活动。（省总工会牵头，省委宣传部配合）
"""
REVISED = """江澜省2026年工作方案（修订）
一、培训
（一）建立职工技能培训台账，2026年9月底前完成。（省教育厅牵头，省人社厅、省财政厅配合）
（二）全年开展补贴性培训25万人次以上。（省人社厅牵头，省财政厅、省农业农村厅配合）
（三）出台高技能人才落户政策，2026年底前印发。（省公安厅牵头，省人社厅配合）
二、保障
（一）修订并完善工伤保险省级统筹的实施办法，做好待遇衔接。（省人社厅牵头，省税务局配合）
（二）建设产业工人综合服务中心10个，2026年6月底前建成。（省总工会牵头，省住建厅配合）
"""


def of(old: str, new: str) -> list[Step]:
    return revise(read(old).tasks, read(new).tasks)


def test_it_works() -> None:
    """A lead and a date, a figure and a supporter, a wording; one moved, one new, one gone."""
    steps = of(OLD, REVISED)
    assert [(one.verdict, one.old, one.new) for one in steps] == [
        (CHANGED, 0, 0), (CHANGED, 1, 1), (NEW, None, 2), (CHANGED, 3, 3), (SAME, 2, 4), (DROPPED, 4, None),
    ]  # fmt: skip
    said = [[str(one.because) for one in step.differences] for step in steps]
    assert said[0][0] == "牵头单位由省人社厅改为省教育厅"
    assert "时限由2026年12月31日改为2026年9月30日" in said[0]
    assert said[1][0] == "增加配合单位：省农业农村厅"
    assert "20万人次" in said[1][1]
    assert "25万人次" in said[1][1]
    assert len(said[1]) == 2
    assert [one.kind for one in steps[3].differences] == ["wording"]


def test_the_same_document_has_no_change() -> None:
    assert {one.verdict for one in of(OLD, OLD)} == {SAME}


def test_a_lead_named_since_is_no_change() -> None:
    """The ledger names a lead where the document names several; the document has not changed."""
    tasks = read(OLD).tasks
    settled = [replace(tasks[0], duties=tasks[0].duties[1:]), *tasks[1:]]
    named = [Written(units=frozenset((duty.role, duty.unit) for duty in task.duties)) for task in tasks]
    assert {one.verdict for one in revise(settled, tasks, (named, named))} == {SAME}
    assert {one.verdict for one in revise(settled, tasks)} == {SAME, CHANGED}


@pytest.mark.parametrize("seed", range(5))
def test_a_real_plan_changed_by_hand(seed: int) -> None:
    """Clauses taken out, put elsewhere and given another date are found again, each once; nothing else is called changed."""
    rng = random.Random(seed)
    text = (Path(__file__).parent / "fixtures" / "division.txt").read_text(encoding="utf-8")
    tasks = list(read(text).tasks)
    gone = rng.randrange(len(tasks))
    kept = [task for at, task in enumerate(tasks) if at != gone]
    rng.shuffle(kept)
    steps = revise(tasks, kept)
    assert [(one.verdict, one.old) for one in steps if one.verdict != SAME] == [(DROPPED, gone)]
    assert {(one.old, tasks[one.old or 0]) for one in steps if one.new is not None} == {
        (tasks.index(task), task) for task in kept
    }
