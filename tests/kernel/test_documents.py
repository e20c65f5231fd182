"""Reading of uploaded documents: what is read, and what is refused with which word."""

from __future__ import annotations

import io
import os
import struct
import tracemalloc
import zipfile

import pytest

from luoshi.kernel.documents import MESSAGES, MESSAGES_EN, Document, DocumentRefused, read_document
from luoshi.kernel.documents.layout import Page, Piece, paragraphs
from tests.kernel.office import cell, docx, pack, paragraph, table, xlsx

TEXT = "一、总体要求\n（一）加强培训。（市总工会负责）"


def _lines(document: Document) -> list[str]:
    return [item.text for item in document.paragraphs]


def _refusal(data: bytes, name: str, **options: int) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as caught:
        read_document(data, name, **options)
    return caught.value


def test_it_works() -> None:
    document = read_document(docx(paragraph("一、甲") + table(cell("序号") + cell("任务"))), "方案.docx")
    assert (document.name, document.kind) == ("方案.docx", "docx")
    assert [item.cells for item in document.paragraphs] == [None, ("序号", "任务")]
    assert document.text == "一、甲\n序号\t任务"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_text_encodings(encoding: str) -> None:
    assert _lines(read_document(TEXT.encode(encoding), "a.txt")) == TEXT.split("\n")


def test_text_with_utf_16_big_endian_mark() -> None:
    assert _lines(read_document(b"\xfe\xff" + TEXT.encode("utf-16-be"), "a.txt")) == TEXT.split("\n")


def test_text_line_ends() -> None:
    assert _lines(read_document("甲\r\n乙\r丙\n丁".encode(), "a.txt")) == ["甲", "乙", "丙", "丁"]


def test_tracked_changes_give_the_final_text() -> None:
    body = (
        "<w:p><w:r><w:t>市</w:t></w:r><w:del><w:r><w:delText>教育局</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>总工会</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>移来</w:t></w:r></w:moveTo><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>" + paragraph("后半")
    )
    assert _lines(read_document(docx(body), "a.docx")) == ["市总工会移来", "前半后半"]


def test_deleted_table_row_is_left_out() -> None:
    rows = f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr>{cell('旧')}</w:tr><w:tr>{cell('新')}</w:tr></w:tbl>"
    assert _lines(read_document(docx(rows), "a.docx")) == ["新"]


