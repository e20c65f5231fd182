"""The cockpit: its figures are those of the ledger's filters, its queries do not grow, and nobody looks beyond their range."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.desk import queries
from luoshi.desk.queries.idle import quiet
from luoshi.kernel import clock
from luoshi.kernel.errors import NotVisible
from luoshi.ledger import queries as ledger
from luoshi.ledger.queries import Filters
from luoshi.ledger.services import Member, receive, set_grade
from luoshi.org import services as org
from luoshi.org.models import Tag
from luoshi.org.queries.tags import units_tagged
from tests.desk.seen import words
from tests.ledger.making import fresh, handed_down, issued, lead
from tests.world import World


def _cascade(world: World) -> None:
    for task in issued(world, 3):
        receive(world.actor("省.人社", "clerk"), lead(task))
        handed_down(world, fresh(task))


def test_it_works(world: World, client: Client) -> None:
    _cascade(world)
    client.force_login(world.account("省.办", "office"))
    for name in ("desk:cockpit", "desk:tree", "desk:mile"):
        assert client.get(reverse(name)).status_code == 200
    found = words(client.get(reverse("desk:cockpit")))
    assert "按需关注程度排列，不作排名" in found
    assert "江澜省人力资源社会保障厅" in found


@pytest.mark.parametrize("days", [0, 400, 1000])
def test_every_figure_is_the_ledgers(world: World, days: int) -> None:
    _cascade(world)
    office = world.actor("省.办", "office")
    with clock.at(clock.now() + timedelta(days=days)):
        node = queries.node(office, "")
        tally = queries.cockpit(office, node)["all"]
        for light in ("time", "progress"):
            for state in ("red", "yellow", "green"):
                asked = Filters(unit=node.unit.pk, **{light: state})
                assert getattr(tally, f"{light}_{state}") == ledger.tasks(office, asked).count()
        assert tally.total == ledger.tasks(office, Filters(unit=node.unit.pk)).count() == 9


def test_only_key_tasks_or_units_with_a_tag(world: World, client: Client) -> None:
    """The figures are again those of the ledger's filters, and every figure leads to the very list that it counts."""
    _cascade(world)
    office = world.actor("省.办", "office")
    task = fresh(ledger.tasks(office, Filters(top=True)).order_by("id")[0])
    set_grade(office, task, "landmark", [Member("leader", "周明远", "副省长"), Member("head", "高承志", "厅长")])
    row, tag = world.units["县"], Tag.objects.get(name="支柱产业", owner=None)
    org.keep_unit(office, row, short_name="", kind=row.kind, region_code="", industry="C", tags=[tag])
    node = queries.node(office, "")
    for only in (Filters(grade="key"), Filters(grade="landmark"), Filters(grade="pillar"), Filters(tag=tag.pk)):
        found = queries.cockpit(office, node, only)
        asked = replace(only, unit=node.unit.pk)
        assert found["all"].total == ledger.tasks(office, asked).count() < 9
        assert found["since"] is None
    assert queries.cockpit(office, node, Filters(grade="key"))["all"].total > 0
    client.force_login(world.account("省.办", "office"))
    page = client.get(f"{reverse('desk:cockpit')}?grade=key").content.decode()
    assert f"{reverse('ledger:list')}?grade=key&amp;unit={node.unit.pk}" in page
    assert "看全部" in page
    listed = words(client.get(f"{reverse('ledger:list')}?grade=key"))
    assert "全部重点任务" in listed
    assert client.get(f"{reverse('desk:cockpit')}?grade=nothing&tag=x").status_code == 200
    for name in ("tree", "fields", "tasks", "mile", "brief"):
        assert client.get(f"{reverse(f'desk:{name}')}?grade=key&tag={tag.pk}").status_code == 200
    assert queries.tree(office, node, "", Filters(grade="key"))["top"].total < 9
    tree = client.get(f"{reverse('desk:tree')}?grade=key").content.decode()
    assert f"{reverse('ledger:list')}?grade=key&amp;unit=" in tree
    led = {one.tag.pk: one.tally.total for one in queries.fields(office, node, Filters(grade="key"))["rows"]}
    assert led[tag.pk] == ledger.tasks(office, Filters(grade="key", tag=tag.pk)).count()
    silent = {one.key: one.count for one in quiet(office, node.unit, 60, tag.pk)}
    assert sum(silent.values()) <= units_tagged(tag).count()


def test_members_sum_up_and_places_hold_what_is_below(world: World) -> None:
    _cascade(world)
    found = queries.cockpit(world.actor("省.办", "office"), queries.node(world.actor("省.办", "office"), ""))
    assert found["sum"].total == 3
    assert [band.unit.short_name for band in found["bands"]] == ["澜阳市", "云埠市"]
    prefecture = queries.node(world.actor("省.办", "office"), str(world.units["市"].pk))
    assert queries.cockpit(world.actor("省.办", "office"), prefecture)["all"].total == 3


def test_tree_opens_below(world: World, client: Client) -> None:
    _cascade(world)
    client.force_login(world.account("省.办", "office"))
    shut = words(client.get(reverse("desk:tree")))
    opened = words(client.get(reverse("desk:tree"), {"open": world.units["市"].pk}))
    assert "澜阳市人力资源社会保障局" not in shut
    assert "澜阳市人力资源社会保障局" in opened
    assert client.get(reverse("desk:tree"), {"open": "x.-1.99999999999999"}).status_code == 200


def test_mile_counts_clauses_down(world: World) -> None:
    _cascade(world)
    way = queries.mile(world.actor("省.办", "office"), "", "")["way"]
    assert [len(step.reached) for step in way.steps] == [1, 1, 1, 1, 0, 0]
    assert len(way.steps[4].stopped) == 1


def test_queries_do_not_grow(world: World, client: Client, django_assert_max_num_queries: Any) -> None:
    _cascade(world)
    client.force_login(world.account("省.办", "office"))
    client.get(reverse("desk:cockpit"))
    # half of them ask each room what waits for the reader: that block names the matters, and is not kept
    with django_assert_max_num_queries(85):
        client.get(reverse("desk:cockpit"))
    with django_assert_max_num_queries(28):
        client.get(reverse("desk:tree"), {"open": f"{world.units['市'].pk}.{world.units['县'].pk}"})


def test_stranger(world: World, client: Client) -> None:
    _cascade(world)
    stranger = world.actor("他省.办", "office")
    with pytest.raises(NotVisible):
        queries.node(stranger, str(world.units["省"].pk))
    client.force_login(world.account("他省.办", "office"))
    hidden = client.get(reverse("desk:cockpit"), {"at": world.units["省"].pk})
    absent = client.get(reverse("desk:cockpit"), {"at": 99999999})
    assert hidden.status_code == absent.status_code == 404
    assert queries.cockpit(stranger, queries.node(stranger, ""))["all"].total == 0
