"""Comparison of plans: each finding on the smallest plan that has it, and the figures on planted plans."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from luoshi.policy.rules import as_json as plan_json
from luoshi.policy.rules.compare import NotAPlan, Plan, as_json, compare, plan_from_json, plan_of, similarity
from luoshi.policy.rules.compare.lines import line_of
from luoshi.policy.rules.compare.thesaurus import _FILLERS, _GROUPS
from tests.policy.planted import measured
from tests.policy.reading import plan_of as read

TRAIN = "开展产业工人技能培训，每年培训不少于5万人次，{day}完成"


def plan(doc: str, *tasks: str) -> Plan:
    return plan_of(doc, read("\n".join(f"{at}. {text}" for at, text in enumerate(tasks, 1))))


def kinds(*plans: Plan) -> list[str]:
    """The kinds found, without clauses that nothing answers."""
    return [finding.kind for finding in compare(plans).findings if finding.kind != "uncovered_clause"]


OTHERS = (
    "建设公共充电桩，优化布局。（省能源局牵头，省财政厅配合）",
    "规范中小学课后服务，开齐科学课程。（省教育厅牵头，省科技厅配合）",
    "清理乡镇污水管网，落实河长责任。（省水利厅牵头，省生态环境厅配合）",
)


def between(above: str, below: str) -> list[str]:
    """What is found between two tasks that stand among others."""
    return kinds(plan("upper", above, *OTHERS), plan("lower", below))


def test_it_works() -> None:
    above = "开展产业工人技能培训，2026年底前培训5万人次。（省总工会牵头，省人力资源社会保障厅配合）"
    below = "组织一线职工参加职业技能培训，2026年底前培训5万人次。（市教育局牵头，市总工会配合）"
    found = as_json(compare([plan("省方案", above, *OTHERS), plan("市方案", below)]))
    (overlap,) = (one for one in found["findings"] if one["kind"] == "overlap")
    assert overlap["tasks"] == [
        {"doc": "省方案", "path": ["1"], "key": "开展产业工人技能培训，202"},
        {"doc": "市方案", "path": ["1"], "key": "组织一线职工参加职业技能培训"},
    ]
    assert overlap["units"] == ["省总工会", "市教育局"]
    assert "省总工会" in overlap["because"]
    assert [len(one["lower"]) for one in found["coverage"]] == [1, 0, 0, 0]
    assert 0 < found["coverage"][0]["lower"][0]["similarity"] <= 1
    assert [one["tasks"][0]["path"] for one in found["findings"] if one["kind"] == "uncovered_clause"] == [
        ["2"],
        ["3"],
        ["4"],
    ]


@pytest.mark.parametrize(
    ("duties", "found"),
    [
        ("市总工会牵头，市人社局配合", []),
        ("市总工会负责", []),
        ("市总工会、市人社局负责", ["multiple_leads"]),
        ("市总工会、市人社局共同牵头，市财政局配合", ["multiple_leads"]),
        ("市财政局、各县（市、区）人民政府负责", []),
        ("配合单位：市人社局、市财政局", ["no_lead"]),
        ("市总工会牵头，市总工会、市人社局配合", ["lead_supports_itself"]),
        ("牵头单位：市总工会；责任单位：市总工会、市人社局", []),
        ("各县（市、区）人民政府负责", ["territorial_only"]),
        ("各有关部门按职责分工负责", ["no_lead"]),
    ],
)
def test_duties_that_cannot_work(duties: str, found: list[str]) -> None:
    assert kinds(plan("one", f"办好职工书屋。（{duties}）")) == found


@pytest.mark.parametrize(
    ("words", "unit", "found"),
    [
        ("对拖欠工资的企业实施行政处罚", "市总工会", True),
        ("对拖欠工资的企业实施行政处罚", "市人社局", False),
        ("配合开展劳动保障监察执法", "市总工会", False),
        ("做好工伤认定工作", "市教育局", True),
        ("做好工伤认定工作", "市未来发展促进中心", False),
        ("宣传工伤认定政策", "市总工会", False),
    ],
)
def test_a_power_that_the_lead_has_not(words: str, unit: str, found: bool) -> None:
    assert ("no_authority" in kinds(plan("one", f"{words}。（{unit}牵头）"))) is found


DAY = "推行新型学徒制，由企业和院校共同培养学徒，{}完成。（{}人社{}牵头）"


@pytest.mark.parametrize(
    ("above", "below", "found"),
    [
        ("2026年6月底前", "2026年6月30日前", []),
        ("2026年6月底前", "2026年底前", ["late_child", "conflicting_date"]),
        ("2026年底前", "2026年6月底前", ["conflicting_date"]),
    ],
)
def test_dates_of_one_matter(above: str, below: str, found: list[str]) -> None:
    assert between(DAY.format(above, "省", "厅"), DAY.format(below, "市", "局")) == found


VALUE = "推行新型学徒制，由企业和院校共同培养学徒，{}。（{}人社{}牵头）"


@pytest.mark.parametrize(
    ("above", "below", "found"),
    [
        ("培养学徒2000名", "培养学徒2000人", []),
        ("培养学徒2万名", "培养学徒20000名", []),
        ("学徒留岗率达到80%", "学徒留岗率达到百分之八十", []),
        ("学徒留岗率达到80%", "学徒留岗率达到70%", ["conflicting_value"]),
        ("学徒留岗率不低于80%", "学徒离岗率不超过20%", []),
        ("培养学徒2000名", "培养学徒3000名", ["conflicting_value"]),
        ("全省培养学徒2000名", "全市培养学徒200名", []),
        ("到2026年培养学徒2000名", "到2027年培养学徒3000名", []),
        ("到2026年培养学徒2000名，到2027年培养学徒3000名", "到2027年培养学徒3000名", []),
        ("培养学徒2000名", "培养学徒2000名，建设基地30个", []),
        ("每年培养学徒500名", "累计培养学徒2000名", []),
    ],
)
def test_values_of_one_indicator(above: str, below: str, found: list[str]) -> None:
    assert between(VALUE.format(above, "省", "厅"), VALUE.format(below, "市", "局")) == found


def test_a_child_after_its_parent_in_one_plan() -> None:
    text = "一、推行学徒制，2026年6月底前完成。（市人社局牵头）\n（一）认定院校，2026年底前完成。（市教育局牵头）\n"
    assert kinds(plan_of("one", read(text))) == ["late_child"]


def test_a_supporter_in_a_third_of_the_plan() -> None:
    things = ["书屋", "驿站", "食堂", "宿舍", "浴室", "班车", "球场", "琴房", "花园", "车棚", "泳池", "影院"]
    tasks = [
        f"办好{thing}。（{lead}牵头，市财政局配合）" for thing, lead in zip(things, ["市总工会"] * 12, strict=True)
    ]
    (finding,) = (one for one in compare([plan("one", *tasks)]).findings if one.kind == "overload")
    assert finding.units == ("市财政局",)
    assert len(finding.places) == 12
    assert "overload" not in kinds(plan("one", *tasks[:9]))


def test_one_purpose_from_two_pots() -> None:
    tasks = (
        "对农民工开展职业培训，从就业补助资金列支。（市人社局牵头）",
        "组织农民工技能培训，使用乡村振兴衔接资金。（市农业农村局牵头）",
        "对退役军人开展技能培训，从就业补助资金列支。（市退役军人局牵头）",
    )
    (finding,) = (one for one in compare([plan("one", *tasks)]).findings if one.kind == "same_money")
    assert [place.task for place in finding.places] == [0, 1]


def test_handed_down_one_line_is_no_overlap() -> None:
    same = "推行新型学徒制，由企业和院校共同培养学徒。（{}牵头）"
    assert between(same.format("省人力资源社会保障厅"), same.format("市人社局")) == []
    assert between(same.format("省人力资源社会保障厅"), same.format("市教育局")) == ["overlap"]


@pytest.mark.parametrize(
    ("unit", "line"),
    [
        ("省人力资源和社会保障厅", "人社"),
        ("县人社局", "人社"),
        ("团市委", "共青团"),
        ("市教育工会", "工会"),
        ("市地铁集团", "地铁集团"),
    ],
)
def test_lines(unit: str, line: str) -> None:
    assert line_of(unit) == line


def test_a_plan_that_assigns_nothing_is_known_by_its_clauses() -> None:
    above = plan_of(
        "upper",
        read("一、任务\n（一）推行新型学徒制。由企业和院校共同培养学徒。\n（二）清理乡镇污水管网。落实河长责任。\n"),
    )
    found = as_json(compare([above, plan("lower", "推行新型学徒制，由企业和院校共同培养学徒。（市人社局牵头）")]))
    assert [one["kind"] for one in found["findings"]] == ["uncovered_clause"]
    assert [len(one["lower"]) for one in found["coverage"]] == [1, 0]


def test_the_json_of_a_plan_is_the_plan() -> None:
    text = "一、推行学徒制，2026年6月底前培养2000名。（省总工会牵头，省总工会、省人社厅配合）"
    parsed = read(text)
    value = json.loads(json.dumps(plan_json(parsed), ensure_ascii=False))
    below = plan("lower", "推行学徒制，2027年6月底前培养2000名。（市总工会牵头）")
    direct, again = (
        as_json(compare([one, below])) for one in (plan_of("upper", parsed), plan_from_json("upper", value))
    )
    assert direct == again
    assert {one["kind"] for one in direct["findings"]} >= {"lead_supports_itself", "late_child"}


@pytest.mark.parametrize(
    "value",
    [[], {}, {"tasks": {}}, {"tasks": [1]}, {"tasks": [{"duties": [{"unit": 1, "role": "lead"}]}]}, {"tasks": [{"text": []}]},
     {"tasks": [{"deadlines": [{"kind": "date", "date": "soon"}]}]}, {"tasks": [{"duties": "x"}]}, None, "tasks"],
)  # fmt: skip
def test_values_of_another_shape(value: object) -> None:
    with pytest.raises(NotAPlan):
        plan_from_json("one", value)


def test_what_is_told_in_other_words_is_found_by_what_it_promises() -> None:
    """Hardly a word in common: the same telling figure by the same day, and nobody else's, speaks for one matter."""
    figures = measured("retold", 4)
    assert figures["first"] >= 0.8
    assert figures["recall"] >= 0.9


