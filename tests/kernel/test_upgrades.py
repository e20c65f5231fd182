"""A database that stands between two gatherings of migrations is known for one, and nothing is done to it."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.migrations.loader import MigrationLoader

from luoshi.kernel.management.commands import migrate
from luoshi.kernel.upgrades import stranded


def _of(room: str) -> list[tuple[str, str]]:
    return MigrationLoader(None).disk_migrations[room, "0001_initial"].replaces


def test_it_works() -> None:
    """All of what was gathered, or nothing of it: this program goes on from there. Half of it: it does not."""
    whole, half = _of("reporting"), _of("kernel")
    assert stranded(set()) == []
    assert stranded(set(whole)) == []
    assert stranded({("reporting", "0001_initial")}) == []
    assert stranded({*whole, *half[:3]}) == ["kernel"]


def test_migrate_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "stranded_here", lambda: ["kernel"])
    with pytest.raises(CommandError, match="8e38b63"):
        call_command("migrate")
