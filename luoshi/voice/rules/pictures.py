"""What of a picture is kept? What can be seen, and nothing that says where, when, with what and by whom it was taken.

JPEG and PNG are lists of parts. Written anew are only the parts that draw the picture; Exif (place, time, device), XMP, IPTC, comments,
embedded previews, colour profiles and whatever follows the end are left behind. Pure: bytes in, bytes out; nothing is decoded, so
nothing gets worse. What is *in* the picture stays: a face, a badge, a screen.
"""

from __future__ import annotations

import struct
import zlib

from luoshi.kernel.documents.picture import way_up

JPEG, PNG = "jpg", "png"
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"IDAT", b"IEND")
_ALONE = (0x01, *range(0xD0, 0xD8))
_TURNED = (
    b"Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00%c\x00\x00\x00\x00\x00\x00"
)
"""An Exif block that says which way up, and nothing else: a phone's picture would lie on its side without it."""


def cleaned(data: bytes) -> tuple[str, bytes] | None:
    """(kind, the picture without what was written beside it), or None where it is neither a JPEG nor a PNG, or broken."""
    try:
        if data.startswith(b"\xff\xd8\xff"):
            return JPEG, _jpeg(data)
        if data.startswith(_PNG_START):
            return PNG, _png(data)
    except (ValueError, IndexError, struct.error, zlib.error):
        return None
    return None


def _jpeg(data: bytes) -> bytes:
    out, at = bytearray(b"\xff\xd8"), 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("no marker")
        while data[at] == 0xFF:
            at += 1
        marker = data[at]
        at += 1
        if marker == 0xD9:
            return bytes(out + b"\xff\xd9")
        if marker in _ALONE:
            continue
        (size,) = struct.unpack_from(">H", data, at)
        part = data[at : at + size]
        if size < 2 or len(part) != size:
            raise ValueError("cut off")
        at += size
        if marker == 0xE1 and part[2:8] == b"Exif\x00\x00":
            turn = way_up(part[8:])
            if turn > 1:
                out += b"\xff\xe1" + struct.pack(">H", len(_TURNED % turn) + 2) + _TURNED % turn
        elif marker == 0xE0 and part[2:7] == b"JFIF\x00":
            out += b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
        elif marker == 0xEE and part[2:7] == b"Adobe":
            out += b"\xff\xee" + part[:14] if size == 14 else b""
        elif not 0xE0 <= marker <= 0xEF and marker != 0xFE:
            out += bytes([0xFF, marker]) + part
        if marker == 0xDA:
            end = _scan(data, at)
            out += data[at:end]
            at = end


def _scan(data: bytes, at: int) -> int:
    """Where the drawn stretch ends: at the next marker that is no restart and no stuffed byte."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] != 0 and data[at + 1] not in _ALONE:
            return at
        at += 2


def _png(data: bytes) -> bytes:
    out, at = bytearray(_PNG_START), len(_PNG_START)
    while True:
        size, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + size]
        (check,) = struct.unpack_from(">I", data, at + 8 + size)
        if len(body) != size or check != zlib.crc32(kind + body):
            raise ValueError("damaged")
        if kind in _PNG_KEPT:
            out += data[at : at + 12 + size]
        elif kind[:1].isupper():
            raise ValueError("a part that must be understood")
        at += 12 + size
        if kind == b"IEND":
            return bytes(out)
