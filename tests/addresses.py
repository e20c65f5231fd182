"""Every address of the URL table, what fits into its slots, and who asks there. The tests of strangers, administrators and nonsense walk them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from luoshi.kernel.actor import SYSTEM
from luoshi.org import services as org
from luoshi.org.models import Account
from tests.test_house import workflows

PUBLIC_PAGES = {
    "/org/login/": "where one logs in",
    "/org/logout/": "logging out twice does no harm",
    "/org/invitation/": "where a one-time code sets a password; it says only whether the code works",
    "/health/": "for a monitor: three words, nothing given away",
    "/org/language/setlang/": "the log-in page has a choice of languages",
    "/voice/": "where a worker writes without a name",
    "/voice/where/": "where else a worker may turn",
    "/voice/receipt/": "where a worker reads the answer, by a receipt",
    "/voice/receipt/add/": "where a worker adds something, by a receipt",
    "/voice/survey/": "three questions, by the link on a poster",
    "/inspection/public/<uuid:uid>/": "a draw as anybody may check it: hashes from the sealing on, names with the result",
    "/inspection/public/<uuid:uid>/RECORD.json": "what the check takes, once the result is published",
    "/inspection/public/check.py": "the twenty lines of the check",
    "/api/v1/": "says only that there is no page",
    "/api/v1/org/tokens": "where a program logs in, with a name and a password",
    "/api/v1/openapi.json": "the description of the interface; it holds no data",
}
"""Pages that somebody without a log-in gets, and why."""

CONVERTED = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
CHANGING = re.compile(
    r'(name="(csrfmiddlewaretoken|_key)" value="[^"]*"|"X-CSRFToken": ?"[^"]*"|csrf-token" content="[^"]*")'
)


@dataclass(frozen=True)
class Address:
    """A line of the URL table: ``/ledger/tasks/<int:pk>/``."""

    route: str
    name: str

    @property
    def slots(self) -> list[tuple[str, str]]:
        return [(found["kind"] or "str", found["name"]) for found in CONVERTED.finditer(self.route)]

    @property
    def is_api(self) -> bool:
        return self.route.startswith("/api/")

    @property
    def room(self) -> str:
        return self.route.removeprefix("/api/v1").split("/")[1]

    @property
    def noun(self) -> str:
        """What the address says that its first slot is: ``ask`` of ``/reporting/asks/<int:pk>/``."""
        return self.route.split("/<")[0].rsplit("/", 1)[-1].removesuffix("s")

    def at(self, values: tuple[object, ...]) -> str:
        rest = iter(values)
        return CONVERTED.sub(lambda _: str(next(rest)), self.route)

    def __str__(self) -> str:
        return self.route


def addresses() -> list[Address]:
    found = [Address(route, name) for route, name in _walk(get_resolver().url_patterns, "/") if "static" not in route]
    return list({address.route: address for address in found}.values())


def _walk(patterns: list[Any], before: str) -> Iterator[tuple[str, str]]:
    for entry in patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.name or ""


OBJECTS = [address for address in addresses() if address.slots]
LISTS = [address for address in addresses() if not address.slots]


@cache
def moves(room: str = "") -> tuple[str, ...]:
    """The words of all moves, or of one room's."""
    return tuple(sorted({move.name for table in workflows() if table.name.startswith(room) for move in table.moves}))


def browser(account: Account) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(account)
    return client


def program(account: Account) -> Client:
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {org.open_token(SYSTEM, account)}"})


def ask(client: Client, method: str, path: str) -> tuple[int, str]:
    """Status and text of an answer; what it did is undone. What differs with every answer is blotted out."""
    with transaction.atomic():
        kind = {"content_type": "application/json"} if path.startswith("/api/") else {}
        response = getattr(client, method)(path, **kind)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    # 503 is what a monitor is told while acts wait for their seal, as the scene's do
    assert response.status_code < 500 or path == "/health/", f"{method} {path}: {response.status_code}"
    text = body.decode("utf-8", "replace").replace(path, "PATH").replace(quote(path, safe=""), "PATH")
    return response.status_code, CHANGING.sub("", text)


def fillings(address: Address, keys: dict[str, list[object]]) -> list[tuple[object, ...]]:
    """What to put into an address: keys of hidden objects, of its noun and of its room first, and for words the names of moves."""
    # each key more in an address with several slots multiplies what is asked
    most = 100 if len(address.slots) == 1 else 4 if "slug" in {kind for kind, _ in address.slots} else 5
    numbers = [*dict.fromkeys([*keys.get(address.noun, []), *keys.get(address.room, []), *keys["int"]])][:most]
    words = [word for word in keys["slug"] if word in moves(address.room)] or keys["slug"]
    known = {**keys, "int": numbers, "str": numbers, "slug": words}
    return list(itertools.product(*(known[kind] for kind, _ in address.slots)))


def reached(
    keys: dict[str, list[object]], web: Iterable[Client], api: Iterable[Client]
) -> dict[str, tuple[object, ...]]:
    """Of each address with slots the first filling that is there for one of the callers."""
    found: dict[str, tuple[object, ...]] = {}
    for address in sorted(OBJECTS, key=lambda one: (len(one.slots), len(one.route))):
        # what answered at an object's own page stands first at the pages below it
        above = max((route for route in found if address.route.startswith(route)), key=len, default="")
        kinds = [kind for kind, _ in address.slots][len(found.get(above, ())) :]
        below = itertools.product(*(moves(address.room) if kind == "slug" else keys[kind] for kind in kinds))
        ahead = [found[above] + rest for rest in below] if above else []
        for values in itertools.chain(ahead, fillings(address, keys)):
            if any(ask(client, "get", address.at(values))[0] != 404 for client in (api if address.is_api else web)):
                found[address.route] = values
                break
    return found
