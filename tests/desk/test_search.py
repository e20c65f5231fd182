"""Search finds tasks, clauses and units by their words, and only those that may be seen."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.desk import queries
from tests.desk.seen import words
from tests.ledger.making import issued
from tests.world import World


def test_it_works(world: World, client: Client) -> None:
    task = issued(world)[0]
    client.force_login(world.account("省.办", "office"))
    page = words(client.get(reverse("desk:search"), {"q": "学徒制"}))
    assert task.title in page
    units = words(client.get(reverse("desk:search"), {"q": "清渡 人力", "in": "units"}))
    assert "清渡县人力资源社会保障局" in units


@pytest.mark.parametrize("asked", ["", "   ", "没有这几个字", "%", "_", "'; --", "字" * 500])
def test_odd_words_are_only_words(world: World, client: Client, asked: str) -> None:
    issued(world)
    client.force_login(world.account("省.办", "office"))
    answer = client.get(reverse("desk:search"), {"q": asked, "page": "x", "in": "?"})
    assert answer.status_code == 200
    assert "企业新型学徒制" not in words(answer)


def test_clauses_are_those_of_plans_one_may_read(world: World) -> None:
    issued(world)
    reader = queries.search(world.actor("省.人社", "clerk"), "学徒制", "clauses")
    assert {key: count for key, _label, count in reader["kinds"]}["clauses"] == 1
    outsider = queries.search(world.actor("二市.教育", "clerk"), "学徒制", "clauses")
    assert not outsider["any"]


def test_people_of_units_in_sight(world: World) -> None:
    """People of units in sight by their names; a stranger finds none of them."""
    person = world.account("省.人社", "clerk").person
    person_found = queries.search(world.actor("省.办", "office"), person.name, "people")
    assert [row.person for row in person_found["rows"]] == [person]
    elsewhere = queries.search(world.actor("他省.办", "office"), person.name, "people")
    assert person not in [row.person for row in elsewhere["rows"]]


def test_queries_do_not_grow(world: World, client: Client, django_assert_max_num_queries: Any) -> None:
    issued(world, 6)
    client.force_login(world.account("省.办", "office"))
    client.get(reverse("desk:home"))  # what waits is kept for a minute: here only the page's own statements count
    with django_assert_max_num_queries(23):
        client.get(reverse("desk:search"), {"q": "学徒制"})


def test_stranger(world: World) -> None:
    issued(world)
    found = queries.search(world.actor("他省.办", "office"), "清渡", "")
    assert not found["any"]