def test_field_codes_line_breaks_and_alternate_content() -> None:
    body = (
        "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>上</w:t><w:br/><w:t>下</w:t><w:tab/></w:r></w:p>"
        '<w:p><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:txbxContent>{paragraph('框内')}</w:txbxContent></mc:Choice>"
        f"<mc:Fallback><w:txbxContent>{paragraph('框内')}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert [line.strip() for line in _lines(read_document(docx(body), "a.docx"))] == ["上", "下", "框内"]


def test_merged_cells() -> None:
    rows = table(
        cell("类别") + cell("任务") + cell("牵头单位", '<w:gridSpan w:val="2"/>'),
        cell("甲类", '<w:vMerge w:val="restart"/>') + cell("一事") + cell("市总工会\n团市委") + cell(""),
        cell("", "<w:vMerge/>") + cell("二事") + cell("市人社局") + cell(""),
    )
    assert [item.cells for item in read_document(docx(rows), "a.docx").paragraphs] == [
        ("类别", "任务", "牵头单位", ""),
        ("甲类", "一事", "市总工会\n团市委", ""),
        ("甲类", "二事", "市人社局", ""),
    ]


def test_rows_and_paragraphs_inside_content_controls() -> None:
    body = f"<w:sdt><w:sdtContent>{paragraph('甲')}{table(cell('乙'))}</w:sdtContent></w:sdt>" + paragraph("丙")
    assert _lines(read_document(docx(body), "a.docx")) == ["甲", "乙", "丙"]


def _level(at: int, kind: str, text: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def _numbered(text: str, level: int, number: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_automatic_numbering_is_rendered() -> None:
    levels = (
        _level(0, "chineseCountingThousand", "%1、")
        + _level(1, "chineseCounting", "（%2）")
        + _level(2, "decimal", "%3.")
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num>"
    )
    styles = (
        '<w:style w:styleId="H"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="H2"><w:basedOn w:val="H"/></w:style>'
    )
    body = (
        _numbered("甲", 0)
        + _numbered("乙", 1)
        + _numbered("丙", 2)
        + _numbered("丁", 2)
        + _numbered("戊", 1)
        + paragraph("己", '<w:pStyle w:val="H2"/>')
        + _numbered("庚", 1)
        + _numbered("辛", 0, 2)
        + paragraph("壬", '<w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    document = read_document(docx(body, numbering=numbering, styles=styles), "a.docx")
    assert _lines(document) == ["一、甲", "（一）乙", "1.丙", "2.丁", "（二）戊", "二、己", "（一）庚", "一、辛", "壬"]


def test_twelve_is_rendered_in_chinese() -> None:
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{_level(0, "chineseCounting", "%1、", start=12)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    assert _lines(read_document(docx(_numbered("甲", 0), numbering=numbering), "a.docx")) == ["十二、甲"]


def test_strict_namespace() -> None:
    data = docx(paragraph("甲"))
    strict = pack(
        {
            name: text.replace(
                b"schemas.openxmlformats.org/wordprocessingml/2006/main", b"purl.oclc.org/ooxml/wordprocessingml/main"
            )
            for name, text in _unpack(data).items()
        }
    )
    assert _lines(read_document(strict, "a.docx")) == ["甲"]


def test_workbook() -> None:
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>时限</t></is></c></row>'
        '<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" s="1"><v>46022</v></c><c r="C3"><v>3.0</v></c></row>'
        '<row r="4"><c r="B4" t="str"><v>长期</v></c></row>'
    )
    data = xlsx(
        rows,
        strings="<si><t>责任单位</t></si><si><r><t>市总</t></r><r><t>工会</t></r><rPh><t>shi</t></rPh></si>",
        styles='<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
        after='<mergeCells><mergeCell ref="A3:A4"/></mergeCells>',
    )
    assert [item.cells for item in read_document(data, "台账.xlsx").paragraphs] == [
        ("责任单位", "时限"),
        ("市总工会", "2025年12月31日", "3"),
        ("市总工会", "长期"),
    ]


def test_days_of_a_workbook_from_a_mac() -> None:
    """They are counted from 1904; a month alone stays a month, which for a plan means its end."""
    rows = '<row r="1"><c r="A1" s="1"><v>44560</v></c><c r="B1" s="2"><v>44560</v></c></row>'
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="57"/></cellXfs>'
    data = xlsx(rows, styles=styles, book='<workbookPr date1904="1"/>')
    assert [one.cells for one in read_document(data, "a.xlsx").paragraphs] == [("2025年12月31日", "2025年12月")]


@pytest.mark.parametrize(
    "line",
    [
        "机密★1年",
        "秘密★",
        "绝密★长期",
        "机　密",
        "秘密",
        "密级：机密",
        "000001　机密★6个月",
        "机密  特急",
        "秘 密 ★ 3 年",
    ],
)
def test_classification_mark_is_refused(line: str) -> None:
    for data, name in (
        (f"{line}\n{TEXT}".encode(), "a.txt"),
        (docx(paragraph(line) + paragraph(TEXT)), "a.docx"),
        (docx(table(cell(line)) + paragraph(TEXT)), "a.docx"),
        (docx(paragraph(TEXT), header1=paragraph(line)), "a.docx"),
    ):
        assert _refusal(data, name).code == "classified"


@pytest.mark.parametrize(
    "line",
    [
        "做好保密工作",
        "保密",
        "保守国家秘密、工作秘密和商业秘密",
        "密级：公开",
        "机密性要求",
        "不得泄露秘密。",
        "《机密》",
        "内部资料 注意保密",
    ],
)
def test_talk_of_secrets_is_no_mark(line: str) -> None:
    assert read_document(f"{line}\n{TEXT}".encode(), "a.txt").paragraphs[0].text == line


def test_mark_far_down_needs_its_star() -> None:
    far = "正文。\n" * 60
    assert read_document((far + "秘密\n").encode(), "a.txt")
    assert _refusal((far + "秘密★1年\n").encode(), "a.txt").code == "classified"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "empty"),
        (b"\xef\xbb\xbf \r\n", "a.txt", "empty"),
        (b"", "a.docx", "empty"),
        (docx(paragraph("")), "a.docx", "empty"),
        (docx(paragraph("甲")), "a.txt", "mismatch"),
        (TEXT.encode(), "a.docx", "mismatch"),
        (xlsx("<row/>"), "a.docx", "mismatch"),
        (pack({"a.txt": b"x"}), "a.docx", "mismatch"),
        (b"%PDF-1.7 ...", "a.docx", "mismatch"),
        (b"%PDF-1.7 ...", "a.txt", "mismatch"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.docx", "mismatch"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64 + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            "encrypted",
        ),
        (b"%PDF-1.7 ...", "a.pdf", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "unsupported"),
        (b"x", "a.wps", "unsupported"),
        (b"x", "a.ofd", "mismatch"),
        (b"PK\x03\x04" + b"\1" * 300, "a.docx", "broken"),
        (docx(paragraph("甲"))[:-60], "a.docx", "broken"),
        (docx("<w:p>"), "a.docx", "broken"),
        (bytes(range(256)) * 40, "a.txt", "not_text"),
        (b"\x00\x01\x02\x03" * 400, "a.txt", "not_text"),
    ],
)
def test_refused(data: bytes, name: str, code: str) -> None:
    refusal = _refusal(data, name)
    assert refusal.code == code
    assert name in str(refusal)
    assert "\n" not in str(refusal)
    assert name in refusal.english()


def test_random_bytes_are_no_text() -> None:
    for _ in range(20):
        assert _refusal(os.urandom(5000), "a.txt").code == "not_text"


def test_too_large() -> None:
    refusal = _refusal("字".encode() * 100_000, "a.txt", limit=200_000)
    assert (refusal.code, refusal.params["name"]) == ("too_large", "a.txt")


def test_messages_in_both_languages_for_every_code() -> None:
    assert MESSAGES.keys() == MESSAGES_EN.keys()


def _unpack(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_zip_bomb_is_not_unpacked() -> None:
    bomb = pack(_unpack(docx(paragraph("甲"))) | {"word/media/a.bin": b"\0" * (60 * 1024 * 1024)})
    tracemalloc.start()
    try:
        assert _refusal(bomb, "a.docx").code == "archive_bomb"
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_zip_of_many_entries() -> None:
    many = pack(_unpack(docx(paragraph("甲"))) | {f"word/{at}": b"" for at in range(5000)})
    assert _refusal(many, "a.docx").code == "archive_bomb"


def test_zip_whose_directory_lies() -> None:
    """The declared size of a part is made small: the reader stops by its own count or finds the part damaged."""
    data = bytearray(docx(paragraph("甲" * 3_000_000)))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"PK\x05\x06"))
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    assert _refusal(bytes(data), "a.docx").code in ("broken", "archive_bomb", "empty")


def test_zip_with_a_password() -> None:
    data = bytearray(docx(paragraph("甲")))
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    assert _refusal(bytes(data), "a.docx").code == "encrypted"


@pytest.mark.parametrize("part", ["word/document.xml", "word/numbering.xml", "word/styles.xml"])
def test_entities_are_refused(part: str) -> None:
    parts = _unpack(docx(paragraph("甲"), numbering="", styles=""))
    body = parts[part].removeprefix(b'<?xml version="1.0"?>')
    parts[part] = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + body.replace("甲".encode(), b"&a;")
    assert _refusal(pack(parts), "a.docx").code == "broken"


def test_external_relation_is_not_followed() -> None:
    parts = _unpack(docx(paragraph("甲")))
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(
        b'Target="word/document.xml"', b'Target="http://127.0.0.1:9/x.xml" TargetMode="External"'
    )
    assert _lines(read_document(pack(parts), "a.docx")) == ["甲"]


def test_large_document_in_bounded_memory() -> None:
    """A stream, not a tree: a document of 20,000 paragraphs keeps little more than its words."""
    data = docx(paragraph("推进产业工人队伍建设改革走深走实。" * 3) * 20_000)
    assert len(read_document(data, "a.docx").paragraphs) == 20_000


def test_deeply_nested_tables() -> None:
    body = "<w:tbl><w:tr><w:tc>" * 60 + paragraph("深") + "</w:tc></w:tr></w:tbl>" * 60
    assert _lines(read_document(docx(body), "a.docx")) == ["深"]
    hostile = "<w:tbl><w:tr><w:tc>" * 5000 + paragraph("深") + "</w:tc></w:tr></w:tbl>" * 5000
    assert _refusal(docx(hostile), "a.docx").code == "broken"


def test_name_with_a_path_is_shown_without_it() -> None:
    assert read_document(TEXT.encode(), "C:\\文件\\a.txt").name == "a.txt"


def test_lines_copied_from_pages_are_joined() -> None:
    """A text copied out of a PDF is broken at the page's width, and its pages' numbers stand between."""
    text = """某省关于加强职业病防治的实施方案

    为进一步加强职业病防治工作，有效预防和控制职业病危害，切实保障劳动
者健康权益，结合我省实际，制定本方案。
    一、重点任务
    （一）深入开展专项治理。以粉尘、化学毒物、噪声为重点，对超标企业实施
“一企一策”治理，完成1200家企业治理任务。（责任单位：省卫生健康委、省人
力资源社会保障厅、省应急管理厅）
                          — 1 —
    （二）强化执法。推进分类监督执法，重点行业企业监督覆盖率不低于
80%，违法案件查处率达100%，切实做到有案必查、有查必果，维护劳动者健康权
益。（责任单位：省卫生健康委）
"""
    lines = [line.strip() for line in _lines(read_document(text.encode(), "方案.txt")) if line.strip()]
    assert [line[:6] for line in lines] == [
        "某省关于加强",
        "为进一步加强",
        "一、重点任务",
        "（一）深入开",
        "（二）强化执",
    ]
    assert "省人力资源社会保障厅" in lines[3]
    assert "覆盖率不低于80%" in lines[4]


def test_a_clause_at_the_foot_of_pages_is_no_running_head() -> None:
    def page(number: int) -> Page:
        rows = [
            "职工之声",
            *[f"{number}{at}．开展培训，做好服务。" for at in range(6)],
            "（责任单位：省总工会，省人社厅）",
        ]
        tops = [20 + 10 * at + 30 * (at > 0) for at in range(8)]  # the head stands apart
        return Page(
            400,
            500,
            [Piece(60, 60 + 10 * len(row), top, top + 8, row) for row, top in zip(rows, tops, strict=True)],
        )

    told = "\n".join(one.text for one in paragraphs([page(1), page(2), page(3)]))
    assert told.count("（责任单位：省总工会，省人社厅）") == 3
    assert "职工之声" not in told
