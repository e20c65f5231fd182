"""Do the triggers stand again after a migration has dropped them?"""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models.signals import post_migrate

from luoshi.kernel import actions, guards, trail, triggers
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.models import Event, NoticedYear
from luoshi.ledger import jobs as ledger_jobs
from luoshi.ledger.models import Tally, Task
from tests.intruder import execute
from tests.ledger import making
from tests.world import World


def migrated() -> None:
    """What Django says after every migration."""
    post_migrate.send(
        apps.get_app_config("kernel"),
        app_config=apps.get_app_config("kernel"),
        using="default",
        verbosity=0,
        interactive=False,
    )


def wanted() -> set[str]:
    return {name for one in triggers.TRIGGERS for name in one.names()}


def test_it_works(db: None) -> None:
    assert wanted() <= triggers.standing()
    assert {"kernel_event_no_update", "ledger_tally_added"} <= wanted()
    assert triggers.put_up_missing() == []
    execute(guards.take_down(connection.vendor)[:1])
    (gone,) = wanted() - triggers.standing()
    migrated()
    assert wanted() <= triggers.standing()
    event = _event()
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(note="x")
    assert gone in guards.names()


def _event() -> Event:
    actions.create(SYSTEM, "test.year", NoticedYear(year=3001))
    found = Event.objects.order_by("-id").first()
    assert found is not None
    return found


@pytest.mark.django_db(transaction=True)
def test_a_table_that_sqlite_makes_anew_gets_them_back() -> None:
    def make_anew() -> None:
        if connection.vendor != "sqlite":  # which changes a column in place and keeps its triggers
            execute(guards.take_down(connection.vendor))
            return
        with connection.schema_editor() as editor:
            old = Event._meta.get_field("note")
            new = models.TextField(blank=True, default="")
            new.set_attributes_from_name("note")
            new.model = Event
            editor._remake_table(Event, alter_fields=[(old, new)])  # type: ignore[attr-defined]

    assert "kernel_event_no_update" in triggers.standing()
    make_anew()
    assert "kernel_event_no_update" not in triggers.standing()
    migrated()
    assert wanted() <= triggers.standing()
    trail.seal_all()
    assert not [one for one in trail.verify().findings if one.kind == "guard-missing"]


def test_what_was_missed_meanwhile_is_counted(world: World) -> None:
    making.issued(world, 2)
    for name in ledger_jobs.NAMES:
        execute([f"DROP TRIGGER {name}" + (" ON ledger_task" if connection.vendor == "postgresql" else "")])
    before = sum(Tally.objects.filter(what=Tally.What.RUNNING).values_list("number", flat=True))
    Task.objects.filter(state="active").update(state="completed")
    assert sum(Tally.objects.filter(what=Tally.What.RUNNING).values_list("number", flat=True)) == before
    migrated()
    assert sum(Tally.objects.filter(what=Tally.What.RUNNING).values_list("number", flat=True)) == 0
