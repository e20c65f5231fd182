"""An office asks workers: opens an entrance, puts three questions; and writes down what it found by going there."""

from __future__ import annotations

from datetime import date

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, NotVisible, Refused
from luoshi.kernel.say import say
from luoshi.ledger.models import Task
from luoshi.org.models import Unit
from luoshi.org.rules import permissions
from luoshi.voice.models import Entrance, FieldNote, Survey
from luoshi.voice.queries import asking
from luoshi.voice.queries.codes import new_code
from luoshi.voice.workflow import SURVEY


def _unit(actor: Actor, needs: str) -> Unit:
    """The unit acted for, where this person may do it."""
    if needs not in permissions(actor.roles):
        raise Refused(
            [say("这一步由职工意见专办员办理。") if needs == "hear" else say("您所在单位或职务不能办理这一步。")]
        )
    found = Unit.objects.filter(pk=actor.unit_id or 0).first()
    if found is None:
        raise NotVisible
    return found


def open_entrance(actor: Actor, *, title: str, task: Task | None = None) -> Entrance:
    """A link and a code for one task, or for the place of the unit."""
    unit = _unit(actor, "hear")
    path = task.lead_unit.place_path if task and task.lead_unit else unit.place_path
    row = Entrance(
        code=new_code(), title=title.strip()[:120], unit=unit, unit_path=unit.path, task=task, made_on=clock.today(),
        place=Unit.objects.get(path=path),
    )  # fmt: skip
    return actions.create(actor, "voice.entrance.open", row)


def close_entrance(actor: Actor, entrance: Entrance) -> Entrance:
    """The link leads nowhere any more; what was written stays."""
    if entrance.unit_id != _unit(actor, "hear").pk:
        raise NotVisible
    return actions.change(actor, "voice.entrance.close", entrance, is_open=False)


def open_survey(
    actor: Actor, task: Task, *, title: str, known: str, reached: str, content: str, closes_on: date
) -> Survey:
    """Put three questions to workers, until a date."""
    unit = _unit(actor, "hear")
    if closes_on < clock.today():
        raise Invalid({"closes_on": [say("截止日期早于今天。")]})
    row = Survey(
        state=SURVEY.start, code=new_code(), title=title.strip()[:120], task=task, unit=unit, unit_path=unit.path, known=known[:80],
        reached=reached[:80], content=content[:80], opened_on=clock.today(), closes_on=closes_on,
    )  # fmt: skip
    return actions.create(actor, "voice.survey.open", row)


def close_survey(actor: Actor, survey: Survey) -> Survey:
    """Close it before its date."""
    return actions.perform(actor, SURVEY, "close", survey, asking.survey_facts(actor, survey))


def keep_note(
    actor: Actor, note: FieldNote | None, *, question: str, went_on: date, places: str, talked: int, found: str, remedies: str,
    task: Task | None = None,
) -> FieldNote:  # fmt: skip
    """Write down, or correct, what was found by going there."""
    unit = _unit(actor, "consult")
    if went_on > clock.today():
        raise Invalid({"went_on": [say("调研日期还没有到。")]})
    if note is None:
        note = FieldNote(
            unit=unit, unit_path=unit.path, task=task, question=question.strip(), went_on=went_on, places=places.strip(), talked=talked,
            found=found.strip(), remedies=remedies.strip(),
        )  # fmt: skip
        return actions.create(actor, "voice.note.write", note)
    if note.unit_id != unit.pk:
        raise Refused([say("调研记录由写的单位修改。")])
    return actions.change(
        actor, "voice.note.correct", note, question=question.strip(), went_on=went_on, places=places.strip(), talked=talked,
        found=found.strip(), remedies=remedies.strip(),
    )  # fmt: skip
