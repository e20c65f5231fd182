"""工作提示, 约谈建议, 通报, 移交, 表扬: written by whom it has been entrusted to, told before it is signed, open to objection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.models import File
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say, say
from luoshi.kernel.services import attach
from luoshi.ledger.rules.letters import number as written
from luoshi.ledger.services.common import own_unit
from luoshi.org.models import Unit
from luoshi.org.rules import Kind
from luoshi.org.scope import Shown
from luoshi.problems.models import Problem, Record, RecordReader
from luoshi.problems.queries import records as queries
from luoshi.problems.rules.records import DAYS_TO_OBJECT, DAYS_TO_STATE, MONTHS_VALID, RECORD_KINDS, lacking
from luoshi.problems.workflow import RECORD


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
        seen = {one.pk: (one, shown) for one, shown in ((unit, Shown.HIDDEN), (keeper, Shown.UNIT))}
        rows = [RecordReader(record=row, unit=one, unit_path=one.path, shown=shown) for one, shown in seen.values()]
        actions.create_many(actor, "problems.record.open_to", rows)
        for file in files:
            attach(actor, file, row, "evidence")
    return row


def move_record(
    actor: Actor, row: Record, move: str, *, note: str = "", files: Sequence[File] = (), **given: str
) -> Record:
    """One move by its name; ``given`` the texts that it takes. What was written about people stands beside the trail."""
    texts = {name: str(text).strip()[:4000] for name, text in given.items()}
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
    today = clock.today()
    if move == "tell":
        return {"state_by": calendar().shift(today, DAYS_TO_STATE)}
    if move in {"sign", "praise"}:
        serial = actions.next_number(f"record.{row.kind}.{row.keeper_id}", today.year)
        return {
            "number": written("", today.year, serial), "issued_on": today, "object_by": today + timedelta(days=DAYS_TO_OBJECT),
            "expires_on": today + timedelta(days=MONTHS_VALID * 30 + 5),
        }  # fmt: skip
    return {"ruled_by_id": actor.person_id} if move in {"maintain", "revoke"} else {}


def note_reading(actor: Actor, row: Record) -> None:
    """Who has opened a record stands in the trail."""
    actions.note_event(actor, "problems.record.read", row)
