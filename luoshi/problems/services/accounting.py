"""工作提示, 约谈建议, 通报, 移交, 表扬: written by whom it has been entrusted to, told before it is signed, open to objection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.models import File
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say, say
from luoshi.kernel.services import attach
from luoshi.ledger.queries.letters import letter_settings
from luoshi.ledger.rules.letters import number as written
from luoshi.ledger.services.common import own_unit
from luoshi.org.models import Unit
from luoshi.org.rules import Kind
from luoshi.org.scope import Shown
from luoshi.problems.models import Problem, Record, RecordReader
from luoshi.problems.queries import limits_at
from luoshi.problems.queries import records as queries
from luoshi.problems.rules.records import CODES, RECORD_KINDS, lacking
from luoshi.problems.workflow import RECORD

TAKES: Mapping[str, tuple[str, ...]] = {
    "state": ("statement",), "praise": ("signed_by", "audience"), "sign": ("signed_by", "held_by", "audience"),
    "hand_over": ("handed_to",), "hold": ("held_on", "minutes"), "record_outcome": ("outcome", "outcome_number"),
    "object": ("objection",), "maintain": ("ruling",), "revoke": ("ruling",),
}  # fmt: skip
"""What each move writes down; anything else that is given with it is left alone."""


def draft_record(
    actor: Actor, *, kind: str, unit: Unit, title: str, facts: str, basis: str, problem: Problem | None = None,
    files: Sequence[File] = (),
) -> Record:  # fmt: skip
    """Draft one, with basis and evidence. Nothing has happened yet, and the unit does not see it."""
    keeper = own_unit(actor, "account")
    wrong: dict[str, list[Say]] = {
        name: [say("缺{what}。", what=label)]
        for name, text, label in (
            ("title", title, say("标题")),
            ("facts", facts, say("事实")),
            ("basis", basis, say("依据")),
        )
        if not text.strip()
    }
    if kind not in RECORD_KINDS:
        wrong["kind"] = [say("没有这一种记录。")]
    if wrong:
        raise Invalid(wrong)
    if unit.kind == Kind.ENTERPRISE:
        raise Refused([say("对企业不作提示、约谈和通报；可以经同意后调研走访。")])
    row = Record(
        state=RECORD.start, kind=kind, keeper=keeper, unit=unit, problem=problem, title=title.strip()[:120],
        facts=facts.strip()[:4000], basis=basis.strip()[:2000], drafted_by_id=actor.person_id, drafted_at=clock.now(),
    )  # fmt: skip
    with actions.atomic():
        actions.create(actor, "problems.record.draft", row)
        rows = RecordReader.opening(row, (unit, Shown.HIDDEN), (keeper, Shown.UNIT))
        actions.create_many(actor, "problems.record.open_to", rows)
        for file in files:
            attach(actor, file, row, "evidence")
    return row


def move_record(
    actor: Actor, row: Record, move: str, *, note: str = "", files: Sequence[File] = (), **given: str | date | None
) -> Record:
    """One move by its name; ``given`` what it takes. What was written about people stands beside the trail."""
    texts: dict[str, Any] = {
        name: one.strip()[:4000] if isinstance(one, str) else one
        for name, one in given.items()
        if one is not None and name in TAKES.get(move, ())
    }
    if (held := texts.get("held_on")) is not None and held > clock.today():
        raise Invalid({"held_on": [say("约谈日期还没有到。")]})
    facts = queries.record_facts(actor, row)
    if move in {"sign", "praise"}:
        missing = lacking(
            row.kind,
            signed_by=texts.get("signed_by", ""),
            held_by=texts.get("held_by", ""),
            audience=texts.get("audience", ""),
        )
        facts = replace(facts, lacking=tuple(missing))
    facts = replace(facts, evidence=facts.evidence + len(files))
    reasons = RECORD.refusals(move, row.state, facts, {"note": note, **texts})
    if reasons:
        raise Refused([*reasons, *(one for one in facts.lacking if one not in reasons)])
    with actions.atomic():
        for file in files:
            attach(actor, file, row, "evidence")
        changes: dict[str, Any] = {**texts, **_follows(actor, row, move)}
        if move in {"tell", "praise"}:
            shown = row.readers.get(unit=row.unit_id)
            actions.change(actor, "problems.record.open_to", shown, shown=Shown.UNIT)
        return actions.perform(actor, RECORD, move, row, facts, note=note.strip()[:400], **changes)


def _follows(actor: Actor, row: Record, move: str) -> dict[str, Any]:
    """The days and numbers that come with a move."""
    today, limits = clock.today(), limits_at(row.keeper.path)
    if move == "tell":
        return {"state_by": calendar().shift(today, limits.state_days)}
    if move in {"sign", "praise"}:
        serial = actions.next_number(f"record.{row.kind}.{row.keeper_id}", today.year)
        return {
            "number": written(f"{letter_settings(row.keeper).code}{CODES[row.kind]}", today.year, serial), "issued_on": today,
            "object_by": today + timedelta(days=limits.object_days), "expires_on": today + timedelta(days=limits.valid_days),
        }  # fmt: skip
    return {"ruled_by_id": actor.person_id} if move in {"maintain", "revoke"} else {}


def note_reading(actor: Actor, row: Record) -> None:
    """Who has opened a record stands in the trail."""
    actions.note_event(actor, "problems.record.read", row)
