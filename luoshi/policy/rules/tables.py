"""How does a ledger table read? The header row says which column is what; each row is a task."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.policy.rules.model import Line, Span
from luoshi.policy.rules.text import normalise, squeeze

NUMBER, AREA, TASK, MEASURE, TARGET, LEAD, DUTY, SUPPORT, DEADLINE, OTHER = (
    "number", "area", "task", "measure", "target", "lead", "duty", "support", "deadline", "other",
)
_COLUMNS = (
    (OTHER, r"责任人|负责人|联系人|联络员|联系电话|电话|责任领导|分管领导|牵头领导|领衔领导|包抓领导|备注|资金.*|经费.*|进展.*|完成情况|依据|来源|文件依据|佐证.*"),
    (NUMBER, r"序号|编号|号|任务编号|项目编号|序"),
    (LEAD, r"(?:总)?牵头(?:责任)?(?:单位|部门|科室|处室|主体)?(?:\(.*\))?|主办(?:单位|部门)|主责(?:单位|部门)|第一责任单位|牵头负责单位|主要责任单位"),
    (SUPPORT, r"(?:配合|协助|协办|参与|参加|协同|支持|协作|督导|指导|会办)(?:责任)?(?:单位|部门|科室|处室|主体)?(?:\(.*\))?|其他责任单位"),
    (DUTY, r"(?:责任|负责|落实|承办|实施|承担|主管|执行|主体责任|任务)(?:单位|部门|主体|科室|处室|单位\(部门\)|部门\(单位\))(?:\(.*\))?|(?:责任|任务|职责|部门)?分工|责任单位及.*|责任部门及.*|部门"),
    (DEADLINE, r"(?:拟|计划)?(?:完成|办结|整改|推进|落实|实施|工作|办理|进度|目标)?(?:时限|期限|时间节点|时间安排|时间要求|时间进度|时间)(?:要求|节点|安排)?|完成节点|进度安排|时间|完成日期|进度要求"),
    (TARGET, r"(?:工作|量化|预期|任务|年度|主要|总体|阶段性?|绩效)?(?:目标|指标|成效|成果)(?:任务|要求|值|形式|\d{4}年.*)?|目标任务|达到的?标准|完成标准|成果形式|目标要求|工作标准|预期成果|\d{4}年目标"),
    (AREA, r"类别|领域|改革领域|板块|方面|工作类别|任务类别|一级任务|所属领域|分类|重点领域|专项|工作板块|工作领域|任务领域|大类|项目类别|工作方向|工程|行动"),
    (MEASURE, r"(?:具体|主要|重点|推进|工作|政策|改革|落实|细化|任务)?(?:措施|举措)|具体任务|任务分解|具体内容|主要内容|工作要求|推进措施|具体工作|细化任务|分解任务|二级任务|具体要求|任务内容|工作内容|具体事项"),
    (TASK, r"(?:重点|工作|主要|改革|目标|年度|核心|具体|建设|督查|督办|整改)?(?:任务|事项|工作|内容|项目|要点|工作任务|改革任务|任务名称|重点任务)(?:名称|内容|清单|事项)?|重点工作任务|条款|意见内容|文件内容|任务及要求|重点改革任务|政策条款|问题|任务措施|工作任务及措施"),
)
_COLUMN_PATTERNS = tuple((kind, re.compile(words)) for kind, words in _COLUMNS)
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
    words = squeeze(normalise(header)).strip(":*")
    for kind, pattern in _COLUMN_PATTERNS:
        if pattern.fullmatch(words):
            return kind
    return None


def _header(cells: Sequence[str]) -> list[str | None] | None:
    """The kinds of a header row; None when the row is no header of a duty table."""
    kinds = [column_kind(cell) if len(cell) <= 30 else None for cell in cells]
    known = [kind for kind in kinds if kind]
    filled = [cell for cell in cells if cell.strip()]
    if len(known) >= 2 and _DUTY_KINDS & set(known) and len(known) * 2 >= len(filled):
        return kinds
    return None


def _cells_of(line: Line) -> tuple[str, ...] | None:
    """The cells of a table row, or of a line of text copied from a table (parted by tabs)."""
    if line.cells is not None:
        return line.cells
    return tuple(line.text.split("\t")) if line.text.count("\t") >= 2 else None


def find_tables(lines: Sequence[Line]) -> list[Table]:
    """The ledger tables of a document."""
    tables: list[Table] = []
    offset, at = 0, 0
    offsets: list[int] = []
    for line in lines:
        offsets.append(offset)
        offset += len(line.text) + 1
    while at < len(lines):
        cells = _cells_of(lines[at])
        kinds = _header(cells) if cells else None
        if kinds is None:
            at += 1
            continue
        end = at + 1
        while end < len(lines) and _cells_of(lines[end]) is not None:
            end += 1
        rows = _rows(lines, offsets, at, end, kinds)
        last = end - 1
        if rows:
            tables.append(Table(tuple(rows), (offsets[at], offsets[last] + len(lines[last].text))))
        at = end
    return tables


def _rows(lines: Sequence[Line], offsets: list[int], at: int, end: int, kinds: list[str | None]) -> list[Row]:
    rows: list[Row] = []
    section: tuple[str, ...] = ()
    area = ""
    for index in range(at + 1, end):
        cells = _cells_of(lines[index]) or ()
        again = _header(cells)
        if again is not None:
            # A header of two rows (责任单位 over 牵头 | 配合), or repeated on a new page.
            kinds = [new or old for new, old in zip(again, [*kinds, *[None] * len(again)], strict=False)]
            continue
        placed = _placed(lines[index].text, cells, offsets[index])
        filled = [cell for cell in placed if cell.text.strip()]
        if not filled:
            continue
        if len({cell.text.strip() for cell in filled}) == 1 and len(cells) > 2 and _is_section(filled[0], placed, kinds):
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


def _placed(text: str, cells: Sequence[str], offset: int) -> list[Cell]:
    placed, at = [], offset
    for cell in cells:
        placed.append(Cell(cell, (at, at + len(cell))))
        at += len(cell) + 1
    return placed
