"""PDF files and web pages made by hand for the tests: the smallest that a reader would open."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.kernel.office import pack

WIDTH, HEIGHT = 595, 842


@dataclass
class Sheet:
    """A page to be drawn: words at places (from the top left), ruled lines."""

    words: list[tuple[float, float, float, str]] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)

    def say(self, x: float, y: float, text: str, size: float = 16) -> None:
        self.words.append((x, y, size, text))

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.rules.append((x0, y0, x1, y1))

    def table(self, xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]], size: float = 10) -> None:
        """A ruled table; words wrap at the width of their cell."""
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                fit = int((xs[column + 1] - xs[column] - 4) // size)
                for line, start in enumerate(range(0, len(text), fit)):
                    self.say(xs[column] + 2, ys[at] + 2 + line * size * 1.3, text[start : start + fit], size)

    def drawn(self) -> bytes:
        out = []
        for x, y, size, text in self.words:
            code = text.encode("utf-16-be").hex()
            out.append(f"BT /F1 {size} Tf 1 0 0 1 {x:.2f} {HEIGHT - y - size * 0.88:.2f} Tm <{code}> Tj ET")
        out += [f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S" for x0, y0, x1, y1 in self.rules]
        return "\n".join(out).encode()


def pdf(sheets: Iterable[Sheet]) -> bytes:
    """A PDF with one Chinese font that is not embedded."""
    contents = [sheet.drawn() for sheet in sheets]
    kids = " ".join(f"{5 + 2 * at} 0 R" for at in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(contents)}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light"
        b"/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>>>",
    ]
    for at, content in enumerate(contents):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {6 + 2 * at} 0 R>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    return _file(objects)


def _file(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start)
    return bytes(out)


def locked_pdf() -> bytes:
    """A PDF that says it is encrypted with a password nobody knows."""
    secret = b"(" + b"\x41" * 32 + b")"
    entry = b"<</Filter/Standard/V 1/R 2/O" + secret + b"/U" + secret + b"/P -44>>"
    return _file([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>"],
                 b"/Encrypt" + entry + b"/ID[<00><00>]")  # fmt: skip


def typeset(
    lines: Sequence[str], *, columns: int = 1, size: float = 16, numbered: bool = True, head: str = ""
) -> bytes:
    """Paragraphs set as an office sets them: first lines indented by two characters, lines filled, pages numbered."""
    gap, left, top, foot = 24.0, 80.0, 100.0, 740.0
    width = (WIDTH - 2 * left - gap * (columns - 1)) / columns
    fit, step = int(width // size), size * 1.75
    sheets, x, y = [Sheet()], left, top
    column = 0
    for text in lines:
        rest = text if text.startswith("　　") else "　　" + text
        while rest:
            if y + step > foot:
                column, y = column + 1, top
                if column == columns:
                    sheets.append(Sheet())
                    column = 0
                x = left + column * (width + gap)
            line, rest = rest[:fit], rest[fit:]
            indent = len(line) - len(line.lstrip("　"))
            sheets[-1].say(x + indent * size, y, line.lstrip("　"), size)
            y += step
    for at, sheet in enumerate(sheets, 1):
        sheet.say(280, 790, f"— {at} —", 10)
        if head:
            sheet.say(80, 40, head, 9)
    return sheets


def webpage(title: str, body: str, *, charset: str = "utf-8", style: str = "div") -> bytes:
    """A page as government sites frame it; ``style`` table: as they did twenty years ago."""
    links = "".join(
        f'<li><a href="/{at}">{name}</a></li>' for at, name in enumerate(("首页", "要闻", "政策", "互动", "服务"))
    )
    nav = f'<ul>{links}</ul><form><input name="q"><button>搜索</button></form>'
    tools = '<div>2026-05-06 17:00 来源：江澜省政府网 【字体：大 中 小】 <span onclick="print()">打印</span></div>'
    inner = f'<h1>{title}</h1>{tools}<div class="pages_content">{body}</div><div>责任编辑：沈言</div>'
    if style == "table":
        inner = f"<table><tr><td>{nav}</td><td>{inner}</td></tr></table>"
    foot = "主办单位：江澜省人民政府办公厅，承办单位：江澜省大数据局。网站标识码：0000000000"
    text = (
        f'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        f"<title>{title}_江澜省人民政府</title><script>var a = '（省财政厅负责）';</script></head>"
        f'<body><div class="header">{nav}</div>{inner}<div class="footer"><p>{foot}</p></div></body></html>'
    )
    return text.encode("gb18030" if charset.startswith("gb") else charset)


def as_paragraphs(lines: Iterable[str]) -> str:
    """The body of a page: one <p> a line."""
    return "\r\n".join(f'<p style="text-indent: 2em"><span>{html.escape(line)}</span></p>' for line in lines)


def ofd(sheets: Sequence[Sheet]) -> bytes:
    """The same pages as an OFD: places in millimetres, runs with their steps."""
    space, unit = 'xmlns:ofd="http://www.ofdspec.org/2016"', 25.4 / 72
    listed = "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(sheets)))
    parts = {
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    for at, sheet in enumerate(sheets):
        body = "".join(
            f'<ofd:TextObject Boundary="{x * unit:.3f} {y * unit:.3f} 100 9" Size="{size * unit:.3f}"><ofd:TextCode X="0" '
            f'Y="{size * unit * 0.88:.3f}" DeltaX="g {len(text) - 1} {size * unit:.3f}">{html.escape(text)}</ofd:TextCode>'
            "</ofd:TextObject>"
            for x, y, size, text in sheet.words
        )
        body += "".join(
            f'<ofd:PathObject Boundary="0 0 210 297"><ofd:AbbreviatedData>M {x0 * unit:.3f} {y0 * unit:.3f} '
            f"L {x1 * unit:.3f} {y1 * unit:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
            for x0, y0, x1, y1 in sheet.rules
        )
        parts[f"Doc_0/Pages/Page_{at}/Content.xml"] = (
            f"<ofd:Page {space}><ofd:Content><ofd:Layer>{body}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    return pack({name: text.encode() for name, text in parts.items()})
