"""Receipts, work instead of identity, small groups, clocks, who may deal with what, advice, pictures: without a database."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.kernel.calendar import WorkCalendar
from luoshi.kernel.documents.picture import way_up
from luoshi.voice.rules import advice, clocks, pictures, proof, receipt, routing, small

# ---------- receipts ----------


@given(st.integers(min_value=0))
def test_a_receipt_proves_itself(number: int) -> None:
    made = receipt.receipt_of(number)
    assert len(made) == 16
    assert receipt.typed(receipt.grouped(made)) == made


@given(st.integers(min_value=0), st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_found(number: int, at: int, by: int) -> None:
    made = receipt.receipt_of(number)
    assert receipt.typed(f"{made[:at]}{(int(made[at]) + by) % 10}{made[at + 1 :]}") == ""


@given(st.integers(min_value=0), st.integers(0, 14))
def test_neighbours_that_changed_places_are_found(number: int, at: int) -> None:
    made = receipt.receipt_of(number)
    turned = made[:at] + made[at + 1] + made[at] + made[at + 2 :]
    assert turned == made or receipt.typed(turned) == ""


def test_a_receipt_is_read_as_people_type_it() -> None:
    made = receipt.receipt_of(123456789012345)
    wide = "".join(chr(ord(char) + 0xFEE0) for char in made)
    assert receipt.typed(f" {wide[:4]} {wide[4:8]}-{wide[8:]} ") == made
    assert receipt.typed("abc") == receipt.typed("") == receipt.typed(made[:15]) == ""


# ---------- work ----------


def test_work_is_checked() -> None:
    nonce = "0f" * 16
    done = next(n for n in range(1_000_000) if proof.is_done(nonce, str(n), 12))
    assert hashlib.sha256(f"{nonce}.{done}".encode()).digest()[0] == 0
    assert not proof.is_done(nonce, str(done), 40)
    assert not proof.is_done(nonce, "", 0)


def test_work_grows_with_the_number_of_forms_and_has_an_end() -> None:
    found = [proof.bits(count) for count in (0, 59, 60, 120, 240, 10**9)]
    assert found == sorted(found)
    assert found[0] == found[1] == proof.LEAST_BITS < found[2]
    assert found[-1] == proof.MOST_BITS


@given(st.text("0123456789abcdef", min_size=32, max_size=32))
def test_the_question_has_an_answer_in_digits_and_in_words(nonce: str) -> None:
    words = "零一二三四五六七八九"
    total = sum(proof.question(nonce))
    spoken = words[total] if total < 10 else "十" + (words[total - 10] if total > 10 else "")
    assert proof.is_answered(nonce, f" {total} ")
    assert proof.is_answered(nonce, spoken)
    assert not proof.is_answered(nonce, str(total + 1))
    assert not proof.is_answered(nonce, "")


# ---------- small groups ----------


@given(st.integers(0, 60), st.integers(0, 60))
def test_no_difference_of_two_figures_tells_of_fewer_than_five(one: int, other: int) -> None:
    shown = [small.shown(count) or 0 for count in (one, other)]
    assert abs(shown[0] - shown[1]) % small.LEAST == 0
    assert small.shown(one) is None or one >= small.LEAST


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), max_size=60))
def test_filters_cannot_be_played_against_each_other(rows: list[tuple[str, str]]) -> None:
    """Every filter's figure beside every other's: sums and differences are multiples of five, whatever is behind."""
    filters = [bool, *(lambda row, v=v: v in row for v in "abxyz")]
    told = [small.shown(sum(map(keep, rows))) or 0 for keep in filters]
    assert all(figure % small.LEAST == 0 for figure in told)


@given(st.lists(st.booleans(), max_size=80), st.booleans())
def test_one_more_answer_changes_a_share_only_at_the_fifth(answers: list[bool], one: bool) -> None:
    if (len(answers) + 1) % small.LEAST:
        assert small.share([*answers, one]) == small.share(answers)
    if len(answers) < small.LEAST:
        assert small.share(answers) is None


def test_shares() -> None:
    assert small.share([True] * 4) is None
    assert small.share([True] * 5) == 100
    assert small.share([True, False, False, False, False, True, True]) == 20
    assert small.table({"a": 4, "b": 5, "c": 11}) == {"a": None, "b": 5, "c": 10}


# ---------- clocks, routing ----------


def test_clocks_count_working_days() -> None:
    calendar = WorkCalendar()
    written = date(2026, 11, 20)  # a Friday
    assert clocks.accept_by(written, calendar.shift, clocks.Limits()) == date(2026, 12, 1)
    assert clocks.reply_by("praise", written, calendar.shift, clocks.Limits()) == date(2026, 12, 4)
    late = clocks.clock("received", date(2026, 11, 19), None, date(2026, 11, 23), calendar.between)
    assert late is not None
    assert (late.left, late.tone) == (-2, "late")
    assert clocks.clock("closed", written, written, written, calendar.between) is None


@pytest.mark.parametrize(
    ("concerned", "opens"),
    [(None, 1), (7, 1), (1, 2), (2, 1)],
    ids=["nobody", "a department", "its office", "the upper"],
)
def test_the_unit_concerned_never_opens(concerned: int | None, opens: int) -> None:
    assert routing.router(concerned, [1, 2, 3]) == opens


def test_the_last_office_does_not_open_what_is_about_itself() -> None:
    assert routing.router(3, [3]) is None
    assert routing.own_case(3, 3) is not None
    assert routing.own_case(3, None) is None


def test_a_complaint_is_not_given_to_whom_it_is_about() -> None:
    def unfit(kind: str, handler: int, **more: bool) -> bool:
        given = {"is_enterprise": False, "is_staffed": True, **more}
        return routing.unfit(kind, handler, 5, **given) is not None

    assert unfit("problem", 5)
    assert not unfit("suggestion", 5)
    assert not unfit("problem", 6)
    assert unfit("suggestion", 6, is_staffed=False)
    assert unfit("praise", 6, is_enterprise=True)


# ---------- advice ----------


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("厂里三个月没发工资了", {"wages"}),
        ("包工头欠我们工钱，还打人", {"wages", "danger"}),
        ("加班费一直不算，社保也没交", {"rights"}),
        ("科长收红包才给报名", {"discipline"}),
        ("不服街道的处理决定", {"petition"}),
        ("培训课都排在白班，我们倒班的上不了", set()),
        ("建议把技能等级和工资挂钩", set()),
    ],
)
def test_other_ways_are_advised(text: str, keys: set[str]) -> None:
    assert {one.key for one in advice.advise(text)} == keys


def test_what_gives_the_writer_away_is_named() -> None:
    assert len(advice.tells_who("我叫王建国，电话13912345678")) == 2
    assert advice.tells_who("产线编号 2026112300012345678 的设备") == ()


# ---------- pictures ----------


def jpeg(*parts: tuple[int, bytes]) -> bytes:
    """A JPEG of these parts, with a drawn stretch that holds a stuffed byte and a restart."""
    body = b"".join(bytes([0xFF, kind]) + struct.pack(">H", len(part) + 2) + part for kind, part in parts)
    return b"\xff\xd8" + body + b"\xff\xda\x00\x03\x01drawn\xff\x00\xff\xd0more\xff\xd9"


def exif(turn: int, secret: bytes = b"GPS 31.2N Huawei") -> bytes:
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, turn, 0)
    return b"Exif\x00\x00II\x2a\x00\x08\x00\x00\x00\x01\x00" + entry + b"\x00\x00\x00\x00" + secret


def png(*parts: tuple[bytes, bytes]) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


def test_a_jpeg_loses_what_is_written_beside_it() -> None:
    given = jpeg(
        (0xE0, b"JFIF\x00" + b"\x01" * 9),
        (0xE1, exif(1)),
        (0xE1, b"http://ns.adobe.com/xap MARK"),
        (0xDB, b"table"),
        (0xFE, b"MARK"),
    )
    kind, found = pictures.cleaned(given + b"MARK after the end") or ("", b"")
    assert kind == "jpg"
    assert b"MARK" not in found
    assert b"Huawei" not in found
    assert b"table" in found
    assert b"drawn\xff\x00\xff\xd0more" in found


def test_which_way_up_is_kept_and_nothing_else() -> None:
    found = (pictures.cleaned(jpeg((0xE1, exif(6)))) or ("", b""))[1]
    assert way_up(found[found.index(b"Exif") + 6 :]) == 6
    assert b"Huawei" not in found


def test_a_png_loses_its_texts() -> None:
    head = (b"IHDR", b"\x00" * 13)
    found = pictures.cleaned(
        png(head, (b"tEXt", b"Author\x00MARK"), (b"eXIf", b"MARK"), (b"IDAT", b"drawn"), (b"IEND", b""))
    )
    assert found is not None
    assert found[0] == "png"
    assert b"MARK" not in found[1]
    assert b"drawn" in found[1]


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"%PDF-1.7", b"PK\x03\x04", b"\xff\xd8\xff\xe1\xff", b"\x89PNG\r\n\x1a\n\x00"]
)
def test_anything_else_is_not_taken(data: bytes) -> None:
    assert pictures.cleaned(data) is None


@given(st.binary(max_size=300))
def test_no_bytes_break_the_cleaning(data: bytes) -> None:
    pictures.cleaned(b"\xff\xd8\xff" + data)
    pictures.cleaned(b"\x89PNG\r\n\x1a\n" + data)


def can_be_nobody(tables: list[dict[int, int | None]], which: int, group: int) -> bool:
    """What a reader who adds and subtracts finds out: whether some numbers agree with every table and leave a group empty."""
    low = [sum(value or 0 for value in one.values()) for one in tables]
    high = [sum((value or 0) + 4 for value in one.values()) for one in tables]
    high[which] -= 4
    return max(low) <= min(high)


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6), st.integers(0, 1)), max_size=60))
def test_no_small_group_can_be_reckoned_from_tables_side_by_side(letters: list[tuple[int, int, int]]) -> None:
    """Of no group that is not shown can it be told that there is somebody in it."""
    counted = [dict.fromkeys(range(size), 0) | Counter(one[at] for one in letters) for at, size in enumerate((4, 7, 2))]
    told = small.tables(counted)
    for which, (counts, one) in enumerate(zip(counted, told, strict=True)):
        assert all(
            value is None or (value >= 5 and value % 5 == 0 and value <= counts[key]) for key, value in one.items()
        )
        assert all(can_be_nobody(told, which, key) for key, value in counts.items() if value < 5)


def test_a_number_is_kept_back_for_the_sake_of_another() -> None:
    """Ten by one division; by the other nine at most, without the group that is hidden: so somebody would be in it."""
    assert small.tables([{"all": 10}, {"a": 6, "b": 4}]) == [{"all": None}, {"a": 5, "b": None}]
    assert small.tables([{"x": 5, "y": 5}, {"a": 5, "b": 5}]) == [{"x": 5, "y": 5}, {"a": 5, "b": 5}]
