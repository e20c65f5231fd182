"""How is an archive made? Sealed and signed first, then the database, then the files: a file is never newer than its row."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from luoshi import __version__
from luoshi.kernel import actions, clock, notes, trail
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.backup import engines
from luoshi.kernel.backup.archive import (
    CHECKPOINT,
    DATABASES,
    FORMAT,
    BackupRefused,
    Manifest,
    Piece,
    digest_of,
    is_ours,
    write,
)
from luoshi.kernel.models import Checkpoint, Event, File

LAST = "last_backup.json"


def make(to: Path, tick: Callable[[int], None] = lambda _size: None) -> Manifest:
    """Make an archive of the whole instance at ``to``. The signing key and the secret key are not in it."""
    if to.exists():
        raise BackupRefused(f"文件已存在：{to}", f"the file exists already: {to}")
    if not to.parent.is_dir():
        raise BackupRefused(f"没有这个目录：{to.parent}", f"there is no such folder: {to.parent}")
    trail.seal_all()
    signed = trail.checkpoint()
    if signed is not None:
        actions.note_event(SYSTEM, "kernel.backup.make", signed, after={"file": to.name})
        trail.seal_all()
        signed = trail.checkpoint()
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.VAR) as folder:
        sources, missing = _gather(Path(folder), signed)
        try:
            manifest = _manifest(sources, missing)
            write(to, manifest, sources, tick)
        except OSError as fault:
            raise BackupRefused(f"写不进去：{fault.strerror}", f"it cannot be written: {fault.strerror}") from None
    _remember(to, manifest)
    return manifest


def _gather(folder: Path, signed: Checkpoint | None) -> tuple[dict[str, Path], tuple[str, ...]]:
    """Member → file; and the files that should be there and are not."""
    database = folder / DATABASES[connection.vendor]
    engines.copy_out(database)
    sources = {database.name: database}
    if signed is not None:
        note = folder / CHECKPOINT
        note.write_text(notes.written(trail.signing_key(), trail.statement_of(signed)), encoding="utf-8")
        sources[CHECKPOINT] = note
    media = Path(settings.MEDIA_ROOT)
    for path in sorted(media.rglob("*")) if media.is_dir() else ():
        name = f"media/{path.relative_to(media).as_posix()}"
        if path.is_file() and not path.is_symlink() and is_ours(name):
            sources[name] = path
    kept = File.objects.order_by("pk").values_list("content", flat=True).iterator()
    return sources, tuple(name for name in kept if f"media/{name}" not in sources)


def _manifest(sources: dict[str, Path], missing: tuple[str, ...]) -> Manifest:
    applied: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        applied.setdefault(app, []).append(name)
    return Manifest(
        format=FORMAT,
        version=__version__,
        engine=connection.vendor,
        made_at=clock.now().isoformat(timespec="seconds"),
        key=notes.public_line(trail.signing_key()),
        migrations=applied,
        pieces=tuple(Piece(name, *digest_of(path)) for name, path in sources.items()),
        counts={"events": Event.objects.count(), "files": File.objects.count()},
        missing=missing,
    )


def _remember(to: Path, manifest: Manifest) -> None:
    """When the last archive was made, for `luoshi check`."""
    said = {"at": manifest.made_at, "file": str(to), "size": to.stat().st_size}
    (Path(settings.VAR) / LAST).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
