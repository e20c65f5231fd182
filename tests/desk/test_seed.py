"""Writing a large generated world: into an empty database only, the same from the same number, with every light in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
LOOK = """
import django; django.setup()
from luoshi.kernel.models import Event
from luoshi.ledger import queries
from luoshi.ledger.models import Task
from luoshi.org.models import Account, Unit
from luoshi.org.queries import actor_of
actor = actor_of(Account.objects.get(username="guo.ban"))
line = queries.rollups(actor, [Unit.objects.get(parent=None)])[0]
print(Unit.objects.count(), Task.objects.count(), Event.objects.filter(code="desk.world.seed").count())
print(sorted(line.time.items()), sorted(line.progress.items()), line.open, line.completed)
print(Task.objects.order_by("id").values_list("uid", "title", "done")[300])
"""


def _run(var: Path, *args: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("LUOSHI_", "DATABASE_URL"))},
        "LUOSHI_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "luoshi.config.settings",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [sys.executable, *args], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Two worlds from the same number, looked at; and what a second attempt into the first says."""
    found = []
    for name in ("one", "two"):
        var = tmp_path_factory.mktemp(name)
        seeded = _run(var, "-m", "luoshi", "seed", "--scale", "tiny", "--into-empty")
        assert seeded.returncode == 0, seeded.stderr
        look = _run(var, "-c", LOOK)
        assert look.returncode == 0, look.stderr
        found.append(look.stdout)
    again = _run(var, "-m", "luoshi", "seed", "--scale", "tiny")
    assert again.returncode == 1
    return [*found, again.stderr]


def test_it_works(looks: list[str]) -> None:
    """As large as it says, and one event that says what was written."""
    assert looks[0].splitlines()[0] == "303 600 1"


def test_every_light_occurs(looks: list[str]) -> None:
    """In both kinds; a running task without a date is none of this world's."""
    assert looks[0].splitlines()[1].replace("('none', 0)", "").count(", 0)") == 0


def test_the_same_number_gives_the_same_world(looks: list[str]) -> None:
    """To the last key."""
    assert looks[0] == looks[1]


def test_a_second_time_is_refused(looks: list[str]) -> None:
    """With the number of units that are in the way."""
    assert "303 个单位" in looks[2]


def test_an_instance_in_use_is_refused(world: World) -> None:
    """Nothing is written where there are units already."""
    with pytest.raises(CommandError, match="已有"):
        call_command("seed", scale="tiny")
