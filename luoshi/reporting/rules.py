"""By when is a level asked, is an entry complete, what exactly is signed, and what changed since the last sending?

Pure. A bare percentage is never asked for: state is by nodes and figures, and "办不了" is a full answer (practice.md 8).
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from luoshi.kernel.calendar import WorkCalendar
from luoshi.kernel.say import Say, say
from luoshi.org.rules import Act, Level, Relation, permit

OFFSETS: Mapping[Level, int] = {
    Level.NATION: 0,
    Level.PROVINCE: 0,
    Level.PREFECTURE: -3,
    Level.COUNTY: -5,
    Level.TOWNSHIP: -7,
    Level.GRASSROOTS: -7,
}
"""Working days before the date at the top: a level needs the one below it in hand before it reports itself."""

PROGRESS: dict[str, Say] = {
    "not_started": say("未启动"),
    "on_line": say("达序时进度"),
    "ahead": say("超序时进度"),
    "behind": say("欠序时进度"),
    "done": say("已完成"),
}
HELP: dict[str, Say] = {"none": say("无"), "coordinate": say("需要协调"), "cannot": say("办不了")}
PLACES = 4
LARGEST = Decimal(10) ** 14


@dataclass(frozen=True)
class Due:
    """A date, and the reason where it is not the one that the rule gives."""

    on: date
    because: Say | None = None


def due_for(
    level: Level,
    top: Level,
    due_on: date,
    today: date,
    calendar: WorkCalendar,
    offsets: Mapping[Level, int] = OFFSETS,
) -> Due:
    """By when a unit of ``level`` reports, when the office that opens the period stands at ``top``.

    Never before today: a date that has passed becomes today, and says so.
    """
    earlier = min(0, offsets[level] - offsets[top])
    found = calendar.shift(due_on, earlier) if earlier else due_on
    if found >= today:
        return Due(found)
    return Due(today, say("按提前 {days} 个工作日应为 {date}，已过，改为当日。", days=-earlier, date=found))


# ---------- what an entry says ----------


@dataclass(frozen=True)
class Figure:
    """A target with what is reported on it. ``last`` is the last accepted value; ``note`` why the new one is lower."""

    target_id: int
    name: str
    goal: Decimal
    comparator: str = ">="
    unit_name: str = ""
    value: Decimal | None = None
    last: Decimal | None = None
    note: str = ""


@dataclass(frozen=True)
class Node:
    """A milestone; ``done_on`` when it is reported as done; ``accepted`` when that has been accepted before."""

    milestone_id: int
    title: str
    due_on: date
    done_on: date | None = None
    accepted: bool = False


@dataclass(frozen=True)
class Evidence:
    """A file handed in with an entry."""

    uid: str
    name: str
    sha256: str


@dataclass(frozen=True)
class Said:
    """All that an entry says, apart from any row: what is signed, stored as a version, compared and shown."""

    progress: str = ""
    narrative: str = ""
    difficulty: str = ""
    help: str = "none"
    next_steps: str = ""
    no_change: bool = False
    figures: tuple[Figure, ...] = ()
    nodes: tuple[Node, ...] = ()
    files: tuple[Evidence, ...] = ()

    @property
    def progress_label(self) -> Say | str:
        return PROGRESS.get(self.progress, "")

    @property
    def help_label(self) -> Say | str:
        return HELP.get(self.help, "")

    @property
    def nodes_done(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.done_on)


def gaps(said: Said, last: Said | None, today: date) -> tuple[Say, ...]:
    """What an entry still lacks before it can be signed; empty when it is a full answer."""
    cannot = said.help == "cannot"
    found: list[Say] = []
    if not cannot and not said.progress:
        found.append(say("没有选进展状态。"))
    if not cannot and not said.narrative.strip():
        found.append(say("没有写进展情况。"))
    if said.help != "none" and not said.difficulty.strip():
        found.append(say("请写明困难是什么、需要谁做什么。"))
    for figure in said.figures:
        found += _figure_gaps(figure, cannot)
    for node in said.nodes:
        if node.done_on and node.done_on > today:
            found.append(say("节点“{title}”的完成日期晚于今天。", title=node.title))
    if not found and not said.no_change and last is not None and is_same(said, last):
        found.append(say("与上期完全相同。有变化请修改，没有变化请选“本期无变化”。"))
    return tuple(found)


def _figure_gaps(figure: Figure, cannot: bool) -> list[Say]:
    if figure.value is None:
        return [] if cannot else [say("指标“{name}”没有填数。", name=figure.name)]
    if figure.last is not None and figure.value < figure.last and not figure.note.strip():
        text = say(
            "指标“{name}”本期 {value}，低于上期已接收的 {last}，请说明原因。",
            name=figure.name, value=plain(figure.value), last=plain(figure.last),
        )  # fmt: skip
        return [text]
    return []


def is_same(one: Said, other: Said) -> bool:
    """Whether two entries say the same in words, figures and nodes (files apart)."""
    return _substance(one) == _substance(other)


def _substance(said: Said) -> tuple[Any, ...]:
    texts = (said.progress, said.narrative.strip(), said.difficulty.strip(), said.help, said.next_steps.strip())
    figures = {figure.target_id: figure.value for figure in said.figures if figure.value is not None}
    return (*texts, figures, {node.milestone_id for node in said.nodes_done if not node.accepted})


def read_number(text: str) -> Decimal | None:
    """A figure as people type it: full-width digits and thousands separators are taken. ValueError when it is none."""
    plain_text = unicodedata.normalize("NFKC", text).replace(",", "").replace("，", "").strip()
    if not plain_text:
        return None
    try:
        number = Decimal(plain_text)
    except InvalidOperation:
        raise ValueError(text) from None
    exponent = number.as_tuple().exponent
    if not number.is_finite() or abs(number) >= LARGEST or not isinstance(exponent, int) or -exponent > PLACES:
        raise ValueError(text)
    return number


def plain(number: Decimal | None) -> str:
    """A figure without needless zeros: 1862.0000 is 1862."""
    if number is None:
        return ""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# ---------- versions ----------


def as_json(said: Said) -> dict[str, Any]:
    """What is stored of a sending."""
    return {
        "progress": said.progress,
        "narrative": said.narrative,
        "difficulty": said.difficulty,
        "help": said.help,
        "next_steps": said.next_steps,
        "no_change": said.no_change,
        "figures": [
            {
                "target": f.target_id, "name": f.name, "goal": plain(f.goal), "comparator": f.comparator,
                "unit": f.unit_name, "value": plain(f.value) or None, "last": plain(f.last) or None, "note": f.note,
            }
            for f in said.figures
        ],
        "nodes": [
            {
                "milestone": n.milestone_id, "title": n.title, "due_on": n.due_on.isoformat(),
                "done_on": n.done_on.isoformat() if n.done_on else None, "accepted": n.accepted,
            }
            for n in said.nodes
        ],
        "files": [{"uid": f.uid, "name": f.name, "sha256": f.sha256} for f in said.files],
    }  # fmt: skip


def from_json(content: Mapping[str, Any]) -> Said:
    """The inverse of `as_json`."""
    return Said(
        progress=content["progress"],
        narrative=content["narrative"],
        difficulty=content["difficulty"],
        help=content["help"],
        next_steps=content["next_steps"],
        no_change=content["no_change"],
        figures=tuple(
            Figure(
                f["target"], f["name"], Decimal(f["goal"]), f["comparator"], f["unit"], _number(f["value"]),
                _number(f["last"]), f["note"],
            )
            for f in content["figures"]
        ),
        nodes=tuple(
            Node(
                n["milestone"], n["title"], date.fromisoformat(n["due_on"]),
                date.fromisoformat(n["done_on"]) if n["done_on"] else None, n["accepted"],
            )
            for n in content["nodes"]
        ),
        files=tuple(Evidence(f["uid"], f["name"], f["sha256"]) for f in content["files"]),
    )  # fmt: skip


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@dataclass(frozen=True)
class Change:
    """A part of an entry that differs between two sendings; ``inline`` where the text itself can carry the marks."""

    label: Say
    before: str
    after: str
    inline: bool = False


def changes(old: Said, new: Said) -> tuple[Change, ...]:
    """What differs between two sendings of an entry, in the order of the form."""
    texts = [
        (say("进展状态"), str(old.progress_label), str(new.progress_label)),
        (say("进展情况"), old.narrative, new.narrative),
        (say("存在困难"), old.difficulty, new.difficulty),
        (say("下步打算"), old.next_steps, new.next_steps),
    ]
    facts = [
        *_figure_pairs(old, new),
        (say("完成的节点"), _node_text(old), _node_text(new)),
        (say("需要的支持"), str(old.help_label), str(new.help_label)),
        (say("佐证材料"), _file_text(old), _file_text(new)),
    ]
    # Words that are gone have no place in the new text, so they are listed.
    return (
        *(Change(label, was, now, bool(now)) for label, was, now in texts if was != now),
        *(Change(label, was, now) for label, was, now in facts if was != now),
    )


def _figure_pairs(old: Said, new: Said) -> list[tuple[Say, str, str]]:
    before = {figure.target_id: _figure_shown(figure) for figure in old.figures}
    after = {figure.target_id: _figure_shown(figure) for figure in new.figures}
    names = {figure.target_id: figure.name for figure in (*old.figures, *new.figures)}
    return [(say("指标“{name}”", name=name), before.get(key, ""), after.get(key, "")) for key, name in names.items()]


def _figure_shown(figure: Figure) -> str:
    value = _with_unit(figure) if figure.value is not None else str(say("未填"))
    return str(say("{value}（{note}）", value=value, note=figure.note)) if figure.note else value


def _with_unit(figure: Figure) -> str:
    return f"{plain(figure.value)} {figure.unit_name}".strip()


def _node_text(said: Said) -> str:
    return str(say("；")).join(f"{node.title} {node.done_on}" for node in said.nodes_done)


def _file_text(said: Said) -> str:
    return str(say("、")).join(file.name for file in said.files)


# ---------- what is signed ----------

COMPARATORS = {">=": "不少于", "<=": "不超过", "=": "达到", "~": "约"}


@dataclass(frozen=True)
class SheetItem:
    """One entry on the sheet: the task's number and title, and what is said of it."""

    number: str
    title: str
    said: Said


