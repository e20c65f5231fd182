"""What does a link between provisions mean, which rests on which, is a document in force, and where does its text part?

A link reads from left to right (本条落实对方). Which end rests on the other follows from its kind alone, so that a page can
say what a provision rests on, what rests on it, and what lies behind upstream. Kinds in which a circle would say that a
thing waits for itself, or replaces itself, admit none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.kernel.say import Say, noted, say
from luoshi.policy.rules.front import read_front
from luoshi.policy.rules.headings import ARTICLE, Clause, find_clauses, split_heading
from luoshi.policy.rules.model import FrontMatter, Line, full_text
from luoshi.policy.rules.parse import SIGN_OFF
from luoshi.policy.rules.text import cn_number, normalise, trim

Node = tuple[str, int]
"""What stands at an end of a link: ("provision" | "task" | "clause", its key)."""
MOST_PROVISIONS = 500
ENDING_SOON = 90
"""Days before its end from which on a document is said to run out."""


@dataclass(frozen=True)
class Relation:
    """A kind of link. ``rests`` says which end rests on the other ("left", "right", "" neither)."""

    forward: Say
    backward: Say
    rests: str
    circles: bool = True
    provisions_only: bool = False


RELATIONS: dict[str, Relation] = {
    "implements": Relation(say("落实"), say("由其落实"), "left"),
    "supports": Relation(say("支持"), say("由其支持"), "right"),
    "waits_on": Relation(say("前提是"), say("是其前提"), "left", circles=False),
    "conflicts": Relation(say("不一致"), say("不一致"), ""),
    "replaces": Relation(say("代替"), say("被其代替"), "", circles=False, provisions_only=True),
}


@dataclass(frozen=True)
class Edge:
    """A link: left KIND right."""

    left: Node
    kind: str
    right: Node

    @property
    def upper(self) -> Node | None:
        """The end that the other rests on."""
        return {"left": self.right, "right": self.left, "": None}[RELATIONS[self.kind].rests]

    @property
    def lower(self) -> Node | None:
        """The end that rests on the other."""
        return {"left": self.left, "right": self.right, "": None}[RELATIONS[self.kind].rests]

    def seen_from(self, node: Node) -> tuple[Say, Node]:
        """How the link reads from one of its ends, and the other end."""
        relation = RELATIONS[self.kind]
        return (relation.forward, self.right) if node == self.left else (relation.backward, self.left)


def refusals(edge: Edge, known: Collection[Edge]) -> list[Say]:
    """Why a link cannot be: an end with itself, said already, of the wrong kind of thing, or closing a circle."""
    if edge.left == edge.right:
        return [say("同一条款不能和自己关联。")]
    turned = Edge(edge.right, edge.kind, edge.left)
    if edge in known or (edge.kind == "conflicts" and turned in known):
        return [say("这项关联已经登记。")]
    relation = RELATIONS[edge.kind]
    if relation.provisions_only and (edge.left[0], edge.right[0]) != ("provision", "provision"):
        return [say("只有政策条款之间可以登记代替；任务的调整在台账里办理。")]
    if relation.circles or not is_circle(edge, known):
        return []
    if edge.kind == "waits_on":
        return [say("对方直接或者间接以本条为前提；互为前提，谁也办不成。请核对是哪一方在前。")]
    return [say("对方已经直接或者间接代替本条，不能再由本条代替对方。")]


def is_circle(edge: Edge, known: Iterable[Edge]) -> bool:
    """Whether a link of a kind would lead from its left end back to itself along those of the same kind."""
    nexts: dict[Node, list[Node]] = {}
    for one in known:
        if one.kind == edge.kind:
            nexts.setdefault(one.left, []).append(one.right)
    return edge.left == edge.right or _leads(edge.right, edge.left, nexts)


def _leads(start: Node, end: Node, nexts: dict[Node, list[Node]]) -> bool:
    seen, open_ = {start}, [start]
    while open_:
        at = open_.pop()
        if at == end:
            return True
        fresh = [one for one in nexts.get(at, ()) if one not in seen]
        seen.update(fresh)
        open_ += fresh
    return False


@dataclass(frozen=True)
class Above:
    """Something that a node rests on: directly (``way`` empty), or by way of others, the nearest first."""

    node: Node
    way: tuple[Node, ...]


def upstream(start: Node, edges: Iterable[Edge]) -> list[Above]:
    """All that a node rests on, each once by its shortest way, the nearest first. A circle of other kinds ends."""
    uppers: dict[Node, list[Node]] = {}
    for edge in edges:
        if edge.lower is not None and edge.upper is not None:
            uppers.setdefault(edge.lower, []).append(edge.upper)
    found: list[Above] = []
    seen, layer = {start}, [Above(start, ())]
    while layer:
        following = []
        for at in layer:
            way = (*at.way, at.node) if at.node != start else ()
            for upper in uppers.get(at.node, ()):
                if upper not in seen:
                    seen.add(upper)
                    following.append(Above(upper, way))
        found += following
        layer = following
    return found


# ---------- is it in force ----------

FORCES: dict[str, Say] = {
    "coming": say("未施行"), "force": say("有效"), "ending": say("即将到期"), "ended": say("已失效"), "replaced": say("已代替"),
}  # fmt: skip


@dataclass(frozen=True)
class Force:
    """Whether a document or provision holds on a day, and why. ``state`` a key of `FORCES`."""

    state: str
    because: Say

    @property
    def holds(self) -> bool:
        return self.state in {"force", "ending"}

    @property
    def label(self) -> Say:
        return FORCES[self.state]


def force(today: date, valid_from: date | None, valid_to: date | None, replaced_by: str = "") -> Force:
    """Whether a document holds today; ``replaced_by`` the title of what replaced it."""
    if replaced_by:
        return Force("replaced", say("已由{title}代替。", title=replaced_by))
    if valid_to and valid_to < today:
        return Force("ended", say("有效期到{day}，已经失效。", day=valid_to))
    if valid_from and valid_from > today:
        return Force("coming", say("自{day}起施行，现在还没有生效。", day=valid_from))
    if valid_to and (valid_to - today).days <= ENDING_SOON:
        return Force("ending", say("有效期到{day}，还有 {days} 日。", day=valid_to, days=(valid_to - today).days))
    if valid_to:
        return Force("force", say("有效期到{day}。", day=valid_to))
    return Force("force", say("没有写明有效期，按长期有效看。"))


def faults(valid_from: date | None, valid_to: date | None) -> dict[str, list[Say]]:
    """What cannot be about a document's dates."""
    if valid_from and valid_to and valid_to < valid_from:
        return {"valid_to": [say("失效日期早于施行日期。")]}
    return {}


