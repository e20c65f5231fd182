"""What do supporting units owe the lead, and what have they said? Reads only."""

from __future__ import annotations

from luoshi.kernel import clock
from luoshi.kernel.queries import calendar
from luoshi.ledger.models import Duty
from luoshi.org.models import Ask
from luoshi.org.rules import Level
from luoshi.reporting import rules
from luoshi.reporting.models import Period
from luoshi.reporting.queries.obligations import tasks_asked
from luoshi.reporting.queries.owed import settings_of

SUPPORTING = ("joint", "support")
WORDS_FED = 80


def feed_subject(period: Period) -> str:
    """How `org.Ask` names what supporting units owe in a period."""
    return f"reporting.feed:{period.pk}"


def feeds_asked(period: Period) -> list[Ask]:
    """One obligation for each lead and supporting unit, some working days before the lead's own date."""
    duties = Duty.objects.filter(task__in=tasks_asked(period), role__in=SUPPORTING, unit__abolished_on=None)
    pairs: dict[tuple[int, int], tuple[Duty, int]] = {}
    for duty in duties.select_related("unit", "task__lead_unit").order_by("id"):
        key = (duty.task.lead_unit_id or 0, duty.unit_id)
        if key[0] != key[1]:
            pairs[key] = (duty, pairs.get(key, (duty, 0))[1] + 1)
    top, today, days = Level(period.opened_by.level), clock.today(), calendar()
    before = settings_of(period.opened_by_id).feed_days
    found = []
    for (lead, _), (duty, tasks) in pairs.items():
        level = Level(duty.task.lead_unit.level) if duty.task.lead_unit else top
        due_on = rules.due_for(level, top, period.due_on, today, days).on
        found.append(
            Ask(
                asker_id=lead, unit=duty.unit, unit_path=duty.unit.path, subject=feed_subject(period),
                title=period.name, fields=tasks, words=tasks * WORDS_FED, asked_on=today,
                due_on=max(days.shift(due_on, -before), today),
            )
        )  # fmt: skip
    return found
