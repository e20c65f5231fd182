"""What does a picture show, in a few thousand greys? For comparing; read with PDFium, in the limited child only.

JPEG and PNG are ways in which PDF keeps pictures: the stretches that draw are laid, as they are, into a document of one page, and
PDFium draws it small. So no other decoder has to be trusted. Before anything is decoded the picture has told its size.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.kernel.documents.refusal import DocumentRefused

SIDE = 128
"""Greys on the longer side."""
MOST_PIXELS = 64_000_000
"""A camera's largest; a picture of a few kilobytes that claims more is a trap."""
_PNG = b"\x89PNG\r\n\x1a\n"
_NO_SIZE = (0xC4, 0xC8, 0xCC)
_SPACES = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
_LAID = {
    1: (1, 0, 0, 1, 0, 0), 2: (-1, 0, 0, 1, 1, 0), 3: (-1, 0, 0, -1, 1, 1), 4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1), 6: (0, -1, 1, 0, 0, 1), 7: (0, 1, 1, 0, 0, 0), 8: (0, 1, -1, 0, 1, 0),
}  # fmt: skip
"""How the unit square of a picture is laid on the page, by which way up it was taken (Exif 2.3, tag 0112)."""


@dataclass(frozen=True)
class Greys:
    """A small picture: ``levels`` of 0 to 255, row by row."""

    width: int
    height: int
    levels: bytes


def read_greys(data: bytes, name: str) -> Greys:
    """The picture, small and grey. Raises `DocumentRefused`."""
    import pypdfium2

    try:
        image = _Image.of(data)
    except (ValueError, IndexError, struct.error, zlib.error) as fault:
        raise DocumentRefused("broken", name=name) from fault
    if image.width * image.height > MOST_PIXELS:
        raise DocumentRefused("costly", name=name)
    try:
        document = pypdfium2.PdfDocument(_page(image))
        bitmap = document[0].render(scale=1, grayscale=True)
    except pypdfium2.PdfiumError as fault:
        raise DocumentRefused("broken", name=name) from fault
    rows = bytes(bitmap.buffer)
    lines = (rows[at : at + bitmap.width] for at in range(0, bitmap.stride * bitmap.height, bitmap.stride))
    return Greys(bitmap.width, bitmap.height, b"".join(lines))


@dataclass(frozen=True)
class _Image:
    """What PDF has to be told of a picture: ``space`` of its colours, and with which filter ``drawn`` is read."""

    width: int
    height: int
    bits: int
    space: str
    filter: str
    drawn: bytes
    turn: int = 1
    inks: int = 4

    @classmethod
    def of(cls, data: bytes) -> _Image:
        return cls._png(data) if data.startswith(_PNG) else cls._jpeg(data)

    @classmethod
    def _jpeg(cls, data: bytes) -> _Image:
        turn, inverted = 1, ""
        for marker, part in _jpeg_parts(data):
            if marker == 0xE1 and part.startswith(b"Exif\x00\x00"):
                turn = way_up(part[6:])
            elif marker == 0xEE and part.startswith(b"Adobe"):
                inverted = " /Decode [1 0 1 0 1 0 1 0]"
            elif 0xC0 <= marker <= 0xCF and marker not in _NO_SIZE:
                bits, height, width, colours = struct.unpack_from(">BHHB", part)
                told = " /Filter /DCTDecode" + (inverted if colours == 4 else "")
                return cls(width, height, bits, _space(colours), told, data, turn)
        raise ValueError("no size")

    @classmethod
    def _png(cls, data: bytes) -> _Image:
        parts = list(_png_parts(data))
        width, height, bits, colour, _, _, woven = struct.unpack(">IIBBBBB", parts[0][1])
        if woven:
            raise ValueError("interlaced")
        colours = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
        if colour == 3:
            palette = next(part for kind, part in parts if kind == b"PLTE")
            space = f"[/Indexed /DeviceRGB {len(palette) // 3 - 1} <{palette.hex()}>]"
        elif colour in (4, 6):  # how far it is seen through is no colour of PDF: an ink that leaves no trace
            inks = " ".join(f"/I{at}" for at in range(colours))
            space = f"[/DeviceN [{inks}] {_space(colours - 1)} 5 0 R]"
        else:
            space = _space(colours)
        predictor = f"/Predictor 15 /Colors {colours} /BitsPerComponent {bits} /Columns {width}"
        drawn = b"".join(part for kind, part in parts if kind == b"IDAT")
        return cls(
            width, height, bits, space, f" /Filter /FlateDecode /DecodeParms << {predictor} >>", drawn, inks=colours
        )


def _space(colours: int) -> str:
    if colours not in _SPACES:
        raise ValueError("no such colours")
    return _SPACES[colours]


def _jpeg_parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The marked parts of a JPEG before what is drawn: (marker, content)."""
    at = 2
    while data[at] == 0xFF:
        while data[at] == 0xFF:
            at += 1
        marker = data[at]
        (size,) = struct.unpack_from(">H", data, at + 1)
        if marker in (0xD9, 0xDA) or size < 2:
            return
        yield marker, data[at + 3 : at + 1 + size]
        at += 1 + size


def _png_parts(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, kind = len(_PNG), b""
    while kind != b"IEND":
        size, kind = struct.unpack_from(">I4s", data, at)
        yield kind, data[at + 8 : at + 8 + size]
        at += 12 + size


def way_up(exif: bytes) -> int:
    """Which way up a picture is to be shown, 1 to 8; 1 where its Exif block does not say."""
    order = {b"MM": ">", b"II": "<"}.get(exif[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, start)
        for number in range(min(count, 200)):
            tag, _kind, _many, value = struct.unpack_from(f"{order}HHIH", exif, start + 2 + 12 * number)
            if tag == 0x0112:
                return int(value) if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _page(image: _Image) -> bytes:
    """A document of one page that the picture fills."""
    wide, high = (image.height, image.width) if image.turn > 4 else (image.width, image.height)
    wide, high = (max(1, round(SIDE * side / max(wide, high))) for side in (wide, high))
    a, b, c, d, e, f = _LAID[image.turn]
    drawing = f"{a * wide} {b * high} {c * wide} {d * high} {e * wide} {f * high} cm /P Do".encode()
    told = f"/Width {image.width} /Height {image.height} /BitsPerComponent {image.bits} /ColorSpace {image.space}"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide} {high}] /Contents 4 0 R"
        " /Resources << /XObject << /P 6 0 R >> >> >>".encode(),
        _stream("", drawing),
        _stream(f"/FunctionType 4 /Domain [{'0 1 ' * image.inks}] /Range [{'0 1 ' * (image.inks - 1)}]", b"{pop}"),
        _stream(f"/Type /XObject /Subtype /Image {told}{image.filter}", image.drawn),
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out)))


def _stream(told: str, body: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n" % (told.encode(), len(body)) + body + b"\nendstream"
