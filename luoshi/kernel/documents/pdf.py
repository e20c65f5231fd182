"""Which words stand where on the pages of a PDF? Read with PDFium, in the limited child only: it is native code.

Nothing in a PDF is run, followed or fetched: pages are loaded without forms and scripts, only their text and their ruled
lines are looked at.
"""

from __future__ import annotations

import ctypes
import unicodedata
from bisect import bisect
from typing import TYPE_CHECKING, Any

from luoshi.kernel.documents.grid import Rule
from luoshi.kernel.documents.layout import Page, Piece
from luoshi.kernel.documents.refusal import DocumentRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_CHARACTERS = 2_000_000
_MOST_OBJECTS = 3_000
"""Objects of a page among which ruled lines are looked for: a page with more is a drawing."""
_THIN, _LONG = 3.0, 6.0
_PASSWORD = 4
_RADICALS = str.maketrans(
    "⺁⺄⺆⺈⺊⺌⺍⺕⺗⺜⺝⺟⺠⺡⺧⺨⺫⺬⺭⺮⺱⺲⺳⺵⺶⺷⺸⺺⺻⺼⺽⺾⻀⻁⻂⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻯⻰⻲⻳",
    "厂乙冂刀卜小小彐小日月母民水牛犬目示示竹网网网网羊羊羊聿聿肉臼艹艹虎衣西见角角讠贝足车辶辶辶邑长长长门阜雨青韦页风飞食食食食饣马骨鬼鱼鸟卤麦黄黾齐齿竜龙龟龟",
)


def read_pages(data: bytes, name: str, most: int) -> list[Page]:
    """The pages in order, ``most`` of them. Raises `DocumentRefused`."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        locked = getattr(fault, "err_code", None) == _PASSWORD
        raise DocumentRefused("encrypted" if locked else "broken", name=name) from fault
    try:
        if len(document) > most:
            raise DocumentRefused("many_pages", name=name, count=len(document), most=most)
        return list(_pages(document, name))
    except pypdfium2.PdfiumError as fault:
        raise DocumentRefused("broken", name=name) from fault
    finally:
        document.close()


def _pages(document: Any, name: str) -> Iterator[Page]:
    total = 0
    for at in range(len(document)):
        page = document[at]
        width, height = page.get_size()
        text = page.get_textpage()
        total += text.count_chars()
        if total > _MOST_CHARACTERS:
            raise DocumentRefused("costly", name=name)
        rules = _rules(page, height)
        yield Page(width, height, _pieces(text, height, [rule for rule in rules if rule.x1 - rule.x0 <= _THIN]), rules)
        text.close()
        page.close()


def _pieces(text: Any, height: float, uprights: list[Rule]) -> list[Piece]:
    """Characters that follow one another on a line, parted at wide gaps and at ruled uprights."""
    import pypdfium2.raw as raw

    edges = sorted({round((rule.x0 + rule.x1) / 2, 1) for rule in uprights})
    box = raw.FS_RECTF()
    pieces: list[Piece] = []
    run: list[str] = []
    x0 = x1 = top = bottom = 0.0
    blank = False
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        if code <= 32 or code in (0xA0, 0x3000):
            blank = True
            continue
        if not raw.FPDFText_GetLooseCharBox(text, at, ctypes.byref(box)) or box.right <= box.left:
            continue
        left, right, high, low = box.left, box.right, height - box.top, height - box.bottom
        # a flat character (一) has a flat box: the run says how large its letters are
        size = max(low - high, bottom - top if run else 0, 1.0)
        together = (
            run
            and abs((high + low) - (top + bottom)) < size * 0.6
            and -0.5 * size < left - x1 < 1.2 * size
            and bisect(edges, x1 - 1) == bisect(edges, left + 1)
        )
        if not together:
            if run:
                pieces.append(Piece(x0, x1, top, bottom, _clean("".join(run))))
            run, x0, x1, top, bottom = [], left, right, high, low
        elif blank and _spaced(run[-1], code):
            run.append(" ")
        run.append(chr(code) if code <= 0x10FFFF else "\ufffd")
        x1, top, bottom, blank = max(x1, right), min(top, high), max(bottom, low), False
    if run:
        pieces.append(Piece(x0, x1, top, bottom, _clean("".join(run))))
    return [piece for piece in pieces if piece.text]


def _spaced(before: str, code: int) -> bool:
    """A blank counts between letters and figures; between Chinese characters it is the typesetter's."""
    return before.isascii() and code < 128


def _clean(text: str) -> str:
    """Many fonts name characters by the radicals that look the same (⼯ for 工): they are read as what they show."""
    text = text.translate(_RADICALS).replace("\ufffe", "-").replace("\x02", "-")
    return "".join(
        unicodedata.normalize("NFKC", char) if "\u2f00" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff" else char
        for char in text
    )


def _rules(page: Any, height: float) -> list[Rule]:
    """The thin straight shapes of a page, and the edges of its frames."""
    import pypdfium2.raw as raw

    count = raw.FPDFPage_CountObjects(page)
    if count > _MOST_OBJECTS:
        return []
    rules: list[Rule] = []
    left, low, right, high = (ctypes.c_float() for _ in range(4))
    for at in range(count):
        shape = raw.FPDFPage_GetObject(page, at)
        if raw.FPDFPageObj_GetType(shape) != raw.FPDF_PAGEOBJ_PATH:
            continue
        if not raw.FPDFPageObj_GetBounds(shape, left, low, right, high):
            continue
        x0, x1, top, bottom = left.value, right.value, height - high.value, height - low.value
        if min(x1 - x0, bottom - top) <= _THIN < _LONG <= max(x1 - x0, bottom - top):
            rules.append(Rule(x0, top, x1, bottom))
    return rules
