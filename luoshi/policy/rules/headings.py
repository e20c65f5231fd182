"""Where do the numbered clauses begin?

Levels follow the order of GB/T 9704 (一、 > （一） > 1. > （1） > ①), with 第X章/条 above and between. At the start of
a line a label is trusted; in running text (line breaks lost in copying) it must follow the end of a sentence and
continue the count, because 一、 and 1. also stand in lists, references and numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.policy.rules.model import Span
from luoshi.policy.rules.text import CN_NUMERAL, cn_number

CHAPTER, SECTION, CN, ARTICLE, CN_BRACKET, NUMBER, NUMBER_TWO, NUMBER_THREE, NUMBER_HALF, NUMBER_BRACKET, CIRCLED = (
    range(11)
)
_LONGEST_HEADING = 60
_LONG_JUMP = 100

_CANDIDATE = re.compile(
    rf"第(?P<part>{CN_NUMERAL}{{1,5}}|\d{{1,3}})(?P<kind>[章节条编部])(?:分(?![配布]))?"
    rf"|(?P<cn>(?<!第){CN_NUMERAL}{{1,4}})[ ]?[、.](?![、,])"
    rf"|\([ ]?(?P<cnb>{CN_NUMERAL}{{1,4}})[ ]?\)[、.]?"
    r"|(?P<parts>(?<![\d.A-Za-z])\d{1,2}(?:\.\d{1,2}){1,2})[ ](?=[\u4e00-\u9fff])"
    rf"|(?P<named>(?:任务|事项|举措|措施|项目|问题)[ ]?(?P<nth>\d{{1,3}}|{CN_NUMERAL}{{1,3}}))[ ]?[:、.]"
    r"|(?P<num>(?<![\d.A-Za-z])\d{1,4})[ ]?[.、](?=[^\d]|(?:19|20)\d{2}(?:年|-)|$)"
    r"|(?P<half>(?<![\d.A-Za-z(])\d{1,2})\)(?!\d)"
    r"|\([ ]?(?P<numb>\d{1,2})[ ]?\)"
    r"|(?P<circled>[①-⑳])|(?P<paren>[⑴-⒇])|(?P<dotted>[⒈-⒛])|(?P<ideo>[㈠-㈩])"
)
_NAMED = re.compile("任务|事项|举措|措施|项目|问题")  # 任务1： at the start of a line
_STRONG_BEFORE = "。!?)…"


@dataclass(frozen=True)
class Mark:
    """A label of a numbered clause: `start` is where it stands, `end` where the clause's words begin."""

    level: int
    number: int
    label: str
    start: int
    end: int


@dataclass(frozen=True)
class Clause:
    """A mark with its place in the tree; `own` is its text up to the next mark of any level."""

    mark: Mark
    path: tuple[str, ...]
    own: Span


def _read(match: re.Match[str]) -> Mark | None:
    """The level, number and label (brackets ASCII, no dot) of a candidate."""
    start, end = match.span()
    group = match.lastgroup
    if match["part"]:
        level = {"章": CHAPTER, "编": CHAPTER, "部": CHAPTER, "节": SECTION, "条": ARTICLE}[match["kind"]]
        if match["kind"] == "部" and not match.group().endswith("分"):
            return None
        number = cn_number(match["part"])
        return None if number is None else Mark(level, number, match.group(), start, end)
    if match["named"]:
        number = cn_number(match["nth"])
        return None if not number else Mark(ARTICLE, number, match["named"].replace(" ", ""), start, end)
    if match["parts"]:
        numbers = match["parts"].split(".")
        return Mark(NUMBER_TWO + len(numbers) - 2, int(numbers[-1]), match["parts"], start, end)
    if group in ("circled", "paren", "dotted", "ideo"):
        base, level = {
            "circled": (0x245F, CIRCLED),
            "paren": (0x2473, NUMBER_BRACKET),
            "dotted": (0x2487, NUMBER),
            "ideo": (0x321F, CN_BRACKET),
        }[group]
        number = ord(match.group()) - base
        label = {CIRCLED: match.group(), NUMBER_BRACKET: f"({number})", NUMBER: str(number)}.get(level)
        return Mark(level, number, label or f"({'一二三四五六七八九十'[number - 1]})", start, end)
    for name, level, shape in (
        ("cn", CN, "{}"),
        ("cnb", CN_BRACKET, "({})"),
        ("num", NUMBER, "{}"),
        ("half", NUMBER_HALF, "{}"),
        ("numb", NUMBER_BRACKET, "({})"),
    ):
        if match[name]:
            number = cn_number(match[name])
            return None if not number else Mark(level, number, shape.format(match[name]), start, end)
    return None


