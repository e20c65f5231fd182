"""The authority file: names with their time, and whose work an office took over."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.org.rules.authority import NATION, bodies, descent, heirs
from luoshi.policy.rules.names import Answer, Borne, Known, look_up

UNITS = [
    Known(1, "江澜省卫生健康委员会", "", "江澜省", "province"),
    Known(2, "江澜省人力资源社会保障厅", "", "江澜省", "province"),
    Known(3, "江澜省市场监督管理局", "", "江澜省", "province"),
    Known(4, "江澜省农业农村厅", "", "江澜省", "province"),
    Known(5, "江澜省文化和旅游厅", "", "江澜省", "province"),
    Known(6, "江澜省发展和改革委员会", "", "江澜省", "province"),
    Known(7, "共青团江澜省委员会", "", "江澜省", "province"),
    Known(8, "中共江澜省委社会工作部", "", "江澜省", "province"),
    Known(9, "江澜省药品监督管理局", "", "江澜省", "province"),
    Known(
        10,
        "江澜省数据局",
        "",
        "江澜省",
        "province",
        True,
        (
            Borne("江澜省大数据中心", "省大数据中心", None, date(2024, 3, 1)),
            Borne("江澜省信息中心", "", None, date(2023, 5, 1), True),
        ),
    ),
    Known(20, "国家卫生健康委员会", "", "中央", "nation", False),
]


def asked(name: str, day: date | None) -> Answer:
    return look_up(name, {}, UNITS, day)


@pytest.mark.parametrize(
    ("name", "day", "unit", "word"),
    [
        ("国家卫生计生委", date(2016, 5, 1), 20, "国家卫生和计划生育委员会"),
        ("省卫计委", date(2016, 5, 1), 1, "机构改革后职责由江澜省卫生健康委员会承担"),
        ("江澜省卫生和计划生育委员会", None, 1, "用到2019年3月31日"),
        ("省卫生厅", date(2012, 1, 1), 1, "机构改革后"),
        ("省人社厅", date(2025, 1, 1), 2, "另一种写法"),
        ("省劳动保障厅", date(2008, 1, 1), 2, "机构改革后"),
        ("省质监局", date(2017, 1, 1), 3, "机构改革后"),
        ("省扶贫办", date(2020, 1, 1), 4, "机构改革后职责由江澜省农业农村厅承担"),
        ("省旅游局", date(2017, 1, 1), 5, "机构改革后"),
        ("团省委", date(2025, 1, 1), 7, ""),
        ("省委社工部", date(2025, 1, 1), 8, "另一种写法"),
        ("省大数据中心", date(2023, 1, 1), 10, "原名称"),
        ("省信息中心", date(2022, 1, 1), 10, "并入"),
    ],
)
def test_it_works(name: str, day: date | None, unit: int, word: str) -> None:
    """A name of its time leads to who does the work today, and says why."""
    answer = asked(name, day)
    assert (answer.unit_id, word in str(answer.because or "")) == (unit, True), answer


@pytest.mark.parametrize(
    ("name", "day", "between", "word"),
    [
        ("省卫计委", date(2024, 1, 1), (1,), "请核对"),  # the name was gone by then
        ("省委社工部", date(2020, 1, 1), (8,), "才设立"),
        ("省食药监局", date(2016, 1, 1), (3, 9), "划给"),  # its duties were divided
        ("省大数据中心", date(2026, 1, 1), (10,), "请核对"),
        ("省国土资源厅", date(2016, 1, 1), (), "单位名录里没有"),
        ("人社部", date(2016, 1, 1), (), ""),
        ("省某某中心", None, (), ""),
    ],
)
def test_a_person_is_asked(name: str, day: date, between: tuple[int, ...], word: str) -> None:
    """Out of its time, divided, or with nobody here: never settled, and why."""
    answer = asked(name, day)
    assert (answer.unit_id, answer.between) == (None, between)
    assert word in str(answer.because or "")


def test_the_own_name_needs_no_reason() -> None:
    assert asked("省卫生健康委员会", date(2012, 1, 1)) == Answer(1)


def test_every_office_ends_in_one_that_lives() -> None:
    """Heirs exist, take over when the name ends, and the line of heirs comes to an end."""
    for body in bodies():
        assert (body.until is None) == (not body.heirs), body
        assert all(heir.until is None or body.until is None or heir.until > body.until for heir in heirs(body)), body
        *_, last = descent(body)
        assert all(one.until is None for one in last)


def test_no_name_means_two_offices_of_one_time() -> None:
    by_name: dict[tuple[bool, str], list[str]] = {}
    for body in bodies():
        for name in body.names:
            by_name.setdefault((body.level == NATION, name), []).append(body.key)
    assert {name: keys for name, keys in by_name.items() if len(keys) > 1} == {}
