"""What do workers write about, where, when, and are they answered? Of a year, and never so that few could be made out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Forbidden
from luoshi.kernel.say import Say, say
from luoshi.org.models import Unit
from luoshi.org.rules import permissions
from luoshi.org.scope import within
from luoshi.voice.models import KINDS, MARKS, THEMES, Case, Initiative
from luoshi.voice.rules import small

MOST = 50_000
MOST_PLACES = 40


def may_count(actor: Actor) -> bool:
    """Whether the actor reads the figures: who hears workers, and the heads; of the cases themselves they tell nothing."""
    return bool({"hear", "approve", "organise"} & permissions(actor.roles))


@dataclass(frozen=True)
class Line:
    """One group. ``count`` None: under five, or kept back so that another under five cannot be reckoned."""

    label: str
    count: int | None
    width: int


@dataclass(frozen=True)
class Table:
    """The same letters divided by one thing."""

    name: Say
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Shares:
    """Of a hundred that were answered, in steps of five: in time, and of those marked by their reporters, content."""

    in_time: int | None
    content: int | None


@dataclass(frozen=True)
class Figures:
    """All that is told of a year's letters."""

    tables: tuple[Table, ...]
    shares: Shares

    @property
    def is_empty(self) -> bool:
        """Whether there is anything that may be told."""
        return not any(line.count for table in self.tables for line in table.lines)


_ROW = tuple[int, str, str, int, date, str, date | None, date | None]


def figures(actor: Actor, year: int) -> Figures:
    """Of the letters to the offices in sight. Two queries, whatever their number. Raises Forbidden."""
    if not may_count(actor):
        raise Forbidden([say("统计由协调办和各单位负责人查看。")])
    rows: QuerySet[Case, _ROW] = Case.objects.exclude(state="kept").filter(within(actor, "office_path")).values_list(
        "pk", "kind", "theme", "place", "written_on", "mark", "replied_on", "reply_by"
    )  # fmt: skip
    found = list(rows.filter(written_on__year=year).order_by("pk")[:MOST])
    units = Unit.objects.filter(pk__in={row[3] for row in found}).order_by("path")[:MOST_PLACES]
    places = {str(pk): name for pk, name in units.values_list("pk", "name")}
    divided: list[tuple[Say, dict[str, str], Iterable[str]]] = [
        (say("按来信类别"), _labels(KINDS), (row[1] for row in found)),
        (say("按主题"), _labels(THEMES), (row[2] for row in found)),
        (
            say("按地方"),
            {**places, "": str(say("其他地方"))},
            (str(row[3]) if str(row[3]) in places else "" for row in found),
        ),
        (
            say("按月份"),
            _labels((str(one), say("{month}月", month=one)) for one in range(1, 13)),
            (str(row[4].month) for row in found),
        ),
        (say("按反映人的评价"), _labels([*MARKS, ("", say("没有评价"))]), (row[5] for row in found)),
    ]
    told = small.tables([dict.fromkeys(labels, 0) | Counter(keys) for _name, labels, keys in divided])
    tables = tuple(_table(name, labels, one) for (name, labels, _keys), one in zip(divided, told, strict=True))
    return Figures(tables, _shares(found))


def _labels(choices: Iterable[tuple[str, object]]) -> dict[str, str]:
    return {key: str(label) for key, label in choices}


def _table(name: Say, labels: Mapping[str, str], told: Mapping[str, int | None]) -> Table:
    most = max((count or 0 for count in told.values()), default=0) or 1
    return Table(name, tuple(Line(labels[key], count, 100 * (count or 0) // most) for key, count in told.items()))


def _shares(found: Sequence[_ROW]) -> Shares:
    answered = [row for row in found if row[6] is not None]
    in_time = [row[7] is None or row[6] <= row[7] for row in answered if row[6] is not None]
    marked = [row[5] in {"good", "fair"} for row in answered if row[5]]
    return Shares(small.share(in_time), small.share(marked))


def initiatives() -> QuerySet[Initiative]:
    """Practices that have been taken up, the newest first: everybody with a log-in reads who was first."""
    return Initiative.objects.select_related("place", "unit", "task").order_by("-adopted_on", "-id")
