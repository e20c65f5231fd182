"""How does a ledger table read? The header row says which column is what; each row is a task."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.policy.rules.model import Line, Span
from luoshi.policy.rules.text import normalise, squeeze

NUMBER, AREA, TASK, MEASURE, TARGET, LEAD, DUTY, SUPPORT, DEADLINE, OTHER = (
    "number",
    "area",
    "task",
    "measure",
    "target",
    "lead",
    "duty",
    "support",
    "deadline",
    "other",
)
# The first kind whose words occur in a header names the column, so the order of the kinds decides.
_COLUMNS = (
    (NUMBER, r"^(?:序号?|编号|号|(?:任务|项目)(?:序|编)号)$"),
    (DUTY, r"^(?:责任|负责|承办|落实)(?:单位|部门)[及和、]"),
    (OTHER, r"领导|责任人|负责人|联系人|联络员|电话|备注|资金|经费|进展|完成情况|依据|来源|佐证|签名|得分|分值|审核"),
    (LEAD, r"牵头|主办|主责|第一责任|主要责任"),
    (SUPPORT, r"配合|协助|协办|参与|参加|协同|协作|支持单位|支持部门|督导单位|指导单位|会办|其他责任"),
    (
        DUTY,
        r"(?:责任|负责|落实|承办|实施|承担|主管|执行|任务|工作|建设)(?:单位|部门|主体|科室|处室)|^(?:责任|任务|职责|部门)?分工$",
    ),
    (DUTY, r"^(?:单位|部门|责任|责任者)$"),
    (DEADLINE, r"时限|期限|时间|节点|进度安排|进度要求|完成日期|何时"),
    (AREA, r"^.{0,4}(?:类别|领域|板块|方面|分类|大类|方向|专项|工程|行动|项目类型)$|^一级.{0,4}$"),
    (
        TASK,
        r"任务|事项|条款|要点|问题|^(?:重点|主要|年度|具体|改革)?(?:工作|项目|内容|工作内容|主要内容|重点工作)(?:名称)?$",
    ),
    (TARGET, r"目标|指标|成效|成果|标准"),
    (MEASURE, r"措施|举措|内容|要求|做法|工作|安排|步骤"),
)
_COLUMN_PATTERNS = tuple((kind, re.compile(words)) for kind, words in _COLUMNS)
_LONGEST_HEADER = 16  # characters
_LONGEST_TITLE = 40
_NEAR_LINES = 3  # lines between a table and its title, or between two parts of one table
_WIDE = 3  # columns: a narrower table has too little to be known again by
_DUTY_KINDS = {LEAD, DUTY, SUPPORT}


@dataclass(frozen=True)
class Cell:
    """A cell with its place in the full text."""

    text: str
    span: Span


@dataclass(frozen=True)
class Row:
    """A task row: its cells by kind of column, the section rows above it, and its place."""

    cells: dict[str, tuple[Cell, ...]]
    section: tuple[str, ...]
    area: str
    span: Span

    def first(self, kind: str) -> Cell | None:
        return next((cell for cell in self.cells.get(kind, ()) if cell.text.strip()), None)


@dataclass(frozen=True)
class Table:
    """A table whose header names a duty column."""

    rows: tuple[Row, ...]
    span: Span


def column_kind(header: str) -> str | None:
    """What a header cell names; None for words that head no known column."""
    words = re.sub(r"\([^()]*\)$", "", squeeze(normalise(header))).strip(":*")
    if not words or len(words) > _LONGEST_HEADER or re.search(r"^(?:各|有关|相关)|[。;,、:]", words):
        return None
    return next((kind for kind, pattern in _COLUMN_PATTERNS if pattern.search(words)), None)


def _header(cells: Sequence[str]) -> list[str | None] | None:
    """The kinds of a header row; None when the row is no header of a duty table."""
    kinds = [column_kind(cell) for cell in cells]
    known = [kind for kind in kinds if kind]
    filled = [cell for cell in cells if cell.strip()]
    if len(known) < 2 or not _DUTY_KINDS & set(known) or len(known) * 3 < len(filled) * 2:
        return None
    # A row of units (市总工会 | 责任单位 …) is no header: its duty columns would name units.
    return kinds


def _cells_of(line: Line) -> tuple[str, ...] | None:
    """The cells of a table row, or of a line of text copied from a table (parted by tabs or upright strokes)."""
    if line.cells is not None:
        return line.cells
    parting = next((sign for sign in "\t|｜" if line.text.count(sign) >= _WIDE - 1), None)
    return tuple(line.text.split(parting)) if parting else None


def find_tables(lines: Sequence[Line]) -> list[Table]:
    """The ledger tables of a document; one that a page break or a section title cut goes on without its header."""
    tables: list[Table] = []
    offsets = _offsets(lines)
    kinds: list[str | None] | None = None
    at = since = 0
    while at < len(lines):
        cells = _cells_of(lines[at])
        found = _header(cells) if cells else None
        goes_on = found is None and kinds is not None and cells is not None and len(cells) == len(kinds) >= _WIDE
        if found is None and not (goes_on and _only_titles(lines[since:at])):
            at += 1
            continue
        kinds = found or kinds or []
        end = at + 1
        while end < len(lines) and (_cells_of(lines[end]) is not None or _title_between(lines, end)):
            end += 1
        section = _title_before(lines, at)
        rows = _rows(lines, offsets, (at + 1 if found else at, end), kinds, section)
        if rows:
            tables.append(Table(tuple(rows), (offsets[at], offsets[end - 1] + len(lines[end - 1].text))))
        at = since = end
    return tables


def _offsets(lines: Sequence[Line]) -> list[int]:
    """Where each line begins in the full text."""
    offsets, at = [], 0
    for line in lines:
        offsets.append(at)
        at += len(line.text) + 1
    return offsets


def _is_title(line: Line) -> bool:
    words = line.text.strip()
    return line.cells is None and len(words) <= _LONGEST_TITLE and "。" not in words


def _only_titles(between: Sequence[Line]) -> bool:
    """Whether nothing but blank lines and a short title (续表, 二、技能提升) parts two tables."""
    return len(between) <= _NEAR_LINES and all(map(_is_title, between))


def _title_before(lines: Sequence[Line], at: int) -> tuple[str, ...]:
    """The numbered title straight above a table: its rows belong to that section."""
    for line in reversed(lines[max(0, at - _NEAR_LINES) : at]):
        if line.text.strip():
            title = line.text.strip()
            numbered = re.match(r"[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]", title)
            return (title,) if _is_title(line) and numbered else ()
    return ()


def _title_between(lines: Sequence[Line], at: int) -> bool:
    """Whether a line without tabs is a section title between two rows of a table copied as text."""
    words = lines[at].text.strip()
    following = lines[at + 1] if at + 1 < len(lines) else None
    return (
        lines[at].cells is None
        and 0 < len(words) <= 60
        and "。" not in words
        and following is not None
        and following.cells is None
        and _cells_of(following) is not None
    )


def _rows(
    lines: Sequence[Line],
    offsets: list[int],
    body: tuple[int, int],
    kinds: list[str | None],
    section: tuple[str, ...],
) -> list[Row]:
    rows: list[Row] = []
    area = ""
    for index in range(*body):
        cells = _cells_of(lines[index])
        if cells is None:
            section = _enter(section, lines[index].text.strip())
            continue
        again = _header(cells)
        if again is not None:
            # A header of two rows (责任单位 over 牵头 | 配合), or repeated on a new page.
            old = [*kinds, *[None] * len(again)]
            kinds = [new if cell.strip() else old[i] for i, (new, cell) in enumerate(zip(again, cells, strict=True))]
            continue
        placed = _placed(cells, offsets[index])
        filled = [cell for cell in placed if cell.text.strip()]
        if not filled:
            continue
        if (
            len({cell.text.strip() for cell in filled}) == 1
            and len(cells) > 2
            and _is_section(filled[0], placed, kinds)
        ):
            section = _enter(section, filled[0].text.strip())
            continue
        by_kind: dict[str, tuple[Cell, ...]] = {}
        for cell, kind in zip(placed, kinds, strict=False):
            if kind and cell.text.strip():
                by_kind[kind] = (*by_kind.get(kind, ()), cell)
        if AREA in by_kind:
            area = by_kind[AREA][0].text.strip()
        rows.append(Row(by_kind, section, area, (offsets[index], offsets[index] + len(lines[index].text))))
    return rows


def _is_section(cell: Cell, placed: list[Cell], kinds: list[str | None]) -> bool:
    """One filled cell is a section title unless it stands alone in a column of its own (a continued row)."""
    at = placed.index(cell)
    kind = kinds[at] if at < len(kinds) else None
    return kind in (None, NUMBER, AREA, TASK, MEASURE) and "。" not in cell.text and len(cell.text.strip()) <= 60


def _enter(section: tuple[str, ...], title: str) -> tuple[str, ...]:
    """The section titles after a title row: （一） goes below 一、, a new 一、 starts again."""
    if re.match(r"^\s*[(（]", title) and section and not re.match(r"^\s*[(（]", section[0]):
        return (section[0], title)
    return (title,)


def _placed(cells: Sequence[str], offset: int) -> list[Cell]:
    placed, at = [], offset
    for cell in cells:
        placed.append(Cell(cell, (at, at + len(cell))))
        at += len(cell) + 1
    return placed
