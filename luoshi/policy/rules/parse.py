"""How does a plan document become a ledger? Headings, responsibility clauses, tables, limits and targets together."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from luoshi.policy.rules import tables as columns
from luoshi.policy.rules.clauses import Found, find_duty_clauses
from luoshi.policy.rules.deadlines import read_limits, read_value
from luoshi.policy.rules.duties import (
    DUTY,
    LEAD,
    SUPPORT,
    Reading,
    lead_rules,
    named_again,
    read_clause,
    residues,
    resolve,
    strongest,
)
from luoshi.policy.rules.front import read_front
from luoshi.policy.rules.headings import NUMBER, Clause, find_clauses, split_heading
from luoshi.policy.rules.model import (
    Deadline,
    Duty,
    FrontMatter,
    Heading,
    Line,
    ParsedPlan,
    Residue,
    Span,
    Target,
    Task,
    full_text,
)
from luoshi.policy.rules.tables import Row, Table, find_tables
from luoshi.policy.rules.targets import read_targets
from luoshi.policy.rules.text import mask_quotes, mask_titles, normalise, squeeze, trim

SIGN_OFF = re.compile(
    r"\n[^\n。]{2,40}\n?[ ]*(?:20\d{2}|二[〇○零]..)年[^\n。]{2,9}日[ ]*(?=\n|$)|\n[ ]*附件?[ ]?\d{0,2}[:\n]"
    r"|\(此件(?:公开|主动|依申请)"
)

_MOST_GROUPS = 12  # responsibility clauses in one numbered clause: after more, clauses were surely lost
_DASH = re.compile(r"^[ \t]*--", re.M)

_LABELLED_LINE = re.compile(
    r"\n[ ]*(?:整改|工作|年度|主要|目标)?(?:目标|任务|措施|要求|标准|成效)(?:要求|任务)?:[^\n]+"
)
_CLOSING = re.compile(
    r"\s*(?:各(?:地|牵头|部门|级|单位|县|市|区|有关|责任|乡|镇)|本(?:意见|方案|措施|办法|通知|计划|政策)|以上|此件|附件|特此|联系人"
    r"|[^\n。]{0,20}办公室要)"
)


@dataclass
class _Document:
    """The texts and the rules that hold for the whole document while it is read."""

    original: str
    norm: str
    masked: str
    unquoted: str
    year: int | None
    lead_rule: str = ""
    below: tuple[Duty, ...] = ()


def parse(paragraphs: Sequence[Line]) -> ParsedPlan:
    """The plan in the paragraphs of a document. Never fails: a text without duties gives no tasks."""
    original = full_text(paragraphs)
    norm = normalise(original)
    front = read_front([line.text for line in paragraphs if line.cells is None] or original.split("\n"))
    ledgers = find_tables(paragraphs)
    running = _blank(norm, [table.span for table in ledgers])
    document = _Document(original, running, mask_titles(running), "", _document_year(front))
    clauses = find_clauses(running)
    found = _find_all(document, clauses)
    document.lead_rule = _rule_outside(running, found)
    tasks: list[Task] = []
    loose: list[Residue] = []
    for clause, (own, result) in zip([None, *clauses], found, strict=True):
        tasks.extend(_tasks_of(document, clause, own, result, loose))
    titled = mask_titles(norm)
    rule = next((rule for _, rule in lead_rules(norm)), "")
    whole = _Document(original, norm, titled, mask_quotes(titled), document.year, rule)
    for table in ledgers:
        tasks.extend(_table_tasks(whole, table))
    tasks.sort(key=lambda task: task.span)
    headings = tuple(_heading(document, clause, own) for clause, (own, _) in zip(clauses, found[1:], strict=True))
    return ParsedPlan(
        front.title, front.doc_number, front.issuer, front.issued_on, tuple(tasks), tuple(loose), headings, original
    )


def _document_year(front: FrontMatter) -> int | None:
    """The year that a limit without one means: a title such as 2025年工作要点 says it, else the date of issue, else the document number.

    The years of a range (2026—2028年) name none: the plan runs through all of them.
    """
    named = re.findall(r"(?<![-—–~至到])(20\d{2})年(?!-|—|至)", normalise(front.title))
    if named:
        return int(named[-1])
    if front.issued_on:
        return front.issued_on.year
    numbered = re.search(r"(20\d{2})", front.doc_number or "")
    return int(numbered[1]) if numbered else None


def _blank(norm: str, spans: list[Span]) -> str:
    """The text with the tables blanked, so that their rows are not read as prose; offsets stay."""
    parts, at = [], 0
    for a, b in spans:
        parts += [norm[at:a], re.sub(r"[^\n]", " ", norm[a:b])]
        at = b
    return "".join([*parts, norm[at:]])


def _find_all(document: _Document, clauses: list[Clause]) -> list[tuple[Span, Found]]:
    """The own text and the responsibility clauses of the preamble and of each numbered clause."""
    norm = document.norm
    first = clauses[0].mark.start if clauses else len(norm)
    result = [((0, first), find_duty_clauses(norm, document.original, (0, first)))]
    for index, clause in enumerate(clauses):
        found = find_duty_clauses(norm, document.original, clause.own)
        own = trim(norm, *clause.own)
        last = index + 1 == len(clauses) or clauses[index + 1].mark.level < clause.mark.level
        if last:
            own = _cut_tail(norm, own, found.last_end, index + 1 == len(clauses))
        result.append((own, found))
    return [result[0], *_shared(norm, clauses, result[1:])]


def _shared(norm: str, clauses: list[Clause], found: list[tuple[Span, Found]]) -> list[tuple[Span, Found]]:
    """A responsibility clause after the last of several items (1.…2.…3.…（市人社局牵头）) speaks for their parent.

    Not where the document gives such items clauses of their own.
    """
    families = _families(clauses)
    duties = {at: bool(found[at][1].groups) for family in families.values() for at in family}
    if any(sum(duties[at] for at in family) > 1 for family in families.values()):
        return found
    result = list(found)
    for parent, family in families.items():
        last = family[-1]
        if duties[last] and not found[parent][1].groups and (len(family) > 1 or _lists_on(norm, clauses[last])):
            result[parent] = ((found[parent][0][0], found[last][0][1]), found[last][1])
            for at in family:
                result[at] = (found[at][0], Found())
    return result


def _families(clauses: list[Clause]) -> dict[int, list[int]]:
    """The items of the lowest levels (1., （1）, ①) by their parent, where none has items of its own."""
    families: dict[int, list[int]] = {}
    parents: dict[int, int] = {}
    stack: list[int] = []
    for at, clause in enumerate(clauses):
        while stack and clauses[stack[-1]].mark.level >= clause.mark.level:
            stack.pop()
        if stack:
            parents[at] = stack[-1]
        stack.append(at)
    inner = set(parents.values())
    for at, parent in parents.items():
        if clauses[at].mark.level >= NUMBER:
            families.setdefault(parent, []).append(at)
    return {parent: family for parent, family in families.items() if not inner & set(family)}


def _lists_on(norm: str, clause: Clause) -> bool:
    """Whether the words of an item hold the next ones, parted by semicolons: 1.…；2.…；3.…。"""
    return re.search(rf"[;。][ (]?{clause.mark.number + 1}[.、)]", norm[clause.own[0] : clause.own[1]]) is not None


def _cut_tail(norm: str, own: Span, last_end: int, final: bool) -> Span:
    """The last clause of a document does not own the closing words and the signature after its duties."""
    start, end = own
    if match := SIGN_OFF.search(norm, max(start, last_end), end):
        end = match.start()
    if final and last_end:
        heading_end = norm.find("\n", start, end)
        heading_end = end if heading_end < 0 else heading_end
        on_heading = last_end <= heading_end < end and last_end - start <= 100
        if not on_heading or _CLOSING.match(norm, heading_end):
            close = last_end + (norm[last_end : last_end + 1] == ")")
            while label := _LABELLED_LINE.match(norm, close, end):
                close = label.end()
            end = min(end, close)
    return trim(norm, start, max(end, min(last_end + 1, own[1])))


def _rule_outside(norm: str, found: list[tuple[Span, Found]]) -> str:
    """The rule who leads (列第一位者为牵头单位) that stands outside the responsibility clauses: it holds for all of them."""
    spans = sorted(r.span for _, result in found for group in result.groups for r in group)
    for (start, _), rule in lead_rules(norm):
        at = bisect_right(spans, (start, len(norm))) - 1
        if at < 0 or spans[at][1] <= start:
            return rule
    return ""


def _tasks_of(document: _Document, clause: Clause | None, own: Span, found: Found, loose: list[Residue]) -> list[Task]:
    """The task of a numbered clause, or the tasks of the paragraphs before the first number."""
    if not any(reading.entries or reading.below_all for group in found.groups for reading in group):
        loose.extend(Residue(document.original[a:b].strip(), (a, b)) for a, b in found.doubtful)
        return []
    if clause is not None:
        items = _dash_items(document.norm, own, found.groups)
        if items:
            return [_task(document, (*clause.path, "——"), span, groups, []) for span, groups in items]
        return [_task(document, clause.path, own, found.groups, found.doubtful)]
    tasks, at = [], own[0]
    doubtful = sorted(found.doubtful)
    for groups in _by_paragraph(document.norm, found.groups):
        end = document.norm.find("\n", groups[-1][-1].span[1])
        end = own[1] if end < 0 or end > own[1] else end
        begin = document.norm.rfind("\n", at, groups[0][0].span[0]) + 1
        if not re.search(r"[\u4e00-\u9fff]", document.norm[max(begin, at) : groups[0][0].span[0]]):
            # A line of labels only: it belongs to the paragraph above it.
            begin = document.norm.rfind("\n", at, max(at, begin - 1)) + 1
        span = trim(document.norm, max(begin, at), end)
        doubts = doubtful[bisect_left(doubtful, (span[0], 0)) : bisect_left(doubtful, (span[1], 0))]
        tasks.append(_task(document, (), span, groups, doubts))
        at = end
    return tasks


def _dash_items(norm: str, own: Span, groups: list[list[Reading]]) -> list[tuple[Span, list[list[Reading]]]]:
    """The —— items of a clause where each has its own responsibility clause; a bracket after the last speaks for all."""
    starts = [match.start() for match in _DASH.finditer(norm, *own)]
    if len(starts) < 2 or any(group[0].span[0] < starts[0] for group in groups):
        return []
    items = []
    for start, end in pairwise([*starts, own[1]]):
        inside = [group for group in groups if start <= group[0].span[0] < end]
        items.append((trim(norm, start, end, " \t\n-"), inside))
    return items if all(inside for _, inside in items) else []


def _by_paragraph(norm: str, groups: list[list[Reading]]) -> list[list[list[Reading]]]:
    """The groups that stand in one paragraph together: unnumbered clauses are told apart by their line breaks."""
    result: list[list[list[Reading]]] = []
    for group in groups:
        if result and "\n" not in norm[result[-1][-1][-1].span[1] : group[0].span[0]]:
            result[-1].append(group)
        else:
            result.append([group])
    return result


def _task(
    document: _Document, path: tuple[str, ...], own: Span, groups: list[list[Reading]], doubtful: list[Span]
) -> Task:
    norm, original = document.norm, document.original
    duties: list[Duty] = []
    again: tuple[str, ...] = ()
    readings = [reading for group in groups for reading in group]
    inherited = document.below
    for group in groups:
        document.lead_rule = next((reading.lead_rule for reading in group if reading.lead_rule), document.lead_rule)
        duties.extend(resolve(group, document.lead_rule))
        again += named_again(group)
        for reading in group:
            if reading.below_all:
                named = resolve([Reading(reading.span, entries=reading.below_all)], "")
                document.below = tuple({duty.unit: duty for duty in (*document.below, *named)}.values())
                duties.extend(named)
    duties.extend(inherited)
    deadlines, targets, doubts = _measures(document, own, readings)
    doubtful = doubtful + [group[0].span for group in groups[_MOST_GROUPS:]]
    residue = residues(original, readings) + doubts
    residue += [Residue(original[a:b].strip(), (a, b)) for a, b in doubtful]
    heading_end = split_heading(norm, *own)
    heading = original[own[0] : heading_end].strip().rstrip("。：:")
    return Task(
        path,
        heading,
        original[heading_end : own[1]].strip(),
        strongest(duties),
        deadlines,
        targets,
        tuple(sorted(residue, key=lambda item: item.span)),
        own,
        again,
    )


def _measures(
    document: _Document, own: Span, readings: list[Reading]
) -> tuple[tuple[Deadline, ...], tuple[Target, ...], list[Residue]]:
    """Limits and targets of the clause's own words; inside the responsibility clauses only labelled limits count."""
    words = _blank(
        document.masked[own[0] : own[1]],
        [(max(0, r.span[0] - own[0]), r.span[1] - own[0]) for r in readings if r.span[0] >= own[0]],
    )
    local = document.original[own[0] : own[1]]
    span = (0, len(words))
    limits = read_limits(words, local, span, document.year)
    found = [_shift_deadline(item, own[0]) for item in limits.found]
    doubts = [Residue(item.text, (item.span[0] + own[0], item.span[1] + own[0])) for item in limits.residue]
    for reading in readings:
        for value in reading.deadlines:
            more = read_value(document.norm, document.original, value, document.year)
            found += [item for item in more.found if not any(_same(item, other) for other in found)]
            doubts += more.residue
    targets = [_shift_target(item, own[0]) for item in read_targets(mask_quotes(words), local, span)]
    return tuple(found), tuple(targets), doubts