class _Counter:
    """What number is expected next at each level."""

    def __init__(self) -> None:
        self.last: dict[int, int] = {}
        self.open: set[int] = set()

    def expects(self, mark: Mark, gap: int = 0) -> bool:
        """Whether the mark continues its level, or opens one that is not open under the present parent.

        With a `gap` it may skip numbers: a label that a slip hid must not hide all those after it.
        """
        if mark.number == 1:
            return mark.level not in self.open
        last = self.last.get(mark.level)
        return last is not None and last < mark.number <= last + 1 + gap

    def counts(self, mark: Mark) -> bool:
        """Whether a number of four digits is one of a long count, and not a year."""
        return mark.number < 1000 or 0 < mark.number - self.last.get(mark.level, 0) <= _LONG_JUMP

    def take(self, mark: Mark) -> None:
        self.open = {level for level in self.open if level <= mark.level} | {mark.level}
        self.last[mark.level] = mark.number


def _words_follow(norm: str, mark: Mark) -> bool:
    """A label is followed by words, not by another list item (一、二、三等奖) or by 项, 款, 条."""
    after = norm[mark.end : mark.end + 4].lstrip(" ")
    if not after or after[0] in "、,。;:)%":
        return False
    return not (mark.level == CN and re.match(rf"{CN_NUMERAL}+[、等]", after))


def _inline(norm: str, mark: Mark, previous: Mark | None, counter: _Counter) -> bool:
    """Whether a label inside a line begins a clause; 1.1 does so at the start of a line only."""
    if mark.level in (NUMBER_TWO, NUMBER_THREE) or _NAMED.match(mark.label):
        return False
    if not counter.expects(mark, gap=1) or not _words_follow(norm, mark) or norm[mark.end : mark.end + 1] in "项款条类":
        return False
    at = mark.start - 1
    while at >= 0 and norm[at] in " \t":
        at -= 1
    before = norm[at]
    if before == ")" or (before in _STRONG_BEFORE and counter.expects(mark)):
        return mark.level not in (CHAPTER, SECTION, ARTICLE) or norm[mark.end : mark.end + 1] in " \t:、"
    if before == ";" and norm[at - 1 : at] == ")" and previous is not None and mark.level == previous.level:
        # ①……（县人社局）；②……: items of one sentence, each with its own bracket.
        return counter.expects(mark)
    if before == "”":
        return norm[at - 1 : at] in _STRONG_BEFORE
    if not counter.expects(mark):
        return False
    if previous is not None and mark.level == previous.level and (at < mark.start - 1 or norm[mark.start] == "("):
        # A closing bracket was forgotten; the blank or the bracket of the next label still parts the clauses.
        between = norm[previous.end : mark.start]
        return between.count("(") > between.count(")")
    if previous is None or mark.level <= previous.level or before == "第":
        return False
    # （一） straight after the words of its parent heading, whose line break was lost.
    heading = norm[previous.end : mark.start]
    return 0 < len(heading) <= _LONGEST_HEADING and not re.search(r"[。;\n(]", heading)


def _line_start(norm: str, start: int) -> bool:
    while start > 0 and norm[start - 1] in " \t":
        start -= 1
    return start == 0 or norm[start - 1] == "\n"


def find_marks(norm: str) -> list[Mark]:
    """All labels that begin a clause, in order."""
    marks: list[Mark] = []
    counter = _Counter()
    for match in _CANDIDATE.finditer(norm):
        mark = _read(match)
        if mark is None:
            continue
        if not counter.counts(mark):
            continue
        if _line_start(norm, mark.start):
            taken = _words_follow(norm, mark) and (
                mark.level != ARTICLE or _NAMED.match(mark.label) or norm[mark.end : mark.end + 1] in " \t:、"
            )
        else:
            taken = _inline(norm, mark, marks[-1] if marks else None, counter)
        if taken:
            marks.append(mark)
            counter.take(mark)
    return marks


def find_clauses(norm: str) -> list[Clause]:
    """The numbered clauses with their paths, in order; each owns the text up to the next label."""
    marks = find_marks(norm)
    clauses: list[Clause] = []
    stack: list[Mark] = []
    for index, mark in enumerate(marks):
        while stack and stack[-1].level >= mark.level:
            stack.pop()
        stack.append(mark)
        end = marks[index + 1].start if index + 1 < len(marks) else len(norm)
        clauses.append(Clause(mark, tuple(item.label for item in stack), (mark.end, end)))
    return clauses


def split_heading(norm: str, start: int, end: int) -> int:
    """Where the heading of a clause ends: its first line when short, or its first sentence; `start` if it has none."""
    line_end = norm.find("\n", start, end)
    line_end = end if line_end < 0 else line_end
    stop = norm.find("。", start, min(line_end, start + _LONGEST_HEADING))
    bracket = norm.find("(", start, min(line_end, start + _LONGEST_HEADING))
    if stop >= 0 and (bracket < 0 or stop < bracket):
        return stop + 1
    if line_end - start <= _LONGEST_HEADING:
        return line_end if bracket < 0 else bracket
    return bracket if bracket >= 0 and norm[bracket - 1] != "、" and line_end - bracket > _LONGEST_HEADING else start
