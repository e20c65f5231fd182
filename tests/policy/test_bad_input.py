"""What is no plan: on the page and on the command line a sentence that says what to do, and nothing is kept."""

from __future__ import annotations

import shutil
import socket
import threading
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from luoshi.config.cli import main
from luoshi.kernel.documents import Document
from luoshi.kernel.documents.child import read_document_apart
from luoshi.ledger.models import Plan
from tests.kernel.office import W, docx, pack, paragraph, xlsx
from tests.kernel.pages import Sheet, pdf
from tests.world import World

OLD = (Path(__file__).parent / "fixtures" / "old.doc").read_bytes()
"""A Word 97 file as LibreOffice writes it: one task, 省人力资源社会保障厅 leading, 省财政厅 supporting."""
MARKED = ("绝密★长期", "机密★1年", "秘密")
PEOPLE = "".join(
    f'<row r="{at}"><c r="A{at}" t="inlineStr"><is><t>{one}</t></is></c></row>'
    for at, one in enumerate(("姓名", "甲", "乙"), 1)
)
CASES = {
    "another language": ("plan.txt", b"The plan of the province. " * 40, "不是中文文件"),
    "a novel": ("小说.docx", docx(paragraph("第二天清早，他推开门，雪已经停了。她说：走吧。") * 300), "没有"),
    "no column of tasks": ("名单.xlsx", xlsx(PEOPLE), "没有"),
    "ten thousand pages": ("长.pdf", pdf([Sheet()] * 10_000), "10000 页"),
    "a scan": ("扫描件.pdf", pdf([Sheet()]), "扫描件或图片"),
    **{f"marked {mark}": (f"{mark[:2]}.txt", f"{mark}\n方案\n一、内容（省总工会负责）".encode(), "带有密级标志") for mark in MARKED},
    "marked, old Word": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), "Word 或 WPS"),
}  # fmt: skip
TRACKED = (
    "<w:p><w:r><w:t>一、培训（省总工会牵头，</w:t></w:r><w:del><w:r><w:delText>省财政厅</w:delText></w:r></w:del>"
    "<w:ins><w:r><w:t>省教育厅</w:t></w:r></w:ins><w:r><w:t>配合）</w:t></w:r></w:p>"
)


@pytest.mark.parametrize(("name", "data", "said"), CASES.values(), ids=CASES.keys())
def test_on_the_page(world: World, client: Client, name: str, data: bytes, said: str) -> None:
    client.force_login(world.account("省.办", "office"))
    answer = client.post(reverse("policy:import"), {"file": SimpleUploadedFile(name, data)})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert not Plan.objects.exists()


@pytest.mark.parametrize(("name", "data", "said"), CASES.values(), ids=CASES.keys())
def test_on_the_command_line(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, said: str
) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    (tmp_path / name).write_bytes(data)
    code = main(["plan", "parse", str(tmp_path / name), "--json"])
    out, err = (one.decode() for one in capfdbinary.readouterr())
    assert said in err
    assert (code, out) == (2, "") or (code == 0 and '"tasks":[]' in out)


def _linked(port: int) -> bytes:
    """A Word file that names an outside picture, template and text; none of them is fetched."""
    place = f"http://127.0.0.1:{port}"
    kinds = ("image", "attachedTemplate", "subDocument", "oleObject")
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rows = "".join(
        f'<Relationship Id="r{at}" Type="{base}/{kind}" Target="{place}/{kind}" TargetMode="External"/>'
        for at, kind in enumerate(kinds)
    )
    relations = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'
    )
    field = f'<w:p><w:fldSimple w:instr="INCLUDETEXT {place}/text"><w:r><w:t>旧文</w:t></w:r></w:fldSimple></w:p>'
    body = f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>{TRACKED}{field}</w:body></w:document>'
    return pack({"[Content_Types].xml": b"<Types/>", "word/document.xml": body.encode(), "word/_rels/document.xml.rels": relations.encode()})  # fmt: skip


def test_tracked_changes_and_links() -> None:
    """The final text is read, and nothing outside is asked for."""
    calls = []
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        ear.listen()
        ear.settimeout(1)

        def listen() -> None:
            try:
                calls.append(ear.accept())
            except TimeoutError:
                return

        listener = threading.Thread(target=listen)
        listener.start()
        document = read_document_apart(_linked(ear.getsockname()[1]), "方案.docx")
        listener.join()
    assert document.text.split("\n")[0] == "一、培训（省总工会牵头，省教育厅配合）"
    assert calls == []


def test_old_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read through LibreOffice where it is installed; where it is not, the clerk hears what to do instead."""
    if shutil.which("soffice") is None:
        from luoshi.kernel.documents import DocumentRefused

        with pytest.raises(DocumentRefused, match="LibreOffice"):
            read_document_apart(OLD, "方案.wps")
        return
    document: Document = read_document_apart(OLD, "方案.wps")
    assert document.name == "方案.wps"
    assert "（一）建设实训基地不少于8个。（省人力资源社会保障厅牵头，省财政厅配合，2027年底前完成）" in document.text
