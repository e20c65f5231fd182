"""How does an official paper leave the house? As a Word file laid out after GB/T 9704—2012, to be corrected and signed by people.

Type area and fonts are the standard's: A4 with 37 mm above and 28 mm at the left, text 仿宋 三号 on 28 points, title 小标宋 二号,
headings 黑体 and 楷体, page numbers between two strokes outside. Fonts that a machine lacks have stand-ins named in the file.
What a person typed is text and nothing else: no fields, no markup, no characters that XML cannot carry.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luoshi.kernel.documents.writing import writable

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT, TITLE, FIRST, SECOND, LATIN = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "Times New Roman"
STAND_INS = {
    TEXT: "仿宋,FangSong,Noto Serif CJK SC",
    TITLE: "小标宋体,华文中宋,宋体,Noto Serif CJK SC",
    FIRST: "SimHei,Noto Sans CJK SC",
    SECOND: "楷体,KaiTi,Noto Serif CJK SC",
}
"""Font → what stands in for it, in this order."""
RED = "C00000"
WIDE = 156
"""The type area's width, in millimetres."""
INDENT = 32
"""Two characters of 三号, in points."""


@dataclass(frozen=True)
class Head:
    """A heading: level 1 is 一、 in 黑体, level 2 （一） in 楷体."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """A paragraph. ``lead`` stands before it in 黑体 (出席：); ``flush`` without the two characters' indent."""

    text: str
    lead: str = ""
    flush: bool = False


@dataclass(frozen=True)
class Grid:
    """A table; ``widths`` in characters of its own size."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]


@dataclass(frozen=True)
class Paper:
    """One paper. ``mark``: the red heading of the issuing body with ``number``, ``office`` and ``dated`` below it, over a red
    rule; without it the title stands alone. ``signer``: a paper upward (上行文): number at the left and who signed it at the
    right of one line, over the rule. ``closing``: lines at the end, at the right (signature and date). ``copied``: who else is sent it, between two
    rules after all else (版记)."""

    title: str
    blocks: Sequence[Head | Text | Grid]
    mark: str = ""
    number: str = ""
    office: str = ""
    dated: str = ""
    signer: str = ""
    closing: Sequence[str] = ()
    copied: str = ""


def write_docx(paper: Paper) -> bytes:
    """The paper as a Word file."""
    import docx

    book = docx.Document()
    _page(book)
    _fonts(book)
    if paper.mark:
        _marked(book, paper)
    _title(book, paper.title)
    for block in paper.blocks:
        if isinstance(block, Grid):
            _grid(book, block)
        elif isinstance(block, Head):
            _line(book, block.text, FIRST if block.level == 1 else SECOND)
        else:
            _text(book, block)
    for text in paper.closing:
        _closing(book, text)
    if paper.copied:
        _copied(book, paper.copied)
    book.core_properties.title = writable(paper.title)[:200]
    book.core_properties.author = writable(paper.office)[:200]
    book.core_properties.comments = ""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _page(book: Document) -> None:
    from docx.shared import Mm

    section = book.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    book.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, "right")
    _page_number(section.even_page_footer, "left")


def _page_number(footer: Any, side: str) -> None:
    """— 1 —, at the outer edge, one character in."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    line = footer.paragraphs[0]
    right = side == "right"
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    setattr(line.paragraph_format, "right_indent" if right else "left_indent", Pt(14))
    _run(line, "— ", "宋体", 14)
    run = _run(line, "", "宋体", 14)
    for kind in ("begin", "", "end"):
        run._r.append(_element("w:fldChar", {"w:fldCharType": kind}) if kind else _instruction("PAGE"))
    _run(line, " —", "宋体", 14)


def _instruction(text: str) -> Any:
    found = _element("w:instrText", {"xml:space": "preserve"})
    found.text = text
    return found


def _element(name: str, values: dict[str, str]) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    found: Any = OxmlElement(name)
    for key, value in values.items():
        found.set(qn(key), value)
    return found