def _same(one: Deadline, other: Deadline) -> bool:
    return one.kind == other.kind and (one.date == other.date if one.kind == "date" else one.text == other.text)


def _shift_deadline(item: Deadline, by: int) -> Deadline:
    return Deadline(item.kind, item.date, item.text, (item.span[0] + by, item.span[1] + by))


def _shift_target(item: Target, by: int) -> Target:
    return Target(item.text, item.number, item.unit, item.comparator, (item.span[0] + by, item.span[1] + by))


def _heading(document: _Document, clause: Clause, own: Span) -> Heading:
    end = split_heading(document.norm, *own)
    if end == own[0]:
        end = min(own[1], own[0] + 40)
    text = document.original[own[0] : end].strip().rstrip("。：:")
    return Heading(clause.path, clause.mark.label, squeeze(text), (clause.mark.start, own[1]))


def _table_tasks(document: _Document, table: Table) -> list[Task]:
    tasks: list[Task] = []
    for row in table.rows:
        task = _row_task(document, row)
        words = row.first(columns.TASK) or row.first(columns.MEASURE)
        if task is not None and not words and not row.first(columns.NUMBER) and tasks:
            # A row that a page break cut: its duties belong to the row above.
            before = tasks[-1]
            tasks[-1] = Task(
                before.path,
                before.heading,
                before.text,
                strongest([*before.duties, *task.duties]),
                before.deadlines + task.deadlines,
                before.targets,
                before.residue + task.residue,
                before.span,
                before.again + task.again,
            )
        elif task is not None:
            tasks.append(task)
    return tasks


