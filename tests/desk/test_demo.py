"""The demonstration: its plan is read without a doubt, and the whole story can be told with today's services."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from luoshi.desk.demo import plans, story, tree
from luoshi.desk.demo.cast import new_cast
from luoshi.kernel.documents import read_document
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Plan, Request, Task
from luoshi.ledger.queries import Filters
from luoshi.org.models import Account
from luoshi.org.queries import actor_of
from luoshi.policy.models import Opinion
from luoshi.policy.rules import as_json, parse
from luoshi.policy.rules.names import Known, look_up
from luoshi.reporting.models import Entry, Receipt, Report
from tests.world import World


def test_the_plan_is_read_without_a_doubt() -> None:
    """The shipped plan: forty tasks, each with one lead, a date, and no residue."""
    found = as_json(parse(read_document(plans.text_of("plan", 2026).encode(), "plan.txt").paragraphs))
    assert len(found["tasks"]) == 40
    assert found["residue"] == []
    for task in found["tasks"]:
        assert [duty["role"] for duty in task["duties"]].count("lead") == 1, task["heading"]
        assert [one["kind"] for one in task["deadlines"]] == ["date"], task["heading"]
        assert task["residue"] == []
    assert sum(bool(task["targets"]) for task in found["tasks"]) == 40
    assert json.dumps(found, ensure_ascii=False)


def test_the_text_moves_with_the_year() -> None:
    text = plans.text_of("plan", 2027)
    assert "2026" not in text
    assert "（2027—2029年）" in text


@pytest.mark.django_db
def test_every_name_in_the_plan_is_a_unit_of_the_tree() -> None:
    cast = new_cast()
    tree.build(cast, lambda _what, _count: None)
    known = [
        Known(unit.pk, unit.name, unit.short_name, "江澜省")
        for key, unit in cast.units.items()
        if key.startswith("省.")
    ]
    parsed = parse(read_document(plans.text_of("plan", 2026).encode(), "plan.txt").paragraphs)
    names = {duty.unit for task in parsed.tasks for duty in task.duties}
    assert [name for name in names if look_up(name, {}, known).unit_id is None] == []
    assert len(names) == 15


def test_it_works(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """All of it, beside whatever units are there; afterwards every state can be looked at, and a second time changes nothing."""
    monkeypatch.setattr(story, "is_occupied", lambda: False)
    call_command("demo")
    assert "bangong" in capsys.readouterr().out
    assert set(Task.objects.values_list("state", flat=True)) == {"draft", "active", "verifying", "completed", "dropped"}
    assert {"done", "stage", "routine"} <= set(Task.objects.values_list("ending", flat=True))
    assert set(Plan.objects.values_list("state", flat=True)) == {"drafting", "consulting", "approved"}
    assert set(Request.objects.values_list("kind", "state")) >= {
        ("division", "raised"), ("division", "granted"), ("division", "declined"), ("later_date", "raised"), ("later_date", "granted"),
    }  # fmt: skip
    assert {"asked", "agreed", "raised", "adopted", "partly", "declined"} <= set(
        Opinion.objects.values_list("state", flat=True)
    )
    assert set(Report.objects.values_list("state", flat=True)) == {"draft", "signing", "sent"}
    assert set(Receipt.objects.values_list("state", flat=True)) == {"pending", "accepted", "returned"}
    assert {"none", "coordinate", "cannot"} <= set(Entry.objects.values_list("help", flat=True))
    office = actor_of(Account.objects.select_related("person").get(username="bangong"))
    for light, states in (
        ("time", ("red", "yellow", "green", "paused", "closed")),
        ("progress", ("red", "yellow", "green", "ahead")),
    ):
        for state in states:
            assert ledger.tasks(office, Filters(**{light: state})).exists(), (light, state)
    before = Task.objects.count()
    call_command("demo")
    assert "已经载入" in capsys.readouterr().out
    assert Task.objects.count() == before