def _fonts(book: Document) -> None:
    """The style that all text has, and what stands in for fonts that are not there."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    normal: Any = book.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(16)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), TEXT)
    shape = normal.paragraph_format
    shape.line_spacing, shape.space_after, shape.space_before = Pt(28), Pt(0), Pt(0)
    table = next((part for part in book.part.package.iter_parts() if str(part.partname) == "/word/fontTable.xml"), None)
    if table is not None:
        known: Any = table
        fonts = "".join(
            f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
            for name, others in STAND_INS.items()
        )
        known._blob = re.sub(rb"</w:fonts>", fonts.encode() + b"</w:fonts>", known.blob)


def _run(line: Paragraph, text: str, font: str, size: float, colour: str = "") -> Any:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    run: Any = line.add_run(writable(text))
    run.font.name, run.font.size = LATIN, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    return run


def _marked(book: Document, paper: Paper) -> None:
    """The red heading, the number below it, office and date over the red rule."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
    from docx.shared import Mm, Pt

    line = book.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    line.paragraph_format.space_after = Pt(10)
    _run(line, paper.mark, TITLE, _fitting(paper.mark, 40), RED)
    if paper.number and not paper.signer:
        below = book.add_paragraph()
        below.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(below, paper.number, TEXT, 16)
    under = book.add_paragraph()
    ends = Mm(WIDE) - Pt(INDENT / 2) if paper.signer else Mm(WIDE)
    under.paragraph_format.tab_stops.add_tab_stop(ends, WD_TAB_ALIGNMENT.RIGHT)
    if paper.signer:
        _run(under, f"\u3000{paper.number}\t签发人：", TEXT, 16)
        _run(under, paper.signer, SECOND, 16)
    else:
        _run(under, f"{paper.office}\t{paper.dated}", TEXT, _fitting(f"{paper.office}{paper.dated}\u3000", 16))
    _ruled(under, {"bottom": {"w:sz": "12", "w:space": "4", "w:color": RED}})


def _ruled(line: Paragraph, sides: dict[str, dict[str, str]]) -> None:
    """Rules along these sides of a paragraph."""
    edge = _element("w:pBdr", {})
    for side, look in sides.items():
        edge.append(_element(f"w:{side}", {"w:val": "single", **look}))
    line._p.get_or_add_pPr().insert_element_before(
        edge, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _fitting(text: str, most: float) -> float:
    """The size in points at which a text stays on one line, at most so many; no smaller than 10. Half a line's end is left
    free: fonts differ."""
    wide = sum(1 if ord(one) > 0x2E7F else 0.55 for one in text)
    return max(10.0, min(most, round((WIDE / 25.4 * 72 - 2) / max(wide, 1), 1)))


def _title(book: Document, text: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    line = book.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = line.paragraph_format
    shape.line_spacing, shape.space_before, shape.space_after, shape.keep_with_next = Pt(34), Pt(28), Pt(28), True
    _run(line, text, TITLE, 22)


def _line(book: Document, text: str, font: str) -> None:
    from docx.shared import Pt

    line = book.add_paragraph()
    line.paragraph_format.first_line_indent, line.paragraph_format.keep_with_next = Pt(INDENT), True
    _run(line, text, font, 16)


def _text(book: Document, block: Text) -> None:
    """One paragraph for each line that was typed."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for at, part in enumerate(block.text.splitlines() or [""]):
        line = book.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        if not block.flush:
            line.paragraph_format.first_line_indent = Pt(INDENT)
        if block.lead and at == 0:
            _run(line, block.lead, FIRST, 16)
        _run(line, part.strip(), TEXT, 16)


def _closing(book: Document, text: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    line = book.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    line.paragraph_format.right_indent = Pt(INDENT)
    _run(line, text, TEXT, 16)


def _copied(book: Document, text: str) -> None:
    """抄送： in 四号 between two thin rules, one character in from either edge."""
    from docx.shared import Pt

    line = book.add_paragraph()
    line.paragraph_format.space_before = Pt(28)
    _run(line, f"\u3000抄送：{text}", TEXT, 14)
    look = {"w:sz": "8", "w:space": "2", "w:color": "000000"}
    _ruled(line, {"top": look, "bottom": look})


def _grid(book: Document, block: Grid) -> None:
    """A ruled table whose head repeats on every page and whose rows do not split."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    table = book.add_table(rows=1, cols=len(block.heads), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    width = [Mm(WIDE * one / sum(block.widths)) for one in block.widths]
    for at, head in enumerate(block.heads):
        _cell(table.rows[0].cells[at], head, FIRST, width[at])
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", {}))
    for row in block.rows:
        cells = table.add_row()
        cells._tr.get_or_add_trPr().append(_element("w:cantSplit", {}))
        for at, text in enumerate(row):
            _cell(cells.cells[at], text, TEXT, width[at])


def _cell(cell: Any, text: str, font: str, width: Any) -> None:
    from docx.shared import Pt

    cell.width = width
    line = cell.paragraphs[0]
    line.paragraph_format.line_spacing = Pt(18)
    _run(line, text, font, 12)
