"""What do the rules have to know of a problem or an extension before it moves, and what does its place have set?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils import timezone

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.prepared import Prepared
from luoshi.kernel.queries import calendar, files_of
from luoshi.kernel.say import Say, say
from luoshi.ledger import queries as ledger
from luoshi.ledger.rules import Light
from luoshi.ledger.rules.requests import KINDS, Given, in_good_time, lacking
from luoshi.org import queries as org
from luoshi.org.models import Unit
from luoshi.org.rules import permissions, roles_towards
from luoshi.problems import rules
from luoshi.problems.models import Extension, Problem, ProblemSettings
from luoshi.problems.rules import Dated, Limits
from luoshi.problems.workflow import ExtensionFacts, ProblemFacts

KEEPER = say("列单单位")
LIMITS = (
    "measures_days", "vet_days", "dispute_days", "check_days", "publicity_days", "look_back_days", "recurrence_days", "state_days",
    "object_days", "valid_days",
)  # fmt: skip
THEMES = ("责任落实", "思想引领", "建功立业", "素质提升", "地位提高", "权益保障", "资金使用", "工作作风", "数据真实")
"""Themes until a place sets its own: the headings of the reform, and what inspection finds beside them."""
_SETTINGS = Prepared(lambda: ProblemSettings.objects.select_related("unit"))


def settings_at(path: str) -> ProblemSettings:
    """How problems are kept at a path: what the nearest place above it has set, else the defaults."""
    return org.nearest(path, _SETTINGS()) or ProblemSettings()


def limits_of(row: ProblemSettings) -> Limits:
    """The days that these settings give each step."""
    return Limits(**{name: getattr(row, name) for name in LIMITS})


def limits_at(path: str) -> Limits:
    """The days that hold at a path."""
    return limits_of(settings_at(path))


def themes_of(row: ProblemSettings) -> list[str]:
    """The themes to choose from."""
    return [line.strip() for line in row.themes.splitlines() if line.strip()] or list(THEMES)


def positions(actor: Actor, problem: Problem) -> frozenset[str]:
    """Where the unit acted for stands towards a problem."""
    here = actor.unit_id
    found = {name for name, unit in (("keeper", problem.keeper_id), ("rectifier", problem.unit_id)) if unit == here}
    return frozenset(found) if here is not None else frozenset()


def problem_facts(
    actor: Actor, problem: Problem, *, evidence: int | None = None, proposing: bool = False
) -> ProblemFacts:
    """Everything that the guards of a problem look at; ``evidence`` files given with the act, and ``proposing`` that the
    measures are written, where a form has said so: while the page only draws the buttons they do not stand in the way."""
    limits = ledger.thresholds_for(problem.keeper.path)
    ours = actor.unit_id == problem.keeper_id
    me = actor.person_id
    late = in_good_time(problem.due_on, clock.today(), limits.extension_ahead, calendar(), KEEPER)
    return ProblemFacts(
        roles=roles_towards(positions(actor, problem), actor.roles),
        holders=ledger.holders({"keeper": [problem.keeper], "rectifier": [problem.unit]}),
        own_work=me is not None and me in {problem.proposed_by_id, problem.claimed_by_id},
        own_entry=me is not None and me == problem.entered_by_id,
        evidence=evidence,
        measures=problem.measures.count() if proposing else 1,
        no_leader=_no_leader(problem) if proposing else None,
        asked=problem.extensions.filter(state="asked").exists(),
        too_late_to_ask=None if ours else late,
        public_until=problem.public_until,
        today=clock.today(),
    )


def _no_leader(problem: Problem) -> Say | None:
    if problem.post_id is None:
        return say("还没有明确具体责任人。")
    if not org.holders([problem.post_id]):
        return say("具体责任人（{post}）目前空缺。", post=problem.post.name if problem.post else "")
    return None


def extension_facts(actor: Actor, row: Extension, given: Given | None = None) -> ExtensionFacts:
    """Who may answer an extension, and with ``given`` what granting it still lacks."""
    problem = row.problem
    return ExtensionFacts(
        roles=roles_towards(positions(actor, problem), actor.roles),
        holders=ledger.holders({"keeper": [problem.keeper], "rectifier": [problem.unit]}),
        same_person=row.asked_by_id is not None and row.asked_by_id == actor.person_id,
        lacking=_lacking(actor, problem, given) if given is not None else (),
    )


def _lacking(actor: Actor, problem: Problem, given: Given) -> tuple[Say, ...]:
    """The same as for a task's extension: the date, who approved it, and the head of the body for a further one."""
    head = ledger.group_head(problem.keeper)
    name = org.holders([head]).get(head.pk, "") if head else ""
    by_head = "approve" in permissions(actor.roles)
    given = replace(given, by_head=by_head, is_group_head=head is not None and head.pk in actor.posts)
    return lacking(
        KINDS["extension"], given, extensions=problem.extensions.filter(state="granted").count(),
        allowed=ledger.thresholds_for(problem.keeper.path).extension_count, group_head=name, due_on=problem.due_on,
    )  # fmt: skip


def cannot_own(keeper: Unit, unit: Unit) -> Say | None:
    """Why a problem cannot be given to this unit; None where it can."""
    found = org.standings([keeper, unit])
    return rules.cannot_own(found[keeper.pk], found[unit.pk])


def lights(rows: Sequence[Problem], waiting: Mapping[int, object] | None = None) -> dict[int, Light]:
    """The time light of many problems: one query for the extensions that wait, beside the settings and the calendar."""
    asked = waiting
    if asked is None:
        pks = [row.pk for row in rows]
        open_ones = Extension.objects.filter(problem__in=pks, state="asked").values_list("problem_id", "pk")
        asked = dict(open_ones) if pks else {}
    settings, days, today = ledger.thresholds(), calendar(), clock.today()
    return {
        row.pk: rules.light(dated(row, row.pk in asked), today, days, ledger.nearest(row.keeper.path, settings))
        for row in rows
    }


def dated(row: Problem, waiting: bool = False) -> Dated:
    """A problem as its light sees it."""
    claimed = on_day(row.claimed_at)
    return Dated(row.state, row.measures_by, row.due_on, claimed, row.public_until, waiting)


def on_day(at: object) -> date | None:
    """The day of a moment at the instance's place."""
    return timezone.localdate(at) if at else None  # type: ignore[arg-type]


def working_days_on(days: int) -> date:
    """The date so many working days from today."""
    return calendar().shift(clock.today(), days)


def evidence_of(problem: Problem) -> int:
    """Files that the unit has handed in on its rectification."""
    return files_of(problem, "evidence").count()
