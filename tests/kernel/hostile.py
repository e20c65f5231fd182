"""Workbooks as they come from outside: broken, disguised, oversized, mean, or only careless. At least sixty.

Each case is a name, the file, and what has to come of it: a refusal of the whole file (by code), or rows that are read
and judged one by one.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.kernel.office import pack, xlsx

HEAD = ("编号", "任务", "牵头单位", "完成时限", "达到的标准", "量化目标")
ROW = ("1.1", "开展培训", "江澜省总工会", date(2027, 6, 30), "挂牌", "人数 ≥ 6000 人")
READ = "read"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Case:
    """``outcome``: a code of `refusal.MESSAGES`, or READ. ``fault``: what one of the sentences must hold, "" for none."""

    name: str
    file: str
    make: Callable[[], bytes]
    outcome: str = READ
    fault: str = ""
    codes: tuple[str, ...] = ()


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet(*rows: Any, head: tuple[str, ...] = HEAD, do: Callable[[Any, Workbook], object] | None = None) -> bytes:
    """A workbook of a head and rows, with something done to it."""
    book = Workbook()
    page = book.active
    page.append(list(head))
    for row in rows or (ROW,):
        page.append(list(row))
    if do is not None:
        do(page, book)
    return saved(book)


def cell(address: str, value: Any, kind: str = "") -> bytes:
    """A good table with one cell typed over."""

    def put(page: Any, _book: Workbook) -> None:
        page[address].value = value
        if kind:
            page[address].data_type = kind

    return sheet(do=put)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A good workbook with one part of its package altered."""
    found = parts(sheet())
    found[name] = change(found[name])
    return pack(found)


SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (n, *[n - 1] * 8) for n in range(98, 108))
    + b"]><x>&k;</x>"
)
XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><worksheet><sheetData>&f;</sheetData></worksheet>'


