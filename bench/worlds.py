"""Where does the measured world come from? Built once per engine and scale, kept in var/bench, copied for every run."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from tests.engines import ICU, _die_with_parent, _ordinary_user, _wait, binaries

__all__ = ["PASSWORD", "binaries", "copied"]

ROOT = Path(__file__).resolve().parent.parent
KEPT = Path(os.environ.get("LUOSHI_BENCH_VAR") or ROOT / "var" / "bench")
PASSWORD = "luoshi-bench-2026"  # noqa: S105 - of a generated world on this machine


@dataclass(frozen=True)
class World:
    """Which world: its scale, the name it is kept under, and what else it is made from."""

    scale: str
    name: str
    more: list[str]


@contextmanager
def copied(engine: str, scale: str, share: float = 1) -> Iterator[dict[str, str]]:
    """The environment of a process that works on a copy of the world; ``share`` of a nation's counties and tasks."""
    (KEPT / "divisions").mkdir(parents=True, exist_ok=True)
    name = scale if share == 1 else f"{scale}_{share:g}".replace(".", "_")
    more = ["--share", str(share), "--divisions", str(KEPT / "divisions")] if scale == "nation" else []
    world = World(scale, name, more)
    with _sqlite(world) if engine == "sqlite" else _postgres(world) as environment:
        yield {
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "luoshi.config.settings",
            "LUOSHI_DEBUG": "0",
            "LUOSHI_HTTPS": "0",
            **environment,
        }


@contextmanager
def _sqlite(world: World) -> Iterator[dict[str, str]]:
    home, run = KEPT / f"{world.name}-sqlite", KEPT / f"{world.name}-run"
    environment = {"LUOSHI_VAR": str(home), "DATABASE_URL": ""}
    if not _is_current(home):
        shutil.rmtree(home, ignore_errors=True)
        _build(home, world, environment)
    _bring_up(environment)
    shutil.rmtree(run, ignore_errors=True)
    run.mkdir()
    shutil.copyfile(home / "luoshi.sqlite3", run / "luoshi.sqlite3")
    try:
        yield {"LUOSHI_VAR": str(run), "DATABASE_URL": "", "LUOSHI_BENCH_BUILT": _built(home)}
    finally:
        shutil.rmtree(run, ignore_errors=True)


@contextmanager
def _postgres(wanted: World) -> Iterator[dict[str, str]]:
    with _server() as (run_sql, address):
        home, world = KEPT / f"{wanted.name}-pg", f"world_{wanted.name}"
        environment = {"LUOSHI_VAR": str(home), "DATABASE_URL": f"{address}/{world}"}
        if not _is_current(home):
            shutil.rmtree(home, ignore_errors=True)
            run_sql(f"DROP DATABASE IF EXISTS {world}")
            run_sql(f"CREATE DATABASE {world} {ICU}")
            _build(home, wanted, environment)
        _bring_up(environment)
        run_sql("DROP DATABASE IF EXISTS bench")
        run_sql(f"CREATE DATABASE bench TEMPLATE {world} STRATEGY FILE_COPY")
        yield {"LUOSHI_VAR": str(home), "DATABASE_URL": f"{address}/bench", "LUOSHI_BENCH_BUILT": _built(home)}


def _build(home: Path, world: World, environment: dict[str, str]) -> None:
    home.mkdir(parents=True)
    print(f"building {home.name} (kept in {home}) …", file=sys.stderr)
    call = [
        sys.executable,
        "-m",
        "luoshi",
        "seed",
        "--scale",
        world.scale,
        "--into-empty",
        "--password",
        PASSWORD,
        *world.more,
    ]
    subprocess.run(
        call, env={**os.environ, **environment, "PYTHONPATH": str(ROOT)}, cwd=ROOT, check=True, stdout=sys.stderr
    )
    kept = {"marks": _marks(), "built": datetime.now().astimezone().isoformat()}
    (home / "world.json").write_text(json.dumps(kept))


def _bring_up(environment: dict[str, str]) -> None:
    """Bring a kept world up to today's tables, its counters folded and its statistics fresh."""
    call = [sys.executable, "-m", "bench.ready"]
    subprocess.run(call, env={**os.environ, **environment, "PYTHONPATH": str(ROOT)}, cwd=ROOT, check=True)


def _is_current(home: Path) -> bool:
    kept = home / "world.json"
    return kept.exists() and json.loads(kept.read_text())["marks"] == _marks()


def _built(home: Path) -> str:
    return str(json.loads((home / "world.json").read_text())["built"])


def _marks() -> str:
    """Which world `luoshi.desk.seeding` makes: its own number, raised whenever another one would come out.

    Read from the text: this process never sets Django up. A digest of the code would build a world of hours anew for a
    comment.
    """
    text = (ROOT / "luoshi" / "desk" / "seeding" / "__init__.py").read_text()
    return str(re.search(r"^VERSION = (.+)$", text, re.MULTILINE)[1])  # type: ignore[index]


@contextmanager
def _server() -> Iterator[tuple[object, str]]:
    """A private PostgreSQL with fsync on, its data kept in var/bench."""
    where, user = binaries(), _ordinary_user()
    assert where is not None
    folder = Path(tempfile.mkdtemp(prefix="luoshi-bench-", dir="/tmp"))
    data = KEPT / "pg"
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    quiet = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", ""), "HOME": str(folder)}
    if not (data / "PG_VERSION").exists():
        data.mkdir(exist_ok=True)
        if user is not None:
            os.chown(data, user.pw_uid, user.pw_gid)
        call = [where / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run(call, check=True, env=quiet, cwd="/", stdout=subprocess.DEVNULL, **as_user)
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    settings = {
        "listen_addresses": "", "unix_socket_directories": str(folder), "fsync": "on", "synchronous_commit": "on",
        "shared_buffers": "256MB", "max_wal_size": "2GB",
    }  # fmt: skip
    options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [where / "postgres", "-D", data, *options],
            stdout=log, stderr=log, env=quiet, cwd="/", preexec_fn=_die_with_parent, **as_user,
        )  # fmt: skip
    try:
        _wait(where, folder, server, folder / "log")

        def run_sql(statement: str) -> None:
            call = [where / "psql", "-q", "-h", folder, "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-c", statement]
            subprocess.run(call, check=True, stdout=subprocess.DEVNULL)

        yield run_sql, f"postgresql://postgres@{quote(str(folder), safe='')}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)
