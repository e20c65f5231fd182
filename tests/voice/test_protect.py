"""Nothing that tells who wrote is kept: markers planted in every header, and in pictures, are looked for in every column, file and log.

Marked are the address, a proxy's word about it, the device, cookies, the page somebody came from, and headers that nobody
has thought of; a person who is logged in at the same time writes too.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from luoshi.config.logs import JsonLines, Numbered
from luoshi.config.unnamed import is_unnamed
from luoshi.kernel.models import Event, File
from luoshi.org.models import Account
from luoshi.voice import services  # noqa: F401 - the room is loaded
from luoshi.voice.models import Case
from luoshi.voice.rules.receipt import typed
from luoshi.voice.services import gathering, writing
from tests.voice.test_rules import exif, jpeg
from tests.voice.worker import TEXT, add, hears, look, solved, write
from tests.world import World

MARK = "zhadian9f3"
ADDRESS = "203.0.113.77"
HEADERS = {
    "X-Forwarded-For": f"{ADDRESS}, 10.9.8.7", "X-Real-IP": ADDRESS, "Forwarded": f"for={ADDRESS}", "User-Agent": f"{MARK}-device",
    "Referer": f"http://{MARK}.example/inside", "X-Requested-With": f"{MARK}-app", "Authorization": f"Bearer {MARK}", "From": MARK,
    "Sec-Ch-Ua-Model": MARK, "Idempotency-Key": MARK, "X-Request-ID": MARK, "Origin": f"http://{MARK}.example",
}  # fmt: skip


class Written(logging.Handler):
    """Every line that any logger writes, in both forms, with everything hung on it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        Numbered().filter(record)
        self.lines += [JsonLines().format(record), logging.Formatter().format(record), repr(vars(record))]


@pytest.fixture
def logged() -> Iterator[Written]:
    """All logs at their most talkative."""
    root, handler = logging.getLogger(), Written()
    access = logging.getLogger("luoshi.access")
    before = (root.level, access.level)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    access.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before[0])
    access.setLevel(before[1])


def phone() -> Client:
    """A browser that tells everything about itself."""
    found = Client(headers=HEADERS, REMOTE_ADDR=ADDRESS, REMOTE_HOST=MARK, REMOTE_USER=MARK)
    found.cookies["sessionid"] = found.cookies["csrftoken"] = found.cookies["own"] = MARK
    return found


def everything() -> str:
    """Every column of every table, as text."""
    found = io.StringIO()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                found.write(
                    "\n".join(bytes(v).decode("latin-1") if isinstance(v, bytes | memoryview) else str(v) for v in row)
                    + "\n"
                )
    return found.getvalue()


def picture() -> Any:
    return SimpleUploadedFile(
        f"{MARK}.jpg", jpeg((0xE1, exif(6, f"GPS {MARK}".encode())), (0xFE, MARK.encode())), "image/jpeg"
    )


def test_it_works(world: World, logged: Written, settings: Any, tmp_path: Path) -> None:
    """Writing, looking, adding, judging, answering a survey; with a picture; taken in; then everything is searched."""
    settings.MEDIA_ROOT = tmp_path
    hears(world, "县.办")
    one = phone()
    answers = [
        one.get("/voice/"),
        one.get("/voice/receipt/"),
        one.get("/voice/survey/?at=x"),
        one.get("/voice/nothing/"),
    ]
    receipt = write(world, one, pictures=picture())
    gathering.gather()
    answers += [look(receipt, one), add(receipt, one, text="再说一句。", pictures=picture())]
    gathering.gather()
    for answer in answers:
        assert not answer.cookies, "nothing is left on the phone"
        assert "Set-Cookie" not in answer.headers
        assert "X-Request-ID" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    kept = everything()
    lines = "\n".join(logged.lines)
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    names = " ".join(str(path) for path in tmp_path.rglob("*"))
    assert TEXT in kept, "the search searches"
    assert len(files) == 2
    for marker in (MARK, ADDRESS, "10.9.8.7", typed(receipt), receipt):
        assert marker not in kept, marker
        assert marker not in lines, marker
        assert marker not in names, marker
        assert not any(marker.encode() in data for data in files), marker
    assert not re.search(r"voice/(receipt/)?'?\"? ?(200|422)", lines), "no line says that somebody wrote at this minute"
    assert not AccessLog.objects.exists()
    assert not AccessAttempt.objects.exists()


def test_who_is_logged_in_is_not_joined_to_what_they_write(world: World, logged: Written) -> None:
    account = world.account("县.人社", "clerk")
    one = Client()
    one.force_login(account)
    before = Event.objects.count()
    receipt = write(world, one)
    assert Event.objects.count() == before, "nothing in the trail tells when it came"
    gathering.gather()
    told = Event.objects.filter(object_type="voice.case")
    assert {event.account_id for event in told} == {None}
    assert {event.request_id for event in told} == {""}
    assert f"{account.pk}" not in str(Case.objects.values("uid", "receipt", "text", "source"))
    assert one.get("/").status_code == 200, "the log-in itself goes on"
    assert typed(receipt) not in "\n".join(logged.lines)
    assert Account.objects.get(pk=account.pk).last_login == account.last_login


def test_no_moment_is_kept_only_dates(world: World) -> None:
    write(world, name="王", pictures=picture())
    case = Case.objects.get()
    moments = [
        field.name
        for field in Case._meta.concrete_fields
        if field.get_internal_type() in {"DateTimeField", "TimeField"}
    ]
    assert moments == []
    assert case.uid.version == 4, "a UUIDv7 would hold the millisecond"
    assert not File.objects.exists(), "a file has its moment only when it has been taken in with others"


def test_a_fault_tells_nothing_of_what_was_written(world: World, logged: Written, monkeypatch: Any) -> None:
    def broken(*_given: object) -> str:
        raise ValueError(f"DETAIL: Failing row contains ({TEXT})")

    monkeypatch.setattr(writing, "write", broken)
    one = phone()
    one.raise_request_exception = False
    fields = {"kind": "problem", "text": TEXT, "place": world.units["县"].pk, **solved(one.get("/voice/"))}
    assert one.post("/voice/", fields).status_code == 500
    lines = "\n".join(logged.lines)
    assert "ValueError" in lines
    assert TEXT not in lines
    assert MARK not in lines


def test_stranger() -> None:
    """What is the staff's own is as it always was."""
    assert is_unnamed("/voice/")
    assert is_unnamed("/voice/receipt/add/")
    assert is_unnamed("/voice/whatever/")
    assert not is_unnamed("/voice/office/")
    assert not is_unnamed("/org/login/")
