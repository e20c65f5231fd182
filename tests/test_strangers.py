"""Every address as a stranger: what is hidden answers exactly as what is absent, lists are empty, and nobody gets in unnamed.

The addresses are read from the URL table, so that a new page is walked without anybody adding it here.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from luoshi.config.api import description
from luoshi.ledger.models import Plan, Task
from tests.addresses import (
    LISTS,
    OBJECTS,
    PUBLIC_PAGES,
    Address,
    addresses,
    ask,
    browser,
    fillings,
    moves,
    program,
    reached,
)
from tests.scene import INSIDERS, SECRETS, Scene, scene

__all__ = ["scene"]


ABSENT = 999_999_999


def absent(address: Address, like: tuple[object, ...]) -> tuple[object, ...]:
    keys = {"int": ABSENT, "uuid": uuid.UUID(int=0), "str": ABSENT}
    return tuple(keys.get(kind, value) for (kind, _), value in zip(address.slots, like, strict=True))


def told_apart(keys: dict[str, list[object]], client: Client, method: str, address: Address) -> Iterator[str]:
    """Where a hidden object answers otherwise than an absent one, or gives away what it holds."""
    nothing: dict[tuple[object, ...], tuple[int, str]] = {}
    for values in fillings(address, keys):
        other = absent(address, values)
        if other not in nothing:
            nothing[other] = ask(client, method, address.at(other))
        status, text = answer = ask(client, method, address.at(values))
        if answer != nothing[other]:
            yield f"{method} {address.at(values)}: {status}, absent {nothing[other][0]}"
        if status not in {404, 405, 422} or any(secret in text for secret in SECRETS):
            yield f"{method} {address.at(values)}: {status}"


def test_a_hidden_object_answers_as_an_absent_one(scene: Scene) -> None:
    web, api, keys = browser(scene.stranger), program(scene.stranger), scene.keys(moves()[:1])
    wrong = [
        breach
        for address in OBJECTS
        for method in ("get", "post")
        for breach in told_apart(keys, api if address.is_api else web, method, address)
    ]
    assert wrong == []


def test_somebody_gets_an_answer_there(scene: Scene) -> None:
    """Else the test above would be content with a page that is broken for everybody. What only takes a POST says so (405)."""
    accounts = [scene.world.account(*insider) for insider in INSIDERS]
    web, api = [browser(account) for account in accounts], [program(account) for account in accounts]
    keys = scene.keys(moves(), shown_to=accounts[0])
    found = reached(keys, web, api)
    assert [address.route for address in OBJECTS if address.route not in found] == []
    assert list(misdescribed(api, keys["int"], found)) == []


def misdescribed(callers: Iterable[Client], keys: list[object], found: dict[str, tuple[object, ...]]) -> Iterator[str]:
    """Readings of the interface that nobody gets, or that lack what the description promises; read from the description itself."""
    described = json.loads(description())
    for path, methods in described["paths"].items():
        if "get" in methods:
            schema = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            filled = path
            for value in found.get(re.sub(r"\{(\w+)\}", r"<\1>", path), ()):
                filled = re.sub(r"\{\w+\}", str(value), filled, count=1)
            asked = [
                one for one in methods["get"].get("parameters", []) if one["in"] == "query" and one.get("required")
            ]
            answers = (client.get(whole) for whole in _asked(filled, asked, keys) for client in callers)
            body = next((answer.json() for answer in answers if answer.status_code == 200), None)
            yield from (f"{path}: {fault}" for fault in departures(body, schema, described["components"]["schemas"]))


def _asked(path: str, asked: list[dict[str, Any]], keys: list[object]) -> Iterator[str]:
    """The address with what it must be asked for: a day, a year, or one key after another."""
    for key in keys if asked else [0]:
        given = {
            one["name"]: "2026-06-30"
            if one["schema"].get("format") == "date"
            else 2026
            if one["name"] == "year"
            else key
            for one in asked
        }
        yield path + (f"?{urlencode(given)}" if given else "")


def departures(body: Any, schema: dict[str, Any], named: dict[str, Any]) -> Iterator[str]:
    """Where an answer is not as it is described; the rows of a list as well."""
    whole = named[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema
    if body is None:
        yield "nobody gets an answer"
    elif whole.get("type") == "array":
        for row in body[:1]:
            yield from departures(row, whole["items"], named)
    else:
        lacking = set(whole.get("required", ())) - set(body)
        if lacking:
            yield f"lacks {sorted(lacking)}"
        if {"items", "count"} <= set(body) and not 0 <= len(body["items"]) <= min(body["count"], 200):
            yield f"{len(body['items'])} rows of {body['count']}"


def test_a_list_shows_a_stranger_nothing(scene: Scene) -> None:
    web, api = browser(scene.stranger), program(scene.stranger)
    wrong = []
    for address in LISTS:
        status, text = ask(api if address.is_api else web, "get", address.route)
        wrong += [f"{address}: {secret}" for secret in SECRETS if secret in text]
        if status not in {200, 302, 403, 405, 422} and address.route not in PUBLIC_PAGES:
            wrong.append(f"{address}: {status}")
    assert wrong == []


def test_nobody_gets_in_unnamed(db: None) -> None:
    client, wrong = Client(raise_request_exception=False), []
    for address in addresses():
        path = address.at(tuple(uuid.UUID(int=1) if kind == "uuid" else 1 for kind, _ in address.slots))
        for method in ("get", "post"):
            response = getattr(client, method)(path)
            answer = (response.status_code, response.headers.get("Location", "").split("?")[0])
            allowed = answer == (302, "/org/login/")
            if address.route in PUBLIC_PAGES:
                allowed = response.status_code in {200, 204, 302, 400, 404, 405, 422, 503}
            elif address.is_api:
                allowed = response.status_code in {401, 405}
            if not allowed:
                wrong.append(f"{method} {address}: {answer}")
    assert wrong == []


def test_the_scene_is_seen_by_its_own(scene: Scene) -> None:
    """The secrets are there to be leaked."""
    actor = scene.world.actor("省.办", "office")
    assert Task.objects.visible_to(actor).count() >= 4
    assert Plan.objects.visible_to(actor).count() == 4
    text = browser(scene.world.account("省.办", "office")).get("/ledger/").content.decode()
    assert SECRETS[0] in text
