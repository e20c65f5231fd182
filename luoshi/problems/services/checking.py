"""核查 → 公示 → 销号 → 归档, 回头看 and reopening. Who checks answers for it, and is another than who did the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.models import File
from luoshi.kernel.say import Say, say
from luoshi.kernel.services import attach
from luoshi.problems import queries
from luoshi.problems.models import PUBLICITY, Check, Problem
from luoshi.problems.rules import STANDARDS
from luoshi.problems.workflow import PROBLEM


def _check(
    problem: Problem, kind: str, actor: Actor, *, way: str, people: str, finding: str, checked_on: date | None,
    passed: bool, met: Sequence[str] = (),
) -> Check:  # fmt: skip
    """What was looked at, as a row; everything that is missing from it at once."""
    day, wrong = checked_on or clock.today(), {}
    if way not in dict(Check.WAYS):
        wrong["way"] = [say("核查方式只有现场核查、书面核查两种。")]
    if not people.strip():
        wrong["people"] = [say("缺{what}。", what=say("核查人"))]
    if not finding.strip():
        wrong["finding"] = [say("缺{what}。", what=say("核查情况"))]
    if day > clock.today():
        wrong["checked_on"] = [say("核查日期晚于今日。")]
    if wrong:
        raise Invalid(wrong)
    return Check(
        problem=problem, kind=kind, way=way, checked_on=day, people=people.strip()[:120], finding=finding.strip()[:4000],
        passed=passed, by_id=actor.person_id, met=[key for key in STANDARDS if key in met],
    )  # fmt: skip


def _allowed(
    actor: Actor, problem: Problem, move: str, given: dict[str, Any], files: Sequence[File], met: Sequence[str] | None = None,
) -> None:  # fmt: skip
    """Refuse with every reason, the missing evidence included, and with ``met`` the standards that were not looked at."""
    facts = queries.problem_facts(actor, problem, evidence=len(files))
    if met is not None:
        facts = replace(facts, unmet=tuple(label for key, label in STANDARDS.items() if key not in met))
    reasons: tuple[Say, ...] = PROBLEM.refusals(move, problem.state, facts, given)
    if reasons:
        raise Refused(reasons)


def _record(actor: Actor, check: Check, files: Sequence[File]) -> None:
    actions.create(actor, f"problems.check.{check.kind}", check)
    for file in files:
        attach(actor, file, check.problem, "check")


def verify(
    actor: Actor, problem: Problem, *, way: str, people: str, finding: str, checked_on: date | None = None,
    publicity: str = "internal", met: Sequence[str] = (), files: Sequence[File] = (),
) -> Problem:  # fmt: skip
    """核查通过: somebody else has looked, on the spot or at the documents, at each of `rules.STANDARDS` (``met``), and shows it
    with evidence of its own."""
    _allowed(actor, problem, "accept", {"finding": finding.strip()}, files, met)
    if publicity not in dict(PUBLICITY):
        raise Invalid({"publicity": [say("没有这一种公示方式。")]})
    check = _check(
        problem, "verify", actor, way=way, people=people, finding=finding, checked_on=checked_on, passed=True, met=met
    )
    days = queries.limits_at(problem.keeper.path).publicity_days
    until = queries.working_days_on(days) if publicity != "none" and days else None
    with actions.atomic():
        _record(actor, check, files)
        return actions.perform(
            actor, PROBLEM, "accept", problem, queries.problem_facts(actor, problem), given={"finding": finding},
            verified_at=clock.now(), publicity=publicity, public_until=until,
        )  # fmt: skip


def refuse(
    actor: Actor, problem: Problem, note: str, *, way: str = "papers", people: str = "", files: Sequence[File] = ()
) -> Problem:
    """退回整改: it is not done yet, and why. The limit stays as it was."""
    note = note.strip()
    _allowed(actor, problem, "refuse", {"note": note}, files)
    check = _check(
        problem, "verify", actor, way=way, people=people or actor.name, finding=note, checked_on=None, passed=False
    )
    with actions.atomic():
        _record(actor, check, files)
        return actions.perform(
            actor, PROBLEM, "refuse", problem, queries.problem_facts(actor, problem), note=note[:2000],
            refused=problem.refused + 1, latest=note[:200], verified_at=None, public_until=None, claimed_at=None,
        )  # fmt: skip


def close(actor: Actor, problem: Problem, note: str = "") -> Problem:
    """销号, once the publicity is over; 回头看 follows after some days."""
    days = queries.limits_at(problem.keeper.path).look_back_days
    return actions.perform(
        actor, PROBLEM, "close", problem, queries.problem_facts(actor, problem), note=note.strip()[:2000],
        closed_at=clock.now(), look_back_on=clock.today() + timedelta(days=days), looked_back_at=None,
    )  # fmt: skip


def file(actor: Actor, problem: Problem, file_number: str) -> Problem:
    """归档, under the number of the file."""
    number = file_number.strip()[:60]
    return actions.perform(actor, PROBLEM, "file", problem, queries.problem_facts(actor, problem), file_number=number)


def look_back(
    actor: Actor, problem: Problem, *, way: str, people: str, finding: str, checked_on: date | None = None,
    files: Sequence[File] = (),
) -> Problem:  # fmt: skip
    """回头看: it has stayed as it was put right."""
    _allowed(actor, problem, "look_back", {"finding": finding.strip()}, files)
    check = _check(
        problem, "look_back", actor, way=way, people=people, finding=finding, checked_on=checked_on, passed=True
    )
    with actions.atomic():
        _record(actor, check, files)
        return actions.perform(
            actor, PROBLEM, "look_back", problem, queries.problem_facts(actor, problem), given={"finding": finding},
            looked_back_at=clock.now(),
        )  # fmt: skip


def reopen(
    actor: Actor, problem: Problem, note: str, *, due_on: date | None, way: str = "site", people: str = "",
    files: Sequence[File] = (),
) -> Problem:  # fmt: skip
    """回头看 has found it again: the problem runs anew under a new limit; the first one stays on record."""
    note = note.strip()
    _allowed(actor, problem, "reopen", {"note": note, "due_on": due_on}, files)
    if due_on is not None and due_on <= clock.today():
        raise Invalid({"due_on": [say("整改时限须晚于今日。")]})
    check = _check(
        problem, "look_back", actor, way=way, people=people or actor.name, finding=note, checked_on=None, passed=False
    )
    with actions.atomic():
        _record(actor, check, files)
        return actions.perform(
            actor, PROBLEM, "reopen", problem, queries.problem_facts(actor, problem), note=note[:2000], due_on=due_on,
            reopened=problem.reopened + 1, latest=note[:200], claimed_at=None, verified_at=None, public_until=None, closed_at=None,
            looked_back_at=None, look_back_on=None,
        )  # fmt: skip
