"""Writing a large generated world: into an empty database only, the same from the same number, with every light in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.walk.database import fresh
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
from django.db import connection
from luoshi.ledger import jobs
from luoshi.ledger.models import Duty, Tally
loose, watched = [], (1,)  # PostgreSQL looks at every key itself
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        loose = cursor.execute("PRAGMA foreign_key_check").fetchall()
        watched = cursor.execute("PRAGMA foreign_keys").fetchone()
print("loose", loose, watched)
from django.db.models import F
moved = [Task.objects.exclude(lead_path=F("lead_unit__path")), Duty.objects.exclude(unit_path=F("unit__path"))]
moved += [Task.objects.exclude(parent=None).exclude(targets__source__task=F("parent")), Task.objects.exclude(clause=None).exclude(clause__plan=F("plan"))]
print("moved wrong", [rows.count() for rows in moved])
counters = Tally.objects.order_by("path", "what", "day").values_list("path", "what", "day", "number")
held = list(counters)
jobs.recount()
print("counters", len(held) > 1000, held == list(counters), Tally.objects.filter(folded=False).count())
from luoshi.reporting import queries as reporting
chosen = reporting.periods(actor)[0]
board = reporting.board(actor, chosen, reporting.Wanted(mark="missing"))
print("owed", len(reporting.periods(actor)), board.total > 100, 0 < board.counts["missing"] < board.total, board.gaps > 0)
print(Task.objects.order_by("id").values_list("uid", "title", "done")[300])
"""


def _run(var: Path, database: str, *args: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("LUOSHI_", "DATABASE_URL"))},
        "LUOSHI_VAR": str(var),
        "DATABASE_URL": database,
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
        place = tmp_path_factory.mktemp(name), fresh() if connection.vendor == "postgresql" else ""
        seeded = _run(*place, "-m", "luoshi", "seed", "--scale", "tiny", "--into-empty")
        assert seeded.returncode == 0, seeded.stderr
        look = _run(*place, "-c", LOOK)
        assert look.returncode == 0, look.stderr
        found.append(look.stdout)
    again = _run(*place, "-m", "luoshi", "seed", "--scale", "tiny")
    assert again.returncode == 1
    return [*found, again.stderr]


def test_it_works(looks: list[str]) -> None:
    """As large as it says, and one event that says what was written."""
    assert looks[0].splitlines()[0] == "303 600 1"


def test_every_light_occurs(looks: list[str]) -> None:
    """In both kinds; a running task without a date is none of this world's."""
    assert looks[0].splitlines()[1].replace("('none', 0)", "").count(", 0)") == 0


def test_copies_hang_together(looks: list[str]) -> None:
    """What the database has copied refers to its own copies, no key is loose, and keys are looked at again."""
    assert looks[0].splitlines()[2:4] == ["loose [] (1,)", "moved wrong [0, 0, 0, 0]"]


def test_counters_written_at_once_are_those_of_the_tasks(looks: list[str]) -> None:
    """As a count from the tasks finds them, folded all of them."""
    assert looks[0].splitlines()[4] == "counters True True 0"


def test_reports_are_owed(looks: list[str]) -> None:
    """For twelve quarters; some have reported, some have not, and some have gaps further back."""
    assert looks[0].splitlines()[5] == "owed 12 True True True"


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
