"""How is a file from outside read without danger to the server? In a child process with a limit on memory and time.

The child is this file, run by itself: it imports no Django and starts in a fifth of a second. It gives out one JSON
line for each row or paragraph, so that neither side ever holds a whole workbook of 100,000 rows. Whatever becomes of the
child (out of memory, killed, a fault of the reader), the parent answers with a sentence for the clerk.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Any

from luoshi.kernel.documents import office
from luoshi.kernel.documents.paragraphs import Document, Paragraph
from luoshi.kernel.documents.picture import Greys, read_greys
from luoshi.kernel.documents.reading import DEFAULT_LIMIT, is_text, read_document
from luoshi.kernel.documents.refusal import DocumentRefused
from luoshi.kernel.documents.sheets import Bad, Row, Start, Value, read_sheets

MEMORY = 600 * 1024 * 1024
SECONDS = 120
DOCUMENT_MEMORY = 480 * 1024 * 1024
DOCUMENT_SECONDS = 60
PICTURE_SECONDS = 20
_ROOT = Path(__file__).resolve().parents[3]


def read_apart(data: bytes, name: str, *, memory: int = MEMORY, seconds: int = SECONDS) -> Iterator[Start | Row]:
    """The same as `sheets.read_sheets`, read in a child. Raises `DocumentRefused`."""
    for told in _told_by("sheets", data, name, memory, seconds):
        yield _start(told) if "name" in told else Row(told["r"], [_value(cell) for cell in told["c"]])


def read_document_apart(
    data: bytes,
    name: str,
    limit: int = DEFAULT_LIMIT,
    *,
    memory: int = DOCUMENT_MEMORY,
    seconds: int = DOCUMENT_SECONDS,
) -> Document:
    """The same as `reading.read_document`, read in a child. Raises `DocumentRefused`.

    Plain text is read here: nothing can go wrong in it. What only an office program opens goes through one first.
    """
    if is_text(name) or len(data) > limit:
        return read_document(data, name, limit)
    given, given_name = office.converted(data, name) if office.is_foreign(data, name) else (data, name)
    try:
        first, *rows = _told_by("document", given, given_name, memory, seconds)
    except DocumentRefused as refusal:
        # The clerk knows the file by the name it came under, not by that of its conversion.
        raise DocumentRefused(refusal.code, **{**refusal.params, "name": PurePath(name).name}) from None
    told = (Paragraph(row["p"], tuple(row["c"]) if row["c"] is not None else None) for row in rows)
    return Document(PurePath(name).name, first["kind"], tuple(told))


def read_greys_apart(data: bytes, name: str, *, memory: int = DOCUMENT_MEMORY, seconds: int = PICTURE_SECONDS) -> Greys:
    """The same as `picture.read_greys`, read in a child. Raises `DocumentRefused`."""
    (told,) = _told_by("picture", data, name, memory, seconds)
    return Greys(told["width"], told["height"], bytes.fromhex(told["levels"]))


def _told_by(what: str, data: bytes, name: str, memory: int, seconds: int) -> Iterator[dict[str, Any]]:
    """What the child says, line by line; a refusal of its is raised here."""
    with tempfile.TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module; the file's name is one argument
            [sys.executable, "-m", "luoshi.kernel.documents.child", what, name, str(memory), str(seconds)],
            stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=_ROOT,
            env={**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        ended = False
        try:
            assert child.stdout is not None  # noqa: S101 - it is a pipe
            # the child's own limit counts its work; this one ends a child that waits
            for line in lines_from(child.stdout.fileno(), seconds * 2):
                told: Any = json.loads(line)
                if told == "end":
                    ended = True
                elif "refused" in told:
                    raise DocumentRefused(told["refused"], **told["params"])
                else:
                    yield told
        finally:
            child.kill()
            with contextlib.suppress(OSError):
                child.communicate()
        if not ended:
            raise DocumentRefused("costly", name=name)


def lines_from(pipe: int, patience: float) -> Iterator[bytes]:
    """The lines that come out of a pipe, until it ends or has been waited for too long in all.

    What the caller does between two lines does not count: judging 100,000 rows may take longer than reading them.
    """
    left, tail = patience, b""
    with selectors.DefaultSelector() as ready:
        ready.register(pipe, selectors.EVENT_READ)
        while left > 0:
            since = time.monotonic()
            chunk = os.read(pipe, 1 << 16) if ready.select(left) else b""
            left -= time.monotonic() - since
            if not chunk:
                return
            *lines, tail = (tail + chunk).split(b"\n")
            yield from lines


def _start(told: dict[str, Any]) -> Start:
    return Start(
        told["name"], told["hidden"], frozenset(told["rows"]), told["1904"], tuple(tuple(one) for one in told["wide"])
    )


def _value(told: Any) -> Value:
    if not isinstance(told, list):
        return told  # type: ignore[no-any-return]
    kind, text, *more = told
    if kind == "d":
        return date.fromisoformat(text)
    return datetime.fromisoformat(text) if kind == "t" else Bad(text, more[0])


def _told(one: Start | Row) -> dict[str, Any]:
    if isinstance(one, Row):
        return {"r": one.number, "c": [_cell(cell) for cell in one.cells]}
    return {
        "name": one.name, "hidden": one.hidden, "rows": sorted(one.hidden_rows)[:20_000], "1904": one.base_1904,
        "wide": one.wide[:5_000],
    }  # fmt: skip


def _cell(cell: Value) -> Any:
    if isinstance(cell, Bad):
        return ["b", cell.why, cell.text]
    if isinstance(cell, datetime):
        return ["t", cell.isoformat()]
    if isinstance(cell, date):
        return ["d", cell.isoformat()]
    if (isinstance(cell, float) and cell in (float("inf"), float("-inf"))) or cell != cell:
        return str(cell)
    return cell


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # a system without such limits still has the parent's patience
        return
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _lines(what: str, data: bytes, name: str) -> Iterator[dict[str, Any]]:
    if what == "sheets":
        yield from (_told(one) for one in read_sheets(data, name))
        return
    if what == "picture":
        greys = read_greys(data, name)
        yield {"width": greys.width, "height": greys.height, "levels": greys.levels.hex()}
        return
    document = read_document(data, name, len(data))
    yield {"kind": document.kind}
    yield from ({"p": one.text, "c": one.cells} for one in document.paragraphs)


def main(argv: list[str]) -> int:
    """The child: a file on standard input, JSON lines on standard output."""
    what, name, memory, seconds = argv[0], argv[1], int(argv[2]), int(argv[3])
    data = sys.stdin.buffer.read()
    _limit(memory, seconds)
    out = sys.stdout
    try:
        for one in _lines(what, data, name):
            out.write(json.dumps(one, ensure_ascii=True, separators=(",", ":")) + "\n")
    except DocumentRefused as refusal:
        out.write(json.dumps({"refused": refusal.code, "params": refusal.params}) + "\n")
        return 0
    out.write('"end"\n')
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
