"""Whatever is sent to any address, by somebody who is let in: an answer below 500.

The addresses come from the URL table, the fields from the pages' own forms and from the API's description. Each form is
filled in with what its pages offer and, at one place in three, with what nobody should send.
"""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.test import Client

from luoshi.config import api
from luoshi.kernel import clock
from tests.addresses import LISTS, OBJECTS, ask, browser, moves, program, reached
from tests.reporting import given
from tests.scene import Scene, scene
from tests.world import World

__all__ = ["scene"]

SEED = zlib.crc32(connection.vendor.encode())
"""One round a run: the two engines get other nonsense, each the same every time."""

CALLERS = (("省.办", "office"), ("省.人社", "clerk"))

LEFT_OUT = ("/api/", "/health/", "/org/logout/")

ASKED = ("page", "q", "at", "open", "task", "stage", "only", "mark", "trail", "clause", "as", "plan", "step", "in", "unit",
         "lead", "state", "time", "progress", "order", "part", "all", "next", "tasks", "due_on", "version", "_key")  # fmt: skip
"""What pages read from the address, besides what their forms name."""

VALUES = (
    "",
    " ",
    "-1",
    "9" * 40,
    "9223372036854775808",
    "1e400",
    "1e25",
    "NaN",
    "-Infinity",
    "0000-00-00",
    "9999-99-99",
    "9999-12-31",
    "0001-01-01",
    "²",
    "١٢",
    "null",
    "%s%d{0}{x}",
    "\u202e\ufeff\u0300" * 50,
    "落实" * 3000,
    "\U00020000\U0010ffff",
    "../../etc/passwd",
    "<script>alert(1)</script>",
)
"""Texts that are texts, and of no use."""

BROKEN = ("%00", "a%00b", "%ED%A0%80", "%FF%FE", "%C0%80", "%E8%90")
"""Percent-encoded bytes that are no text, or hold a NUL."""

FORM = "application/x-www-form-urlencoded"


class Offered(HTMLParser):
    """The names of a page's fields, each with the values that the page offers for it."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, set[str]] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        if tag == "select":
            self._select = name
        if tag in {"input", "select", "textarea", "button"} and name:
            self.values.setdefault(name, set()).add(found.get("value") or "字")
        if tag == "option" and self._select:
            self.values.setdefault(self._select, set()).add(found.get("value") or "")


@dataclass
class Visit:
    """One caller, the addresses that exist for them, and the fields seen there."""

    client: Client
    paths: list[str] = field(default_factory=list)
    fields: dict[str, dict[str, set[str]]] = field(default_factory=dict)


@pytest.fixture
def visits(scene: Scene) -> Iterator[list[Visit]]:
    """Of every page one address that is there for one of the callers, given to all for whom it is."""
    with clock.at(given.NOW):
        accounts = [scene.world.account(*who) for who in CALLERS]
        clients = [browser(account) for account in accounts]
        found = reached(scene.keys(moves(), shown_to=accounts[0]), clients, [])
        paths = [one.at(found.get(one.route, ())) for one in (*LISTS, *OBJECTS) if one.route in found or not one.slots]
        paths = [path for path in paths if not path.startswith(LEFT_OUT)]
        yield [Visit(client, [path for path in paths if ask(client, "get", path)[0] != 404]) for client in clients]


def faults(client: Client, method: str, path: str, **sent: Any) -> Iterator[str]:
    """The address, where it answers with a fault; what was done is undone."""
    with transaction.atomic():
        response: Any = client.generic(method, path, **sent)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    if response.status_code >= 500:
        yield f"{method} {path[:300]} {str(sent)[:600]}: {response.status_code}"


def offered(visit: Visit) -> dict[str, list[str]]:
    """Every field of every page that the caller has."""
    found: dict[str, set[str]] = {}
    for path in visit.paths:
        page = Offered()
        page.feed(ask(visit.client, "get", path)[1])
        for name, values in page.values.items():
            found.setdefault(name, set()).update(values)
    return {name: sorted(values) for name, values in sorted(found.items())}


def filled(rng: random.Random, fields: dict[str, list[str]]) -> str:
    """A form's body: now and then a field left out, every third one spoilt."""
    parts = []
    for name, values in fields.items():
        chance = rng.random()
        if chance < 0.9:
            parts.append(f"{quote(name)}={quote(rng.choice(VALUES if chance < 0.3 else values))}")
    return "&".join(parts)


