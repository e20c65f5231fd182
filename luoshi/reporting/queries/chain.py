"""Through whose hands does a report go inside its unit, and what stands in the way of sending it? Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.org.models import Ask, Tenure
from luoshi.org.queries import in_force, who_holds
from luoshi.org.rules import permissions, roles_towards
from luoshi.reporting.models import Receipt, Report, Signature, SignStep
from luoshi.reporting.queries.entries import Line, left_out, lines, sheet
from luoshi.reporting.queries.obligations import subject_of
from luoshi.reporting.workflow import ReportFacts


@dataclass(frozen=True)
class Step:
    """One step of a unit's chain, with who may take it and how it was taken for the text that waits."""

    number: int
    name: str
    post_kind: str
    holders: tuple[str, ...] = ()
    signature: Signature | None = None


def steps_of(unit_id: int, kind: str) -> list[SignStep]:
    """The configured steps for a kind of period: the year's own where it has any. Without any, one: whoever may sign."""
    rows = list(SignStep.objects.filter(unit=unit_id, when__in=["", "year"]).order_by("ordering", "id"))
    own = [row for row in rows if row.when == "year"] if kind == "year" else []
    found = own or [row for row in rows if not row.when]
    name = gettext("主要负责人签批") if kind == "year" else gettext("分管领导签批")
    return found or [SignStep(unit_id=unit_id, name=name, post_kind="head" if kind == "year" else "")]


def chain(report: Report) -> list[Step]:
    """The steps of one report, each with who holds it and its signature for the next sending."""
    rows = steps_of(report.unit_id, report.period.kind)
    signed = {one.step: one for one in report.signatures.filter(round=_round(report), void=False)}
    found = []
    for number, row in enumerate(rows):
        names = _holders(report, row.post_kind)
        found.append(Step(number, row.name, row.post_kind, tuple(names), signed.get(number)))
    return found


def _round(report: Report) -> int:
    return report.round if report.state == "sent" else report.round + 1


def _holders(report: Report, post_kind: str) -> list[str]:
    if not post_kind:
        return who_holds(report.unit, "head")
    rows = Tenure.objects.filter(in_force(clock.today()), post__unit=report.unit_id, post__kind=post_kind)
    return list(rows.order_by("post__ordering", "id").values_list("person__name", flat=True))


def _takes(actor: Actor, report: Report, post_kind: str) -> bool:
    """Whether this person takes a step: by the post that it names, else by the right to sign."""
    if actor.unit_id != report.unit_id:
        return False
    if not post_kind:
        return "sign" in permissions(actor.roles)
    rows = Tenure.objects.filter(in_force(clock.today()), person=actor.person_id, post__unit=report.unit_id)
    return rows.filter(post__kind=post_kind).exists()


def report_roles(actor: Actor, report: Report, post_kind: str = "") -> frozenset[str]:
    """What this person may do with a report: only somebody acting for its unit; a step, only who holds it."""
    positions = ["unit"] if actor.unit_id == report.unit_id else []
    if _takes(actor, report, post_kind):
        positions.append("step")
    return roles_towards(positions, actor.roles)


@dataclass(frozen=True)
class Below:
    """What hangs below a report's tasks: who was asked by this unit and is silent, and what waits for its review."""

    silent: tuple[str, ...]
    unreviewed: int


def below(report: Report) -> Below:
    """Units that this one asked for the same period, and what they sent that it has not answered."""
    asked = Ask.objects.filter(asker=report.unit_id, subject=subject_of(report.period), fields__gt=0)
    led = report.entries.values("task")
    children = asked.filter(state="open", unit__led_tasks__parent__in=led, unit__led_tasks__issuer=report.unit_id)
    names = children.exclude(unit=report.unit_id).order_by("unit_path").values_list("unit__short_name", "unit__name")
    waiting = Receipt.objects.filter(
        recipient=report.unit_id, state="pending", deciding=True, report__period=report.period_id,
        entry__task__parent__in=led,
    )  # fmt: skip
    return Below(tuple(dict.fromkeys(name for _short, name in names)), waiting.count())


def report_facts(actor: Actor, report: Report, found: Sequence[Line] | None = None) -> ReportFacts:
    """What the moves of a report look at."""
    found = lines(report) if found is None else found
    steps = chain(report)
    step = steps[min(report.step, len(steps) - 1)]
    hanging = below(report) if report.state == "draft" else Below((), 0)
    reporters = who_holds(report.unit, "liaison")
    return ReportFacts(
        roles=report_roles(actor, report, step.post_kind),
        holders={"step.view": gettext("、").join(step.holders), "unit.report": gettext("、").join(reporters)},
        entries=sum(row.open for row in found),
        unfilled=tuple(row.entry.task.number for row in found if row.open and row.gaps),
        left_out=tuple(task.title for task in left_out(report)),
        returned=sum(bool(row.returned) for row in found),
        altered=report.state == "signing" and sheet(report, found).sha256 != report.text_hash,
        step=step.name,
        last_step=step.number == len(steps) - 1,
        silent=hanging.silent,
        unreviewed=hanging.unreviewed,
    )


def own_steps(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """The configured chains of the unit acted for: for every period (""), and for the year's end."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in SignStep.objects.filter(unit=actor.unit_id or 0).order_by("ordering", "id"):
        found.setdefault(row.when, []).append((row.name, row.post_kind))
    return found
