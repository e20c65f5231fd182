"""The three lists as worksheets: columns, lines, and the line that says who took them out and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.documents.writing import Head
from luoshi.kernel.say import Say, say
from luoshi.problems.models import Measure
from luoshi.problems.queries.facts import settings_at
from luoshi.problems.queries.lists import Filters, Row, list_page, names_of, problems, rows_of, words_of
from luoshi.problems.workflow import PROBLEM

MOST = 20_000
AT_ONCE = 1_000


@dataclass(frozen=True)
class MeasuredRow(Row):
    """A problem with its measures."""

    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """What is written: columns, lines, and the lines above them."""

    title: str
    heads: list[Head]
    rows: Iterator[tuple[Any, ...]]
    notes: list[str]


def with_measures(rows: Sequence[Row]) -> list[MeasuredRow]:
    """The same rows with what is to be done; one query."""
    by_problem: dict[int, list[Measure]] = {}
    for one in Measure.objects.filter(problem__in=[row.problem.pk for row in rows]):
        by_problem.setdefault(one.problem_id, []).append(one)
    return [MeasuredRow(**vars(row), measures=tuple(by_problem.get(row.problem.pk, ()))) for row in rows]


def sheet_of(actor: Actor, filters: Filters) -> Sheet:
    """The list as it is filtered, all of it."""
    title = dict(names_of(settings_at(actor.path)))[filters.show]
    words = words_of(filters, list_page(actor, filters)["choices"])
    scope = gettext("、").join(f"{label}：{value}" for _key, label, value in words) or say("查看范围内的全部问题")
    return Sheet(title, _heads(filters.show), _lines(actor, filters), notes_of(actor, scope))


def notes_of(actor: Actor, scope: Say | str) -> list[str]:
    """Who made an export, when, of what."""
    made = timezone.localtime(clock.now()).strftime("%Y-%m-%d %H:%M")
    who = " ".join(part for part in (actor.unit_name, actor.signed) if part)
    return [
        str(say("导出人：{who}　导出时间：{made}", who=who, made=made)),
        str(say("范围：{words}", words=scope)),
    ]


_COMMON = ((say("文号"), 14, "text"), (say("问题"), 36, "text"), (say("责任单位"), 26, "text"))
_COLUMNS = {
    "problems": (
        *_COMMON, (say("问题情况"), 50, "text"), (say("来源"), 24, "text"), (say("类别"), 12, "text"), (say("责任人"), 20, "text"),
        (say("整改标准"), 36, "text"), (say("发现日期"), 12, "date"), (say("首次时限"), 12, "date"), (say("整改时限"), 12, "date"),
        (say("时间灯"), 30, "text"), (say("状态"), 12, "text"), (say("现在"), 30, "text"),
    ),
    "measures": (
        *_COMMON, (say("整改措施"), 60, "text"), (say("完成时限"), 12, "date"), (say("责任人"), 20, "text"), (say("状态"), 12, "text"),
    ),
    "duties": (
        (say("责任单位"), 26, "text"), (say("具体责任人"), 20, "text"), (say("岗位"), 20, "text"), *_COMMON[:2],
        (say("整改时限"), 12, "date"), (say("列单单位"), 26, "text"), (say("状态"), 12, "text"),
    ),
}  # fmt: skip


def _heads(show: str) -> list[Head]:
    return [Head(str(label), width, kind) for label, width, kind in _COLUMNS[show]]


def _lines(actor: Actor, filters: Filters) -> Iterator[tuple[Any, ...]]:
    found = problems(actor, replace(filters))
    for start in range(0, MOST, AT_ONCE):
        piece = list(found[start : start + AT_ONCE])
        rows = with_measures(rows_of(piece))
        for row in rows:
            yield from _DRAWN[filters.show](row)
        if len(piece) < AT_ONCE:
            return


def _problem(row: MeasuredRow) -> Iterator[tuple[Any, ...]]:
    one = row.problem
    source = " ".join(part for part in (str(row.origin), one.origin_label) if part)
    light = "".join(str(text) for text in row.light.because)
    yield (
        one.number, one.title, one.unit.name, one.facts, source, one.theme, row.person, one.standard, one.found_on,
        one.first_due_on, one.due_on, light, str(PROBLEM.states[one.state]), str(row.now),
    )  # fmt: skip


def _measures(row: MeasuredRow) -> Iterator[tuple[Any, ...]]:
    one, state = row.problem, str(PROBLEM.states[row.problem.state])
    for measure in row.measures or (Measure(text=str(say("还没有报措施"))),):
        due, person = measure.due_on or one.due_on, measure.person or row.person
        yield one.number, one.title, one.unit.name, measure.text, due, person, state


def _duty(row: MeasuredRow) -> Iterator[tuple[Any, ...]]:
    one = row.problem
    post = one.post.name if one.post else ""
    yield (
        one.unit.name, row.person, post, one.number, one.title, one.due_on, one.keeper.name, str(PROBLEM.states[one.state])
    )  # fmt: skip


_DRAWN = {"problems": _problem, "measures": _measures, "duties": _duty}
