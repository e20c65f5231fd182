"""Reading of PDF, web pages and old Word files: the words as their writer meant them, and a sentence for what is bad."""

from __future__ import annotations

import stat
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from luoshi.kernel.documents import DocumentRefused, office, read_document
from luoshi.kernel.documents.child import read_document_apart
from tests.kernel.pages import Sheet, as_paragraphs, locked_pdf, ofd, pdf, typeset, webpage

PLAN = [
    "关于推进产业工人队伍建设改革的实施方案",
    "一、总体要求",
    "以提升技能为重点，坚持统筹推进，把产业工人队伍建设改革落到实处，为高质量发展提供有力的人才支撑和技能支撑。",
    "二、主要任务",
    "（一）加强技能培训。2026年底前，开展职业技能培训6000人次以上，企业新型学徒制覆盖规模以上企业。（省人力资源社会保障厅牵头，省总工会、省教育厅配合）",
    "（二）建设工匠学院。到2027年，建成省级工匠学院10所，形成一批可复制、可推广的做法。（省总工会牵头，省财政厅配合）",
    "三、组织保障",
    "各地各部门要高度重视，细化措施，按季度报送进展，年底前形成总结报告并报送协调办。",
] * 4
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def _lines(data: bytes, name: str) -> list[str]:
    return [one.text for one in read_document(data, name).paragraphs]


def _code(data: bytes, name: str) -> str:
    with pytest.raises(DocumentRefused) as caught:
        read_document_apart(data, name)
    assert name in str(caught.value)
    return caught.value.code


def test_it_works() -> None:
    """Columns are read one after the other; heads, feet and page numbers are gone; lines are joined."""
    two = pdf(typeset(PLAN, columns=2, size=10.5, head="江澜省人民政府公报　2026年第5期"))
    document = read_document_apart(two, "方案.pdf")
    assert (document.name, document.kind) == ("方案.pdf", "pdf")
    assert [one.text for one in document.paragraphs] == PLAN
    assert _lines(pdf(typeset(PLAN)), "a.pdf") == PLAN


def test_ofd_is_read_as_a_pdf_is() -> None:
    sheets = typeset(PLAN, columns=2, size=10.5, head="江澜省人民政府公报　2026年第5期")
    assert _lines(ofd(sheets), "a.ofd") == PLAN
    assert _code(ofd([Sheet()]), "a.ofd") == "scanned"
    assert _code(ofd([]), "a.ofd") == "broken"


@pytest.mark.parametrize(("made", "name"), [(pdf, "a.pdf"), (ofd, "a.ofd")])
def test_table(made: Callable[[Sequence[Sheet]], bytes], name: str) -> None:
    """Ruled cells are a table: wrapped lines joined, joined cells repeated, the head over the page told once."""
    first, second = Sheet(), Sheet()
    head = ["序号", "任务", "牵头单位"]
    first.say(200, 60, "任务分工表")
    first.table(
        [60, 100, 300, 500], [100, 120, 160], [head, ["1", "开展产业工人技能培训和职业技能等级认定工作", "省总工会"]]
    )
    second.table([60, 100, 300, 500], [100, 120, 160], [head, ["2", "建设工匠学院", "省总工会"]])
    assert [one.cells for one in read_document(made([first, second]), name).paragraphs] == [
        None,
        ("序号", "任务", "牵头单位"),
        ("1", "开展产业工人技能培训和职业技能等级认定工作", "省总工会"),
        ("2", "建设工匠学院", "省总工会"),
    ]


def test_radicals_are_read_as_the_characters_they_show() -> None:
    assert _lines(pdf(typeset(["⼀、⼯会⽅案要落到实处，⻓期坚持。"])), "a.pdf") == [
        "一、工会方案要落到实处，长期坚持。"
    ]


def test_mark_in_the_head_of_a_pdf() -> None:
    assert _code(pdf(typeset(PLAN, head="机密★1年")), "a.pdf") == "classified"


