"""Which words of a clause say who is responsible?

A bracket counts when it stands where such brackets stand (after a sentence, at the end of a paragraph) and reads as
one; a label counts wherever it begins a line or a sentence; a sentence of its own, or its end or its beginning, counts only
when it reads without remainder, because 负责 and 配合 are also ordinary prose.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from luoshi.policy.rules.duties import DUTY, DUTY_LABEL_WORDS, LABEL, LEAD, OTHER, SUPPORT, Reading, read_clause
from luoshi.policy.rules.headings import split_heading
from luoshi.policy.rules.model import Span
from luoshi.policy.rules.text import squeeze, trim
from luoshi.policy.rules.units import Name, is_nothing

_HINT = re.compile(
    r"负责|牵头|配合|参与|指导|落实|实施|承担|承办|协助|主办|分工|支持|(?:单位|部门|主体|时限|时间)[ ]?[:为]"
)
_LONGEST = 900
_LONGEST_VALUE = 2000
_LONGEST_LIST = 200
_SIGN = re.compile(r"[()\n]")
_NEAR = 80  # characters: 完成时限： alone is a limit of the clause when a duty stands this near
_SENTENCE_DUTY = re.compile(
    r"(?:(?:(?:此|本|该)项?|(?:以[上下]|上述|本[节章部])(?:各|几)?(?:项|条)?)(?:工作|任务|措施|内容|事项)?(?:均|都|统一)?,?)?由?(?P<body>[^。;\n:]{2,200}?(?:牵头|负责|配合|参与|协助)[^。;\n:]{0,40})(?=[。;\n]|$)"
)

_PIECE = re.compile(r"[^。;\n]+")
_TAIL = re.compile(r"(?:牵头|负责|负总责|牵头负责|负责落实|组织实施|负责实施|负责推进|配合|参与|协助)$")
_LONGEST_TAIL = 120
_BY = re.compile(r"[。\n][ ]*由")
_FIGURE = re.compile(r"(?<!\d)\d+(?![\d年月日号-])")  # more than a limit: 6月底前推出15个
_LEVEL = re.compile("[省市县区州盟旗]|自治[区州县]|团[省市县区]委|各")  # how an office of a plan begins
_LONGEST_NAME = 20
_SENTENCE_END = re.compile(r"[。\n]")
_HEAD_END = re.compile(
    r"[,;]|$|(?<=.{4})(?=(?:建立|制定|出台|开展|组织|召开|研究|编制|完善|健全|加强|推动|推进|统筹|定期|每[年月季半]|于20|在20|20\d\d年))"
)


@dataclass
class Found:
    """The responsibility clauses of a stretch of text: groups of adjoining readings, and brackets that failed."""

    groups: list[list[Reading]] = field(default_factory=list)
    doubtful: list[Span] = field(default_factory=list)

    @property
    def last_end(self) -> int:
        return max((reading.span[1] for group in self.groups for reading in group), default=0)


def _brackets(norm: str, start: int, end: int) -> list[Span]:
    """The outermost brackets, without their signs; one left open by a slip ends with its paragraph."""
    spans: list[Span] = []
    stack: list[int] = []
    for match in _SIGN.finditer(norm, start, end):
        sign = match.group()
        if sign == "(":
            stack.append(match.start())
        elif sign == ")" and stack:
            opened = stack.pop()
            if not stack:
                spans.append((opened + 1, match.start()))
        elif sign == "\n" and stack:
            _close_at_line_end(norm, stack, match.start(), end, spans)
    if stack:
        _close_at_line_end(norm, stack, end, end, spans)
    return spans


def _close_at_line_end(norm: str, stack: list[int], line_end: int, end: int, spans: list[Span]) -> None:
    """A bracket may run over a hard line break; one that a slip left open may be a clause up to there."""
    if _closes_below(norm, len(stack), line_end, end):
        return
    words = norm[stack[0] + 1 : line_end]
    if len(words) <= _LONGEST and (LABEL.match(words.lstrip()) or _HINT.search(words)):
        spans.append((stack[0] + 1, line_end))
    stack.clear()


def _closes_below(norm: str, depth: int, at: int, end: int) -> bool:
    """Whether the open bracket is closed within a few lines and before a full stop."""
    for char in norm[at : min(end, at + 240)]:
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return True
        if char == "。":
            return False
    return False


def _stands_right(norm: str, opened: int, closed: int, start: int, end: int) -> int:
    """2 where a responsibility bracket is expected, 1 where it may be one, 0 inside a sentence."""
    before = norm[start:opened].rstrip(" \t\n")[-1:] if opened > start else ""
    after = norm[closed + 1 : min(closed + 4, end)]
    head = after.lstrip(" \t")[:1]
    if not head or head == "\n" or (head in "。;" and after.lstrip(" \t")[1:2] in ("", "\n")):
        return 2
    if not before or before in "。;!?)…" or (before in "”》" and head not in ",、的;。") or head == "(":
        return 2 if head not in ",、的" else 0
    return 1 if head in "。;" else 0


def find_duty_clauses(norm: str, original: str, span: Span) -> Found:
    """The responsibility clauses within the span, adjoining ones grouped."""
    start, end = span
    found = Found()
    readings: list[Reading] = []
    for a, b in _brackets(norm, start, end):
        # norm[start:a] would copy the text for every bracket; the window is enough to see what stands before.
        right = _stands_right(norm, a - 1, b, max(start, a - 40), end)
        if (right or "牵头" in norm[a : min(b, a + 80)]) and b - a <= _LONGEST:
            reading, doubtful = _read_bracket(norm, original, (a, b), right, end)
            if reading is not None:
                readings.append(reading)
            elif doubtful:
                found.doubtful.append((a, b))
    readings.extend(_label_readings(norm, original, span, readings))
    readings.extend(_sentence_readings(norm, original, span, readings))
    readings.extend(_tail_readings(norm, original, span, readings))
    readings = readings or _head_readings(norm, original, span)
    readings.sort(key=lambda reading: reading.span)
    for reading in readings:
        if found.groups and _adjoins(norm, found.groups[-1][-1], reading):
            found.groups[-1].append(reading)
        else:
            found.groups.append([reading])
    found.doubtful.extend(_stray_labels(norm, span, readings))
    return found


def _read_bracket(norm: str, original: str, inner: Span, right: int, end: int) -> tuple[Reading | None, bool]:
    """The reading of a bracket when it is a responsibility clause, and whether it may be one that was not understood."""
    a, b = inner
    if _HINT.search(norm, a, b):
        reading = read_clause(norm, original, inner)
        if not (reading.entries or reading.labelled):
            reading = read_clause(norm, original, inner, default=DUTY)
    elif right == 2 and b - a <= _LONGEST_LIST and _item_ends(norm, b + 1, end) and not _in_value(norm, a):
        reading = read_clause(norm, original, inner, default=DUTY)
        # Only units and no word about what they do: a slip in one of several names does not unmake the clause.
        good = sum(name.known for name, _ in reading.entries)
        if not reading.clean and good < 2:
            return None, False
    else:
        return None, False
    if reading.labelled:
        return (reading, False) if reading.entries or reading.deadlines else (None, bool(reading.residue))
    if reading.below_all:
        return reading, False
    known = [name for name, _ in reading.entries if name.known]
    if not any(_is_addressed(name) for name in known):
        return None, False
    if right == 0:
        # Inside a sentence only what nothing else can be: a lead unit named in so many words.
        good = reading.clean and not reading.entries[0][0].generic and reading.entries[0][1] == LEAD
        return (reading, False) if good else (None, False)
    left = len(reading.entries) - len(known) + len(reading.residue)
    if reading.clean or (right == 2 and len(known) >= left):
        return reading, False
    return None, right == 2


def _in_value(norm: str, at: int) -> bool:
    """Whether a bracket stands in a labelled value (责任单位：…，各地（州、市）): then it is a part of a name."""
    return DUTY_LABEL_WORDS.match(norm, norm.rfind("\n", max(0, at - _LONGEST), at) + 1) is not None


def _item_ends(norm: str, at: int, end: int) -> bool:
    """Whether a sentence, or an item of a list, is over here: a bracket of names alone stands nowhere else."""
    return at >= end or norm[at] in "。\n" or norm[at : min(at + 2, end)].strip() == ";"


def _is_addressed(name: Name) -> bool:
    """Whether a name addresses somebody: 企业 and 社会组织 alone are things that prose talks about."""
    return not name.generic or re.match(r"[各有相地国省市县区试]", name.text) is not None


class _Cover:
    """Which stretches readings cover; asked many times, so it searches by halves."""

    def __init__(self, readings: list[Reading]) -> None:
        self._spans = sorted(reading.span for reading in readings)

    def touches(self, span: Span, margin: int) -> bool:
        """Whether a reading overlaps the span or stands within the margin of it."""
        at = bisect_left(self._spans, (span[0], span[0]))
        beside = self._spans[max(0, at - 1) : at + 1]
        return any(span[0] < b + margin and a - margin < span[1] for a, b in beside)


def _label_readings(norm: str, original: str, span: Span, taken: list[Reading]) -> list[Reading]:
    """Labelled values outside brackets: each runs to the end of its sentence or line, or to the next label."""
    found: list[Reading] = []
    spans = sorted(reading.span for reading in taken)
    until, at = 0, 0
    for label in LABEL.finditer(norm, *span):
        if label.start() < until or label.lastgroup == OTHER:
            continue
        while at < len(spans) and spans[at][1] < label.start():
            at += 1
        if at < len(spans) and spans[at][0] <= label.start():
            continue
        if label.group().endswith("为") and norm[label.start() - 1 : label.start()] not in ("", "\n", "。"):
            continue
        stop = _value_end(norm, label.end(), span[1])
        reading = read_clause(norm, original, (label.start(), stop))
        until = stop
        words = label.group().rstrip(" :为")
        if words == label.group().rstrip() and not reading.clean:
            continue
        if len(words) <= 2 and (
            not reading.clean or norm[label.start() - 1 : label.start()] not in ("", "\n", " ", "。")
        ):
            continue
        if reading.entries or reading.deadlines:
            found.append(reading)
    duties = _Cover([reading for reading in [*found, *taken] if reading.entries])
    return [reading for reading in found if reading.entries or duties.touches(reading.span, _NEAR)]


def _value_end(norm: str, start: int, end: int) -> int:
    """The end of a labelled value: 。 or the line end, unless the value has not begun on its line."""
    at = start
    while at < end and norm[at] in " \t\n":
        at += 1
    depth = 0
    end = min(end, at + _LONGEST_VALUE)
    while at < end:
        char = norm[at]
        if char == "\n" and norm[at - 1] in "、," and at + 1 < end and not LABEL.match(norm, at + 1):
            at += 1
            continue
        if char == "\n" or (depth == 0 and char in "。)"):
            break
        depth += (char == "(") - (char == ")")
        at += 1
    return at


def _sentence_readings(norm: str, original: str, span: Span, taken: list[Reading]) -> list[Reading]:
    """Sentences that are nothing but a responsibility clause, at the end of a paragraph."""
    found: list[Reading] = []
    cover = _Cover(taken)
    at = span[0]
    while at < span[1]:
        line_end = norm.find("\n", at, span[1])
        line_end = span[1] if line_end < 0 else line_end
        a, b = trim(norm, at, line_end, " \t\n。;")
        if named := _names_after(norm, original, (a, b), cover):
            found.append(named)
            a, b = trim(norm, a, named.span[0], " \t\n。;")
        while a < b:
            # From the last sentence backwards: A负责。B、C配合。 is two of them.
            begin = max(norm.rfind("。", a, b) + 1, a)
            reading = _sentence_reading(norm, original, (begin, b), cover)
            if reading is None:
                break
            found.append(reading)
            a, b = trim(norm, a, begin, " \t\n。;")
        at = line_end + 1
    return found


def _names_after(norm: str, original: str, line: Span, cover: _Cover) -> Reading | None:
    """Several offices' names and nothing else after the last full stop of a line: the bracket round them was lost."""
    begin = norm.rfind("。", *line) + 1
    if begin <= line[0] or not 6 <= line[1] - begin <= _LONGEST_LIST or cover.touches((begin, line[1]), 1):
        return None
    reading = read_clause(norm, original, (begin, line[1]), default=DUTY)
    bare = reading.clean and not (reading.labelled or reading.verbs or reading.deadlines)
    placed = all(_LEVEL.match(name.text) and len(name.text) <= _LONGEST_NAME for name, _ in reading.entries)
    return reading if bare and placed and len(reading.entries) > 1 else None


