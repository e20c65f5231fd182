"""Which of a web page is the document, and which its frame? The article's paragraphs and tables, nothing else.

Government sites frame a text with navigation, sharing buttons and a foot. What is running text (long, with punctuation,
not in links) tells where the article stands, whatever its markup is called. Nothing is fetched, no script is run.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from luoshi.kernel.documents.paragraphs import Paragraph, table_row
from luoshi.kernel.documents.plaintext import decode, plausible
from luoshi.kernel.documents.refusal import DocumentRefused

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_DROPPED = {
    "script", "style", "noscript", "template", "svg", "nav", "footer", "aside", "form", "select", "button", "iframe",
    "object", "input", "textarea", "head", "audio", "video", "math", "rt", "rp", "del", "s", "strike",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "ul",
}  # fmt: skip
_WITHIN = {"p", "span", "font", "strong", "b", "a", "section"}
_FRAME = re.compile(
    r"(?:^|[-_\s])(?:foot(?:er)?|copyright|nav(?:bar)?|menu|bread-?crumbs?|crumbs?|share|related|side-?bar|tool-?bar)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TOOLS = re.compile(
    r"(?:\d{4}[-年][\d\s:月日-]{4,20})?[【\[]?\s*(?:(?:字号|字体|字体大小)\s*[:：]?.{0,12}|大\s*中\s*小|打印(?:本页|此页)?|关闭(?:窗口|本页)?|返回顶部|分享(?:到)?\s*[:：]?.{0,20}"
    r"|扫一扫.{0,20}|责任编辑\s*[:：].{0,12}|编辑\s*[:：].{0,12}|来源\s*[:：].{0,60}|(?:浏览|阅读|点击)(?:次数|量|数)?\s*[:：]?\s*\d*\s*次?"
    r"|(?:发布|更新)(?:时间|日期)\s*[:：].{0,24}(?:来源\s*[:：].{0,20})?|当前位置\s*[:：]?.{0,60}|(?:您|你)(?:现在)?的位置\s*[:：]?.{0,60}"
    r"|上一篇\s*[:：].{0,80}|下一篇\s*[:：].{0,80}|相关(?:文档|链接|稿件|文件|解读)\s*[:：]?)\s*[】\]]?(?:\s*[【\[]?(?:打印|关闭|大|中|小|收藏)[】\]]?)*"
)
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(]20\d\d[〕\]）)]\d{1,4}号")
_WIDE_BREAK = re.compile(
    r"(?<=[\u2e80-\u9fff\uf900-\uffef“”‘’…—])[ \t]*[\r\n]+[ \t\r\n]*(?=[\u2e80-\u9fff\uf900-\uffef“”‘’…—])"
)
_POINTS = re.compile("[，。；：、]")
_MOST_SPAN = 256


def read_paragraphs(data: bytes, name: str) -> list[Paragraph]:
    """The paragraphs and table rows of the article. Raises `DocumentRefused`."""
    from lxml import etree

    text = _decoded(data)
    if text is None:
        raise DocumentRefused("not_text", name=name)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise DocumentRefused("broken", name=name) from fault
    if root is None:
        raise DocumentRefused("empty", name=name)
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        # What stands deeper was not read: half a document is none.
        raise DocumentRefused("broken", name=name)
    title = _title(root)
    _prune(root)
    article = _article(root)
    return _with_front(root, article, title, list(_paragraphs(article)))


def _decoded(data: bytes) -> str | None:
    """The text in the encoding that the page names, or in one it can have."""
    named = _CHARSET.search(data[:8192])
    if named and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        charset = named[1].decode("ascii", "ignore").lower()
        try:
            known = "gb18030" if charset.startswith("gb") else codecs.lookup(charset).name
            # Browsers show a page with a broken byte in it, and so people save it; rubbish is told by its look.
            text = data.decode(known, "replace")
            return text if plausible(text) else None
        except LookupError:
            pass
    return decode(data)


def _title(root: _Element) -> str:
    """The article's title as the page tells it, without the name of the site."""
    for path in ('//meta[translate(@name,"ARTICLE","article")="articletitle"]/@content', "//h1", "//title"):
        for found in root.xpath(path):
            text = _flat(found if isinstance(found, str) else "".join(found.itertext()))
            text = re.split(r"[_|]|\s[-–—]\s", text)[0].strip()
            if len(text) >= 5:
                return text[:200]
    return ""


def _flat(text: str) -> str:
    return " ".join(_WIDE_BREAK.sub("", text).split())


