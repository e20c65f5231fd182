"""`luoshi backup` and `luoshi restore`: an instance comes back whole on either engine, or nothing is touched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from luoshi.kernel.backup.archive import RATIO, SMALL, BackupRefused, is_ours, read_manifest
from tests.house import ROOT
from tests.walk.database import fresh

FILL = """
import django
django.setup()
from django.core.files.base import ContentFile
from luoshi.kernel import services
from luoshi.kernel.actor import SYSTEM
from luoshi.org.models import Unit
for name in ("甲", "乙"):
    file = services.keep_file(SYSTEM, ContentFile(("培训台账" + name).encode(), name=f"台账{name}.txt"))
    services.attach(SYSTEM, file, Unit.objects.first(), "evidence")
"""
LOOK = """
import django, hashlib, json
django.setup()
from luoshi.kernel.models import Event, File
from luoshi.org.models import Account, Unit
files = {row.name: hashlib.sha256(row.content.open("rb").read()).hexdigest() == row.sha256 for row in File.objects.all()}
print(json.dumps({"files": files, "units": Unit.objects.count(), "accounts": Account.objects.count(), "events": Event.objects.count()}))
"""

TRY = """
import django, json
django.setup()
from django.conf import settings
from django.core.management import CommandError, call_command
from luoshi.kernel.models import Event, File
from luoshi.org.models import Account, Unit
def answer(path):
    try:
        call_command("restore", path)
        return 0
    except CommandError as refusal:
        return refusal.returncode
told = []
for path in {names}:
    code = answer(path)
    held = dict(files=File.objects.count(), units=Unit.objects.count(), accounts=Account.objects.count(), events=Event.objects.count())
    left = [str(one) for mark in (".restore*", "*replaced*") for one in settings.VAR.rglob(mark)]
    told.append(dict(code=code, held=held, left=left))