def _sentence_reading(norm: str, original: str, span: Span, cover: _Cover) -> Reading | None:
    """A sentence that reads as a responsibility clause without remainder."""
    begin, end = span
    if not 4 <= end - begin <= 240 or not _HINT.search(norm, begin, end) or cover.touches(span, 1):
        return None
    match = _SENTENCE_DUTY.fullmatch(norm, begin, end)
    reading = read_clause(norm, original, match.span("body")) if match else None
    if reading is None or not (reading.clean and reading.verbs) or reading.entries[0][0].generic:
        return None
    if any("由" in name.text for name, _ in reading.entries):
        return None
    return None if any(_FIGURE.search(norm, *limit) for limit in reading.deadlines) else reading


def _tail_readings(norm: str, original: str, span: Span, taken: list[Reading]) -> list[Reading]:
    """Sentences that end in a responsibility clause without a bracket: 建设政务数据平台，市数据局负责。"""
    cover = _Cover(taken)
    found = []
    for piece in _PIECE.finditer(norm, *span):
        begin, end = trim(norm, *piece.span())
        if begin < end and _TAIL.search(norm, max(begin, end - 6), end) and not cover.touches((begin, end), 1):
            reading = _tail_reading(norm, original, (begin, end))
            found += [reading] if reading is not None else []
    return found


