"""Are the house's laws kept? Each law is asked of the program, and of a deliberate breach."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib import import_module, util
from pathlib import Path

import pytest
from django.db import models

from luoshi.kernel.say import say
from luoshi.kernel.workflow import Move, Workflow
from tests import house
from tests.house import DOOR, Breach

EXCUSED = {
    ("kernel/documents/word.py", "write_docx"): "saves a Word file into memory; no row",
    ("kernel/trail.py", "seal"): "sealing adds seals beside the acts and is itself what the trail is checked by",
    ("kernel/trail.py", "checkpoint"): "a checkpoint is a statement about the trail, not an act in it",
    ("kernel/trail.py", "destroy_personal"): "destroys who acted; the commitment in the event stays",
    ("kernel/triggers.py", "standing"): "reads the list of triggers, which no model holds",
    ("kernel/triggers.py", "put_up_missing"): "sets triggers again that a migration has dropped",
    ("kernel/alone.py", "share"): "a lock of PostgreSQL's, held until the transaction ends; no row",
    ("kernel/alone.py", "alone"): "a lock of PostgreSQL's, held until the transaction ends; no row",
    ("kernel/health.py", "_trail"): "reads the list of triggers, which no model holds",
    ("kernel/services.py", "enter_notice"): "the days of a noticed year, under the one event of that year",
    ("kernel/management/commands/serve.py", "database_in_use"): "asks SQLite for its journal mode",
    ("kernel/jobs/queue.py", "later_many"): "job runner: the row is part of the act that asks for it",
    ("kernel/jobs/queue.py", "take"): "job runner: taking a job is no act of anybody",
    ("kernel/jobs/queue.py", "prolong"): "job runner: a sign of life",
    ("kernel/jobs/queue.py", "end"): "job runner: the end commits with the job's effects",
    ("kernel/jobs/queue.py", "answer"): "job runner: what is told at the end",
    ("kernel/jobs/queue.py", "_again"): "job runner: put back after a failure",
    ("kernel/jobs/work.py", "Work.progress"): "job runner: how far it is",
    ("kernel/jobs/schedules.py", "ensure"): "job runner: the schedules that the rooms propose",
    ("kernel/jobs/schedules.py", "run_due"): "job runner: the next turn commits with the job",
    ("kernel/jobs/following.py", "read_on"): "a reader's bookmark commits with what it has done",
    ("kernel/jobs/following.py", "_begin"): "a reader's first bookmark",
    ("kernel/jobs/standing.py", "refresh_statistics"): "ANALYZE once a day, on SQLite",
    ("kernel/jobs/standing.py", "tidy"): "used form keys and ended jobs, which nobody reads any more",
    ("ledger/jobs.py", "recount"): "makes the counters anew from the tasks",
    ("ledger/jobs.py", "fold"): "folds counted changes into sums",
    ("desk/jobs/reading.py", "settle"): "notices follow from events that are in the trail already",
    ("desk/jobs/reading.py", "seat"): "notices follow from events that are in the trail already",
    ("desk/jobs/reading.py", "tidy"): "notices that were done with long ago",
    ("desk/jobs/mailing.py", "_send"): "what has been mailed is not mailed again the same day",
    ("kernel/rows.py", "insert"): "the hand of the door: how its new rows get in",
    ("kernel/rows.py", "correct"): "the hand of the door: how it corrects rows that were laid down",
    ("kernel/search.py", "index"): "the index of texts follows from what an act has written",
    ("kernel/search.py", "_learn"): "its pieces, which no model holds",
    ("kernel/search.py", "_forget"): "its pieces, which no model holds",
    ("desk/seeding/writing.py", "_Sheet.write"): "seeding: a nation is written in bulk, and one event says so",
    (
        "desk/seeding/writing.py",
        "run",
    ): "seeding: rows copied by the database; indexes and triggers away, and set again",
}
"""Who writes without the one door, and why."""

PUBLIC = {
    "signals.Examined": "which texts have been compared; never shown",
    "signals.Looked": "which other matters have been looked at; never shown",
    "signals.Stop": "which rules an office has stopped; shown to that office",
    "signals.Thresholds": "from where on a rule speaks to an office; shown to the office that set it",
    "signals.Tally": "how much a rule examined; shown as sums of five and more, within the area that one serves",
    "signals.Piece": "numbers by which a text is found again; never shown",
    "signals.Picture": "by what a picture is known again; never shown",
    "signals.PictureBand": "numbers by which a picture is found again; never shown",
    "signals.HintReader": "is itself the scope of its hint",
    "signals.SendingUnit": "is itself the scope of what was sent",
    "signals.BurdenLimits": "how much an office thinks enough; shown with every finding",
    "signals.ComplaintReader": "is itself the scope of its complaint",
    "signals.Complainer": "found by its own person only",
    "kernel.Event": "read on the page of its object, whose own door decides",
    "kernel.EventPerson": "part of an event",
    "kernel.Seal": "shows hashes only",
    "kernel.Checkpoint": "meant to leave the house",
    "kernel.File": "handed out by the guardian of the object it is attached to",
    "kernel.Attachment": "visible as its object is: kernel.panels.guardian",
    "kernel.SpecialDay": "the official calendar",
    "kernel.NoticedYear": "the official calendar",
    "kernel.DoneOnce": "found by its own account's key only; never listed",
    "kernel.Job": "reached by whoever asked for it and by the system's administrator: kernel.jobs.job_for",
    "kernel.Schedule": "shown to the system's administrator only",
    "kernel.Bookmark": "a number per reader of the trail; never shown",
    "kernel.SearchRow": "a list of keys that the searched model's own door then lets through; never shown by itself",
    "org.Line": "names of business lines, the same everywhere",
    "org.LineMembership": "how departments hang together is public knowledge",
    "org.Person": "reached through posts and tenures of a unit that is visible",
    "org.Tenure": "reached through its post, which is scoped",
    "org.Account": "found by its own log-in, and by the administrators: org.queries.require",
    "org.Invitation": "found by its digest only",
    "org.Grant": "found by its own person, and by the administrators: org.queries.require",
    "org.Token": "found by its digest, and by its own account",
    "org.UnitAlias": "authority file: which name of a document or a table means which unit",
    "org.SheetRow": "part of its import",
    "org.SheetMemory": "found by its own unit only: what the columns of its templates mean",
    "org.BodyMember": "which units belong to a coordination body is published",
    "org.FormerName": "names of units, past and present, are published",
    "org.ListView": "found through org.queries.list_views: own, or shared with one's unit or below it; it holds no data",
    "org.Tag": "a word that units are grouped by",
    "org.UnitTag": "read through its unit, which is scoped",
    "org.CoordinationBody": "which place has a coordination body, and its name, are published",
    "ledger.Tally": "sums per path without a name; asked only for paths that the reader sees",
    "ledger.Basis": "number and title of a published document; read through its task or plan",
    "ledger.PlanReader": "is itself the scope of its plan",
    "ledger.Clause": "part of its plan",
    "ledger.GenericDuty": "part of its task",
    "ledger.Standard": "part of its task",
    "ledger.Target": "part of its task",
    "ledger.Milestone": "part of its task",
    "ledger.LetterReader": "part of its letter",
    "ledger.LetterTask": "part of its letter",
    "ledger.LetterSettings": "how a unit numbers its letters",
    "kernel.Series": "the last number of a series; holds nothing else",
    "ledger.Wait": "part of its task; shown where the other one is in sight too",
    "ledger.Completion": "part of its task",
    "ledger.Check": "part of its task's completion",
    "ledger.LightSettings": "thresholds of lights; shown with every light",
    "ledger.CategorySettings": "rules of item categories; shown with every item",
    "ledger.Pause": "part of its task",
    "ledger.TeamMember": "part of its task",
    "ledger.IndicatorReader": "is itself the scope of its indicator",
    "ledger.IndicatorValue": "part of its indicator",
    "ledger.IndicatorLink": "part of its task, and of its indicator",
    "reporting.Period": "name and dates of a reporting period",
    "reporting.ReportingSettings": "limits that stand beside every figure they shape",
    "reporting.Rhythm": "when an office opens its periods; read through the periods",
    "reporting.SignStep": "how a unit signs; read on that unit's own pages",
    "reporting.EntrySource": "part of its report's entry",
    "reporting.ReportReader": "is itself the scope of its report",
    "reporting.Signature": "part of its report",
    "reporting.EntryFigure": "part of its report's entry",
    "reporting.EntryNode": "part of its report's entry",
    "reporting.EntryVersion": "part of its report's entry",
    "desk.Matter": "read through one's own notices only; its page has its own door",
    "desk.Notice": "found by its own person only",
    "desk.NoticeSettings": "found by its own person only",
    "desk.NoticeChoice": "found by its own person only",
    "voice.VoiceSettings": "how soon a place answers; told to everybody who writes",
    "voice.Initiative": "the credit of being first: shown to everybody with a log-in",
    "voice.Word": "part of its case",
    "voice.Reporter": "sealed; opened by services.reporters.open_reporter only",
    "voice.Picture": "part of a case that nobody has taken in yet",
    "voice.Answer": "part of its survey; shown summed up only",
    "policy.FindingPlace": "part of its finding",
    "policy.FindingUnit": "part of its finding",
    "policy.Attendance": "is itself the scope of its meeting",
    "policy.DecisionSupport": "part of its decision",
    "policy.ThreadPaper": "part of its agenda item; read on the office's own page",
    "policy.FundTask": "part of its fund, and of its task",
    "problems.ProblemReader": "is itself the scope of its problem",
    "problems.RecordReader": "is itself the scope of its record",
    "problems.Measure": "part of its problem",
    "problems.Check": "part of its problem",
    "problems.ProblemSettings": "names of lists and days of steps; shown with every problem",
    "inspection.ItemUnit": "part of its item",
    "inspection.ItemTask": "part of its item, and of its task",
    "inspection.Burden": "limits that an office keeps to; shown with its plan",
    "inspection.Tie": "part of its inspector; read by who keeps the register",
    "inspection.TeamMember": "part of its target",
    "inspection.Training": "part of its inspector; read by who keeps the register",
    "inspection.FormerText": "part of its conclusion",
    "inspection.Reading": "part of its visit; shown on the page of its task only where the visit is in sight",
    "inspection.SheetLine": "part of its visit",
    "inspection.Talk": "part of its visit; shown as numbers of five and more",
    "policy.UnitName": "authority file: which name of a document means which unit",
}
"""Models that are not scoped, and why that is right."""

SIGNALS = {
    "kernel/apps.py": "after a migration: SQLite drops a table's triggers without a word when it makes the table anew",
}
"""Where Django's signals are used, and why; never for a rule."""

