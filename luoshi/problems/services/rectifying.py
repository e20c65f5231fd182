"""The unit's part: measures, progress, the work done; and what the keeper says to the measures and to an objection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.models import File
from luoshi.kernel.say import Say, say
from luoshi.kernel.services import attach
from luoshi.ledger.services.common import check_post
from luoshi.org.models import Post
from luoshi.problems import queries
from luoshi.problems.models import Measure, Problem
from luoshi.problems.workflow import PROBLEM

MOST_MEASURES = 30


def propose(
    actor: Actor, problem: Problem, *, measures: Sequence[Mapping[str, Any]], post: Post | None = None,
    due_on: date | None = None, files: Sequence[File] = (),
) -> Problem:  # fmt: skip
    """报整改措施: what will be done, until when, who answers for it; ``measures`` rows of text, due_on, person.

    ``due_on`` the limit that the unit proposes; the keeper sets it when it vets the measures.
    """
    check_post(problem.unit, post)
    rows = _measures(problem, measures)
    if due_on is not None and due_on <= clock.today():
        raise Invalid({"due_on": [say("整改时限须晚于今日。")]})
    with actions.atomic():
        changes: dict[str, Any] = {"post": post} if post is not None and post.pk != problem.post_id else {}
        if due_on is not None:
            changes["due_on"] = due_on
        if "rectifier.report" in queries.problem_facts(actor, problem).roles and problem.state == "listed":
            _write_measures(actor, problem, rows)
            actions.change(actor, "problems.problem.answer_for", problem, **changes)
        actions.perform(
            actor, PROBLEM, "propose", problem, queries.problem_facts(actor, problem, proposing=True), proposed_at=clock.now(),
            proposed_by_id=actor.person_id,
        )  # fmt: skip
        for file in files:
            attach(actor, file, problem, "measures")
    return problem


def _measures(problem: Problem, given: Sequence[Mapping[str, Any]]) -> list[Measure]:
    rows = [
        Measure(
            problem=problem, text=str(one["text"]).strip()[:300], due_on=one.get("due_on"),
            person=str(one.get("person") or "").strip()[:60], ordering=place,
        )
        for place, one in enumerate(given[:MOST_MEASURES], 1)
        if str(one.get("text") or "").strip()
    ]  # fmt: skip
    early = [row.ordering for row in rows if row.due_on is not None and row.due_on <= clock.today()]
    if early:
        raise Refused([say("第 {places} 条措施的完成时限须晚于今日。", places=tuple(early))])
    return rows


def _write_measures(actor: Actor, problem: Problem, rows: Sequence[Measure]) -> None:
    """The measures as proposed now, in place of those that were sent back; the trail tells both."""
    for old in problem.measures.all():
        actions.remove(actor, "problems.measure.drop", old)
    told = {"measures": [row.text for row in rows]}
    actions.add_parts(actor, "problems.problem.measures", problem, rows, told)


def vet(actor: Actor, problem: Problem, *, due_on: date | None, note: str = "") -> Problem:
    """审定措施: the limit runs from here."""
    if due_on is not None and due_on <= clock.today():
        raise Invalid({"due_on": [say("整改时限须晚于今日。")]})
    return actions.perform(
        actor, PROBLEM, "vet", problem, queries.problem_facts(actor, problem), note=note.strip(), due_on=due_on,
        first_due_on=due_on, vetted_at=clock.now(),
    )  # fmt: skip


def send_back(actor: Actor, problem: Problem, note: str) -> Problem:
    """退回修改措施, and what is to be mended; the days for the measures begin anew."""
    return _noted(actor, problem, "send_back", note, measures_by=_measures_by(problem))


def dispute(actor: Actor, problem: Problem, note: str, files: Sequence[File] = ()) -> Problem:
    """The unit says that the facts are not so."""
    with actions.atomic():
        _noted(actor, problem, "dispute", note)
        for file in files:
            attach(actor, file, problem, "dispute")
    return problem


def uphold(actor: Actor, problem: Problem, note: str) -> Problem:
    """The facts stand, says somebody who did not list the problem; measures are expected anew."""
    return _noted(actor, problem, "uphold", note, measures_by=_measures_by(problem))


def withdraw(actor: Actor, problem: Problem, note: str) -> Problem:
    """It is no problem after all, and why."""
    return _noted(actor, problem, "withdraw", note)


def _noted(actor: Actor, problem: Problem, move: str, note: str, **changes: Any) -> Problem:
    facts = queries.problem_facts(actor, problem)
    return actions.perform(actor, PROBLEM, move, problem, facts, note=note.strip()[:2000], **changes)


def _measures_by(problem: Problem) -> date:
    return queries.working_days_on(queries.limits_at(problem.keeper.path).measures_days)


def progress(actor: Actor, problem: Problem, *, text: str, files: Sequence[File] = ()) -> Problem:
    """报整改进展: interim, as often as there is something to say."""
    text = text.strip()[:2000]
    with actions.atomic():
        actions.perform(
            actor, PROBLEM, "progress", problem, queries.problem_facts(actor, problem), note=text, given={"text": text},
            latest=text[:200],
        )  # fmt: skip
        for file in files:
            attach(actor, file, problem, "evidence")
    return problem


def claim(
    actor: Actor, problem: Problem, *, claim: str, wider: str, lasting: str, signed_by: str, files: Sequence[File] = ()
) -> Problem:
    """报整改完成, with evidence, signed by the unit's head: from here somebody else checks."""
    evidence = len(files) + queries.evidence_of(problem)
    reasons: list[Say] = list(
        PROBLEM.refusals(
            "claim", problem.state, queries.problem_facts(actor, problem, evidence=evidence),
            {"claim": claim.strip(), "wider": wider.strip(), "lasting": lasting.strip(), "signed_by": signed_by.strip()},
        )
    )  # fmt: skip
    if reasons:
        raise Refused(reasons)
    with actions.atomic():
        for file in files:
            attach(actor, file, problem, "evidence")
        return actions.perform(
            actor, PROBLEM, "claim", problem, queries.problem_facts(actor, problem), claim=claim.strip()[:4000],
            wider=wider.strip()[:2000], lasting=lasting.strip()[:2000], signed_by=signed_by.strip()[:40],
            claimed_at=clock.now(), claimed_by_id=actor.person_id, latest=claim.strip()[:200],
        )  # fmt: skip
