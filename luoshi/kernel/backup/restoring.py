"""How is an archive put back? All of it is unpacked, hashed and looked at first; then the places are exchanged, and the trail verified."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from luoshi.kernel import clock, notes, trail
from luoshi.kernel.backup import engines
from luoshi.kernel.backup.archive import (
    CHECKPOINT,
    DATABASES,
    BackupRefused,
    Manifest,
    read_manifest,
    unpack,
)
from luoshi.kernel.backup.locking import alone
from luoshi.kernel.bilingual import in_both
from luoshi.kernel.upgrades import stranded, way_out


@dataclass(frozen=True)
class Restored:
    """What was put back. ``aside``: where what was here before lies, None when there was nothing. ``outcome``: of the verification."""

    manifest: Manifest
    aside: Path | None
    outcome: trail.Outcome
    same_key: bool


def restore(
    path: Path, *, force: bool = False, key_id: str = "", tick: Callable[[int], None] = lambda _size: None
) -> Restored:
    """Put the instance of an archive in the place of this one. Refused on an instance that holds anything, unless forced."""
    manifest = read_manifest(path)
    _fits(manifest, key_id)
    with alone():
        occupied = _is_occupied()
        if occupied and not force:
            raise BackupRefused(
                "这里已有数据，不恢复。确实要替换，请加 --force；原有数据另存，不删除。",
                "there is data here: nothing was restored. --force replaces it and keeps the old aside.",
            )
        var = Path(settings.VAR)
        folder = Path(tempfile.mkdtemp(prefix=".restore-", dir=var))
        try:
            unpack(path, manifest, folder, tick)
            engines.check_copy(folder / DATABASES[manifest.engine], manifest.engine)
            aside = var / f"replaced-{clock.now():%Y%m%d-%H%M%S}"
            aside.mkdir(mode=0o700)
            _exchange(folder, manifest, aside)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        same = _keep_keys(manifest)
        call_command("migrate", verbosity=0)
        if not occupied:
            shutil.rmtree(aside, ignore_errors=True)  # tables without a row
        return Restored(manifest, aside if aside.exists() else None, trail.verify(), same)


def _fits(manifest: Manifest, key_id: str) -> None:
    if manifest.engine != connection.vendor:
        raise BackupRefused(
            f"备份来自 {manifest.engine}，这里是 {connection.vendor}；请用 DATABASE_URL 选同一种数据库。",
            f"it was made on {manifest.engine} and this is {connection.vendor}: set DATABASE_URL accordingly.",
        )
    on_disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    known = {*on_disk, *(old for migration in on_disk.values() for old in migration.replaces)}
    ours = {config.label for config in apps.get_app_configs()}
    newer = [
        f"{app}.{name}" for app, names in manifest.migrations.items() for name in names
        if app in ours and (app, name) not in known
    ]  # fmt: skip
    if newer:
        raise BackupRefused(
            f"备份由更新的版本 {manifest.version} 制作，请先升级程序。",
            f"it was made by a newer version ({manifest.version}): upgrade first. ({newer[0]})",
        )
    try:
        notes.seen(manifest.key)
    except ValueError:
        raise BackupRefused(
            "备份清单里没有可用的签名公钥，不恢复。",
            "its manifest names no public key that can be read: not restored.",
        ) from None
    if stranded({(app, name) for app, names in manifest.migrations.items() for name in names}):
        raise BackupRefused(*in_both(way_out()))
    if key_id and f"+{key_id}+" not in manifest.key:
        raise BackupRefused(
            "备份的签名公钥不是您指定的那一个，不恢复。",
            "it was signed with another key than the one named: not restored.",
        )


def _is_occupied() -> bool:
    """Whether there are units, accounts or kept files here; a database without tables is empty."""
    from django.contrib.auth import get_user_model

    try:
        if get_user_model()._base_manager.exists() or apps.get_model("org", "Unit")._base_manager.exists():
            return True
    except DatabaseError:
        pass
    media = Path(settings.MEDIA_ROOT)
    return media.is_dir() and any(path.is_file() for path in media.rglob("*"))


def _exchange(folder: Path, manifest: Manifest, aside: Path) -> None:
    """Files first, then the database: if that fails, the old files come back."""
    media, new = Path(settings.MEDIA_ROOT), folder / "media"
    new.mkdir(exist_ok=True)
    if media.exists():
        media.replace(aside / "media")
    new.replace(media)
    try:
        engines.put_back(folder / DATABASES[manifest.engine], aside)
    except BaseException:
        media.replace(folder / "unused")
        if (aside / "media").exists():
            (aside / "media").replace(media)
        engines.take_back(aside)
        shutil.rmtree(aside, ignore_errors=True)
        raise
    kept = trail.kept_file()
    if kept.exists():
        kept.replace(aside / kept.name)
    if (folder / CHECKPOINT).exists():
        trail.keep_outside((folder / CHECKPOINT).read_text(encoding="utf-8"))


def _keep_keys(manifest: Manifest) -> bool:
    """Whether the key here is the archive's. If not, its public half is kept: what it has signed still verifies."""
    if notes.public_line(trail.signing_key()) == manifest.key:
        return True
    trail.keep_retired(manifest.key)
    return False
