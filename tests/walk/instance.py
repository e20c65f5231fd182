"""A whole instance for the browser: its own folder, its own database, its own server process."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

POPULATE = """
import json, django
django.setup()
from luoshi.kernel.services import seed_calendar
from tests.world import PASSWORD, build_world
seed_calendar()
world = build_world()
names = {f"{unit}|{role}": account.username for (unit, role), account in world.accounts.items()}
print(json.dumps({"names": names, "password": PASSWORD, "units": {k: u.name for k, u in world.units.items()}}))
"""


@dataclass(frozen=True)
class Instance:
    """``url`` where it answers; ``names`` "unit|role" → log-in name; ``units`` key → name; all share ``password``."""

    url: str
    names: dict[str, str]
    units: dict[str, str]
    password: str


@contextmanager
def running(folder: Path, database_url: str = "") -> Iterator[Instance]:
    """Migrate an empty database, fill it with the tests' world, and serve it until the block ends."""
    env = _environment(folder, database_url)
    _run(env, "-m", "luoshi", "migrate", "--verbosity", "0")
    told = json.loads(_run(env, "-c", POPULATE).splitlines()[-1])
    with _served(folder, env) as url:
        yield Instance(url, told["names"], told["units"], told["password"])


@contextmanager
def begun(folder: Path, database_url: str, *given: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """An instance as `luoshi init` leaves it, served until the block ends: its address, and what the command said."""
    env = _environment(folder, database_url)
    told = json.loads(_run(env, "-m", "luoshi", "init", *given, "--json"))
    with _served(folder, env) as url:
        yield url, told


def _environment(folder: Path, database_url: str) -> dict[str, str]:
    return {
        **os.environ,
        "LUOSHI_VAR": str(folder),
        "DATABASE_URL": database_url,
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "luoshi.config.settings",
    }


def _run(env: dict[str, str], *given: str) -> str:
    return subprocess.run(
        [sys.executable, *given], env=env, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ).stdout


@contextmanager
def _served(folder: Path, env: dict[str, str]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (folder / "serve.log").open("w")
    command = [sys.executable, "-m", "luoshi", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, server)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{url}/org/login/", timeout=2)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"the server did not come up at {url}")
