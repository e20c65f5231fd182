"""Which problems does a reader see: the three lists, what stands at each step, and what a filter leaves?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Count, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say, say
from luoshi.ledger.rules import Light
from luoshi.org import queries as org
from luoshi.org.models import LEVEL_CHOICES, Unit
from luoshi.org.rules import ancestors, permissions
from luoshi.org.scope import under
from luoshi.problems import rules
from luoshi.problems.models import Extension, Problem, ProblemSettings
from luoshi.problems.queries.facts import lights, settings_at, themes_of
from luoshi.problems.rules import DONE, LINE, OPEN, ORIGINS, STEPS, Step
from luoshi.problems.workflow import PROBLEM

LISTS: Mapping[str, Say] = {"problems": say("问题清单"), "measures": say("整改清单"), "duties": say("责任清单")}
"""The three lists, as they are called where a place gives them no other names."""
STATES: Mapping[str, Say] = {
    "open": say("未销号"),
    "late": say("逾期"),
    **PROBLEM.states,
    "looking": say("回头看到期"),
    "reopened": say("重新打开过"),
    "again": say("反复出现"),
}
MINE: Mapping[str, Say] = {"unit": say("本单位整改的"), "keeper": say("本单位列单的")}
MOST_UNITS = 300


@dataclass(frozen=True)
class Filters:
    """What an address asks for; empty is everything in sight."""

    show: str = "problems"
    state: str = ""
    unit: int = 0
    level: str = ""
    theme: str = ""
    origin: str = ""
    mine: str = ""
    q: str = ""


@dataclass(frozen=True)
class Row:
    """A problem as a list shows it. ``place`` of the unit; ``person`` who answers for it; ``now`` what is going on."""

    problem: Problem
    light: Light
    step: Step
    origin: Say
    place: str
    person: str
    now: Say | str


def filters_of(given: Mapping[str, str]) -> Filters:
    """From an address; what makes no sense is left out."""
    unit = given.get("unit", "")
    return Filters(
        show=_one_of(given.get("show", ""), LISTS) or "problems",
        state=_one_of(given.get("state", ""), STATES),
        unit=int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 12 else 0,
        level=_one_of(given.get("level", ""), dict(LEVEL_CHOICES)),
        theme=given.get("theme", "")[:40],
        origin=_one_of(given.get("origin", ""), ORIGINS),
        mine=_one_of(given.get("mine", ""), MINE),
        q=given.get("q", "").strip()[:60],
    )


def _one_of(value: str, known: Iterable[str]) -> str:
    return value if value in known else ""


def problems(actor: Actor, filters: Filters) -> QuerySet[Problem]:
    """The problems that the reader sees and asks for; those that run first, by date; the duties by unit."""
    rows = Problem.objects.visible_to(actor).filter(_condition(actor, filters))
    order: list[Any] = [
        Case(When(state__in=OPEN, then=Value(0)), When(state__in=DONE, then=Value(1)), default=Value(2)),
        Coalesce("due_on", "measures_by", output_field=DateField()),
        "-pk",
    ]
    if filters.show == "duties":
        order = ["unit_path", *order]
    return rows.select_related("unit", "keeper", "post", "found_at").order_by(*order)


def _condition(actor: Actor, filters: Filters) -> Q:
    wanted = state_is(filters.state)
    if filters.unit:
        path = Unit.objects.filter(pk=filters.unit).values_list("path", flat=True).first()
        wanted &= under(path, "unit_path") if path else Q(pk__in=[])
    if filters.level:
        wanted &= Q(unit__level=filters.level)
    if filters.theme:
        wanted &= Q(theme=filters.theme)
    if filters.origin:
        wanted &= Q(origin=filters.origin)
    if filters.mine:
        wanted &= Q(**{filters.mine: actor.unit_id or 0})
    if filters.q:
        wanted &= Q(title__icontains=filters.q) | Q(facts__icontains=filters.q) | Q(number__icontains=filters.q)
    return wanted


def state_is(state: str) -> Q:
    """The condition of a state, or of what cuts across the states."""
    today = clock.today()
    late = Q(state="rectifying", due_on__lt=today) | Q(state="listed", measures_by__lt=today)
    across = {
        "": Q(),
        "open": Q(state__in=OPEN),
        "late": late,
        "looking": looking(),
        "reopened": Q(reopened__gt=0),
        "again": Q(earlier__isnull=False),
    }
    return across.get(state, Q(state=state))


def looking() -> Q:
    """回头看 is due and has not been made."""
    return Q(state__in=DONE, look_back_on__lte=clock.today(), looked_back_at=None)


def rows_of(found: Sequence[Problem]) -> list[Row]:
    """Problems as a list shows them: three queries beside their own."""
    pks, posts = [row.pk for row in found], {row.post_id for row in found if row.post_id}
    asked = dict(Extension.objects.filter(problem__in=pks, state="asked").values_list("problem_id", "proposed_on"))
    shown, people = lights(found, asked), org.holders(posts)
    places = dict(Unit.objects.filter(path__in={row.unit.place_path for row in found}).values_list("path", "name"))
    return [
        Row(
            row, shown[row.pk], rules.step(row.state, looked_back=row.looked_back_at is not None), ORIGINS[row.origin],
            places.get(row.unit.place_path, ""), people.get(row.post_id or 0, ""), now_of(row, asked.get(row.pk)),
        )
        for row in found
    ]  # fmt: skip


def now_of(row: Problem, asked: Any = None) -> Say | str:
    """What is going on, in a few words."""
    if asked is not None and row.state == "rectifying":
        return say("申请延期到 {day}", day=asked)
    if row.state == "rectifying":
        return row.latest or (say("重新打开 {times} 次", times=row.reopened) if row.reopened else say("措施已审定"))
    if row.state == "listed":
        return say("{day} 前报措施", day=row.measures_by)
    if row.state == "verified" and row.public_until is not None:
        return say("公示到 {day}", day=row.public_until)
    if row.state in DONE and row.looked_back_at is None and row.look_back_on is not None:
        return say("{day} 起可以回头看", day=row.look_back_on)
    return PROBLEM.states[row.state] if row.state != "claimed" else say("等待核查")


@dataclass(frozen=True)
class Stage:
    """One of the eight steps with how many stand at it, and how many of those are late or due."""

    step: Step
    count: int
    late: int
    state: str


_AT = ("listed", "proposed", "rectifying", "claimed", "verified", "closed", "filed")


def stages(actor: Actor) -> list[Stage]:
    """How many problems stand at each step, of all that the reader sees. One query."""
    late, due = state_is("late"), looking()
    sums = {f"n_{state}": Count("pk", filter=Q(state=state)) for state in LINE}
    sums |= {f"late_{state}": Count("pk", filter=late & Q(state=state)) for state in ("listed", "rectifying")}
    found = Problem.objects.visible_to(actor).aggregate(
        **sums, due=Count("pk", filter=due), back=Count("pk", filter=Q(state__in=DONE, looked_back_at__isnull=False))
    )
    counted = [Stage(LINE[state], found[f"n_{state}"], found.get(f"late_{state}", 0), state) for state in _AT]
    first = replace(counted[0], count=counted[0].count + found["n_disputed"])
    return [first, *counted[1:], Stage(rules.LOOKED_BACK, found["back"], found["due"], "looking")]


@dataclass(frozen=True)
class Heading:
    """The sentence above the list, in figures."""

    open: int
    closed: int
    late: int
    reopened: int

    @property
    def rate(self) -> int:
        """Closed of all that were listed, in percent, rounded down."""
        every = self.open + self.closed
        return 100 * self.closed // every if every else 0


def heading(actor: Actor) -> Heading:
    """Open, closed, late, reopened: of all that the reader sees."""
    found = Problem.objects.visible_to(actor).aggregate(
        open=Count("pk", filter=Q(state__in=OPEN)), closed=Count("pk", filter=Q(state__in=DONE)),
        late=Count("pk", filter=state_is("late")), reopened=Count("pk", filter=Q(reopened__gt=0)),
    )  # fmt: skip
    return Heading(**found)


def names_of(settings: ProblemSettings) -> list[tuple[str, str]]:
    """The three lists by the names that the place gives them; the usual ones in the reader's language."""
    return [(show, gettext(getattr(settings, f"{show}_name"))) for show in LISTS]


