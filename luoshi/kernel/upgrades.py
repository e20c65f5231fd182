"""Can this program bring a database up to date? Migrations that were gathered into one can only be taken as a whole."""

from __future__ import annotations

from collections.abc import Collection

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from luoshi.kernel.say import Say, say

BRIDGES = ("8e38b63", "39ceff2")
"""The last programs, in this order, that have what was gathered as steps of its own (docs/operator/upgrade.md)."""


def stranded(applied: Collection[tuple[str, str]]) -> list[str]:
    """The rooms in which some of the steps that one migration replaces were done and others not."""
    found = []
    for key, migration in MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items():
        done = [step in applied for step in migration.replaces]
        if any(done) and not all(done) and key not in applied:
            found.append(key[0])
    return sorted(found)


def stranded_here() -> list[str]:
    """The same of the database in use; nothing where it cannot be asked or is empty."""
    try:
        return stranded(set(MigrationRecorder(connection).applied_migrations()))
    except DatabaseError:
        return []


def way_out() -> Say:
    """What to do then."""
    return say(
        "数据库由 0.2.0 开发期间的程序建立，停在中途。先备份，再依次用提交 {bridges} 的程序执行 luoshi migrate，"
        "然后用本程序执行；见 docs/operator/upgrade.md。",
        bridges=" → ".join(BRIDGES),
    )