@pytest.mark.parametrize("style", ["div", "table"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_web_page(style: str, charset: str) -> None:
    """The article without its frame, led by its title; entities, hidden words and scripts as a browser shows them."""
    plan = PLAN[:8]
    body = (
        as_paragraphs(plan[1:])
        + '<p style="display:none">看不见的（省财政厅负责）</p><p>附件：<a href="/x">任务表</a></p>'
    )
    assert _lines(webpage(plan[0], body, style=style, charset=charset), "a.html") == [*plan, "附件：任务表"]


def test_web_table_and_line_breaks() -> None:
    body = (
        "&nbsp;&nbsp;一、任务如下，请认真落实，确保取得实效，及时报送情况。<br>（一）第一件事，由省总工会负责，各市\n配合，按时完成。"
        '<table><tr><th>任务</th><th colspan="2">单位</th></tr><tr><td rowspan="2">培训</td><td>省总工会</td><td>省教育厅</td></tr>'
        "<tr><td><p>省人社厅</p><p>省财政厅</p></td><td></td></tr></table>"
    )
    rows = read_document(webpage("一个标题在此", body), "a.htm").paragraphs
    assert [one.text for one in rows[:3]] == [
        "一个标题在此",
        "一、任务如下，请认真落实，确保取得实效，及时报送情况。",
        "（一）第一件事，由省总工会负责，各市配合，按时完成。",
    ]
    assert [one.cells for one in rows[3:]] == [
        ("任务", "单位", ""),
        ("培训", "省总工会", "省教育厅"),
        ("培训", "省人社厅\n省财政厅", ""),
    ]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (locked_pdf(), "a.pdf", "encrypted"),
        (pdf([Sheet()] * 3), "a.pdf", "scanned"),
        (pdf([Sheet()] * 10_000), "a.pdf", "many_pages"),
        (pdf(typeset(PLAN))[:3000], "a.pdf", "broken"),
        ("不是 PDF".encode(), "a.pdf", "mismatch"),
        (pdf(typeset(PLAN)), "a.html", "mismatch"),
        (b"<html><script>var a = 1</script></html>", "a.html", "empty"),
        (bytes(range(256)) * 40, "a.html", "not_text"),
        (("<div>" * 20_000 + "正文。" + "</div>" * 20_000).encode(), "a.html", "broken"),
        (b"PK\x03\x04" + b"\0" * 60, "a.doc", "mismatch"),
        (b"", "a.doc", "empty"),
        (OLE, "a.xls", "broken_sheet"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_files(data: bytes, name: str, code: str) -> None:
    assert _code(data, name) == code


def test_entities_of_a_page_are_not_expanded() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "甲甲甲甲"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    text = "".join(_lines(f"{bomb}<p>正文在此，请看。&b;&c;</p>".encode(), "a.html"))
    assert "甲甲" not in text.replace('"甲甲甲甲"', "")
    assert "root:" not in text


def test_a_reader_that_dies_is_a_sentence() -> None:
    with pytest.raises(DocumentRefused) as caught:
        read_document_apart(pdf(typeset(PLAN)), "a.pdf", memory=24 * 1024 * 1024)
    assert caught.value.code == "costly"


# --- old Word files ---


def _soffice(folder: Path, does: str) -> str:
    """A program that is called as LibreOffice is: `$out` is where its result belongs."""
    path = folder / "soffice"
    path.write_text(
        '#!/bin/sh\nwhile [ $# -gt 1 ]; do [ "$1" = --outdir ] && out=$2; shift; done\nmkdir -p "$out"\n' + does
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_without_libreoffice_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUOSHI_SOFFICE", "/nowhere/soffice")
    assert _code(OLE, "a.doc") == "needs_office"
    assert _code(OLE, "a.wps") == "needs_office"


def test_old_word_is_read_through_libreoffice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from tests.kernel.office import docx, paragraph

    (tmp_path / "made.docx").write_bytes(docx(paragraph("一、甲")))
    monkeypatch.setenv("LUOSHI_SOFFICE", _soffice(tmp_path, f'cp {tmp_path}/made.docx "$out/in.docx"'))
    document = read_document_apart(OLE, "方案.wps")
    assert (document.name, [one.text for one in document.paragraphs]) == ("方案.wps", ["一、甲"])


def test_what_libreoffice_cannot_open(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LUOSHI_SOFFICE", _soffice(tmp_path, "exit 1"))
    assert _code(OLE, "a.doc") == "not_converted"


def test_libreoffice_that_hangs_is_killed_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUOSHI_SOFFICE", _soffice(tmp_path, f"sleep 600 & echo $! > {tmp_path}/pid; wait"))
    with pytest.raises(DocumentRefused):
        office.converted(OLE, "a.doc", seconds=1)
    pid = int((tmp_path / "pid").read_text())
    # What is left of a killed process until somebody asks after it does nothing any more.
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    assert found.stdout.strip()[:1] in ("", "Z")
