"""What goes out of the house about a letter: its number, and no word of it. The mail of those who deal with it, their notices, the trail's file."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.desk.models import Notice
from luoshi.kernel import clock, trail
from luoshi.kernel.models import Job
from luoshi.voice.services import gathering, handling
from tests.addresses import browser
from tests.desk.telling import read
from tests.desk.test_mail import ADDRESS, MORNING, box, digests, wish
from tests.mailbox import Mailbox
from tests.reporting import given
from tests.voice.worker import TEXT, add, hearer, hears, latest, write
from tests.world import World

__all__ = ["box"]

ANSWER, WRITER = "下月起增开晚班", "王师傅"


@pytest.fixture
def heard(world: World, box: Mailbox) -> tuple[World, Mailbox]:
    """A letter with a name is opened, given to a department, answered, and added to; everybody concerned has mail."""
    with clock.at(given.NOW):
        hears(world, "县.办", "县.人社")
        for who in (("县.办", "office"), ("县.人社", "clerk")):
            wish(world, who)
        receipt = write(world, name=WRITER, contact="13900000000")
        gathering.gather()
        office, unit = hearer(world, "县.办"), hearer(world, "县.人社")
        handling.move(office, latest(), "route", handler=world.units["县.人社"])
        read()
        handling.move(unit, latest(), "reply", text=ANSWER)
        add(receipt, text=TEXT)
        gathering.gather()
        read()
    return world, box


def test_it_works(heard: tuple[World, Mailbox]) -> None:
    _world, box = heard
    digests(MORNING)
    assert {mail["To"] for mail in box.letters} == {ADDRESS}
    told = "\n".join(f"{mail}\n{mail.get_content()}" for mail in box.letters)
    assert latest().number in told, "the search searches"
    for word in (TEXT, ANSWER, WRITER, "13900000000", "晚班"):
        assert word not in told, word


def test_notices_and_jobs(heard: tuple[World, Mailbox]) -> None:
    told = str([*Notice.objects.values_list("matter__title", "matter__url", "matter__kind")])
    kept = str([*Job.objects.values()])
    assert latest().number in told
    for word in (TEXT, ANSWER, WRITER, "13900000000", "晚班"):
        assert word not in told, word
        assert word not in kept, word


def test_the_trails_file(heard: tuple[World, Mailbox]) -> None:
    """The auditor sees that it was dealt with, and by whom in the office; not what it says, nor who wrote."""
    trail.seal_all()
    response: Any = browser(heard[0].account("国.办", "audit")).get("/org/trail/export/?since=2000-01-01")
    told = b"".join(response.streaming_content).decode()
    assert "voice.case" in told
    for word in (TEXT, ANSWER, WRITER, "13900000000", "晚班"):
        assert word not in told, word
