"""Whether a picture is known again after it was changed, and taken for no other one."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from luoshi.kernel.documents import DocumentRefused
from luoshi.kernel.documents.child import read_greys_apart
from luoshi.kernel.documents.picture import read_greys
from luoshi.signals.rules.pictures import Known, as_json, from_json, kept, known, same, sought
from tests.signals import drawn

SCENES = [drawn.scene(seed) for seed in range(4)]
EMPTY_JPEG = b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00"


def known_as(rows: drawn.Rows) -> Known:
    return known(read_greys(drawn.png(rows), "picture"))


ORIGINALS = [known_as(scene) for scene in SCENES]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (drawn.smaller, "picture"),
        (drawn.brighter, "picture"),
        (drawn.mirrored, "mirror"),
        (lambda rows: drawn.cut(rows, 0.05, 0.05, 0.05, 0.05), "part"),
        (lambda rows: drawn.cut(rows, 0, 0, 0.2, 0.15), "part"),
        (lambda rows: drawn.smaller(drawn.brighter(drawn.cut(rows, 0, 0.15, 0, 0))), "part"),
        (lambda rows: drawn.mirrored(drawn.cut(rows, 0.1, 0.1, 0.05, 0.1)), "mirror_part"),
    ],
)
def test_a_changed_picture_is_known_again(change: Callable[[drawn.Rows], drawn.Rows], told: str) -> None:
    for scene, original in zip(SCENES, ORIGINALS, strict=True):
        copy = known_as(change(scene))
        assert same(copy, original) == told
        assert same(original, copy) == told  # whichever came first
        assert any(bands & kept(original) for bands in sought(copy))


def test_different_pictures_are_different() -> None:
    assert not any(same(one, two) for one, two in itertools.combinations(ORIGINALS, 2))


def test_a_blank_sheet_is_like_nothing() -> None:
    blank = known_as([bytes([250]) * 200] * 100)
    assert blank.spots == ()
    assert same(blank, blank) == ""
    assert known(read_greys(EMPTY_JPEG, "picture")).spots == ()


def test_what_is_kept_is_what_was_known() -> None:
    assert from_json(as_json(ORIGINALS[0])) == ORIGINALS[0]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", drawn.png(SCENES[0])[:60], drawn.trap(50_000), b"GIF89a",
    ],
)  # fmt: skip
def test_a_broken_picture_and_a_trap_are_refused(data: bytes) -> None:
    with pytest.raises(DocumentRefused):
        read_greys(data, "picture")


def test_it_is_read_apart() -> None:
    data = drawn.png(SCENES[3])
    assert read_greys_apart(data, "picture") == read_greys(data, "picture")
    with pytest.raises(DocumentRefused):
        read_greys_apart(drawn.trap(50_000), "picture")
