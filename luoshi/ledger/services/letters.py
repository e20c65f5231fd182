"""Letters about tasks: drafted by relation, signed, numbered, sent, received, answered, closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from luoshi.kernel import actions, checks, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.models import File
from luoshi.kernel.say import say
from luoshi.kernel.services import attach
from luoshi.ledger import queries
from luoshi.ledger.models import Letter, LetterReader, LetterSettings, LetterTask, Task
from luoshi.ledger.queries.leaving import leaving_letter
from luoshi.ledger.queries.letters import SCAN, addressed, letter_facts, letter_settings, matters
from luoshi.ledger.rules import letters as rules
from luoshi.ledger.services.common import allow, own_unit
from luoshi.ledger.workflow import LETTER
from luoshi.org.models import Unit
from luoshi.org.queries import relation_between
from luoshi.org.rules import Act, permit, refusal
from luoshi.org.scope import Shown

WRITERS = ("sender.review", "sender.sign")


def draft_letters(
    actor: Actor, tasks: Sequence[Task], *, act: Act = Act.REMIND, acts: Mapping[int, Act] | None = None,
    due_on: date | None = None,
) -> list[Letter]:  # fmt: skip
    """A draft for each lead unit, all its tasks in one letter. A unit that the relation does not let one write to stops all.

    ``acts`` by id of the unit, where not all get the same.
    """
    chosen = acts or {}
    own = own_unit(actor, "review", "sign")
    groups = addressed(actor, tasks)
    if not groups:
        raise Refused([say("没有选中在办任务，或者任务没有牵头单位。")])
    stopped = [
        say("{unit}：{reason}", unit=one.unit.name, reason=reason)
        for one in groups
        if (reason := refusal(one.relation, chosen.get(one.unit.pk, act))) is not None
    ]
    if stopped:
        raise Refused(stopped)
    with actions.atomic():
        return [_draft(actor, own, one.unit, one.tasks, chosen.get(one.unit.pk, act), due_on) for one in groups]


def _draft(actor: Actor, own: Unit, to: Unit, tasks: Sequence[Task], act: Act, due_on: date | None) -> Letter:
    relation = relation_between(own, to)
    found = permit(relation, act)
    document = str(found.document) if found else ""
    day = due_on or queries.calendar().answer_by(clock.today(), letter_settings(own).answer_days)
    about = matters(tasks)
    text = "\n".join(str(line) for line in rules.compose(relation, act, about, day))
    letter = Letter(
        state=LETTER.start, act=act.value, document=document, unit=own, to=to, due_on=day, text=text,
        title=str(rules.heading(document, about))[:200], drafted_by_id=actor.person_id,
    )  # fmt: skip
    actions.create(actor, "ledger.letter.draft", letter)
    actions.create(actor, "ledger.letter.open_to", _reader(letter, own, Shown.UNIT))
    actions.create_many(actor, "ledger.letter.about", [LetterTask(letter=letter, task=task) for task in tasks])
    return letter


def _reader(letter: Letter, unit: Unit, shown: Shown) -> LetterReader:
    return LetterReader(letter=letter, unit=unit, unit_path=unit.path, shown=shown)


def edit_letter(
    actor: Actor, letter: Letter, *, title: str, text: str, due_on: date | None, colour: str = ""
) -> Letter:
    """Correct a draft. A coloured slip only where the unit has switched them on."""
    allow(actor, letter.unit, "sender", WRITERS)
    if letter.state != "draft":
        raise Refused([say("已经发出，不能再改。")])
    if colour and not letter_settings(letter.unit).coloured:
        raise Refused([say("本单位没有使用蓝、黄、红单。")])
    return actions.change(
        actor, "ledger.letter.edit", letter, title=title.strip()[:200], text=text.strip(), due_on=due_on, colour=colour
    )


def send_letter(actor: Actor, letter: Letter, *, signed_by: str, scan: File | None = None, despite: str = "") -> Letter:
    """Number it and send it. A 督办通知单 is signed by the body's head, logged in or on the scanned sheet."""
    with actions.atomic():
        if scan is not None:
            attach(actor, scan, letter, SCAN)
        facts = letter_facts(actor, letter)
        now = clock.now()
        reasons = LETTER.refusals("send", letter.state, facts, {"signed_by": signed_by})
        if reasons:
            raise Refused(reasons)
        number = take_number(letter.unit)
        actions.perform(
            actor, LETTER, "send", letter, facts, signed_by=signed_by.strip()[:40], number=number, sent_at=now
        )
        own = letter.readers.filter(unit=letter.unit).get()
        actions.change(actor, "ledger.letter.open_to", own, shown=Shown.SUBTREE)
        actions.create(actor, "ledger.letter.open_to", _reader(letter, letter.to, Shown.SUBTREE))
        checks.leave(actor, leaving_letter(letter), despite)
    return letter


def take_number(unit: Unit) -> str:
    """The next number of a unit's papers: letters, 请示 and 报告 share one series of the year, as offices keep it."""
    year = clock.today().year
    return rules.number(letter_settings(unit).code, year, actions.next_number(f"letter.{unit.pk}", year))


def drop_letter(actor: Actor, letter: Letter, note: str = "") -> Letter:
    """Do not send it."""
    return actions.perform(actor, LETTER, "drop", letter, letter_facts(actor, letter), note=note)


def receive_letter(actor: Actor, letter: Letter) -> Letter:
    """签收: proves receipt, not consent."""
    return actions.perform(actor, LETTER, "receive", letter, letter_facts(actor, letter), received_at=clock.now())


def answer_letter(actor: Actor, letter: Letter, *, answer: str, files: Sequence[File] = ()) -> Letter:
    """What the addressee says to it. 办不了 is an answer too."""
    now = clock.now()
    with actions.atomic():
        for file in files:
            attach(actor, file, letter, "answer")
        return actions.perform(
            actor, LETTER, "answer", letter, letter_facts(actor, letter), answer=answer.strip(), answered_at=now,
            received_at=letter.received_at or now,
        )  # fmt: skip


def close_letter(actor: Actor, letter: Letter, note: str = "") -> Letter:
    """The answer is enough."""
    return actions.perform(actor, LETTER, "close", letter, letter_facts(actor, letter), note=note)


def ask_again(actor: Actor, letter: Letter, note: str) -> Letter:
    """The answer is not enough; why."""
    return actions.perform(actor, LETTER, "ask_again", letter, letter_facts(actor, letter), note=note)


def withdraw_letter(actor: Actor, letter: Letter, note: str) -> Letter:
    """Take back a letter that nobody has received yet; its number stays used."""
    return actions.perform(actor, LETTER, "withdraw", letter, letter_facts(actor, letter), note=note)


def set_letters(actor: Actor, *, code: str, answer_days: int, coloured: bool) -> LetterSettings:
    """How the own unit's letters are numbered and paced."""
    own = own_unit(actor, "review", "sign")
    row = LetterSettings.objects.filter(unit=own).first()
    given: dict[str, Any] = {"code": code.strip()[:20], "answer_days": answer_days, "coloured": coloured}
    if row is None:
        return actions.create(actor, "ledger.letter.settings", LetterSettings(unit=own, **given))
    return actions.change(actor, "ledger.letter.settings", row, **given)
