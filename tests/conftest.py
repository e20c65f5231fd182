"""What every test may ask for: the small world, on whichever engine the run is on."""

from __future__ import annotations

import pytest

from tests.world import World, build_world


@pytest.fixture
def world(db: None) -> World:
    """The small population of `tests.world`, made by the real services."""
    return build_world()
