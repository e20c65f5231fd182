"""Reporting tests stand on 22 June 2026, when the second quarter's report is due."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from luoshi.kernel import clock
from tests.reporting import given


@pytest.fixture(autouse=True)
def in_june(settings: Any, tmp_path: Path) -> Iterator[None]:
    """The clock stands still; files go to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    with clock.at(given.NOW):
        yield
