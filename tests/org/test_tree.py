"""The tree: paths, moving a unit, and who is below whom."""

from __future__ import annotations

import pytest

from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import Refused
from luoshi.org import services
from luoshi.org.models import Post, Unit
from luoshi.org.queries import lower_units
from tests.world import World


def test_it_works(world: World) -> None:
    """A moved county takes everything below it along, posts included."""
    county, city = world.units["县"], world.units["二市"]
    services.move_unit(SYSTEM, county, city, note="区划调整")
    office = Unit.objects.get(pk=world.units["县.办"].pk)
    assert office.path.startswith(city.path)
    assert office.place_path == Unit.objects.get(pk=county.pk).path
    assert Post.objects.filter(unit=office).first().unit_path == office.path  # type: ignore[union-attr]


def test_not_into_itself(world: World) -> None:
    with pytest.raises(Refused):
        services.move_unit(SYSTEM, world.units["市"], world.units["县"], note="")


def test_lower_units_follow_line_and_tree(world: World) -> None:
    names = {unit.name for unit in lower_units(world.units["省.人社"])}
    assert names == {"澜阳市人力资源社会保障局", "云埠市人力资源社会保障局"}
    offices = {unit.name for unit in lower_units(world.units["市.办"])}
    assert offices == {"清渡县产改协调小组办公室", "望澜区产改协调小组办公室"}
    unions = {unit.name for unit in lower_units(world.units["县.工会"])}
    assert unions == {"清渡精工有限公司工会"}
