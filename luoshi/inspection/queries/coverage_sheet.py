"""Coverage as a worksheet: all rows that are asked for, with who took it out and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext

from luoshi.inspection.queries.coverage import SHOWS, Asked, choices, covered, rows_of
from luoshi.inspection.rules.coverage import STANDINGS
from luoshi.kernel.actor import Actor
from luoshi.kernel.documents.writing import Head
from luoshi.kernel.say import Say, say
from luoshi.problems.queries.sheets import AT_ONCE, MOST, Sheet, notes_of

COLUMNS = (
    (say("任务编号"), 14, "text"), (say("任务"), 48, "text"), (say("单位"), 30, "text"), (say("级次"), 12, "text"),
    (say("上次督察日期"), 14, "date"), (say("距今（日）"), 10, "number"), (say("督察单位"), 30, "text"), (say("方式"), 14, "text"),
    (say("情况"), 16, "text"), (say("已列入的事项"), 36, "text"),
)  # fmt: skip
LABELS: Mapping[str, Say] = {
    "plan": say("方案"), "line": say("条线"), "level": say("级次"), "tag": say("标签"),
}  # fmt: skip


def words_of(actor: Actor, asked: Asked) -> list[tuple[str, Say, str]]:
    """(name, label, value) of every condition in force."""
    offered = choices(actor)
    found = [
        (name, label, str(dict(offered[name]).get(getattr(asked, name), "")))
        for name, label in LABELS.items()
        if getattr(asked, name)
    ]
    if asked.state:
        found.append(("state", say("情况"), str(STANDINGS[asked.state])))
    return found


def sheet_of(actor: Actor, asked: Asked) -> Sheet:
    """Everything that is asked for."""
    heads = [Head(str(label), width, kind) for label, width, kind in COLUMNS]
    words = gettext("、").join(f"{label}：{value}" for _name, label, value in words_of(actor, asked))
    scope = say("{what}，期限 {days} 日", what=SHOWS[asked.show], days=asked.days)
    title = str(say("督察覆盖情况"))
    return Sheet(title, heads, _lines(actor, asked), notes_of(actor, f"{scope}{gettext('、') if words else ''}{words}"))


def _lines(actor: Actor, asked: Asked) -> Iterator[tuple[Any, ...]]:
    found = covered(actor, asked)
    for start in range(0, MOST, AT_ONCE):
        piece = list(found[start : start + AT_ONCE])
        for row in rows_of(actor, asked, piece):
            last = row.last
            yield (
                row.number, row.title if row.number else "", row.unit.name, row.unit.get_level_display(), last.on if last else None,
                row.days, last.by if last else "", str(last.kind) if last else "", str(row.label), row.planned.name if row.planned else "",
            )  # fmt: skip
        if len(piece) < AT_ONCE:
            return