print(json.dumps(told))
"""
"""Any other fault than a refusal ends the process, and so the test."""


@dataclass
class Instance:
    """A folder and a database of its own, on the engine of this run."""

    var: Path
    database: str = ""

    def run(self, *args: str, code: str = "") -> subprocess.CompletedProcess[str]:
        env = {
            **os.environ, "LUOSHI_VAR": str(self.var), "DATABASE_URL": self.database, "PYTHONPATH": str(ROOT.parent),
            "DJANGO_SETTINGS_MODULE": "luoshi.config.settings",
        }  # fmt: skip
        command = [sys.executable, "-c", code] if code else [sys.executable, "-m", "luoshi", *args]
        return subprocess.run(
            command, env=env, cwd=ROOT.parent, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )

    def done(self, *args: str, code: str = "") -> str:
        answer = self.run(*args, code=code)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    def seen(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.done(code=LOOK))
        return found


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Instance]:
    """Makes empty instances: the tables are made once and copied."""
    blank = Instance(tmp_path_factory.mktemp("blank"), "" if connection.vendor == "sqlite" else fresh())
    blank.done("migrate", "--verbosity", "0")

    def make() -> Instance:
        var = tmp_path_factory.mktemp("instance")
        shutil.copytree(blank.var, var, dirs_exist_ok=True, ignore=shutil.ignore_patterns("secrets"))
        return Instance(var, fresh(blank.database) if blank.database else "")

    return make


@pytest.fixture(scope="module")
def first(new: Callable[[], Instance]) -> tuple[Instance, Path]:
    """An instance with something in it, and its archive."""
    one = new()
    one.done("init", "--place", "江澜省")
    one.done(code=FILL)
    archive = one.var / "kept.zip"
    said = json.loads(one.done("backup", str(archive), "--json"))
    assert said["missing"] == []
    return one, archive


@pytest.fixture
def empty(new: Callable[[], Instance]) -> Instance:
    return new()


def test_it_works(first: tuple[Instance, Path], empty: Instance) -> None:
    """To another machine, without the keys: everything is there, and the trail verifies."""
    before = first[0].seen()
    assert before["files"] == {"台账甲.txt": True, "台账乙.txt": True}
    told = json.loads(empty.done("restore", str(first[1]), "--json"))
    assert (told["clean"], told["same_key"], told["aside"]) == (True, False, None)
    assert empty.seen() == before
    checked = json.loads(empty.done("audit", "verify", "--json"))
    assert checked["clean"] is True
    assert checked["covered_seq"] == checked["seals"] == checked["events"]
    assert not list(empty.var.glob(".restore-*"))
    # what is done from now on is signed by the new machine's key, and verifies beside the old
    empty.done(code=FILL)
    empty.done("audit", "checkpoint")
    assert json.loads(empty.done("audit", "verify", "--json"))["clean"] is True


def test_the_keys_are_not_in_it(first: tuple[Instance, Path]) -> None:
    with zipfile.ZipFile(first[1]) as archive:
        assert not [name for name in archive.namelist() if "secret" in name or name.endswith(".pem")]
        assert b"PRIVATE" not in b"".join(archive.read(name) for name in archive.namelist())
    assert first[1].stat().st_mode & 0o077 == 0


def test_with_the_keys_it_goes_on_signing(first: tuple[Instance, Path], empty: Instance) -> None:
    shutil.rmtree(empty.var / "secrets", ignore_errors=True)
    shutil.copytree(first[0].var / "secrets", empty.var / "secrets")
    told = json.loads(empty.done("restore", str(first[1]), "--json"))
    assert (told["clean"], told["same_key"]) == (True, True)


def test_what_is_here_is_not_replaced_unless_forced(first: tuple[Instance, Path], new: Callable[[], Instance]) -> None:
    other = new()
    other.done("init", "--place", "别处")
    before = other.seen()
    refused = other.run("restore", str(first[1]))
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert other.seen() == before
    told = json.loads(other.done("restore", str(first[1]), "--force", "--json"))
    assert told["clean"] is True
    assert other.seen() == first[0].seen()
    if connection.vendor == "sqlite":
        assert (Path(told["aside"]) / "luoshi.sqlite3").exists()


def test_another_key_than_the_one_named(first: tuple[Instance, Path], empty: Instance) -> None:
    assert "不恢复" in empty.run("restore", str(first[1]), "--key-id", "00000000").stderr
    key = read_manifest(first[1]).key.split("+")[1]
    assert empty.run("restore", str(first[1]), "--key-id", key).returncode == 0


def rewritten(source: Path, to: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The archive once more, with its members changed."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return to


def said(members: dict[str, bytes], **changes: Any) -> None:
    manifest = json.loads(members["manifest.json"])
    members["manifest.json"] = json.dumps({**manifest, **changes}).encode()


def flip(members: dict[str, bytes]) -> None:
    name = next(name for name in members if name.startswith("media/"))
    members[name] = bytes([members[name][0] ^ 1]) + members[name][1:]


def slip(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"])
    manifest["pieces"].append({"name": "media/../../out.txt", "size": 1, "sha256": "0" * 64})
    members["manifest.json"] = json.dumps(manifest).encode()
    members["media/../../out.txt"] = b"x"


def stranger_inside(members: dict[str, bytes]) -> None:
    members["media/extra.txt"] = b"x"


def lost(members: dict[str, bytes]) -> None:
    members.pop(next(name for name in members if name.startswith("media/")))


def not_a_database(members: dict[str, bytes]) -> None:
    import hashlib

    name = next(name for name in members if name.startswith("database."))
    members[name] = b"this is no database" * 100
    manifest = json.loads(members["manifest.json"])
    for piece in manifest["pieces"]:
        if piece["name"] == name:
            piece |= {"size": len(members[name]), "sha256": hashlib.sha256(members[name]).hexdigest()}
    members["manifest.json"] = json.dumps(manifest).encode()


HARMS: dict[str, Callable[[dict[str, bytes]], None]] = {
    "a flipped bit": flip,
    "a way out of the folder": slip,
    "a member that is not named": stranger_inside,
    "a member that is gone": lost,
    "no database": not_a_database,
    "no manifest": lambda members: members.pop("manifest.json"),
    "another format": lambda members: said(members, format=99),
    "a manifest of nonsense": lambda members: members.update({"manifest.json": b"[1, 2"}),
    "pieces of nonsense": lambda members: said(members, pieces=[{"name": 5}]),
    "another engine": lambda members: said(members, engine="oracle"),
    "a newer program": lambda members: said(members, migrations={"org": ["9999_future"]}),
    "no key": lambda members: said(members, key=None),
}


@pytest.fixture(scope="module")
def answers(
    first: tuple[Instance, Path], new: Callable[[], Instance], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """What an empty instance says to each altered archive, and what it holds afterwards; asked by one process."""
    refusing, folder = new(), tmp_path_factory.mktemp("harmed")
    for place, harm in enumerate(HARMS):
        rewritten(first[1], folder / f"{place}.zip", HARMS[harm])
    told = refusing.done(code=TRY.format(names=[str(folder / f"{place}.zip") for place in range(len(HARMS))]))
    assert not (folder.parent / "out.txt").exists()
    return dict(zip(HARMS, json.loads(told), strict=True))


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_altered_is_refused(answers: dict[str, dict[str, Any]], harm: str) -> None:
    said = answers[harm]
    assert said["code"] == 1, said
    assert said["held"] == {"files": 0, "units": 0, "accounts": 0, "events": 0}
    assert said["left"] == []


@pytest.mark.parametrize("part", [0, 1, 100, 0.5, 0.99])
def test_what_is_cut_short_is_refused(first: tuple[Instance, Path], tmp_path: Path, part: float) -> None:
    data = first[1].read_bytes()
    bad = tmp_path / "short.zip"
    bad.write_bytes(data[: int(part if isinstance(part, int) else len(data) * part)])
    with pytest.raises(BackupRefused):
        read_manifest(bad)


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    """Before a byte of it is unpacked."""
    import hashlib

    size = SMALL + 1024
    zeros = b"\0" * size
    name = "database.sqlite3"
    manifest = {
        "format": 1, "version": "x", "engine": "sqlite", "made_at": "x", "key": "x", "migrations": {},
        "pieces": [{"name": name, "size": size, "sha256": hashlib.sha256(zeros).hexdigest()}],
    }  # fmt: skip
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr(name, zeros)
    assert bomb.stat().st_size * RATIO < size
    with pytest.raises(BackupRefused, match="大得不合理"):
        read_manifest(bomb)


@pytest.mark.parametrize(
    "name",
    [
        "media/../x", "/etc/passwd", "media//x", "media/./x", "media/.hidden", "../x", "media/a\\b", "secrets/key", "media/",
        "media/a\0b", "C:/x", "media/" + "a" * 400, "media/a/../../b", "media/ä",
    ],
)  # fmt: skip
def test_names_that_are_not_ours(name: str) -> None:
    assert not is_ours(name)
    assert is_ours("media/files/2026/06/0a1b2c.docx")


def test_an_archive_is_never_written_over(first: tuple[Instance, Path]) -> None:
    before = first[1].read_bytes()
    again = first[0].run("backup", str(first[1]))
    assert again.returncode == 1
    assert "已存在" in again.stderr
    assert first[1].read_bytes() == before
    assert first[0].run("backup", "/nowhere/at/all.zip").returncode == 1


def test_not_while_it_is_served(first: tuple[Instance, Path], empty: Instance) -> None:
    code = (
        "import django, subprocess, sys; django.setup()\n"
        "from luoshi.kernel.backup.locking import serving\n"
        f"with serving(): sys.exit(subprocess.run([sys.executable, '-m', 'luoshi', 'restore', {str(first[1])!r}]).returncode)"
    )
    answer = empty.run(code=code)
    assert answer.returncode == 1
    assert "正在运行" in answer.stderr
