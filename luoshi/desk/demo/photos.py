"""Small pictures for the demonstration: a workshop drawn by lot, and a part of it turned round."""

from __future__ import annotations

import random
import struct
import zlib

WIDTH, HEIGHT = 240, 180


def workshop() -> bytes:
    """Machines and people before a wall, as PNG."""
    return _png(_rows())


def part_of_workshop() -> bytes:
    """The same in the mirror, without its left and lower edges."""
    return _png([row[:23:-1] for row in _rows()[:-24]])


def _rows() -> list[bytes]:
    made = random.Random(7)  # noqa: S311 - a drawing, no secret
    wall = [bytearray(bytes([130 + 70 * y // HEIGHT]) * WIDTH) for y in range(HEIGHT)]
    for _ in range(46):
        x, y, wide, high, grey = (made.randrange(most) for most in (WIDTH, HEIGHT, 44, 36, 256))
        for row in wall[y : y + high + 6]:
            row[x : x + wide + 6] = bytes([grey]) * len(row[x : x + wide + 6])
    return [bytes(row) for row in wall]


def _png(rows: list[bytes]) -> bytes:
    drawn = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)), (b"IDAT", drawn), (b"IEND", b""),
    )  # fmt: skip
    told = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(told)
