"""Is a zip container safe to open, and what stands in its parts?

The sizes in the directory are checked before a byte is unpacked, and every part is read through a counter as well,
because a directory can lie.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_ENTRIES = 4_000
_MOST_UNPACKED = 256 * 1024 * 1024
_MOST_RATIO = 150
_SMALL = 4 * 1024 * 1024
_MOST_SIDE_PART = 32 * 1024 * 1024


class BrokenArchiveError(Exception):
    """The container or one of its parts cannot be read."""


class EncryptedArchiveError(Exception):
    """A part of the container is encrypted."""


class OversizedArchiveError(Exception):
    """The container would unpack to an abnormal size."""


class _Counted(io.RawIOBase):
    """A part that stops being read past its allowance."""

    def __init__(self, stream: IO[bytes], allowance: int) -> None:
        self._stream, self._left = stream, allowance

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(min(size, self._left + 1) if size >= 0 else self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise OversizedArchiveError
        return data


class Archive:
    """An Office Open XML container."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as fault:
            raise BrokenArchiveError from fault
        entries = self._zip.infolist()
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise EncryptedArchiveError
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > _MOST_ENTRIES or unpacked > _MOST_UNPACKED:
            raise OversizedArchiveError
        if any(e.file_size > _SMALL and e.file_size > _MOST_RATIO * max(1, e.compress_size) for e in entries):
            raise OversizedArchiveError
        self.names = frozenset(entry.filename for entry in entries)

    def open(self, name: str, allowance: int = _MOST_UNPACKED) -> IO[bytes]:
        """A part as a stream that cannot give more than its allowance."""
        try:
            return _Counted(self._zip.open(name), allowance)  # type: ignore[return-value]
        except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as fault:
            raise BrokenArchiveError from fault

    def root(self, name: str) -> _Element | None:
        """A side part (numbering, styles) as a tree; None when it is absent."""
        if name not in self.names:
            return None
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            data = self.open(name, _MOST_SIDE_PART).read()
            tree = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as fault:
            raise BrokenArchiveError from fault
        _refuse_doctype(tree)
        return tree

    def elements(self, name: str, tags: tuple[str, ...]) -> Iterator[tuple[str, _Element]]:
        """The start and end of the named elements of a large part, in order; the caller clears what it has read."""
        from lxml import etree

        stream = self.open(name)
        try:
            walker = etree.iterparse(
                stream,
                events=("start", "end"),
                tag=tags,
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
                remove_comments=True,
                remove_pis=True,
            )
            first = True
            for event, element in walker:
                if first:
                    _refuse_doctype(element)
                    first = False
                yield event, element
        except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as fault:
            raise BrokenArchiveError from fault


def _refuse_doctype(element: _Element) -> None:
    """Office parts have no document type; one that has is an attack with entities."""
    if element.getroottree().docinfo.doctype:
        raise BrokenArchiveError


def local(element: _Element) -> str:
    """The element's name without its namespace: transitional and strict files differ only there."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: _Element, name: str) -> str | None:
    """An attribute by its name without namespace."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def whole(text: str | None, default: int = 0) -> int:
    """A number of an attribute; anything else, and what no writer would mean, is the default."""
    return int(text) if text and text.isdecimal() and len(text) <= 7 else default


def child(element: _Element | None, *names: str) -> _Element | None:
    """The descendant along a path of names, each the first child of its name."""
    for name in names:
        if element is None:
            return None
        element = next((item for item in element if local(item) == name), None)
    return element


def value_of(element: _Element | None, *names: str) -> str | None:
    """The `val` attribute at the end of a path of names."""
    found = child(element, *names)
    return None if found is None else attribute(found, "val")