LAYER_BREACHES = {
    "1. Rooms stand in one order": ("org/rules/relations.py", "import luoshi.ledger.models"),
    "2. Inside a room": ("ledger/models/tasks.py", "import luoshi.ledger.services"),
    "2. Inside the kernel": ("kernel/say.py", "import luoshi.kernel.models"),
    "3. Pure is pure": ("ledger/workflow.py", "import django.db"),
    "3. Rules read no files": ("org/rules/relations.py", "import luoshi.kernel.clock"),
    "4. Doors of ledger are private": ("reporting/workflow.py", "import luoshi.ledger.views"),
}


# ---------- laws 1-4: imports ----------


def _layers(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--config", folder / "pyproject.toml", "--no-cache"],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program once more, to break laws in."""
    folder = tmp_path_factory.mktemp("copied")
    shutil.copy(house.ROOT.parent / "pyproject.toml", folder)
    shutil.copytree(house.ROOT, folder / "luoshi", ignore=shutil.ignore_patterns("static", "templates", "__pycache__"))
    return folder


def test_imports_keep_the_laws(copied: Path) -> None:
    answer = _layers(copied)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("law", LAYER_BREACHES)
def test_a_wrong_import_is_caught(copied: Path, law: str) -> None:
    file, line = LAYER_BREACHES[law]
    path = copied / "luoshi" / file
    kept = path.read_text()
    path.write_text(f"{kept}\n{line}\n")
    try:
        answer = _layers(copied)
    finally:
        path.write_text(kept)
    assert answer.returncode == 1
    assert f"{law} BROKEN" in answer.stdout


def test_every_rooms_doors_have_a_contract() -> None:
    """One contract per room: a new room's doors must be listed too."""
    text = (house.ROOT.parent / "pyproject.toml").read_text()
    doors = {
        f"luoshi.{path.parent.name}.{path.stem}"
        for path in house.ROOT.glob("*/*")
        if path.stem in {"views", "forms", "api"} and (path.suffix == ".py" or (path / "__init__.py").exists())
    }
    private = {door for door in doors if not door.startswith(("luoshi.kernel.", "luoshi.config."))}
    assert {door for door in private if f'"{door}"' not in text} == set()


# ---------- law 5: one door for writing, one for reading ----------


def test_nothing_is_written_but_through_the_one_door() -> None:
    relations = house.relation_names()
    found = [breach for file, text in house.sources() if file != DOOR for breach in house.writes(file, text, relations)]
    assert [str(one) for one in found if (one.file, one.function) not in EXCUSED] == []
    used = {(one.file, one.function) for one in found}
    assert {place for place in EXCUSED if (house.ROOT / place[0]).exists()} - used == set(), "excuses nobody needs"


@pytest.mark.parametrize(
    ("line", "caught"),
    [
        ("Task(title='x').save()", ".save()"),
        ("Task.objects.create(title='x')", ".create()"),
        ("Task.objects.filter(pk=1).update(state='x')", ".update()"),
        ("Task.objects.bulk_create(rows)", ".bulk_create()"),
        ("Task.objects.get_or_create(pk=1)", ".get_or_create()"),
        ("task.delete()", ".delete()"),
        ("await task.asave()", ".asave()"),
        ("task.duties.add(duty)", ".duties.add()"),
        ("task.duties.clear()", ".duties.clear()"),
        ("connection.cursor()", ".cursor()"),
        ("Task.objects.raw('DELETE FROM x')", ".raw()"),
    ],
)
def test_a_write_is_caught(line: str, caught: str) -> None:
    text = f"async def f():\n    {line}\n"
    assert house.writes("ledger/services.py", text, {"duties"}) == [Breach("ledger/services.py", "f", caught, 2)]


@pytest.mark.parametrize(
    "line",
    ["actions.create(actor, 'x', row)", "known.update(other)", "seen.add(1)", "digest.update(data)", "row.seen.add(1)"],
)
def test_what_writes_no_row_is_let_be(line: str) -> None:
    assert house.writes("ledger/services.py", line, {"duties"}) == []


def test_views_and_api_read_through_queries_or_the_visible_door() -> None:
    found = [breach for file, text in house.sources() if house.is_outer(file) for breach in house.reads(file, text)]
    assert [str(one) for one in found] == []


def test_a_read_around_the_door_is_caught() -> None:
    assert house.reads("ledger/views.py", "Task.objects.filter(pk=1)")
    assert house.reads("ledger/views.py", "f(Task.objects.count())")
    assert house.reads("ledger/views.py", "Task.objects.select_related('plan').get_visible(actor, pk=1)") == []


def test_models_decide_nothing_and_no_signals() -> None:
    found = [breach for file, text in house.sources() for breach in house.saves(file, text)]
    assert [str(one) for one in found if one.file not in SIGNALS] == []
    assert set(SIGNALS) - {one.file for one in found} == set(), "excuses nobody needs"


@pytest.mark.parametrize(
    "text",
    [
        "class A:\n    def save(self):\n        pass",
        "from django.db.models.signals import post_save",
        "from django.dispatch import receiver",
    ],
)
def test_a_decision_in_a_model_is_caught(text: str) -> None:
    assert house.saves("ledger/models.py", text)


# ---------- law 6: every model is scoped or excused ----------


def test_every_model_says_where_it_belongs() -> None:
    found = house.registered_models()
    assert house.unscoped(found, PUBLIC) == []
    labels = {model._meta.label for model in found if not hasattr(model, "scope")}
    assert set(PUBLIC) - labels == set(), "excuses nobody needs"


def test_an_unscoped_model_is_caught() -> None:
    class Stray(models.Model):
        class Meta:
            app_label = "stray"
            managed = False

        def __str__(self) -> str:
            return "stray"

    assert house.unscoped([Stray], PUBLIC) == ["stray.Stray"]


# ---------- habits that a machine can hold ----------


def test_views_are_short_and_functions_fit_a_page() -> None:
    found = [
        breach
        for file, text in house.sources()
        for breach in house.long(file, text, 25 if house.is_outer(file) and "views" in file else 60)
    ]
    assert [str(one) for one in found] == []


def test_a_long_view_is_caught() -> None:
    assert house.long("ledger/views.py", "def f():\n" + "    x = 1\n" * 25, 25)


# ---------- every workflow ----------


def workflows() -> list[Workflow]:
    """Every state table of every room."""
    found = []
    for name in sorted(path.name for path in house.ROOT.iterdir() if path.is_dir()):
        if name != "kernel" and util.find_spec(f"luoshi.{name}.workflow"):
            module = import_module(f"luoshi.{name}.workflow")
            found += [table for table in vars(module).values() if isinstance(table, Workflow)]
    return found


@pytest.mark.parametrize("table", workflows(), ids=lambda table: table.name)
def test_a_workflow_reaches_every_state_and_leaves_none_for_ever(table: Workflow) -> None:
    assert set(table.reachable()) == set(table.states)
    assert table.dead_ends() == frozenset()
    assert set(table.ends) <= set(table.states)
    assert {state for move in table.moves for state in move.sources} <= set(table.states)
    assert len({move.name for move in table.moves}) == len(table.moves)
    assert all(move.by for move in table.moves)


@pytest.mark.parametrize("table", workflows(), ids=lambda table: table.name)
def test_what_takes_a_move_back_leads_where_it_came_from(table: Workflow) -> None:
    for move in table.moves:
        if move.undo:
            back = table[move.undo]
            assert move.target in back.sources
            assert back.target in move.sources
            assert not move.asks, "what is asked before is not offered to be taken back"
            assert set(back.needs) <= {"note"}, "one press takes it back, with nothing to fill in"


def test_there_are_workflows() -> None:
    names = [table.name for table in workflows()]
    assert len(names) == len(set(names)) >= 7


def test_a_broken_workflow_is_caught() -> None:
    table = Workflow(
        name="x", start="a", ends=(), states={"a": say("甲"), "b": say("乙"), "c": say("丙")},
        moves=(Move("go", say("走"), ("a",), "b", by=("x",)),),
    )  # fmt: skip
    assert table.reachable() == {"a", "b"}
    assert table.dead_ends() == {"b", "c"}


NOT_OURS = re.compile(r"(^|/)var\d*/|\.(sqlite3(-\w+)?|pem|lock\.db|mo)$|(^|/)secret_key$")
"""An instance's own: its database, its keys."""


def test_no_instance_and_no_key_is_in_the_repository() -> None:
    kept = subprocess.run(
        ["git", "ls-files"], cwd=house.ROOT.parent, capture_output=True, text=True, check=False
    ).stdout
    assert [path for path in kept.splitlines() if NOT_OURS.search(path)] == []
