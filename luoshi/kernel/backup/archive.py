"""What does an archive hold, and is it whole? Pure but for the files it reads and writes.

A zip with ``manifest.json`` first: format, program, engine, migrations, the newest checkpoint with its public key, and of
every other member its name, size and SHA-256. Nothing that the manifest does not name is read, nothing is read beyond the
size that it says, and nothing is taken over before every hash has held.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

FORMAT = 1
MANIFEST = "manifest.json"
MANIFEST_LIMIT = 64 * 1024 * 1024
CHUNK = 1024 * 1024
RATIO = 200
"""A database packs to a tenth; what packs to less than this part is a trap."""
SMALL = 64 * 1024 * 1024
"""Up to here the ratio says nothing."""
SPARE = 64 * 1024 * 1024
"""What must stay free on the disk."""
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
CHECKPOINT = "checkpoint.txt"
MEDIA = re.compile(r"media/(?:[\w-][\w.-]{0,99}/){0,6}[\w-][\w.-]{0,199}", re.ASCII)


class BackupRefused(Exception):
    """The archive, or the place, will not do. Says it in Chinese and in English."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese} {english}")
        self.chinese, self.english = chinese, english


@dataclass(frozen=True)
class Piece:
    """A member of the archive."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What the archive says of itself."""

    format: int
    version: str
    engine: str
    made_at: str
    key: str
    migrations: dict[str, list[str]]
    pieces: tuple[Piece, ...]
    counts: dict[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return sum(piece.size for piece in self.pieces)


def digest_of(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file."""
    found, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(CHUNK):
            found.update(block)
            size += len(block)
    return size, found.hexdigest()


def write(to: Path, manifest: Manifest, sources: dict[str, Path], tick: Callable[[int], None]) -> None:
    """Write the archive beside its place, then put it there whole; readable by its owner only."""
    part = to.with_name(f".{to.name}.part")
    try:
        with part.open("xb") as stream:
            part.chmod(0o600)
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
                for piece in manifest.pieces:
                    # a file's own time could lie before 1980, which a zip cannot say
                    with sources[piece.name].open("rb") as source, archive.open(zipfile.ZipInfo(piece.name), "w", force_zip64=True) as member:  # fmt: skip
                        shutil.copyfileobj(source, member, CHUNK)
                    tick(piece.size)
            stream.flush()
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)


def read_manifest(path: Path) -> Manifest:
    """The manifest, or `BackupRefused` for anything that is not a whole archive of ours with exactly the members it names."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            names = [info.filename for info in infos]
            if MANIFEST not in names:
                raise _broken("没有清单", "it has no manifest")
            if archive.getinfo(MANIFEST).file_size > MANIFEST_LIMIT:
                raise _broken("清单过大", "its manifest is too large")
            with archive.open(MANIFEST) as stream:
                said = json.loads(stream.read(MANIFEST_LIMIT + 1))
    except BackupRefused:
        raise
    except FileNotFoundError:
        raise BackupRefused(f"没有这个文件：{path}", f"there is no such file: {path}") from None
    except (OSError, zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, RecursionError) as fault:
        raise _broken("不是备份文件，或者已损坏", f"it is no backup or is damaged ({type(fault).__name__})") from None
    manifest = _manifest(said)
    expected = [MANIFEST, *(piece.name for piece in manifest.pieces)]
    if sorted(names) != sorted(expected) or len(set(names)) != len(names):
        raise _broken("内容与清单不符", "its members are not those that the manifest names")
    _check_size(manifest, path.stat().st_size, {info.filename: info.file_size for info in infos})
    return manifest


def _manifest(said: Any) -> Manifest:
    try:
        if said["format"] != FORMAT:
            raise BackupRefused(
                f"备份格式 {said['format']}，本程序只认 {FORMAT}。",
                f"its format is {said['format']}, this reads {FORMAT}.",
            )
        pieces = tuple(Piece(str(one["name"]), int(one["size"]), str(one["sha256"])) for one in said["pieces"])
        found = Manifest(
            said["format"], str(said["version"]), str(said["engine"]), str(said["made_at"]), str(said["key"]),
            {str(app): [str(name) for name in names] for app, names in said["migrations"].items()}, pieces,
            {str(name): int(count) for name, count in said.get("counts", {}).items()},
            tuple(str(name) for name in said.get("missing", ())),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _broken("清单读不懂", "its manifest cannot be read") from None
    if found.engine not in DATABASES or DATABASES[found.engine] not in {piece.name for piece in pieces}:
        raise _broken("没有数据库", "it holds no database")
    for piece in pieces:
        if not is_ours(piece.name) or piece.size < 0:
            raise _broken("有不该有的文件名", "it names a file that does not belong")
    return found


def is_ours(name: str) -> bool:
    """Whether a member's name is one that this program writes: no way out of the folder, nothing hidden."""
    if name in {*DATABASES.values(), CHECKPOINT}:
        return True
    return bool(MEDIA.fullmatch(name)) and ".." not in PurePosixPath(name).parts


def _check_size(manifest: Manifest, packed: int, sizes: dict[str, int]) -> None:
    if any(sizes[piece.name] != piece.size for piece in manifest.pieces):
        raise _broken("文件大小与清单不符", "sizes are not those of the manifest")
    if manifest.size > SMALL and manifest.size > packed * RATIO:
        raise _broken("解开后大得不合理", "it would unpack to an unreasonable size")


def unpack(path: Path, manifest: Manifest, into: Path, tick: Callable[[int], None]) -> None:
    """Unpack into an empty folder, every byte counted and hashed; the first that does not hold ends it."""
    if shutil.disk_usage(into).free < manifest.size + SPARE:
        raise BackupRefused("磁盘空间不够。", "there is not enough free disk space.")
    try:
        with zipfile.ZipFile(path) as archive:
            for piece in manifest.pieces:
                _unpack_one(archive, piece, into / piece.name)
                tick(piece.size)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as fault:
        raise _broken("已损坏", f"it is damaged ({type(fault).__name__})") from None
    except Exception as fault:
        # zlib and lzma have errors of their own
        if type(fault).__module__ in {"zlib", "_lzma", "lzma"}:
            raise _broken("已损坏", "it is damaged") from None
        raise


def _unpack_one(archive: zipfile.ZipFile, piece: Piece, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    found, left = hashlib.sha256(), piece.size
    with archive.open(piece.name) as source, to.open("xb") as target:
        for block in _blocks(source):
            left -= len(block)
            if left < 0:
                break
            found.update(block)
            target.write(block)
    if left or found.hexdigest() != piece.sha256:
        raise _broken(f"{piece.name} 与清单不符，可能被改动或者没有传完", f"{piece.name} is not what the manifest says")


def _blocks(source: Any) -> Iterator[bytes]:
    while block := source.read(CHUNK):
        yield block


def _broken(chinese: str, english: str) -> BackupRefused:
    return BackupRefused(f"备份文件不能用：{chinese}。", f"the archive cannot be used: {english}.")