def _prune(root: _Element) -> None:
    """Take out what is no text of anybody: scripts, forms, navigation, what is hidden, lists of links."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
        if element.tag in _DROPPED or (hidden and element.tag not in ("html", "body")):
            _drop(element)
    whole = len("".join(root.itertext()))
    for element in list(root.iter()):
        # By its name a frame, and by its length not the article itself.
        named = isinstance(element.tag, str) and _FRAME.search(
            f"{element.get('class') or ''} {element.get('id') or ''}"
        )
        if named and len("".join(element.itertext())) * 3 < whole:
            _drop(element)
    for element in list(root.iter("ul", "ol", "dl", "div", "p", "td", "table")):
        links = list(element.iter("a"))
        if len(links) >= 3 and element.getparent() is not None:
            linked = sum(len("".join(link.itertext()).strip()) for link in links)
            if linked * 10 > len("".join("".join(element.itertext()).split())) * 6:
                _drop(element)


def _drop(element: _Element) -> None:
    """Without it, but with the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _article(root: _Element) -> _Element:
    """The innermost element that holds nearly all running text."""
    weight: dict[_Element, int] = {}
    for element in root.iter():
        if isinstance(element.tag, str):
            own = (element.text or "") + "".join(child.tail or "" for child in element)
            here: _Element | None = element
            gained = 0 if element.tag == "a" else len(own.strip()) * len(_POINTS.findall(own))
            while gained and here is not None:
                weight[here] = weight.get(here, 0) + gained
                here = here.getparent()
    best, total = root, weight.get(root, 0)
    while total:
        inner = next((one for one in best if weight.get(one, 0) * 20 >= total * 17), None)
        if inner is None or inner.tag in _WITHIN or (inner.tag == "table" and _is_data(inner)):
            break
        best = inner
    return best


def _with_front(root: _Element, article: _Element, title: str, found: list[Paragraph]) -> list[Paragraph]:
    """The article, led by its title and number where the page keeps them outside of it."""
    top = "".join(one.text for one in found[:12])
    front: list[Paragraph] = []
    if title and re.sub(r"\s", "", title) not in re.sub(r"\s", "", top):
        front.append(Paragraph(title))
    if not _NUMBER.search(top):
        within = set(article.iter())
        outside = (one.text or "" for one in root.iter() if one not in within and isinstance(one.tag, str))
        number = next((match[0] for text in outside if (match := _NUMBER.search(text))), None)
        if number:
            front.append(Paragraph(number))
    return front + found


def _paragraphs(element: _Element) -> Iterator[Paragraph]:
    """The blocks of an element in order; the words between two blocks are one too."""
    words: list[str] = []
    yield from _walk(element, words)
    yield from _ended(words)


def _walk(element: _Element, words: list[str]) -> Iterator[Paragraph]:
    words.append(element.text or "")
    for child in element:
        tag = child.tag
        if tag == "br":
            yield from _ended(words)
        elif tag == "table" and _is_data(child):
            yield from _ended(words)
            yield from _rows(child)
        elif tag in _BLOCKS:
            yield from _ended(words)
            yield from _walk(child, words)
            yield from _ended(words)
        else:
            yield from _walk(child, words)
        words.append(child.tail or "")


def _ended(words: list[str]) -> Iterator[Paragraph]:
    text = _flat("".join(words))
    words.clear()
    if text and not _TOOLS.fullmatch(text):
        yield Paragraph(text)


def _is_data(table: _Element) -> bool:
    """A table of cells that hold words; one that only lays out a page holds tables, or a single column."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = list(table.iter("tr"))
    wide = sum(1 for row in rows if sum(1 for cell in row if cell.tag in ("td", "th")) >= 2)
    long = sum(1 for cell in table.iter("td") if sum(1 for _ in cell.iter("p")) > 12)
    return wide >= 2 and not long


def _rows(table: _Element) -> Iterator[Paragraph]:
    """The rows of a table; a cell that reaches downward repeats in each row it covers."""
    below: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in (one for one in row if one.tag in ("td", "th")):
            _fill(cells, below)
            text = "\n".join(one.text for one in _paragraphs(cell))
            deep = _span(cell, "rowspan")
            for step in range(_span(cell, "colspan")):
                if deep > 1:
                    below[len(cells)] = (deep - 1, text if not step else "")
                cells.append(text if not step else "")
        _fill(cells, below)
        if any(cells) and len(cells) <= _MOST_SPAN * 2:
            yield table_row(cells)


def _fill(cells: list[str], below: dict[int, tuple[int, str]]) -> None:
    """Cells that reach down into this row, at the place that comes next."""
    while len(cells) in below:
        at = len(cells)
        left, text = below.pop(at)
        if left > 1:
            # told again in the next row
            below[at] = (left - 1, text)
            cells.append(text)
            continue
        cells.append(text)


def _span(cell: _Element, name: str) -> int:
    given = (cell.get(name) or "1").strip()
    return max(1, min(int(given), _MOST_SPAN)) if given.isdecimal() and len(given) < 6 else 1
