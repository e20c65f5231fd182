"""`luoshi serve`: it says where it is reached, seals what is done, and stops cleanly when told to."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from luoshi.kernel import jobs
from tests.house import ROOT

COMMAND = [sys.executable, "-m", "luoshi"]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An instance of its own, on SQLite."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {
        **kept,
        "LUOSHI_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "luoshi.config.settings",
        "PYTHONPATH": str(ROOT.parent),
    }


def luoshi(env: dict[str, str], *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *args], env=env, cwd=ROOT.parent, capture_output=True, text=True, check=False)


@pytest.fixture
def server(env: dict[str, str], tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str, Path]]:
    """A migrated instance being served: its process, its address, what it prints."""
    assert luoshi(env, "migrate", "--verbosity", "0").returncode == 0
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = tmp_path / "said"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(port)], env=env, cwd=ROOT.parent, stdout=out, stderr=out
        )
    yield process, f"http://127.0.0.1:{port}", said
    if process.poll() is None:
        process.kill()
        process.wait()


def answer(url: str) -> int:
    """The status of the page, as soon as there is one."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(url) as page:
                return int(page.status)
        except (OSError, TimeoutError):
            time.sleep(0.2)
    return 0


def test_it_works(server: tuple[subprocess.Popen[bytes], str, Path], env: dict[str, str], tmp_path: Path) -> None:
    process, url, said = server
    assert answer(f"{url}/org/login/") == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    text = said.read_text()
    assert f"{url}/" in text
    assert "journal_mode=" in text
    # what was done at the start is sealed and signed, at the latest when it stops
    checked = json.loads(luoshi(env, "audit", "verify", "--json").stdout)
    assert checked["clean"] is True
    assert checked["events"] == checked["seals"] == checked["covered_seq"] > 0
    assert (tmp_path / "secrets" / "trail_checkpoint.txt").exists()


def test_it_does_not_serve_a_database_that_is_not_up_to_date(env: dict[str, str]) -> None:
    done = luoshi(env, "serve", "--port", "1")
    assert done.returncode == 1
    assert "luoshi migrate" in done.stderr


def test_a_job_that_fails_is_tried_again_and_stops_no_other() -> None:
    turns: list[str] = []

    def fail() -> None:
        turns.append("fail")
        raise ValueError("no luck")

    table = [jobs.Turn("bad", 10, fail), jobs.Turn("good", 1, lambda: turns.append("good"))]
    jobs.run_due(table, 100)
    jobs.run_due(table, 105)
    jobs.run_due(table, 110)
    assert turns == ["fail", "good", "good", "fail", "good"]
