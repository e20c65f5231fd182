"""Does a reader meet one language only: no Chinese of the program's own in English, no English sentence in Chinese?

Names, plan texts and whatever else people have typed stay in the language they were typed in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.template.base import Lexer, TokenType
from django.test import Client
from django.urls import Resolver404, resolve

from luoshi.kernel import clock
from luoshi.reporting.models import Period
from tests.ledger.making import handed_down, received
from tests.policy.given import DIVISION, TODAY, consulted, noon, read
from tests.reporting import given
from tests.world import PASSWORD, World

ROOMS = Path(__file__).parents[2] / "luoshi"
CHINESE = re.compile("[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef]+")
ENGLISH = re.compile(r"\b[A-Za-z]{2,}(?: [a-z]{2,}){2,}")
INLINE = re.compile(r"</?(?:a|b|del|em|i|ins|mark|small|span|strong|wbr)\b[^>]*>")
SPOKEN = re.compile(r'\b(?:title|aria-label|placeholder|alt)="([^"]*)"')
NOT_SHOWN = re.compile(
    r"<(script|style|textarea|option|datalist)\b.*?</\1>|<(\w+)[^>]* lang=\"zh-hans\".*?</\2>|<!--.*?-->", re.DOTALL
)
ALWAYS_CHINESE = {"reporting:sheet"}
"""The sheet that a leader signs: its hash must not depend on the reader."""
READERS = (("省.办", "office"), ("省.人社", "clerk"), ("市.人社", "head"))


@pytest.fixture
def busy(world: World, settings: Any, tmp_path: Path) -> Iterator[Period]:
    """The world at work: a task handed down, reports filled in and sent, a plan in review, another out for opinions."""
    settings.MEDIA_ROOT = tmp_path
    with clock.at(noon(TODAY)):
        consulted(world)
        read(world, DIVISION.replace("方案".encode(), "补充方案".encode(), 1))
    with clock.at(given.NOW):
        handed_down(world, received(world))
        period = given.opened(world)
        given.sent(world, "市.人社", period)
        given.filled(world, "省.人社", period)
        yield period


def browser(world: World, unit: str, role: str, language: str) -> Client:
    """This person's browser, set to a language."""
    client = Client(headers={"accept-language": language})
    client.force_login(world.account(unit, role))
    return client


def walk(client: Client) -> Iterator[tuple[str, str]]:
    """One page of every kind that can be reached by links from the desk: (address, page)."""
    waiting, known = ["/"], set()
    while waiting:
        url = waiting.pop(0)
        try:
            kind = resolve(url).view_name
        except Resolver404:
            kind = url
        if kind in known or kind in {"logout", "kernel:download"}:
            continue
        answer = client.get(url)
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        known.add(kind)
        page = answer.content.decode()
        waiting += [html.unescape(link) for link in re.findall(r'href="(/[^"#?]*)', page)]
        if kind not in ALWAYS_CHINESE:
            yield url, page
    assert len(known) > 8, known


def shown(page: str) -> str:
    """What a reader sees or hears, a line for each block; what stands in fields is the reader's own."""
    page = NOT_SHOWN.sub("", page)
    spoken = "\n".join(SPOKEN.findall(page))
    return html.unescape(re.sub(r"<[^>]+>", "\n", INLINE.sub("", page)) + "\n" + spoken)


def typed() -> list[str]:
    """Every Chinese text in the database, longest first."""
    found: set[str] = set()
    for model in apps.get_models():
        if model.__module__.startswith("luoshi."):
            fields = [field.attname for field in model._meta.concrete_fields]
            for row in model._base_manager.values_list(*fields):
                for value in row:
                    found.update(texts(value))
    return sorted((text for text in found if CHINESE.search(text)), key=len, reverse=True)


def texts(value: Any) -> Iterator[str]:
    """The strings in a column's value, whole and line by line."""
    if isinstance(value, str):
        yield value
        yield from (line.strip() for line in value.splitlines())
        # The label of a clause, in the brackets that plans have.
        yield value.replace("(", "（").replace(")", "）")
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def own_chinese(text: str, data: list[str], whole: str) -> list[str]:
    """The program's own Chinese in a page: what no row of the database holds."""
    for one in data:
        if one in text:
            text = text.replace(one, "■")
    # A plan's text is shown in stretches and cut short.
    return [run for run in CHINESE.findall(text) if not (len(run) > 5 and run in whole)]


@pytest.mark.django_db
@pytest.mark.parametrize(("unit", "role"), READERS)
def test_english_pages_hold_no_chinese_of_their_own(world: World, busy: Period, unit: str, role: str) -> None:
    data = typed()
    whole = "\n".join(data)
    found = {}
    for url, page in walk(browser(world, unit, role, "en")):
        assert '<html lang="en"' in page
        if left := own_chinese(shown(page), data, whole):
            found[url] = left
    assert not found


@pytest.mark.django_db
@pytest.mark.parametrize(("unit", "role"), READERS[:2])
def test_chinese_pages_hold_no_english_sentence(world: World, busy: Period, unit: str, role: str) -> None:
    found = {}
    for url, page in walk(browser(world, unit, role, "zh-hans")):
        assert '<html lang="zh-hans"' in page
        if left := ENGLISH.findall(shown(page)):
            found[url] = left
    assert not found


def outside_translation(template: str) -> Iterator[str]:
    """Chinese in a template that no catalogue can reach."""
    inside = False
    for token in Lexer(template).tokenize():
        text = token.contents
        if token.token_type is TokenType.COMMENT:
            continue
        if token.token_type is TokenType.TEXT:
            # A language is named in itself.
            bare = "" if inside else text.replace("中文", "")
        else:
            verb = text.split()[0]
            inside = verb == "blocktranslate" or (inside and verb != "endblocktranslate")
            bare = "" if verb in {"blocktranslate", "translate"} else re.sub(r'_\("[^"]*"\)', "", text)
        yield from CHINESE.findall(bare)


@pytest.mark.parametrize("path", sorted(ROOMS.glob("*/templates/**/*.html")), ids=lambda path: path.name)
def test_templates_write_chinese_through_the_catalogue(path: Path) -> None:
    assert list(outside_translation(path.read_text())) == []


@pytest.mark.django_db
def test_the_language_can_be_switched(world: World) -> None:
    client = Client()
    assert '<html lang="zh-hans"' in client.get("/org/login/").content.decode()
    answer = client.post("/org/language/setlang/", {"language": "en", "next": "/org/login/"})
    assert (answer.status_code, answer["Location"]) == (302, "/org/login/")
    page = client.get("/org/login/").content.decode()
    assert '<html lang="en"' in page
    assert own_chinese(shown(page), [], "") == []
    account = world.account("省.人社", "clerk")
    client.post("/org/login/", {"username": account.username, "password": PASSWORD})
    assert '<html lang="en"' in client.get("/").content.decode()
    client.post("/org/language/setlang/", {"language": "zh-hans", "next": "/"})
    assert '<html lang="zh-hans"' in client.get("/").content.decode()
