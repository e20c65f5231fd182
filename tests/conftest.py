"""What every test may ask for: the small world, on whichever engine the run is on."""

from __future__ import annotations

import os
import pickle
from typing import Any, cast

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings

from luoshi.kernel import services, trail
from luoshi.kernel.actor import SYSTEM
from luoshi.org import services as org
from luoshi.org.models import Unit
from tests import engines
from tests.intruder import guards_down
from tests.world import World, build_world

REQUIRED = frozenset(part for part in os.environ.get("LUOSHI_REQUIRE", "").split(",") if part)
"""What may not be passed over for want of something on the machine: pg, browser."""

settings.register_profile("luoshi", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("luoshi")
"""A busy machine is no fault of what is tried."""

_built: list[bytes] = []
"""The world as it was built, packed: taken out anew it is a copy, in a tenth of the time that `copy.deepcopy` takes."""


def pytest_report_header() -> str:
    """Which engine this run is on."""
    return f"engine: {connection.vendor}; required: {', '.join(sorted(REQUIRED)) or 'nothing'}"


def pytest_configure() -> None:
    """Make databases on PostgreSQL with a Chinese ICU collation, and let tests that commit clear up after themselves."""
    if connection.vendor == "postgresql":
        connection.creation.sql_table_creation_suffix = lambda: engines.ICU  # type: ignore[method-assign]
    TransactionTestCase._fixture_teardown = _unguarded(TransactionTestCase._fixture_teardown)  # type: ignore[method-assign]


def _unguarded(flush: Any) -> Any:
    def teardown(case: Any) -> None:
        with guards_down():
            flush(case)

    return teardown


SLOW = (
    "test_demo", "test_strangers", "test_year", "test_settled", "test_plan", "test_walk", "test_hostile", "test_administrators", "test_visibility", "test_seed",
    "test_killed_worker", "test_backup", "test_languages", "test_inspection_walk", "test_burden_walk", "test_hints_walk", "test_voice_walk",
    "test_matrix", "test_views",
)  # fmt: skip
"""Files that take minutes: they begin first, so that the processes of a run end at about the same time.

The demonstration first of all: once PostgreSQL has cleared up after tests that took back what they wrote, it holds the tables to be
empty, and plans the demonstration's one long transaction by that."""


ONCE = (
    "test_administrators", "test_authority", "test_burden_walk", "test_cli", "test_compare", "test_copies",
    "test_corpus", "test_docs", "test_documents", "test_fuzzed", "test_hard", "test_hints_walk", "test_house",
    "test_inspection_walk", "test_languages", "test_matrix", "test_names", "test_paper", "test_parse", "test_picture",
    "test_plan", "test_say", "test_settled", "test_sheets", "test_ui", "test_upgrades", "test_voice_walk", "test_workflow",
)  # fmt: skip
"""Files that ask no database, or whose answer no engine could change, and all whose names end in ``_rules``: on SQLite alone.

Of the browser's walks the main job and the clerk's year are played on both engines."""


def _is_for_one_engine(item: pytest.Item) -> bool:
    return item.path.stem in ONCE or item.path.stem.endswith("_rules")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The slow files first; on PostgreSQL, which runs second, only what an engine could change."""
    places = {name: place for place, name in enumerate(SLOW)}
    items.sort(key=lambda item: places.get(item.path.stem, len(SLOW)))
    if connection.vendor == "postgresql":
        config.hook.pytest_deselected(items=[item for item in items if _is_for_one_engine(item)])
        items[:] = [item for item in items if not _is_for_one_engine(item)]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Build the world once, before any test's own transaction."""
    with django_db_blocker.unblock():
        _build()


def _build() -> None:
    services.seed_calendar(SYSTEM)
    org.seed_tags()
    _built[:] = [pickle.dumps(build_world())]
    trail.seal_all()


@pytest.fixture(scope="module", autouse=True)
def _standing(django_db_blocker: Any) -> None:
    """A file that commits for real leaves no world behind: the next one finds it again, built once and not for every test."""
    if _built:
        with django_db_blocker.unblock():
            if not Unit.objects.exists():
                _build()


@pytest.fixture
def world(db: None) -> World:
    """The small population of `tests.world`; within a file that commits for real, built anew for every test."""
    if not Unit.objects.exists():
        _build()
    return cast(World, pickle.loads(_built[0]))  # noqa: S301 - our own


@pytest.fixture(autouse=True)
def _as_new() -> None:
    """Nothing outlives a test: the language of its last request, what was kept about people, the signed end of its trail."""
    translation.activate("zh-hans")
    cache.clear()
    trail.kept_file().unlink(missing_ok=True)