@dataclass(frozen=True)
class SheetLine:
    """A line of the sheet; ``kind``: title, task, text."""

    kind: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """The text that a leader signs, line by line, and its SHA-256.

    Always Chinese, whatever language the page is in: the hash must not depend on the reader.
    """

    lines: tuple[SheetLine, ...]
    text: str = field(init=False)
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        text = "\n".join(line.text for line in self.lines)
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "sha256", hashlib.sha256(text.encode()).hexdigest())


def sheet(unit: str, period: str, round_: int, items: Sequence[SheetItem]) -> Sheet:
    """The sign-off sheet of one sending."""
    again = f"（第 {round_} 稿）" if round_ > 1 else ""
    lines = [SheetLine("title", f"{unit}　{period}报送{again}"), SheetLine("text", f"本次报送 {len(items)} 项")]
    for item in items:
        lines.append(SheetLine("task", f"{item.number}　{item.title}"))
        lines += [SheetLine("text", text) for text in _sheet_texts(item.said)]
    return Sheet(tuple(lines))


def _sheet_texts(said: Said) -> list[str]:
    found = ["本期无变化，内容沿用上期已接收的填报。"] if said.no_change else []
    if said.progress:
        found.append(f"进展状态：{PROGRESS[said.progress].text}")
    for figure in said.figures:
        goal = f"{COMPARATORS.get(figure.comparator, '')} {plain(figure.goal)} {figure.unit_name}".strip()
        found.append(f"{figure.name}：{_figure_text(figure)}（目标{goal}）")
    found += [f"节点：{node.title}，{node.done_on} 完成" for node in said.nodes_done]
    if said.narrative.strip():
        found.append(f"进展情况：{said.narrative.strip()}")
    if said.help != "none":
        found.append(f"存在困难（{HELP[said.help].text}）：{said.difficulty.strip()}")
    if said.next_steps.strip():
        found.append(f"下步打算：{said.next_steps.strip()}")
    found += [f"佐证材料：{file.name}（SHA-256 {file.sha256[:16]}）" for file in said.files]
    return found