def _tail_reading(norm: str, original: str, span: Span) -> Reading | None:
    """The longest tail after a comma that names units and what they do, and nothing else; a supporter alone is none."""
    begin, end = span
    best: Reading | None = None
    at = norm.rfind(",", begin, end)
    while at > begin and end - at <= _LONGEST_TAIL:
        start = at + 1 + (norm[at + 1] == "由")
        reading = read_clause(norm, original, (start, end))
        if not (reading.clean and reading.verbs and all(_is_named(name) for name, _ in reading.entries)):
            break
        best, at = reading, norm.rfind(",", begin, at)
    return best if best is not None and any(role != SUPPORT for _, role in best.entries) else None


def _head_readings(norm: str, original: str, span: Span) -> list[Reading]:
    """Sentences that begin with who does it: 由市法院会同市司法局，建立机制; 市工信局牵头，市财政局配合，建成平台。

    Only the first sentence of the clause, the first after its heading, and one that begins with 由.
    """
    starts = {span[0], split_heading(norm, *span)} | {match.end() - 1 for match in _BY.finditer(norm, *span)}
    readings: list[Reading] = []
    for start in sorted(starts):
        stop = _SENTENCE_END.search(norm, start, span[1])
        begin, end = trim(norm, start, stop.start() if stop else span[1])
        if not readings or readings[-1].span[1] <= begin:
            reading = _head_reading(norm, original, (begin, end))
            readings += [reading] if reading is not None else []
    return readings


