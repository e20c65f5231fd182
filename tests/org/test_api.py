"""Units in the REST API: the same rows as on the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from luoshi.org import services
from tests.world import World


@pytest.fixture
def token(world: World) -> str:
    return services.open_token(world.actor("省.办", "office"), world.account("省.办", "office"), "test")


def get(client: Client, token: str, url: str, **asked: Any) -> Any:
    return client.get(f"/api/v1/org{url}", asked, headers={"Authorization": f"Bearer {token}"})


def test_it_works(world: World, client: Client, token: str) -> None:
    found = get(client, token, "/units", q="清渡 局").json()
    assert found["total"] == 3
    assert [row["name"] for row in found["items"]] == ["清渡县人力资源社会保障局", "清渡县教育局", "清渡县财政局"]
    one = get(client, token, f"/units/{world.units['市.人社'].pk}").json()
    assert one["lines"][0]["superior"]["name"] == "江澜省人力资源社会保障厅"
    assert {post["kind"] for post in one["posts"]} == {"head", "responsible", "liaison"}
    assert one["body"]["office"]["id"] == world.units["市.办"].pk


def test_children_and_pages(world: World, client: Client, token: str) -> None:
    found = get(client, token, "/units", parent=world.units["市"].pk, limit=2, offset=1).json()
    assert len(found["items"]) == 2
    assert found["total"] == 7


@pytest.mark.parametrize("asked", [{"limit": 201}, {"limit": 0}, {"offset": -1}, {"parent": "x"}])
def test_what_makes_no_sense_is_refused(client: Client, token: str, asked: dict[str, Any]) -> None:
    assert get(client, token, "/units", **asked).status_code == 422


def test_stranger(world: World, client: Client) -> None:
    token = services.open_token(world.actor("他省.办", "office"), world.account("他省.办", "office"), "test")
    assert get(client, token, "/units", q="清渡").json() == {"items": [], "total": 0}
    hidden = get(client, token, f"/units/{world.units['市.人社'].pk}")
    absent = get(client, token, "/units/99999999")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json() == absent.json()
    assert client.get("/api/v1/org/units").status_code == 401
