"""Which unit a name means, and how a task is numbered."""

from __future__ import annotations

import pytest

from luoshi.policy.rules.names import Known, look_up, nearest, short_title, task_number

PROVINCE = [
    Known(1, "江澜省人力资源社会保障厅", "", "江澜省", "province"),
    Known(2, "江澜省教育厅", "省教厅", "江澜省", "province"),
    Known(3, "江澜省总工会", "", "江澜省", "province"),
    Known(4, "江澜省发展改革委员会", "", "江澜省", "province"),
    Known(5, "中共江澜省委组织部", "", "江澜省", "province"),
    Known(6, "江澜省市场监督管理局", "", "江澜省", "province"),
    Known(9, "中央教育部", "", "中央", "nation", own=False),
]
CITY = [
    Known(21, "澜阳市教育局", "", "澜阳市", "prefecture"),
    Known(23, "澜阳市总工会", "", "澜阳市", "prefecture"),
    *[Known(one.unit_id, one.name, one.short_name, one.place, one.level, own=False) for one in PROVINCE[:3]],
]
COUNTY = [
    Known(31, "清渡县教育局", "", "清渡县", "county"),
    *[Known(one.unit_id, one.name, one.short_name, one.place, one.level, own=False) for one in CITY],
]


@pytest.mark.parametrize(
    ("units", "name", "unit_id"),
    [
        (PROVINCE, "江澜省教育厅", 2),
        (PROVINCE, "省教育厅", 2),
        (PROVINCE, "教育厅", 2),
        (PROVINCE, "省教厅", 2),
        (PROVINCE, "省委组织部", 5),
        (PROVINCE, "市场监督管理局", 6),
        (PROVINCE, "市总工会", None),
        (PROVINCE, "省人社厅", 1),
        (PROVINCE, "公安厅", None),
        (CITY, "省教育厅", 2),
        (CITY, "市教育局", 21),
        (CITY, "教育局", 21),
        (CITY, "总工会", 23),
        (CITY, "省总工会", 3),
        (COUNTY, "市教育局", 21),
        (COUNTY, "县教育局", 31),
        (COUNTY, "省人力资源社会保障厅", 1),
        (COUNTY, "省财政厅", None),
    ],
)
def test_it_works(units: list[Known], name: str, unit_id: int | None) -> None:
    """The level word means a place; what fits no unit, or more than one, is left to a person."""
    assert look_up(name, {}, units).unit_id == unit_id


def test_what_a_clerk_said_comes_first() -> None:
    assert look_up("省教育厅", {"省教育厅": 77}, PROVINCE).unit_id == 77


def test_two_of_the_same_name_are_not_guessed() -> None:
    twice = [*PROVINCE, Known(8, "江澜省教育厅", "", "江澜省", "province")]
    assert look_up("省教育厅", {}, twice).unit_id is None


@pytest.mark.parametrize(("name", "first"), [("省人社厅", 1), ("省发改委", 4), ("省发展和改革委员会", 4)])
def test_an_abbreviation_is_proposed(name: str, first: int) -> None:
    assert nearest(name, PROVINCE)[0] == first


def test_nothing_alike_nothing_proposed() -> None:
    assert nearest("省公安厅", [PROVINCE[0], PROVINCE[4]]) == []


@pytest.mark.parametrize(
    ("path", "taken", "number"),
    [
        (("三", "(二)", "4"), {}, "3.2-01"),
        (("三", "(二)", "4"), {"3.2": 3}, "3.2-04"),
        (("三", "(二)"), {}, "3-01"),
        (("5",), {"": 4}, "05"),
        ((), {}, "01"),
        (("第十四条", "(一)"), {}, "14-01"),
    ],
)
def test_a_task_is_numbered_by_its_place(path: tuple[str, ...], taken: dict[str, int], number: str) -> None:
    assert task_number(path, taken)[1] == number


def test_a_title_is_short() -> None:
    assert short_title("完善企业培训补贴办法", "正文") == "完善企业培训补贴办法"
    assert short_title("", "建立制度。第二句") == "建立制度"
    assert len(short_title("很" * 80, "")) == 40
