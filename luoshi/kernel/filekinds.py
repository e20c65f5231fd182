"""Which files are taken, and is a file what its name says? Pure: bytes in, an answer out; nothing is unpacked."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from luoshi.kernel.say import Say, say

NAME_LENGTH = 120
MOST_ENTRIES = 20_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS = ("_VBA_PROJECT", "Macros")
_DEVICE = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Kind:
    """A type of file that is taken, under one ending. ``looks`` judges the content."""

    ending: str
    media_type: str
    looks: Callable[[bytes], bool]


def _starts(*magics: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(magics)


def _pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024] and data.lstrip()[:1] != b"<"


def _package(*wanted: str) -> Callable[[bytes], bool]:
    """A zip container that holds the wanted part, and no macros."""

    def looks(data: bytes) -> bool:
        if not data.startswith(b"PK\x03\x04"):
            return False
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as container:
                names = {name.lower() for name in container.namelist()}
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
            return False
        macros = any(name.endswith("vbaproject.bin") for name in names)
        return 0 < len(names) <= MOST_ENTRIES and not macros and all(name.lower() in names for name in wanted)

    return looks


def _compound(data: bytes) -> bool:
    """An old Office file (OLE), without macros."""
    return data.startswith(_OLE) and not any(name.encode("utf-16-le") in data for name in _MACROS)


def _text(data: bytes) -> bool:
    """Text as offices write it: UTF-8, UTF-16 with its mark, or GB18030; no control characters but line ends and tabs."""
    if data.startswith(b"%PDF-"):
        return False
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(ord(char) < 32 and char not in "\r\n\t\f" for char in text)
    return False


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    kind.ending: kind
    for kind in (
        Kind("pdf", "application/pdf", _pdf),
        Kind("docx", _OFFICE + "wordprocessingml.document", _package("[Content_Types].xml", "word/document.xml")),
        Kind("xlsx", _OFFICE + "spreadsheetml.sheet", _package("[Content_Types].xml", "xl/workbook.xml")),
        Kind("ofd", "application/ofd", _package("OFD.xml")),
        Kind("doc", "application/msword", _compound),
        Kind("xls", "application/vnd.ms-excel", _compound),
        Kind("wps", "application/vnd.ms-works", _compound),
        Kind("txt", "text/plain", _text),
        Kind("csv", "text/csv", _text),
        Kind("png", "image/png", _starts(b"\x89PNG\r\n\x1a\n")),
        Kind("jpg", "image/jpeg", _starts(b"\xff\xd8\xff")),
        Kind("jpeg", "image/jpeg", _starts(b"\xff\xd8\xff")),
    )
}


def clean_name(name: str) -> str:
    """The name as a label: no folders, no control or direction characters (a name can be made to read backwards), not long.

    The ending stays when the name is cut.
    """
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    name = "".join(
        char for char in name if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )
    name = re.sub(r'[<>:"|?*]', "_", " ".join(name.split())).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    if _DEVICE.match(name) or not stem:
        stem = f"_{stem}"
    kept = NAME_LENGTH - len(ending) - 1
    return f"{stem[:kept].rstrip()}{dot}{ending}"


def kind_of(name: str) -> Kind | None:
    """The kind that a cleaned name says it is, or None when such files are not taken."""
    return KINDS.get(name.rpartition(".")[2].lower()) if "." in name else None


def fault(name: str, data: bytes, limit: int) -> Say | None:
    """Why this file is not taken, or None when it is."""
    kind = kind_of(name)
    if kind is None:
        return say("不接收这种文件：{name}。可以上传：{endings}。", name=name, endings=tuple(KINDS))
    if not data:
        return say("文件是空的：{name}。", name=name)
    if len(data) > limit:
        return too_large(name, limit)
    if not kind.looks(data):
        return say("文件内容与扩展名不符，或者含有宏：{name}。请用原来的软件打开，另存后再上传。", name=name)
    return None


def too_large(name: str, limit: int) -> Say:
    """What is said of a file over the limit."""
    return say("文件“{name}”超过 {limit_mb} MB 的上限。", name=name, limit_mb=limit // (1024 * 1024))
