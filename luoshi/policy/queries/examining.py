"""What do the rules find on a plan, by itself and beside the plans that its office can see? Reads only; nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say, say
from luoshi.ledger.models import Clause, Plan, Task
from luoshi.org.rules import is_within
from luoshi.policy.queries.compared import Compared, compared, words_of
from luoshi.policy.queries.provisions import conflicts_of
from luoshi.policy.rules import compare
from luoshi.policy.rules.evidence import fingerprint, in_common, spans_of
from luoshi.policy.rules.model import Span

LARGE = 400
"""Tasks to be read from which on it is done as a job with progress: fewer take about a second."""
Progress = Callable[[int, int], object]
_BETWEEN_LEVELS = frozenset({"late_child", "uncovered_clause"})
"""What can only be said of an upper and a lower plan."""


@dataclass(frozen=True)
class Spot:
    """A task or clause of a finding: its words, and the spans that prove it."""

    plan: Plan
    row: Task | Clause
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Found:
    """A finding before it is kept."""

    kind: str
    severity: str
    because: Say
    spots: tuple[Spot, ...]
    units: tuple[tuple[str, int | None], ...]
    fingerprint: str


def is_above(upper: Plan, lower: Plan) -> bool:
    """Whether a plan is of a place above the other's."""
    return lower.unit.place_path != upper.unit.place_path and is_within(lower.unit.place_path, upper.unit.place_path)


def beside(actor: Actor, plan: Plan) -> list[Plan]:
    """The issued plans of its own place and of those above, which a plan is held against."""
    rows = Plan.objects.visible_to(actor).filter(state="approved").exclude(pk=plan.pk).select_related("unit")
    return [one for one in rows.order_by("id") if one.unit.place_path == plan.unit.place_path or is_above(one, plan)]


def tasks_to_read(actor: Actor, plan: Plan) -> int:
    """How many tasks an examination reads."""
    plans = [plan, *beside(actor, plan)]
    return Task.objects.visible_to(actor).filter(plan__in=plans, parent=None).exclude(state="dropped").count()


def look(actor: Actor, plan: Plan, progress: Progress = lambda _done, _total: None) -> list[Found]:
    """Everything found on a plan: by itself, then beside each other plan; each finding once."""
    own, others = compared(actor, plan), beside(actor, plan)
    found = {one.fingerprint: one for one in (*_among([own]), *conflicts(plan))}
    for at, other in enumerate(others, 1):
        progress(at, len(others) + 1)
        theirs = compared(actor, other)
        above = is_above(other, plan)
        for one in _among([theirs, own] if above else [own, theirs]):
            if _is_between(one, above):
                found.setdefault(one.fingerprint, one if above else _side_by_side(one))
    return list(found.values())


def conflicts(plan: Plan) -> Iterator[Found]:
    """What somebody has registered as a clash of the plan with another policy: said by a person, so there is no doubt."""
    for link in conflicts_of(plan):
        row = link.task or link.clause
        if row is None:
            continue
        because = say("与{provision}不一致。{note}", provision=str(link.provision), note=link.note)
        where = [(row._meta.label_lower, row.pk), (link.provision._meta.label_lower, link.provision.pk)]
        spot = Spot(plan, row, words_of(row), ())
        yield Found("policy_conflict", "hard", because, (spot,), (), fingerprint("policy_conflict", where, {}))


def _is_between(one: Found, above: bool) -> bool:
    """Whether a finding lies between the two plans, and can be said of plans that stand so."""
    if one.kind in _BETWEEN_LEVELS and not above:
        return False
    return one.kind == "uncovered_clause" or len({spot.plan.pk for spot in one.spots}) > 1


def _side_by_side(one: Found) -> Found:
    """Neither of two plans of one level is bound by the other's figures and dates: a person has to ask whether they are."""
    return replace(one, severity="possible") if one.kind.startswith("conflicting") else one


def _among(plans: list[Compared]) -> Iterator[Found]:
    comparison = compare.compare([one.facts for one in plans])
    units = {name: pk for one in plans for name, pk in one.units.items()}
    written = {name: words for one in plans for name, words in one.written.items()}
    for finding in comparison.findings:
        rows = [(plans[place.plan].plan, plans[place.plan].rows[place.task]) for place in finding.places]
        named = tuple((name, units.get(name)) for name in dict.fromkeys(finding.units))
        mark = fingerprint(
            finding.kind, [(row._meta.label_lower, row.pk) for _plan, row in rows], finding.because.params
        )
        yield Found(finding.kind, finding.severity, finding.because, tuple(_spots(finding, rows, written)), named, mark)


def _spots(
    finding: compare.Finding, rows: list[tuple[Plan, Task | Clause]], written: dict[str, set[str]]
) -> Iterator[Spot]:
    """Each place with the words that prove it: the quoted ones, the units named, or what two texts share."""
    texts = [words_of(row) for _plan, row in rows]
    quoted = [str(value) for value in finding.because.params.values() if isinstance(value, str)]
    for at, (plan, row) in enumerate(rows):
        names = [word for unit in finding.units for word in (unit, *written.get(unit, ()))]
        spans = spans_of(texts[at], [*quoted, *names])
        if finding.kind == "overlap":
            spans = in_common(texts[at], texts[1 - at])
        yield Spot(plan, row, texts[at], tuple(spans))
