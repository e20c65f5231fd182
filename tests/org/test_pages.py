"""Pages of units, and of who may do what to whom."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from luoshi.kernel import panels
from luoshi.org import queries
from luoshi.org.rules import PERMITS, POSITION_LABELS, WORKFLOW_LABELS
from tests.desk.seen import words
from tests.world import World


def test_it_works(world: World, client: Client) -> None:
    client.force_login(world.account("省.办", "office"))
    page = words(client.get(reverse("units:unit", args=[world.units["市.人社"].pk])))
    assert "澜阳市人力资源社会保障局" in page
    assert "市.人社联络员" in page
    assert "上级：江澜省人力资源社会保障厅" in page
    tree = words(client.get(reverse("units:tree"), {"open": world.units["市"].pk}))
    assert "澜阳市教育局" in tree


def test_the_table_shows_every_permit(world: World, client: Client) -> None:
    client.force_login(world.account("县.人社", "liaison"))
    page = words(client.get(reverse("units:rules")))
    for permit in PERMITS.values():
        assert str(permit.wording) in page
        assert permit.condition is None or str(permit.condition) in page


def test_every_workflow_and_position_has_its_word() -> None:
    for table in panels.WORKFLOWS.values():
        assert table.name in WORKFLOW_LABELS
        for move in table.moves:
            assert {by.split(".")[0] for by in move.by} <= set(POSITION_LABELS)


def test_the_matrix_is_the_workflows(world: World) -> None:
    matrix = queries.permission_matrix()
    assert sum(len(rows) for _, rows in matrix["tables"]) == sum(
        len(table.moves) for table in panels.WORKFLOWS.values()
    )
    issue = next(row for _, rows in matrix["tables"] for row in rows if str(row.label) == "下达")
    may = {str(role) for role, mark in zip(matrix["roles"], issue.marks, strict=True) if mark}
    assert may == {"协调办经办人", "经办人"}


def test_queries_do_not_grow(world: World, client: Client, django_assert_max_num_queries: Any) -> None:
    client.force_login(world.account("省.办", "office"))
    client.get(reverse("desk:home"))  # what waits is kept for a minute: here only the pages' own statements count
    with django_assert_max_num_queries(20):
        client.get(reverse("units:tree"), {"open": f"{world.units['市'].pk}.{world.units['县'].pk}"})
    with django_assert_max_num_queries(30):
        client.get(reverse("units:unit", args=[world.units["市.人社"].pk]))


def test_stranger(world: World, client: Client) -> None:
    client.force_login(world.account("他省.办", "office"))
    hidden = client.get(reverse("units:unit", args=[world.units["市.人社"].pk]))
    absent = client.get(reverse("units:unit", args=[99999999]))
    assert hidden.status_code == absent.status_code == 404
    assert "清渡县" not in words(client.get(reverse("units:tree")))
    assert client.get(reverse("units:tree"), {"at": world.units["省"].pk}).status_code == 404
