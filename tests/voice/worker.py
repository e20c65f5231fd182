"""A worker with a phone, and the people who deal with what is written. Shared by the room's tests."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from luoshi.kernel.actor import SYSTEM, Actor
from luoshi.org import services as org
from luoshi.voice.models import Case
from luoshi.voice.rules import proof
from tests.world import START, World

TEXT = "夜班的师傅上不了白天的培训课，能不能开晚班。"


def hears(world: World, *units: str) -> None:
    """Give somebody in each of these units the grant of its own: their clerk, in an office its clerk there."""
    for unit in units:
        key = (unit, "office") if (unit, "office") in world.accounts else (unit, "clerk")
        org.grant(SYSTEM, world.accounts[key].person, "voice", world.units[unit], START)


def hearer(world: World, unit: str) -> Actor:
    """That person."""
    return world.actor(unit, "office" if (unit, "office") in world.accounts else "clerk")


def solved(page: Any) -> dict[str, str]:
    """What a phone fills in by itself: the ticket of the page's form, and the work done on it."""
    text = page.content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', text)
    work = re.search(r'data-work="([^"]+)" data-bits="(\d+)"', text)
    assert ticket, "a form has its ticket"
    assert work, "a form has its work"
    done = next(n for n in range(10_000_000) if proof.is_done(work[1], str(n), int(work[2])))
    return {"ticket": ticket[1], "work": str(done)}


def write(world: World, phone: Client | None = None, **given: Any) -> str:
    """Write as a worker in the county does; the receipt."""
    phone = phone or Client()
    fields = {"kind": "problem", "text": TEXT, "place": world.units["县"].pk, **given}
    page = phone.post("/voice/", {**fields, **solved(phone.get("/voice/"))})
    found = re.search(r'id="receipt-code">([\d ]+)<', page.content.decode())
    assert found, page.content.decode()[-3000:]
    return found[1]


def look(receipt: str, phone: Client | None = None) -> Any:
    """The page that a receipt opens."""
    phone = phone or Client()
    return phone.post("/voice/receipt/", {"receipt": receipt, **solved(phone.get("/voice/receipt/"))})


def add(receipt: str, phone: Client | None = None, **given: Any) -> Any:
    """Add something, or say what the answer was worth."""
    phone = phone or Client()
    return phone.post("/voice/receipt/add/", {"receipt": receipt, **given, **solved(look(receipt, phone))})


def latest() -> Case:
    """The case written last."""
    return Case.objects.select_related("office", "handler", "concerned", "place").latest("pk")
