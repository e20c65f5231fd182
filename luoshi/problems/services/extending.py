"""A later limit: asked for before it by the unit, or later by the keeper's own clerk; answered by another, who sets the date.

The rules are those of a task's extension (`ledger.rules.requests`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.models import File
from luoshi.kernel.say import say
from luoshi.kernel.services import attach
from luoshi.ledger.rules.requests import Given
from luoshi.problems import queries
from luoshi.problems.models import Extension, Problem
from luoshi.problems.workflow import EXTENSION, PROBLEM


def ask_extension(
    actor: Actor, problem: Problem, *, reason: str, progress: str, proposed_on: date | None, files: Sequence[File] = ()
) -> Extension:
    """申请延期. The work goes on and so does the present limit, until it is answered."""
    reason, progress = reason.strip(), progress.strip()
    given: dict[str, Any] = {"reason": reason, "progress": progress, "proposed_on": proposed_on}
    reasons = PROBLEM.refusals("ask_extension", problem.state, queries.problem_facts(actor, problem), given)
    if reasons or proposed_on is None:
        raise Refused(reasons)
    if problem.due_on is not None and proposed_on <= problem.due_on:
        raise Refused([say("申请的时限 {new} 不晚于现在的时限 {now}。", new=proposed_on, now=problem.due_on)])
    row = Extension(
        state=EXTENSION.start, problem=problem, reason=reason, progress=progress,
        proposed_on=proposed_on, unit_id=actor.unit_id or 0, asked_by_id=actor.person_id, asked_at=clock.now(),
    )  # fmt: skip
    with actions.atomic():
        actions.perform(
            actor,
            PROBLEM,
            "ask_extension",
            problem,
            queries.problem_facts(actor, problem),
            note=reason,
            given=given,
        )
        actions.create(actor, "problems.extension.ask", row)
        for file in files:
            attach(actor, file, problem, "extension")
    return row


def rule_extension(
    actor: Actor, row: Extension, *, granted: bool, note: str, granted_on: date | None = None, approved_by: str = "",
    document: str = "", files: Sequence[File] = (),
) -> Extension:  # fmt: skip
    """Answer an extension. Granting sets the date, which may differ from the one asked for."""
    move, note = "grant" if granted else "decline", note.strip()
    day = (granted_on or row.proposed_on) if granted else None
    given = Given(approved_by, document, bool(files), day)
    facts = queries.extension_facts(actor, row, given if granted else None)
    reasons = EXTENSION.refusals(move, row.state, facts, {"note": note})
    if reasons:
        raise Refused([*reasons, *(one for one in facts.lacking if one not in reasons)])
    with actions.atomic():
        actions.perform(
            actor, EXTENSION, move, row, replace(facts, lacking=()), note=note[:2000], ruling=note[:2000],
            ruled_at=clock.now(), granted_on=day, document=document.strip()[:60],
            approved_by=(approved_by.strip() or actor.name)[:40] if granted else "",
        )  # fmt: skip
        for file in files:
            attach(actor, file, row.problem, "extension")
        if granted:
            actions.change(actor, "problems.problem.extend", row.problem, due_on=day)
    return row


def withdraw_extension(actor: Actor, row: Extension) -> Extension:
    """Take an extension back before it is answered."""
    return actions.perform(actor, EXTENSION, "withdraw", row, queries.extension_facts(actor, row))