def _head_reading(norm: str, original: str, span: Span) -> Reading | None:
    """The longest beginning up to a comma that names units and what they do, and nothing else."""
    begin, end = span
    begin += norm[begin:end].startswith("由")
    best: Reading | None = None
    for cut in _HEAD_END.finditer(norm, begin, min(end, begin + _LONGEST_LIST)):
        if not cut.group() and begin == span[0] and cut.start() < end:
            continue  # without 由 only a comma parts who does it from what is done
        reading = read_clause(norm, original, (begin, cut.start()))
        named = reading.clean and all(_is_named(name) or name.generic for name, _ in reading.entries)
        if named and reading.verbs and not reading.deadlines and not reading.entries[0][0].generic:
            best = reading
        elif best is not None:
            break
    return best if best is not None and any(role != SUPPORT for _, role in best.entries) else None


def _is_named(name: Name) -> bool:
    """Whether a name is one unit's own: 政府负责 and 企业负责 are how prose says that nobody is."""
    return not name.generic and len(name.text) > 2 and "由" not in name.text


def _adjoins(norm: str, first: Reading, second: Reading) -> bool:
    between = norm[first.span[1] : second.span[0]]
    if len(between) > 12 or re.search(r"[^()\s。;,、]", between):
        return False
    return first.labelled or second.labelled or between.count("(") == 0


def _stray_labels(norm: str, span: Span, readings: list[Reading]) -> list[Span]:
    """Labels such as 责任单位： that no reading covers: shown, because a duty was surely meant."""
    stray: list[Span] = []
    cover = _Cover(readings)
    for match in DUTY_LABEL_WORDS.finditer(norm, *span):
        end = _value_end(norm, match.end(), min(span[1], match.end() + _NEAR))
        if not cover.touches(match.span(), 1) and not is_nothing(squeeze(norm[match.end() : end])):
            stray.append((match.start(), end))
    return stray