def bomb() -> bytes:
    """Two gigabytes of nothing in two megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts(sheet()).items():
            archive.writestr(name, data)
        with archive.open("xl/media/image1.png", "w", force_zip64=True) as stream:
            for _ in range(300):
                stream.write(b"\0" * (1 << 20))
    return out.getvalue()


def lying() -> bytes:
    """The directory says ten bytes; the part holds far more."""
    data = bytearray(pack({**parts(sheet()), SHEET: b"<worksheet>" + b" " * 40_000_000 + b"</worksheet>"}))
    at = data.rfind(SHEET.encode())
    struct.pack_into("<I", data, at - 46 + 24, 10)
    return bytes(data)


def encrypted_zip() -> bytes:
    data = bytearray(sheet())
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        data[at + flag] |= 1
    return bytes(data)


def many(rows: int, columns: int) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.append([*HEAD, *(f"列{n}" for n in range(columns - len(HEAD)))])
    for number in range(rows):
        page.append([f"{number}", "任务", "江澜省总工会", None])
    return saved(book)


def reach(address: str) -> bytes:
    return sheet(do=lambda page, _: page.__setitem__(address, "远"))


def epoch_1904() -> bytes:
    def do(_page: Any, book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904

    return sheet(do=do)


def hidden_only() -> bytes:
    book = load_workbook(io.BytesIO(sheet()))
    book.active.sheet_state = "hidden"
    book.create_sheet("空")
    book.active = 1
    return saved(book)


def merged(page: Any, _book: Workbook) -> None:
    page.insert_rows(1, 2)
    page["A1"] = "重点任务台账"
    page.merge_cells("A1:F1")
    page.merge_cells("A4:A6")


def hide_rows(page: Any, _book: Workbook) -> None:
    page.row_dimensions[2].hidden = True
    page.column_dimensions["C"].hidden = True


def gbk(text: str) -> bytes:
    return text.encode("gb18030")


CSV = "编号,任务,牵头单位,完成时限\r\n1.1,开展培训,江澜省总工会,2027-06-30\r\n"


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _disguised()
    yield from _broken()
    yield from _mean()
    yield from _oversized()
    yield from _careless()
    yield from _texts()


def _disguised() -> Iterator[Case]:
    yield Case("xls named xlsx", "a.xlsx", lambda: OLE + b"\0" * 4096, "sheet_mismatch")
    yield Case("password", "a.xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 999, "locked_sheet")
    yield Case("csv named xlsx", "a.xlsx", lambda: CSV.encode(), "sheet_mismatch")
    yield Case("html named xls", "a.xls", lambda: b"<html><table><tr><td>1</td></tr></table></html>", "sheet_mismatch")
    yield Case("xlsx named xls", "a.xls", sheet, "sheet_mismatch")
    yield Case("xlsx named csv", "a.csv", sheet, "not_csv")
    yield Case(
        "ods named xlsx",
        "a.xlsx",
        lambda: pack({"mimetype": b"application/x", "content.xml": b"<x/>"}),
        "sheet_mismatch",
    )
    yield Case(
        "docx named xlsx",
        "a.xlsx",
        lambda: pack({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}),
        "sheet_mismatch",
    )
    yield Case("pdf", "a.pdf", lambda: b"%PDF-1.7", "not_sheet")
    yield Case("ods", "a.ods", sheet, "not_sheet")
    yield Case("no ending", "台账", sheet, "not_sheet")
    yield Case("two endings", "a.xlsx.exe", sheet, "not_sheet")
    yield Case("macros", "a.xlsm", sheet, "macros")
    yield Case(
        "macros in an xlsx",
        "a.xlsx",
        lambda: pack({**parts(sheet()), "xl/vbaProject.bin": b"x"}),
        "macros",
    )
    yield Case("picture", "a.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "sheet_mismatch")


def _broken() -> Iterator[Case]:
    yield Case("empty file", "a.xlsx", lambda: b"", "empty_sheet")
    yield Case("only blanks", "a.csv", lambda: b" \r\n\t\r\n", "empty_sheet")
    for share in (0.3, 0.6, 0.9, 0.99):
        yield Case(
            f"cut at {share}", "a.xlsx", lambda share=share: sheet()[: int(len(sheet()) * share)], "broken_sheet"
        )
    yield Case("torn part", "a.xlsx", lambda: changed(SHEET, lambda x: x[: len(x) // 2]), READ, "", ("broken_sheet",))
    yield Case(
        "no workbook part",
        "a.xlsx",
        lambda: pack({k: v for k, v in parts(sheet()).items() if "workbook.xml" not in k}),
        "sheet_mismatch",
    )
    yield Case(
        "no relations",
        "a.xlsx",
        lambda: pack({k: v for k, v in parts(sheet()).items() if "workbook.xml.rels" not in k}),
        "broken_sheet",
    )
    yield Case(
        "no sheet part",
        "a.xlsx",
        lambda: pack({k: v for k, v in parts(sheet()).items() if k != SHEET}),
        "no_header",
        "",
        ("broken_sheet",),
    )
    yield Case(
        "rubbish part",
        "a.xlsx",
        lambda: changed(SHEET, lambda _: b"\x00\x01\x02" * 99),
        "broken_sheet",
        "",
        ("no_header",),
    )
    yield Case("empty zip", "a.xlsx", lambda: b"PK\x05\x06" + b"\0" * 18, "sheet_mismatch")
    yield Case("bad checksum", "a.xlsx", _bad_checksum, "broken_sheet")
    yield Case(
        "string index out of range",
        "a.xlsx",
        lambda: xlsx('<row r="1"><c r="A1" t="s"><v>999</v></c></row>'),
        "no_header",
        "",
        ("broken_sheet",),
    )
    yield Case("quotes without partner", "a.csv", lambda: b'"a\r\nb,c', "no_header", "", ("broken_csv",))
    yield Case("a sheet without a row", "a.xlsx", lambda: xlsx(""), "no_header", "", ("broken_sheet",))


def _bad_checksum() -> bytes:
    data = bytearray(pack(parts(sheet())))
    at = data.find(SHEET.encode())
    for n in range(40, 60):
        data[at + n] ^= 0xFF
    return bytes(data)


def _mean() -> Iterator[Case]:
    yield Case("billion laughs", "a.xlsx", lambda: changed(SHEET, lambda _: LAUGHS), "broken_sheet")
    yield Case(
        "laughs in strings", "a.xlsx", lambda: pack({**parts(sheet()), "xl/sharedStrings.xml": LAUGHS}), "broken_sheet"
    )
    yield Case("external entity", "a.xlsx", lambda: changed(SHEET, lambda _: XXE), "broken_sheet")
    yield Case("entity in the workbook", "a.xlsx", lambda: changed("xl/workbook.xml", lambda _: XXE), "broken_sheet")
    yield Case("zip bomb", "a.xlsx", bomb, "sheet_bomb")
    yield Case("directory that lies", "a.xlsx", lying, "broken_sheet", "", ("sheet_bomb", "no_header"))
    yield Case("encrypted entries", "a.xlsx", encrypted_zip, "locked_sheet")
    yield Case("path out of the archive", "a.xlsx", lambda: pack({**parts(sheet()), "../../etc/passwd": b"x"}))
    yield Case(
        "external link",
        "a.xlsx",
        lambda: cell("B2", "='http://evil.example/[x.xlsx]a'!A1"),
        READ,
        "第 2 行 B 列：任务是没有算出结果的公式",
    )
    yield Case("command as formula", "a.xlsx", lambda: cell("B2", "=cmd|' /C calc'!A0"), READ, "没有算出结果的公式")
    yield Case("formula as words", "a.csv", lambda: "编号,任务\r\n1,=1+1\r\n".encode())
    yield Case("script in a title", "a.xlsx", lambda: cell("B2", "<script>alert(1)</script>"))
    yield Case(
        "classified",
        "a.xlsx",
        lambda: sheet(do=lambda page, _: (page.insert_rows(1), page.__setitem__("A1", "机密★1年"))),
        "classified",
    )


def _oversized() -> Iterator[Case]:
    yield Case("the last cell there is", "a.xlsx", lambda: reach("XFD1048576"), "many_rows")
    yield Case("a million rows down", "a.xlsx", lambda: reach("A1048576"), "many_rows")
    yield Case("16,384 columns", "a.xlsx", lambda: reach("XFD2"), "many_columns")
    yield Case("300 columns", "a.xlsx", lambda: many(3, 300), "many_columns")
    yield Case(
        "a dimension that lies",
        "a.xlsx",
        lambda: changed(SHEET, lambda x: x.replace(b'ref="A1:F2"', b'ref="A1:XFD1048576"')),
    )
    yield Case(
        "a very long cell",
        "a.xlsx",
        lambda: cell("B2", "长" * 32_000),
        READ,
        "第 2 行 B 列：任务有 32000 个字，超过 200 个字。",
    )
    yield Case(
        "a thousand merged ranges",
        "a.xlsx",
        lambda: sheet(do=lambda page, _: [page.merge_cells(f"H{n}:J{n}") for n in range(5, 1005)]),
    )
    everything = b'</sheetData><mergeCells count="1"><mergeCell ref="H3:XFD1048576"/></mergeCells>'
    yield Case(
        "a merge over everything",
        "a.xlsx",
        lambda: changed(SHEET, lambda x: x.replace(b"</sheetData>", everything)),
        READ,
        "",
        ("many_rows", "many_columns"),
    )


def _careless() -> Iterator[Case]:
    yield Case("only a head", "a.xlsx", lambda: sheet(do=lambda page, _: page.delete_rows(2)), "no_rows")
    yield Case("no head", "a.xlsx", lambda: sheet(head=("甲", "乙", "丙", "丁", "戊", "己")), "no_header")
    yield Case("a head twice", "a.xlsx", lambda: sheet(("1", "甲", "乙"), head=("编号", "任务", "工作任务")), READ)
    yield Case("merged cells", "a.xlsx", lambda: sheet(ROW, ("1.2", *ROW[1:]), do=merged), READ)
    yield Case("hidden rows and columns", "a.xlsx", lambda: sheet(do=hide_rows))
    yield Case("the table on a hidden sheet", "a.xlsx", hidden_only, "no_header")
    yield Case("1904 dates", "a.xlsx", epoch_1904)
    yield Case("a serial number for a date", "a.xlsx", lambda: cell("D2", 46203))
    yield Case(
        "a wish for a date",
        "a.xlsx",
        lambda: cell("D2", "2026年6月底"),
        READ,
        "第 2 行 D 列：完成时限“2026年6月底”没有写到日",
    )
    yield Case("a day that is none", "a.xlsx", lambda: cell("D2", "2026-02-30"), READ, "不是日期")
    yield Case("a date of 1899", "a.xlsx", lambda: cell("D2", "1899-12-31"), READ, "不在 2000 年至 2099 年之间")
    yield Case("a negative date", "a.xlsx", lambda: cell("D2", -5), READ, "不是日期")
    yield Case("1e308 for a date", "a.xlsx", lambda: cell("D2", 1e308), READ, "不是日期")
    yield Case("a time for a date", "a.xlsx", lambda: cell("D2", datetime(2026, 6, 30, 9, 30)))
    yield Case(
        "a formula never reckoned",
        "a.xlsx",
        lambda: cell("D2", "=TODAY()"),
        READ,
        "第 2 行 D 列：完成时限是没有算出结果的公式",
    )
    yield Case("an error", "a.xlsx", lambda: cell("C2", "#REF!", "e"), READ, "第 2 行 C 列：牵头单位是错误值 #REF!。")
    yield Case("not available", "a.xlsx", lambda: cell("B2", "#N/A", "e"), READ, "第 2 行 B 列：任务是错误值 #N/A。")
    yield Case("true for a task", "a.xlsx", lambda: cell("B2", True))
    yield Case("no task", "a.xlsx", lambda: cell("B2", None), READ, "第 2 行 B 列：缺任务。")
    yield Case(
        "the same number twice", "a.xlsx", lambda: sheet(ROW, ROW), READ, "第 3 行 A 列：编号“1.1”与第 2 行重复。"
    )
    yield Case(
        "an unknown unit",
        "a.xlsx",
        lambda: cell("C2", "火星工作委员会"),
        READ,
        "第 2 行 C 列：单位名录里没有“火星工作委员会”。",
    )
    yield Case("an enterprise", "a.xlsx", lambda: cell("C2", "清渡精工有限公司"), READ, "是企业，不能向企业下达任务")
    yield Case("a signature below", "a.xlsx", lambda: sheet(ROW, (), ("填表人：", "", "韩叙")))
    yield Case("a target in words", "a.xlsx", lambda: cell("F2", "大幅提升"))
    yield Case("a target beyond numbers", "a.xlsx", lambda: cell("F2", "人数 ≥ 99999999999999999 人"))


def _texts() -> Iterator[Case]:
    yield Case("csv in GB18030", "a.csv", lambda: gbk(CSV))
    yield Case("csv in UTF-16", "a.csv", lambda: CSV.encode("utf-16"))
    yield Case("csv with its mark", "a.csv", lambda: CSV.encode("utf-8-sig"))
    yield Case("csv with tabs", "a.csv", lambda: CSV.replace(",", "\t").encode())
    yield Case("csv with Chinese commas", "a.csv", lambda: CSV.replace(",", "，").encode())
    yield Case(
        "csv in two encodings",
        "a.csv",
        lambda: CSV.encode() + gbk("1.2,建设学院,江澜省总工会,\r\n") + b"\xff\xfe\xff",
        "encoding",
        "",
        (READ,),
    )
    yield Case("bytes that are no text", "a.csv", lambda: bytes(range(256)) * 20, "encoding")
    yield Case(
        "csv with NUL", "a.csv", lambda: CSV.replace("开展", "开\0展").encode(), READ, "", ("encoding", "no_header")
    )
    yield Case("direction and zero-width characters", "a.xlsx", lambda: cell("B2", "开展\u200b培训\u202e甲\ufeff"))
    yield Case(
        "full-width head and figures",
        "a.xlsx",
        lambda: sheet(
            ("１．１", "甲", "", "２０２７－０６－３０"), head=("编　号", "任 务", "牵头单位：", "完成时限（必填）")
        ),
    )
    yield Case("escaped control characters", "a.xlsx", lambda: cell("B2", "开展_x0007_培训_x000D_"))
    yield Case("emoji and rare characters", "a.xlsx", lambda: cell("B2", "培训𠮷🀄"))
    yield Case("a row of a thousand blanks", "a.xlsx", lambda: sheet(ROW, *[("",) * 6] * 500))