def _row_task(document: _Document, row: Row) -> Task | None:
    """The task of a ledger row, or None for a row without a responsible unit."""
    readings: list[Reading] = []
    for kind, default in ((columns.LEAD, LEAD), (columns.DUTY, DUTY), (columns.SUPPORT, SUPPORT)):
        for cell in row.cells.get(kind, ()):
            readings.append(read_clause(document.norm, document.original, cell.span, default, cell=True))
    if not any(reading.entries for reading in readings):
        return None
    found: list[Deadline] = []
    targets: list[Target] = []
    doubts: list[Residue] = []
    for cell in row.cells.get(columns.DEADLINE, ()):
        limits = read_value(document.norm, document.original, cell.span, document.year)
        found += limits.found
        doubts += limits.residue
    for kind in (columns.TASK, columns.MEASURE, columns.TARGET):
        for cell in row.cells.get(kind, ()):
            limits = read_limits(document.masked, document.original, cell.span, document.year)
            found += [item for item in limits.found if not any(_same(item, other) for other in found)]
            targets += read_targets(document.unquoted, document.original, cell.span, column=kind == columns.TARGET)
    path, heading, text = _row_words(row)
    residue = residues(document.original, readings) + doubts
    return Task(
        path,
        heading,
        text,
        strongest(resolve(readings, document.lead_rule)),
        tuple(found),
        tuple(targets),
        tuple(residue),
        row.span,
        named_again(readings),
    )


def _row_words(row: Row) -> tuple[tuple[str, ...], str, str]:
    """Path, heading and text of a row: section titles and number give the path, the task columns the words."""
    path = tuple(label for title in row.section if (label := _label(title)))
    number = row.first(columns.NUMBER)
    cells = [cell for kind in (columns.TASK, columns.MEASURE, columns.TARGET) for cell in row.cells.get(kind, ())]
    words = [cell.text.strip() for cell in cells]
    own = _label(number.text + "、") or squeeze(number.text) if number else (_label(words[0]) if words else "")
    if own:
        path = (*path, own)
    if words and _label(words[0]):
        clause = find_clauses(normalise(words[0]))[0]
        words[0] = words[0][clause.mark.end :].strip()
    first = words[0] if words else row.area
    end = split_heading(normalise(first), 0, len(first))
    heading = first[:end].strip().rstrip("。：:") if end else first.split("\n")[0][:40]
    rest = [first[end:].strip(), *words[1:]]
    return path, heading, "\n".join(part for part in rest if part)


def _label(title: str) -> str:
    """The label that a title begins with, or nothing."""
    clauses = find_clauses(normalise(title.strip()))
    return clauses[0].mark.label if clauses and clauses[0].mark.start == 0 else ""
