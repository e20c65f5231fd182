"""A plan is examined, what is found is kept, and a person says what it is: nothing is ever judged by the program."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.kernel import actions, clock, jobs
from luoshi.kernel.actions import Step
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.models import Job
from luoshi.kernel.say import kept, say
from luoshi.ledger.models import Clause, Plan, Task
from luoshi.policy import queries
from luoshi.policy.models import Finding, FindingPlace, FindingUnit, Uptake
from luoshi.policy.queries.examining import LARGE, Found, conflicts, look, tasks_to_read
from luoshi.policy.queries.findings import EXAMINED
from luoshi.policy.workflow import FINDING, OPEN, UPTAKE

EXAMINE = "policy.examine"


def examine(actor: Actor, plan: Plan) -> Job | None:
    """Look for what is wrong with a plan's division. Large ones are read by a job, which is returned."""
    may_examine(actor, plan)
    if tasks_to_read(actor, plan) > LARGE:
        key = f"plan {plan.pk} {clock.now().isoformat()}"
        return jobs.later(actor, EXAMINE, key=key, title=plan.title, plan=plan.pk)
    keep(actor, plan, look(actor, plan))
    return None


def may_examine(actor: Actor, plan: Plan) -> None:
    """A plan is examined by its drafter's office."""
    if not queries.is_drafter(actor, plan):
        raise Refused([say("由起草单位的协调办经办人查找问题。")])


def keep(actor: Actor, plan: Plan, found: Sequence[Found]) -> None:
    """Keep what was found: new findings are raised, known ones stay with their verdict, those found no more are cleared."""
    now = clock.now()
    with actions.atomic():
        known = {one.fingerprint: one for one in Finding.objects.filter(unit=plan.unit).select_related("plan")}
        fresh = [one for one in found if one.fingerprint not in known]
        _raise(actor, plan, fresh)
        again = [known[one.fingerprint] for one in found if one.fingerprint in known]
        actions.change_all(Finding.objects.filter(pk__in=[one.pk for one in again]), found_at=now)
        _move(actor, plan, "return", [one for one in again if one.state == "gone"], found=True)
        marks = {one.fingerprint for one in found}
        lost = [one for one in known.values() if one.plan_id == plan.pk and one.state in OPEN]
        _move(actor, plan, "clear", [one for one in lost if one.fingerprint not in marks], found=False)
        actions.note_event(actor, EXAMINED, plan, after={"found": len(found), "new": len(fresh)})


def raise_conflicts(actor: Actor, plan: Plan) -> None:
    """Raise at once what has just been registered as a clash with another policy; an examination would find the same."""
    found = list(conflicts(plan))
    known = set(Finding.objects.filter(unit=plan.unit).values_list("fingerprint", flat=True))
    _raise(actor, plan, [one for one in found if one.fingerprint not in known])


def _raise(actor: Actor, plan: Plan, found: Sequence[Found]) -> None:
    rows = [
        Finding(
            unit=plan.unit, unit_path=plan.unit.path, plan=plan, kind=one.kind, severity=one.severity, state=FINDING.start,
            reason=kept(one.because), fingerprint=one.fingerprint, found_at=clock.now(),
        )
        for one in found
    ]  # fmt: skip
    parts = [_parts(row, one) for row, one in zip(rows, found, strict=True)]
    told = [{"tasks": [str(spot.row) for spot in one.spots[:20]]} for one in found]
    if rows:
        actions.create_whole(actor, "policy.finding.raise", rows, parts, told)


def _parts(row: Finding, one: Found) -> list[FindingPlace | FindingUnit]:
    places: list[FindingPlace | FindingUnit] = [
        FindingPlace(
            finding=row, plan=spot.plan, task=spot.row if isinstance(spot.row, Task) else None,
            clause=spot.row if isinstance(spot.row, Clause) else None, text=spot.text, spans=spot.spans, ordering=at,
        )
        for at, spot in enumerate(one.spots)
    ]  # fmt: skip
    return places + [FindingUnit(finding=row, unit_id=pk, name=name[:120]) for name, pk in one.units]


def _move(actor: Actor, plan: Plan, move: str, rows: Sequence[Finding], *, found: bool) -> None:
    facts = queries.examiner_facts(actor, plan.unit, found=found)
    actions.perform_many(actor, FINDING, move, [Step(row, facts, {}) for row in rows])


def judge(actor: Actor, finding: Finding, move: str, note: str = "") -> Finding:
    """What a person says to a finding: a problem, settled, or none; with the reason where one is asked for."""
    facts = queries.examiner_facts(actor, finding.unit)
    return actions.perform(actor, FINDING, move, finding, facts, note=note.strip(), remark=note.strip())


def rule_uptake(actor: Actor, lower: Plan, row: Task | Clause, move: str, reason: str = "") -> Uptake:
    """An office's word on whether a lower plan takes up an upper task or clause."""
    of = {"task": row} if isinstance(row, Task) else {"clause": row}
    unit = queries.own_unit(actor)
    facts = queries.examiner_facts(actor, unit)
    with actions.atomic():
        found = Uptake.objects.filter(unit=unit, lower=lower, **of).first()
        if found is None:
            found = actions.create(
                actor, "policy.uptake.open",
                Uptake(unit=unit, unit_path=unit.path, lower=lower, state=UPTAKE.start, ruled_at=clock.now(), **of),
            )  # fmt: skip
        return actions.perform(
            actor, UPTAKE, move, found, facts, note=reason.strip(), reason=reason.strip(), ruled_at=clock.now()
        )
