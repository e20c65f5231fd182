"""How is a workbook from outside read without danger to the server? In a child process with a limit on memory and time.

The child is this file, run by itself: it imports no Django and starts in a fifth of a second. It gives out one JSON
line for each row, so that neither side ever holds a whole workbook of 100,000 rows. Whatever becomes of the child (out
of memory, killed, a fault of the reader), the parent answers with a sentence for the clerk.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from luoshi.kernel.documents.refusal import DocumentRefused
from luoshi.kernel.documents.sheets import Bad, Row, Start, Value, read_sheets

MEMORY = 600 * 1024 * 1024
SECONDS = 120
_ROOT = Path(__file__).resolve().parents[3]


def read_apart(data: bytes, name: str, *, memory: int = MEMORY, seconds: int = SECONDS) -> Iterator[Start | Row]:
    """The same as `sheets.read_sheets`, read in a child. Raises `DocumentRefused`."""
    with tempfile.TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module; the file's name is one argument
            [sys.executable, "-m", "luoshi.kernel.documents.child", name, str(memory), str(seconds)],
            stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=_ROOT,
            env={**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        ended = False
        try:
            assert child.stdout is not None  # noqa: S101 - it is a pipe
            for line in child.stdout:
                told: Any = json.loads(line)
                if told == "end":
                    ended = True
                elif "refused" in told:
                    raise DocumentRefused(told["refused"], **told["params"])
                else:
                    yield _start(told) if "name" in told else Row(told["r"], [_value(cell) for cell in told["c"]])
        finally:
            child.kill()
            with contextlib.suppress(OSError):
                child.communicate()
        if not ended:
            raise DocumentRefused("costly", name=name)


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


def main(argv: list[str]) -> int:
    """The child: a workbook on standard input, JSON lines on standard output."""
    name, memory, seconds = argv[0], int(argv[1]), int(argv[2])
    data = sys.stdin.buffer.read()
    _limit(memory, seconds)
    out = sys.stdout
    try:
        for one in read_sheets(data, name):
            out.write(json.dumps(_told(one), ensure_ascii=True, separators=(",", ":")) + "\n")
    except DocumentRefused as refusal:
        out.write(json.dumps({"refused": refusal.code, "params": refusal.params}) + "\n")
        return 0
    out.write('"end"\n')
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
