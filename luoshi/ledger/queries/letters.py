"""Which letters has a unit sent and received, what may be done with one, and which may be written about these tasks?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from luoshi.kernel import checks, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Attachment
from luoshi.kernel.queries import calendar, timeline
from luoshi.kernel.say import Say
from luoshi.ledger.models import Letter, LetterSettings, Task
from luoshi.ledger.queries.facts import here, holders
from luoshi.ledger.queries.leaving import leaving_letter
from luoshi.ledger.queries.lights import lights
from luoshi.ledger.rules import Light, time_light
from luoshi.ledger.rules.letters import Matter
from luoshi.ledger.workflow import LETTER, LetterFacts
from luoshi.org.models import CoordinationBody, Unit
from luoshi.org.queries import relation_between
from luoshi.org.rules import PERMITS, Act, Permit, Relation, Signer, permissions, permit, refusal, roles_towards

OFFERED = (Act.REMIND, Act.URGE, Act.SUPERVISE)
"""What a letter about tasks may be; the relation decides which of them, and what it is called."""
SCAN = "signed"
WAITING = ("sent", "received")
ORDER = ("receive", "answer", "send", "close", "ask_again", "withdraw", "drop")


@dataclass(frozen=True)
class Addressed:
    """Tasks that one letter would be about: those that one unit leads. ``choices``: act, wording and document type;
    ``because`` why none is open."""

    unit: Unit
    tasks: tuple[Task, ...]
    relation: Relation
    choices: tuple[tuple[Act, Say, Say], ...]
    because: Say | None
    sent_today: str


def addressed(actor: Actor, tasks: Sequence[Task]) -> list[Addressed]:
    """The letters that these tasks would make, one for each lead unit; last those that may not be written to."""
    own = Unit.objects.filter(pk=here(actor)).first()
    by_unit: dict[int, list[Task]] = {}
    for task in tasks:
        if task.lead_unit_id is not None:
            by_unit.setdefault(task.lead_unit_id, []).append(task)
    found = []
    for rows in by_unit.values():
        unit = rows[0].lead_unit
        if own is None or unit is None:
            continue
        stands = relation_between(own, unit)
        choices = tuple((act, one.wording, one.document) for act in OFFERED if (one := permit(stands, act)))
        because = None if choices else refusal(stands, Act.REMIND)
        found.append(Addressed(unit, tuple(rows), stands, choices, because, sent_today(own, unit)))
    return sorted(found, key=lambda one: (not one.choices, one.unit.path))


def sent_today(sender: Unit, to: Unit) -> str:
    """The letter that already went from one unit to the other today, "" where none did."""
    rows = Letter.objects.filter(unit=sender, to=to, sent_at__date=clock.today()).exclude(state="withdrawn")
    found = rows.first()
    return str(found) if found else ""


def matters(tasks: Sequence[Task]) -> list[Matter]:
    """The tasks as a letter speaks of them, with the reasons of their lights where these are not good."""
    shown = lights(tasks)
    return [
        Matter(
            task.number, task.title, task.due_on,
            tuple(
                light.because[0] for light in (shown[task.pk].time, shown[task.pk].progress)
                if light.state in {"yellow", "red"} and light.because
            ),
        )
        for task in tasks
    ]  # fmt: skip


def letter_settings(unit: Unit) -> LetterSettings:
    """How a unit numbers and paces its letters; the defaults where it has set nothing."""
    found = LetterSettings.objects.filter(unit=unit).first() or LetterSettings(unit=unit)
    if not found.code:
        body = CoordinationBody.objects.filter(office=unit).first()
        found.code = (body.code if body else "") or unit.short_name or unit.name
    return found


def letter_facts(actor: Actor, letter: Letter) -> LetterFacts:
    """What the guards of a letter's moves look at."""
    positions = {"sender": [letter.unit], "addressee": [letter.to]}
    mine = {name for name, (unit,) in positions.items() if unit.pk == actor.unit_id}
    stands = relation_between(letter.unit, letter.to)
    found = permit(stands, Act(letter.act))
    return LetterFacts(
        roles=roles_towards(mine, actor.roles),
        holders=holders(positions),
        forbidden=refusal(stands, Act(letter.act)),
        signer=found.signed if found else None,
        may_sign="sender" in mine and "sign" in permissions(actor.roles) and _is_signer(actor, letter, found),
        scanned=Attachment.objects.filter(object_type="ledger.letter", object_id=letter.pk, purpose=SCAN).exists(),
        sent_today=sent_today(letter.unit, letter.to) if letter.state == "draft" else "",
    )


