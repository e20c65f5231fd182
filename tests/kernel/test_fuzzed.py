"""What an hour of fuzzing found, and a little of it again each time: a file is read or refused with a sentence, never else."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.kernel.documents import DocumentRefused, read_document
from tests.kernel.office import cell, docx, pack, paragraph, table, xlsx
from tests.kernel.pages import as_paragraphs, ofd, pdf, typeset, webpage

FIXTURES = Path(__file__).parents[1] / "policy" / "fixtures"
LINES = ["一、总体要求", "（一）加强技能培训，2026年底前培训6000人次以上。（省总工会牵头，省教育厅配合）"]
SEEDS = {
    "a.pdf": pdf(typeset(LINES)),
    "a.html": webpage("一个标题在此", as_paragraphs(LINES) + "<table><tr><td rowspan=2>甲<td>乙</table>"),
    "a.docx": docx(paragraph("一、甲") + table(cell("序号", '<w:gridSpan w:val="2"/>') + cell("事"))),
    "a.ofd": ofd(typeset(LINES)),
    "a.txt": "\n".join(LINES).encode(),
    "a.csv": "任务,单位\n甲,乙\n".encode(),
}
DATE = '<row r="1"><c r="A1" s="{}"><v>46022</v></c></row>'
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="{}"/><w:numFmt w:val="upperRoman"/>'
    '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)


def _packed_badly() -> bytes:
    """A container whose directory is right and whose compressed bytes are not."""
    data = bytearray(docx(paragraph("甲" * 500)))
    at = data.find(b"word/document.xml") + len("word/document.xml")
    data[at : at + 12] = b"\x05" * 12
    return bytes(data)


FOUND = [
    ("a style of a cell that is no number", "a.xlsx", xlsx(DATE.format("0 0"))),
    ("a cell's string beyond every number", "a.xlsx", xlsx(f'<row><c r="A1" t="s"><v>{"9" * 5000}</v></c></row>')),
    ("a format that is no number", "a.xlsx", xlsx(DATE.format(0), styles='<cellXfs><xf numFmtId="NaN"/></cellXfs>')),
    ("a row beyond every number", "a.xlsx", xlsx(f'<row r="{"9" * 5000}"><c r="A1"><v>1</v></c></row>')),
    ("compressed bytes that are none", "a.docx", _packed_badly()),
    ("a span that is no number", "a.docx", docx(table(cell("甲", '<w:gridSpan w:val="²"/>')))),
    ("a list that begins at a milliard in Roman figures", "a.docx", docx(
        paragraph("甲", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'), numbering=NUMBERING.format(10**9))),
    ("a font that gives half a surrogate pair", "a.pdf", (FIXTURES / "half_pair.pdf").read_bytes()),
    ("an OFD without its document", "a.ofd", pack({"OFD.xml": b"<OFD><DocBody><DocRoot>../../x</DocRoot></DocBody></OFD>"})),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), [case[1:] for case in FOUND], ids=[case[0] for case in FOUND])
def test_what_was_found(name: str, data: bytes) -> None:
    with contextlib.suppress(DocumentRefused):
        document = read_document(data, name)
        assert document.paragraphs
        document.text.encode()


@settings(max_examples=120)
@given(
    name=st.sampled_from(sorted(SEEDS)),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=8)), min_size=1, max_size=4),
)
def test_a_file_is_read_or_refused(name: str, cuts: list[tuple[float, int, bytes]]) -> None:
    data = SEEDS[name]
    for place, gone, come in cuts:
        at = int(place * len(data))
        data = data[:at] + come + data[at + gone :]
    with contextlib.suppress(DocumentRefused):
        assert read_document(data, name).paragraphs
