"""What every test may ask for: the small world, on whichever engine the run is on."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from luoshi.org.models import Unit
from tests.world import World, build_world

_built: list[World] = []


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Build the world once, before any test's own transaction."""
    with django_db_blocker.unblock():
        _built.append(build_world())


@pytest.fixture
def world(db: None) -> World:
    """The small population of `tests.world`. A test that commits for real leaves none behind; then it is built again."""
    if not Unit.objects.exists():
        _built[:] = [build_world()]
    return copy.deepcopy(_built[0])