@pytest.mark.parametrize(
    ("style", "seed"), [("swapped", 3), ("swapped", 4), ("rewritten", 3), ("rewritten", 4), ("renamed", 3)]
)
def test_figures_on_planted_plans(style: str, seed: int) -> None:
    figures = measured(style, seed)
    assert figures["first"] >= 0.8
    assert figures["recall"] >= 0.9
    for kind in ("dates", "values", "missing"):
        found, planted = figures[kind]
        assert found == planted, kind
    assert figures["tasks"] == [60, 60]
    assert not figures["others"]


def test_tasks_told_anew_are_found_in_part_and_never_called_contradictions() -> None:
    figures = measured("retold", 1)
    assert figures["first"] >= 0.6
    assert figures["recall"] >= 0.4
    for kind in ("dates", "values"):
        found, planted = figures[kind]
        assert found <= planted, kind


def test_of_many_tasks_not_every_pair_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Past a few hundred tasks candidates are looked up by their telling words; what is planted is found all the same."""
    every = measured("swapped", 4)
    monkeypatch.setattr(similarity, "_BRUTE", 0)
    looked_up = measured("swapped", 4)
    assert looked_up["recall"] >= every["recall"] - 0.04
    assert looked_up["dates"] == every["dates"]


def test_each_word_of_the_thesaurus_has_one_group() -> None:
    counts = Counter([*_GROUPS.split(), *_FILLERS.split()])
    assert [word for word, count in counts.items() if count > 1] == []
