"""Is an entry complete, how is it kept, and what changed since the last sending?

Pure. A bare percentage is never asked for: state is by nodes and figures, and "办不了" is a full answer (practice.md 8).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from luoshi.kernel.say import Say, say
from luoshi.reporting.rules.consolidate import Piece, Source, pieces

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
    sources: tuple[Source, ...] = ()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The narrative with the boxes that name where its sentences come from."""
        return pieces(self.narrative, self.sources)

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
        "sources": [
            {"sentence": s.sentence, "unit": s.unit, "unit_id": s.unit_id, "entry": s.entry_id} for s in said.sources
        ],
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
        sources=tuple(
            Source(s["sentence"], s["unit"], s["unit_id"], s["entry"]) for s in content.get("sources", ())
        ),
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
    value = with_unit(figure) if figure.value is not None else str(say("未填"))
    return str(say("{value}（{note}）", value=value, note=figure.note)) if figure.note else value


def with_unit(figure: Figure) -> str:
    return f"{plain(figure.value)} {figure.unit_name}".strip()


def _node_text(said: Said) -> str:
    return str(say("；")).join(f"{node.title} {node.done_on}" for node in said.nodes_done)


def _file_text(said: Said) -> str:
    return str(say("、")).join(file.name for file in said.files)


NARRATIVE_MOST = 4000


def carried(parts: Sequence[tuple[str, str]], most: int = NARRATIVE_MOST) -> str:
    """The text of a longer period made of its parts, oldest first: (name, text). A part that says the same again, or
    nothing, is left out; what is too long loses its oldest parts, never half a sentence."""
    found: list[str] = []
    seen: set[str] = set()
    for name, text in parts:
        kept = text.strip()
        if kept and kept not in seen:
            seen.add(kept)
            found.append(f"{name}：{kept}")
    while len(found) > 1 and len("\n".join(found)) > most:
        found.pop(0)
    return "\n".join(found)[:most]
