"""What the walk needs: an instance of its own, and people who each sit at their own browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import REQUIRED
from tests.walk.instance import Instance, running
from tests.walk.people import SHOTS, Office

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; skipped where there is none, unless LUOSHI_REQUIRE names it.

    Gone after each file: while Playwright's loop runs in a process, Django refuses every other test there its database.
    """
    if not Path(CHROMIUM).exists():
        if "browser" in REQUIRED:
            pytest.fail("a browser is required (LUOSHI_REQUIRE) and is not on this machine")
        pytest.skip("skipped: no browser")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=flags)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    """An empty instance with the tests' world, on the engine that the run is on."""
    url = ""
    if os.environ.get("LUOSHI_TEST_ENGINE") == "pg":
        from tests.walk.database import fresh

        url = fresh()
    with running(tmp_path, url) as started:
        yield started


@pytest.fixture
def office(browser: Browser, instance: Instance) -> Iterator[Office]:
    """Who sits where; how everybody's page looked at the end is kept, for the day it fails."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    people = Office(browser, instance)
    yield people
    people.leave()
