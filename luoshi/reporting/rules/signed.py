"""Which exact text does a leader sign? Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from luoshi.reporting.rules.said import HELP, PROGRESS, Figure, Said, plain, with_unit

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


def sheet(unit: str, period: str, round_: int, items: Sequence[SheetItem], skipping: str = "") -> Sheet:
    """The sign-off sheet of one sending."""
    again = f"（第 {round_} 稿）" if round_ > 1 else ""
    lines = [SheetLine("title", f"{unit}　{period}报送{again}"), SheetLine("text", f"本次报送 {len(items)} 项")]
    if skipping.strip():
        lines.append(SheetLine("text", f"下级未报齐，先报的理由：{skipping.strip()}"))
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
    value = with_unit(figure) if figure.value is not None else "未填"
    return f"{value}（{figure.note}）" if figure.note else value