def test_pages_and_forms_take_nonsense(visits: list[Visit]) -> None:
    rng, wrong = random.Random(SEED), []
    for visit in visits:
        fields = {**{name: ["1"] for name in ASKED}, **offered(visit)}
        assert len(fields) > 30
        for path in visit.paths:
            query = "&".join(f"{name}={quote(rng.choice(VALUES)[:300])}" for name in ASKED)
            wrong += faults(visit.client, "GET", path, QUERY_STRING=query)
            wrong += faults(visit.client, "POST", path, data=filled(rng, fields), content_type=FORM)
            spoilt = "&".join(f"{quote(name)}={value}" for name, value in zip(fields, BROKEN * 99, strict=False))
            wrong += faults(visit.client, "POST", path, data=spoilt, content_type=FORM)
            wrong += faults(visit.client, "GET", path, QUERY_STRING=spoilt[:2000])
    assert wrong == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\"a"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="\x00"\r\n\r\n\x00\r\n--x--\r\n'),
        ("multipart/form-data; boundary=x",
         b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\x00b.txt"\r\n\r\nx\r\n--x--\r\n'),
        ("multipart/form-data; boundary=x",
         b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--\r\n'),
        ("multipart/form-data; boundary=x; charset=hex", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--x--\r\n'),
        ("multipart/form-data; boundary=x; charset=utf-7",
         b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n+2AA-\r\n--x--\r\n'),
        ("application/x-www-form-urlencoded; charset=hex", b"a=b"),
        ("application/x-www-form-urlencoded", b"\xff=\xfe&%=%&=&&&&"),
        ("application/x-www-form-urlencoded", b"a=b&" * 6000),
        ("application/json", b"{"),
        ("text/plain; charset=x", b"x"),
        ("", b"x"),
    ],
)  # fmt: skip
def test_bodies_that_cannot_be_read(world: World, kind: str, body: bytes) -> None:
    client = browser(world.account("省.办", "office"))
    for path in ("/org/unit/", "/policy/import/", "/reporting/periods/new/", "/ledger/issue/", "/org/login/"):
        assert list(faults(client, "POST", path, data=body, content_type=kind)) == []


@pytest.mark.parametrize("value", ["%00", "x%00", "%ED%A0%80"])
def test_a_text_that_cannot_be_kept_is_told(world: World, value: str) -> None:
    """In the reader's language, in the frame of the page; nothing is done."""
    client = browser(world.account("省.办", "office"))
    path, broken = "/policy/import/", "%00" in value
    for tongue, said in (("zh-hans", "不能保存的字符"), ("en", "cannot be stored")):
        response: Any = client.generic(
            "POST", path, f"pasted={value}", content_type=FORM, headers={"Accept-Language": tongue}
        )
        assert response.status_code == (400 if broken else 422)
        assert (said in response.content.decode()) is broken


@pytest.mark.parametrize(
    "to", ["PATH", "ledger:list", "//evil.example/", "https://evil.example/", "javascript:alert(1)", "\\\\x"]
)
def test_one_is_led_back_to_this_site_only(world: World, to: str) -> None:
    client = browser(world.account("省.办", "office"))
    response = client.post("/org/unit/", {"unit": world.units["省.办"].pk, "next": to})
    assert (response.status_code, response["Location"]) == (302, "/")


def test_keys_beyond_any_table(world: World) -> None:
    client, wrong = browser(world.account("省.办", "office")), []
    token = program(world.account("省.办", "office"))
    for address in OBJECTS:
        for key in ("0", str(2**63), "9" * 400):
            path = address.at(tuple("x" if kind == "slug" else key for kind, _ in address.slots))
            for method in ("GET", "POST"):
                wrong += faults(token if address.is_api else client, method, path, content_type="application/json")
    assert wrong == []


@pytest.mark.parametrize("cookie", ["\\000", "x" * 5000, "'; --", "ä"])
def test_cookies_that_nobody_gave(world: World, cookie: str) -> None:
    client = Client(raise_request_exception=False)
    for name in ("sessionid", "csrftoken", "django_language", "messages"):
        response = client.get("/org/login/", headers={"Cookie": f'{name}="{cookie}"'})
        assert response.status_code < 500
    assert client.get("/org/language/setlang/").status_code < 500


# ---------- programs ----------

TURNS = 3
"""How often each operation is tried; a body drawn from a description is more often wholly wrong than a page's form."""

NUMBERS = (0, -1, 2**31, 2**63, 2**70, 10**60, 1e300, -0.5, True)
OTHERS = (None, [], {}, [None], {"": ""}, [[]])


def made(rng: random.Random, schema: dict[str, Any], parts: dict[str, Any], spoil: float = 0.25) -> Any:
    """A value as the description asks for, here and there another."""
    if rng.random() < spoil:
        return rng.choice(rng.choice((VALUES, NUMBERS, OTHERS)))
    if "$ref" in schema:
        return made(rng, parts[schema["$ref"].rsplit("/", 1)[-1]], parts, 0.05)
    if "anyOf" in schema:
        return made(rng, rng.choice(schema["anyOf"]), parts, spoil)
    if "enum" in schema or "const" in schema:
        return rng.choice(schema.get("enum") or [schema["const"]])
    kind = schema.get("type")
    if kind == "object":
        whole = {
            name: made(rng, one, parts, spoil)
            for name, one in schema.get("properties", {}).items()
            if rng.random() < 0.8
        }
        more = schema.get("additionalProperties")
        if isinstance(more, dict):
            whole |= {rng.choice(("1", "2", "-1", str(2**70), "x")): made(rng, more, parts, spoil) for _ in range(2)}
        return whole
    if kind == "array":
        return [made(rng, schema.get("items", {}), parts, spoil) for _ in range(rng.randrange(3))]
    if kind in {"integer", "number"}:
        return rng.choice((1, 2, 3, 4, 7))
    if kind == "boolean":
        return rng.random() < 0.5
    return "2026-07-10" if schema.get("format") == "date" else rng.choice(("x", "1", "落实", "lead", "done", "5.5"))


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    described = json.loads(api.description())
    return [(path, method, one) for path, found in described["paths"].items() for method, one in found.items()]


@pytest.mark.parametrize("who", CALLERS)
def test_programs_send_nonsense(scene: Scene, who: tuple[str, str]) -> None:
    client, rng, wrong = program(scene.world.account(*who)), random.Random(SEED), []
    parts = json.loads(api.description())["components"]["schemas"]
    keys = scene.keys([], shown_to=scene.world.account(*who))["int"]
    asked: dict[str, int] = {}
    with clock.at(given.NOW):
        for path, method, one in operations():
            body = one.get("requestBody", {}).get("content", {})
            for turn in range(TURNS):
                at = path.replace("{name}", rng.choice(moves())).replace("{pk}", str(keys[turn % len(keys)]))
                query = "&".join(
                    f"{p['name']}={quote(str(made(rng, p['schema'], parts, 0.5)))}"
                    for p in one.get("parameters", ()) if p["in"] == "query" and rng.random() < 0.7
                )  # fmt: skip
                sent: dict[str, Any] = {"QUERY_STRING": query}
                if "application/json" in body:
                    text = json.dumps(made(rng, body["application/json"]["schema"], parts, 0.0))
                    sent |= {"data": text, "content_type": "application/json"}
                elif body:
                    kind = {name: rng.choice(VALUES) for name in ("pasted", "title", "statement", "claims", "ending")}
                    sent |= {"data": "&".join(f"{n}={quote(v)}" for n, v in kind.items()), "content_type": FORM}
                wrong += faults(client, method.upper(), at, **sent)
            asked[method] = asked.get(method, 0) + 1
    assert asked["post"] > 20
    assert wrong == []