_DAY = r"(20\d{2})年(\d{1,2})月(\d{1,2})日"
_SINCE = re.compile(rf"自{_DAY}起(?:正式|开始)?(?:施行|实施|执行|生效)")
_SINCE_ISSUE = re.compile(r"自(?:印发|发布|公布|发文|下发)之日起(?:正式|开始)?(?:施行|实施|执行|生效)")
_UNTIL = re.compile(
    rf"(?:有效期|有效期限|执行期限|实施期限|政策期限|执行|实施|施行|有效)(?:暂定)?(?:截止)?(?:至|到|为至){_DAY}"
)
_FOR_YEARS = re.compile(r"有效期(?:限)?(?:为|暂定)?([一二三四五六七八九十\d]{1,2})年")


def validity(text: str, issued_on: date | None) -> tuple[date | None, date | None]:
    """From when until when a document says that it holds; None where it does not say."""
    norm = normalise(text)
    begins = _date(_SINCE.search(norm)) or (issued_on if _SINCE_ISSUE.search(norm) else None)
    ends = _date(_UNTIL.search(norm))
    years = _FOR_YEARS.search(norm)
    start = begins or issued_on
    if ends is None and years and start:
        count = cn_number(years[1]) or 0
        ends = date.fromordinal(_years_on(start, count).toordinal() - 1) if count else None
    return begins, ends


def _years_on(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _date(match: re.Match[str] | None) -> date | None:
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


# ---------- parting a text into provisions ----------

PROVISION_KINDS: dict[str, str] = {
    "target": noted("目标要求"), "support": noted("支持政策"), "condition": noted("条件限制"), "duty": noted("职责分工"),
    "procedure": noted("办理程序"), "measure": noted("工作举措"),
}  # fmt: skip
_SIGNS = (
    ("procedure", r"申请(?:人|表|材料)|受理|审核|公示|办理时限|工作日内|流程|报送材料"),
    (
        "support",
        r"补贴|补助|奖励|奖补|贴息|减免|免征|抵扣|加计|返还|优惠|资助|给予.{0,12}(?:支持|资金)|按.{0,16}元|津贴|经费支出",
    ),
    ("condition", r"不得|应当(?:符合|具备|满足)|符合(?:下列|以下)条件|条件[:：]|方可|限于|除外"),
    ("duty", r"(?:负责|牵头|主管|会同).{0,24}(?:部门|厅|局|委|办)|(?:部门|厅|局|委|办).{0,8}(?:负责|牵头|主管)"),
    ("target", r"(?:达到|不低于|不少于|超过|占比|以上|提高到|力争).{0,16}\d|\d[\d.]*[%％]"),
)


@dataclass(frozen=True)
class Piece:
    """A provision as read: its number with those above it, its heading and words, and what kind it looks like."""

    number: str
    heading: str
    text: str
    kind: str


def kind_of(text: str) -> str:
    """What a provision looks like by its words; a proposal for whoever enters it."""
    return next((kind for kind, signs in _SIGNS if re.search(signs, text)), "measure")


def split(paragraphs: Sequence[Line]) -> tuple[FrontMatter, list[Piece]]:
    """The first page and the provisions: the articles where there are any, else the smallest numbered clauses."""
    original = full_text(paragraphs)
    norm = normalise(original)
    front = read_front([line.text for line in paragraphs if line.cells is None] or original.split("\n"))
    clauses = find_clauses(norm)
    articles = [one for one in clauses if one.mark.level == ARTICLE]
    chosen = articles or _smallest(clauses)
    starts = [one.mark.start for one in clauses if one.mark.level <= ARTICLE] if articles else []
    signed = SIGN_OFF.search(norm, chosen[-1].own[0] if chosen else 0)
    last = signed.start() if signed else len(norm)
    pieces = []
    for one in chosen:
        start, end = one.own
        if articles:
            end = min((at for at in starts if at > one.mark.start), default=len(norm))
        end = min(end, last)
        start, end = trim(norm, start, end)
        if start < end:
            pieces.append(_piece(norm, original, one, start, end))
    return front, pieces


def _smallest(clauses: Sequence[Clause]) -> list[Clause]:
    above = {one.path[:-1] for one in clauses}
    return [one for one in clauses if one.path not in above]


def _piece(norm: str, original: str, clause: Clause, start: int, end: int) -> Piece:
    cut = split_heading(norm, start, end)
    heading = original[start:cut].strip().rstrip("。：:") if start < cut < end else ""
    text = original[cut if heading else start : end].strip()
    number = clause.mark.label if clause.mark.level == ARTICLE else "".join(_shown(one) for one in clause.path)
    return Piece(number[:40], heading[:120], text, kind_of(f"{heading}\n{text}"))


def _shown(label: str) -> str:
    """（二） as it is printed."""
    return label.replace("(", "（").replace(")", "）")