def list_page(actor: Actor, filters: Filters) -> dict[str, Any]:
    """What stands around a list: names, figures, choices, who may list a problem."""
    settings = settings_at(actor.path)
    seen = Problem.objects.visible_to(actor)
    units = Unit.objects.filter(pk__in=seen.values("unit")).order_by("path")[:MOST_UNITS]
    themes = sorted({*themes_of(settings), *seen.exclude(theme="").values_list("theme", flat=True).distinct()})
    return {
        "filters": filters, "lists": names_of(settings), "heading": heading(actor), "stages": stages(actor), "steps": STEPS,
        "may_enter": "review" in permissions(actor.roles), "may_set": may_set(actor),
        "choices": {
            "state": [(key, str(label)) for key, label in STATES.items()],
            "unit": [(str(unit.pk), unit.name) for unit in units],
            "level": LEVEL_CHOICES, "theme": [(one, one) for one in themes],
            "origin": [(key, str(label)) for key, label in ORIGINS.items()],
            "mine": [(key, str(label)) for key, label in MINE.items()],
        },
    }  # fmt: skip


def may_set(actor: Actor) -> bool:
    """Whether the actor keeps the settings of a place: its office's clerk or head."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    return unit is not None and unit.kind == "office" and bool({"draft", "approve"} & permissions(actor.roles))


FIELDS = (
    ("mine", say("范围")), ("state", say("状态")), ("unit", say("单位")), ("level", say("级次")), ("theme", say("类别")),
    ("origin", say("来源")), ("q", say("文字")),
)  # fmt: skip


def words_of(filters: Filters, choices: Mapping[str, Iterable[tuple[str, Any]]]) -> list[tuple[str, Say, str]]:
    """The filters in force, in words: key, name, value."""
    found = []
    for key, label in FIELDS:
        value = str(getattr(filters, key) or "")
        if value:
            found.append((key, label, str(dict(choices.get(key, ())).get(value, value))))
    return found


def published(actor: Actor) -> QuerySet[Problem]:
    """Problems whose closing is made public today, for everybody at the place of the office that keeps them and below it;
    administrators of the system read no contents."""
    own = actor.unit_id if actor.has_range else None
    places = Unit.objects.filter(pk=own or 0).values_list("place_path", flat=True)
    known = [path for place in places for path in (place, *ancestors(place))]
    rows = Problem.objects.filter(state="verified", public_until__gte=clock.today(), keeper__place_path__in=known)
    return rows.exclude(publicity="none").select_related("unit", "keeper").order_by("public_until", "pk")


def of_case(actor: Actor, case_id: int) -> list[Row]:
    """The problems that a worker's letter has become."""
    return _listed(Problem.objects.visible_to(actor).filter(case=case_id))


def of_note(actor: Actor, note_id: int) -> list[Row]:
    """The problems that field research has become."""
    return _listed(Problem.objects.visible_to(actor).filter(note=note_id))


def of_task(actor: Actor, task_id: int) -> list[Row]:
    """The problems that hang on a task, newest first."""
    return _listed(Problem.objects.visible_to(actor).filter(task=task_id).exclude(state="withdrawn"))


def _listed(rows: QuerySet[Problem]) -> list[Row]:
    return rows_of(list(rows.select_related("unit", "keeper", "post").order_by(F("pk").desc())[:20]))
