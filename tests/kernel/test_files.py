"""Handing in a file, and getting it back: only what is what it says, and only for those who see what it is on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from luoshi.kernel import panels, services
from luoshi.kernel.errors import Invalid
from luoshi.kernel.filekinds import KINDS, NAME_LENGTH, clean_name, fault
from luoshi.kernel.models import Event, File
from luoshi.kernel.queries import files_of, timeline
from luoshi.org.models import Unit
from tests.world import World

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def package(*names: str) -> bytes:
    """A zip container with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name in names:
            container.writestr(name, "x")
    return out.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")
XLSX = package("[Content_Types].xml", "xl/workbook.xml")
GOOD = {
    "报告.pdf": PDF,
    "报告.docx": DOCX,
    "表.xlsx": XLSX,
    "公文.ofd": package("OFD.xml", "Doc_0/Document.xml"),
    "旧.doc": OLE,
    "旧.xls": OLE,
    "旧.wps": OLE,
    "说明.txt": "培训台账".encode(),
    "国标.txt": "培训台账".encode("gb18030"),
    "表.csv": "\ufeff序号,姓名\r\n1,张三\r\n".encode(),
    "统一.txt": "培训".encode("utf-16"),
    "照片.png": b"\x89PNG\r\n\x1a\n...",
    "照片.JPG": b"\xff\xd8\xff\xe0...",
    "照片.jpeg": b"\xff\xd8\xff\xe1...",
}
BAD = {
    "网页.html": b"<html>",
    "图.svg": b"<svg onload=alert(1)>",
    "包.zip": package("a"),
    "程序.exe": b"MZ\x90\x00",
    "宏.docm": DOCX,
    "无扩展名": b"x",
    "程序.pdf": b"MZ\x90\x00",
    "网页.pdf": b"<script>1</script>%PDF-1.7",
    "网页.png": b"<html>\x89PNG",
    "程序.docx": b"MZ\x90\x00",
    "表.docx": XLSX,
    "宏.docx": package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "断.docx": DOCX[:-40],
    "宏.doc": OLE + "_VBA_PROJECT".encode("utf-16-le"),
    "二进制.txt": b"a\x00b",
    "二进制.csv": b"\x7fELF\x02\x01\x01\x00",
    "空.pdf": b"",
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_taken(name: str) -> None:
    assert fault(name, GOOD[name], 1000) is None


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_taken(name: str) -> None:
    assert fault(name, BAD[name], 1000) is not None


def test_no_kind_takes_anothers_content() -> None:
    """Every content under every other ending: only kinds that share a container's form may pass."""
    alike = [{"jpg", "jpeg"}, {"doc", "xls", "wps"}, {"txt", "csv"}]
    for name, data in GOOD.items():
        own = name.rpartition(".")[2].lower()
        for ending, kind in KINDS.items():
            if ending != own and not any({ending, own} <= group for group in alike):
                assert not kind.looks(data), f"{name} as .{ending}"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("报告.pdf", "报告.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\公文\\报告.pdf", "报告.pdf"),
        ("报告\x00.pdf", "报告.pdf"),
        ("报告\r\nSet-Cookie: x.pdf", "报告Set-Cookie_ x.pdf"),
        ("报告\u202efdp.txt", "报告fdp.txt"),
        ("零\u200b宽.pdf", "零宽.pdf"),
        ("  多  空格 .pdf", "多 空格.pdf"),
        ("CON.txt", "_CON.txt"),
        (".pdf", "pdf"),
        ("..", "_"),
        ("", "_"),
        ("a<b>|c?.txt", "a_b__c_.txt"),
    ],
)
def test_a_name_is_only_a_label(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("长" * 500 + ".pdf")
    assert len(name) == NAME_LENGTH
    assert name.endswith("长.pdf")


# ---------- keeping and handing out ----------


@pytest.fixture
def guarded() -> Iterator[None]:
    """Units as things that files are put on: whoever sees the unit sees its files."""
    panels.guardian("org.unit", lambda actor, pk: Unit.objects.visible_to(actor).filter(pk=pk).exists())
    yield
    panels.GUARDIANS.pop("org.unit", None)


@pytest.fixture
def file(world: World, settings: Any, tmp_path: Any, guarded: None) -> File:
    """A file on the province's human-resources department."""
    settings.MEDIA_ROOT = tmp_path
    clerk = world.actor("省.人社", "clerk")
    kept = services.keep_file(clerk, ContentFile(GOOD["说明.txt"], name="../台账\u202e.txt"))
    services.attach(clerk, kept, world.units["省.人社"], "evidence")
    return kept


def get(world: World, unit: str, role: str, uid: object) -> Any:
    client = Client()
    client.force_login(world.account(unit, role))
    return client.get(f"/files/{uid}/")


def test_it_works(world: World, file: File) -> None:
    answer = get(world, "省.人社", "clerk", file.uid)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == GOOD["说明.txt"]
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Type"] == "text/plain"
    assert (file.name, file.size) == ("台账.txt", 12)
    assert [row.file for row in files_of(world.units["省.人社"], "evidence")] == [file]
    assert list(files_of(world.units["省.人社"], "scan")) == []


def test_the_office_that_sees_the_place_gets_it_too(world: World, file: File) -> None:
    assert get(world, "省.办", "office", file.uid).status_code == 200


def test_what_was_kept_and_where_it_was_put_is_on_record(world: World, file: File) -> None:
    kept = Event.objects.get(code="kernel.file.keep")
    assert kept.after["sha256"] == file.sha256
    assert timeline(world.units["省.人社"], {"kernel.file"})[0].code == "kernel.file.attach"


def test_the_path_on_disk_owes_nothing_to_the_name(file: File) -> None:
    assert file.content.name.rpartition("/")[2] == f"{file.uid.hex}.txt"


@pytest.mark.parametrize(("name", "data"), [("报告.exe", b"MZ"), ("空.pdf", b""), ("假.pdf", b"MZ")])
def test_a_bad_file_is_refused_on_its_field(world: World, name: str, data: bytes) -> None:
    with pytest.raises(Invalid) as raised:
        services.keep_file(world.actor("省.人社", "clerk"), ContentFile(data, name=name), field="scan")
    assert list(raised.value.fields) == ["scan"]
    assert not File.objects.exists()


def test_a_large_file_is_refused(world: World, settings: Any) -> None:
    settings.FILE_LIMIT = 10
    with pytest.raises(Invalid, match="上限"):
        services.keep_file(world.actor("省.人社", "clerk"), ContentFile(b"x" * 11, name="大.txt"))


def test_without_a_guardian_nobody_gets_it(world: World, file: File) -> None:
    panels.GUARDIANS.pop("org.unit", None)
    assert get(world, "省.人社", "clerk", file.uid).status_code == 404
    panels.guardian("org.unit", Unit.objects.none)


def test_a_file_on_nothing_is_nobodys(world: World, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    clerk = world.actor("省.人社", "clerk")
    kept = services.keep_file(clerk, ContentFile(PDF, name="a.pdf"))
    assert get(world, "省.人社", "clerk", kept.uid).status_code == 404


def test_stranger(world: World, file: File) -> None:
    for unit, role in (("他县.教育", "clerk"), ("市.人社", "clerk"), ("省.教育", "clerk")):
        assert get(world, unit, role, file.uid).status_code == 404
