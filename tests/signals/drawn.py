"""Pictures for tests: scenes of light and dark things, drawn by lot, changed, and written as PNG."""

from __future__ import annotations

import random
import struct
import zlib

Rows = list[bytes]


def scene(seed: int, width: int = 240, height: int = 180) -> Rows:
    """Things of many sizes before a sky that grows darker."""
    made = random.Random(seed)
    canvas = [[90 + 60 * y // height + made.randrange(9) for _ in range(width)] for y in range(height)]
    for _ in range(42):
        x, y, size, grey = made.randrange(width), made.randrange(height), made.randint(4, 26), made.randrange(256)
        tall, is_round = made.uniform(0.5, 1.5), made.random() < 0.5
        for line in range(max(0, int(y - size * tall)), min(height, int(y + size * tall))):
            reach = size * max(0.0, 1 - ((line - y) / size / tall) ** 2) ** 0.5 if is_round else size
            for at in range(max(0, int(x - reach)), min(width, int(x + reach))):
                canvas[line][at] = grey
    return [bytes(row) for row in canvas]


def mirrored(rows: Rows) -> Rows:
    return [row[::-1] for row in rows]


def cut(rows: Rows, left: float, top: float, right: float, low: float) -> Rows:
    """Without these shares of its width and height."""
    width, height = len(rows[0]), len(rows)
    return [
        row[round(width * left) : round(width * (1 - right))]
        for row in rows[round(height * top) : round(height * (1 - low))]
    ]


def smaller(rows: Rows) -> Rows:
    """Half the size."""
    return [
        bytes((a + b + c + d) // 4 for a, b, c, d in zip(one[::2], one[1::2], two[::2], two[1::2], strict=False))
        for one, two in zip(rows[::2], rows[1::2], strict=False)
    ]


def brighter(rows: Rows) -> Rows:
    return [bytes(min(255, grey * 5 // 4 + 10) for grey in row) for row in rows]


def png(rows: Rows) -> bytes:
    """The picture as a file."""
    return _png(len(rows[0]), len(rows), zlib.compress(b"".join(b"\0" + row for row in rows)))


def trap(side: int) -> bytes:
    """A few kilobytes that claim to be a very large picture."""
    return _png(side, side, zlib.compress(bytes(100_000)))


def _png(width: int, height: int, drawn: bytes) -> bytes:
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", drawn), (b"IEND", b""))
    whole = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + whole
