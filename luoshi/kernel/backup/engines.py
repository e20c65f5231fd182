"""How is a database copied out and put back, on either engine? The system's own tools for PostgreSQL."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection, connections

from luoshi.kernel.backup.archive import BackupRefused


def copy_out(to: Path) -> None:
    """The whole database in one consistent state, while others go on writing."""
    if connection.vendor == "sqlite":
        source = sqlite3.connect(f"file:{database_file()}?mode=ro", uri=True, timeout=60)
        target = sqlite3.connect(to)
        try:
            source.backup(target, pages=4096, sleep=0.01)
        finally:
            target.close()
            source.close()
        return
    _run("pg_dump", "--no-password", "--format=custom", "--no-owner", "--no-privileges", "--file", str(to))


def check_copy(path: Path, engine: str) -> None:
    """Whether what was unpacked is a database that can be put back. Raises `BackupRefused`."""
    if engine == "postgresql":
        _run("pg_restore", "--list", str(path), connects=False)
        return
    try:
        found = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            (said,) = found.execute("PRAGMA integrity_check(1)").fetchone()
            tables = {row[0] for row in found.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        finally:
            found.close()
    except sqlite3.DatabaseError as fault:
        raise BackupRefused(
            f"备份里的数据库打不开（{fault}）。", f"the database in it cannot be opened ({fault})."
        ) from None
    if said != "ok" or not {"kernel_event", "org_unit", "django_migrations"} <= tables:
        raise BackupRefused("备份里的数据库不完整。", "the database in it is not whole.")


def put_back(path: Path, aside: Path) -> None:
    """Put the database in place. PostgreSQL: in one transaction; SQLite: the file is exchanged, the old one goes ``aside``."""
    if connection.vendor == "sqlite":
        place = database_file()
        connections.close_all()
        for ending in ("-wal", "-shm", "-journal"):
            left = place.with_name(place.name + ending)
            if left.exists():
                left.replace(aside / left.name)
        if place.exists():
            place.replace(aside / place.name)
        path.replace(place)
        return
    script = path.with_suffix(".sql")
    _run("pg_restore", "--no-owner", "--no-privileges", "--file", str(script), str(path), connects=False)
    connections.close_all()
    _run(
        "psql", "--no-password", "--quiet", "--no-psqlrc", "--single-transaction", "--set", "ON_ERROR_STOP=1",
        "--command", "SET lock_timeout = '20s'", "--command", "DROP SCHEMA public CASCADE", "--command", "CREATE SCHEMA public", "--file", str(script),
    )  # fmt: skip


def take_back(aside: Path) -> None:
    """Undo `put_back` on SQLite: the file that was there comes back. PostgreSQL has undone it itself."""
    if connection.vendor != "sqlite":
        return
    connections.close_all()
    place = database_file()
    for kept in aside.glob(f"{place.name}*"):
        kept.replace(place.with_name(kept.name))


def database_file() -> Path:
    """Where SQLite keeps the data."""
    return Path(str(connection.settings_dict["NAME"]))


def _run(tool: str, *args: str, connects: bool = True) -> None:
    where = shutil.which(tool) or _newest(tool)
    if where is None:
        raise BackupRefused(
            f"找不到 {tool}。请安装 PostgreSQL 客户端（如 apt-get install postgresql-client），版本不低于服务器。",
            f"{tool} is not on this machine: install the PostgreSQL client, not older than the server.",
        )
    env = {**os.environ, **(_address() if connects else {})}
    done = subprocess.run([where, *args], env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["?"])[-1][:300]
        raise BackupRefused(f"{tool} 没有办成：{said}", f"{tool} failed.")


def _newest(tool: str) -> str | None:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{tool}"))
    return str(found[-1]) if found else None


def _address() -> dict[str, str]:
    """The database's address for the tools: in the environment, so that no password shows in a list of processes."""
    settings: dict[str, Any] = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    found = {name: str(settings[key]) for name, key in names.items() if settings.get(key)}
    options: dict[str, Any] = settings.get("OPTIONS", {})
    tls = {"PGSSLMODE": "sslmode", "PGSSLROOTCERT": "sslrootcert", "PGSSLCERT": "sslcert", "PGSSLKEY": "sslkey"}
    return found | {name: str(options[key]) for name, key in tls.items() if key in options}