def _is_signer(actor: Actor, letter: Letter, found: Permit | None) -> bool:
    """Whether a head who acts is the head that the table asks for: of the coordination body, or of the unit itself."""
    if found is None or found.signer is not Signer.BODY_HEAD:
        return True
    body = CoordinationBody.objects.filter(office=letter.unit).first()
    return body is None or body.head_id is None or body.head_id in actor.posts


def find_letter(actor: Actor, pk: int) -> Letter:
    """A letter that the actor may read."""
    return Letter.objects.select_related("unit", "to", "drafted_by").get_visible(actor, pk=pk)


def letter_page(actor: Actor, pk: int) -> dict[str, Any]:
    """One letter, its tasks as far as the reader sees them, and what may be done now."""
    letter = find_letter(actor, pk)
    facts = letter_facts(actor, letter)
    return {
        "letter": letter,
        "light": answer_light(letter),
        "tasks": list(Task.objects.visible_to(actor).filter(letter_rows__letter=letter).order_by("order_key")),
        "offers": {offer.move.name: offer for offer in LETTER.offers(letter.state, facts)},
        "facts": facts,
        "order": ORDER,
        "entries": timeline(letter),
        "is_sender": letter.unit_id == actor.unit_id,
        "settings": letter_settings(letter.unit),
        "checked": checks.before(actor, leaving_letter(letter)) if letter.state == "draft" else None,
    }


def answer_light(letter: Letter) -> Light | None:
    """How an answer that is awaited stands to its date; None where none is."""
    if letter.due_on is None or letter.state not in WAITING:
        return None
    return time_light(due_on=letter.due_on, review_on=None, today=clock.today(), calendar=calendar(), state="active")


def answer_day(actor: Actor) -> date:
    """What the page offers as the day of an answer, as the unit has set it."""
    return calendar().answer_by(clock.today(), own_settings(actor).answer_days)


def letters(actor: Actor, side: str = "") -> QuerySet[Letter]:
    """Letters that the unit acted for has sent, or received; those in sight of others come last."""
    rows = Letter.objects.visible_to(actor).select_related("unit", "to")
    if side == "sent":
        return rows.filter(unit_id=here(actor))
    if side == "received":
        return rows.filter(to_id=here(actor)).exclude(state__in=["draft", "dropped"])
    return rows.filter(Q(unit_id=here(actor)) | Q(to_id=here(actor)) | ~Q(state__in=["draft", "dropped"]))


def letters_waiting(actor: Actor) -> QuerySet[Letter]:
    """What has come in and waits for receipt or an answer."""
    return letters(actor, "received").filter(state__in=WAITING).order_by("due_on", "id")


def letters_about(actor: Actor, task: Task) -> list[Letter]:
    """Letters about one task that the reader may see."""
    rows = Letter.objects.visible_to(actor).filter(about__task=task).exclude(state__in=["draft", "dropped"])
    return list(rows.select_related("unit", "to").order_by("-id"))


def may_write(actor: Actor) -> bool:
    """Whether the actor's role writes letters, and its unit stands somewhere in the table."""
    return bool({"review", "sign"} & permissions(actor.roles)) and any(act in OFFERED for _, act in PERMITS)


def chosen_tasks(actor: Actor, ids: Sequence[str]) -> list[Task]:
    """Running tasks in sight that were picked, with their leads."""
    picked = [int(text) for text in ids[:500] if text.isascii() and text.isdigit() and len(text) < 12]
    rows = Task.objects.visible_to(actor).filter(pk__in=picked, state__in=["active", "verifying"])
    return list(rows.select_related("lead_unit").order_by("order_key", "id"))


def own_settings(actor: Actor) -> LetterSettings:
    """The settings of the unit acted for."""
    return letter_settings(Unit.objects.get_visible(actor, pk=here(actor)))
