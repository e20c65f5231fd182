"""Which entrances, surveys and notes of field research has an office, and who may make one?"""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from luoshi.kernel.actor import Actor
from luoshi.kernel.say import say
from luoshi.ledger.models import Task
from luoshi.org.rules import permissions
from luoshi.org.scope import ScopedQuerySet
from luoshi.voice.models import Entrance, FieldNote, Survey
from luoshi.voice.workflow import SurveyFacts


def hears_here(actor: Actor) -> bool:
    """Whether the unit acted for hears workers by this person."""
    return "hear" in permissions(actor.roles)


def task_for(actor: Actor, pk: int) -> Task:
    """A task that one may ask workers about: any that one sees."""
    return Task.objects.select_related("lead_unit", "issuer").get_visible(actor, pk=pk)


def entrances(actor: Actor) -> ScopedQuerySet[Entrance]:
    """Those of the unit acted for."""
    rows = Entrance.objects.visible_to(actor).filter(unit=actor.unit_id or 0)
    return rows.select_related("task", "place", "unit").order_by("-is_open", "-id")


def find_entrance(actor: Actor, pk: int) -> Entrance:
    """One of them."""
    return entrances(actor).get_visible(actor, pk=pk)


def surveys(actor: Actor, task: Task | None = None) -> ScopedQuerySet[Survey]:
    """Surveys in sight, newest first."""
    rows = Survey.objects.visible_to(actor).select_related("task", "unit")
    return (rows if task is None else rows.filter(task=task)).order_by("-id")


def find_survey(actor: Actor, pk: int) -> Survey:
    """One of them."""
    return surveys(actor).get_visible(actor, pk=pk)


def survey_facts(actor: Actor, survey: Survey) -> SurveyFacts:
    """What its moves look at."""
    return SurveyFacts(
        frozenset({"asker.hear"}) if survey.unit_id == actor.unit_id and hears_here(actor) else frozenset()
    )


def notes(actor: Actor) -> ScopedQuerySet[FieldNote]:
    """Notes of field research in sight."""
    return FieldNote.objects.visible_to(actor).select_related("unit", "task")


def as_task(actor: Actor, note: FieldNote) -> str:
    """Where the unit opens a task of what a note proposes, filled in; "" where it does not open tasks."""
    if "draft" not in permissions(actor.roles):
        return ""
    filled = {
        "title": note.question, "wanted": note.remedies, "source": str(say("调研记录：{question}", question=note.question)),
        "source_on": note.went_on.isoformat(),
    }  # fmt: skip
    return f"{reverse('ledger:register_item')}?{urlencode(filled)}"


def find_note(actor: Actor, pk: int) -> FieldNote:
    """One of them."""
    return notes(actor).get_visible(actor, pk=pk)