def _figure_text(figure: Figure) -> str:
    value = _with_unit(figure) if figure.value is not None else "未填"
    return f"{value}（{figure.note}）" if figure.note else value


# ---------- words that follow the relation ----------


@dataclass(frozen=True)
class Words:
    """How the acts on a report are worded between two units: peers give 反馈, lower units 报送."""

    report: Say
    give_back: Say
    given_back: Say
    may_return: bool = True


def words(relation: Relation) -> Words:
    """The wording from the recipient's side. A relation without the act leaves the return to those who may."""
    found = permit(relation, Act.RETURN)
    if relation is Relation.OFFICE_PEER:
        return Words(say("反馈"), found.wording if found else say("商请补充完善"), say("已商请补充"))
    wording = found.wording if found else say("退回并说明")
    return Words(say("报送"), wording, say("已退回"), found is not None or relation is Relation.SELF)


# ---------- who has not reported ----------


@dataclass(frozen=True)
class AskFacts:
    """An obligation: by when, when it was met, and whether what came has been given back and not resent."""

    due_on: date
    answered_on: date | None = None
    returned: bool = False


def mark(facts: AskFacts, today: date) -> str:
    """The period mark: done, late, missing, returned, due."""
    if facts.returned:
        return "returned"
    if facts.answered_on:
        return "late" if facts.answered_on > facts.due_on else "done"
    return "missing" if today > facts.due_on else "due"


MARKS: dict[str, Say] = {
    "done": say("已报"),
    "late": say("迟报"),
    "missing": say("到期未报"),
    "returned": say("已退回"),
    "due": say("待报"),
}
