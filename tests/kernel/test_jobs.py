"""Is a job done once, after the act that asks for it, and what becomes of one that cannot be done?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from luoshi.kernel import actions, clock, jobs, rhythm
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import Invalid, NotVisible, Refused
from luoshi.kernel.jobs import queue, registry, schedules
from luoshi.kernel.models import Bookmark, DoneOnce, Event, Job, NoticedYear, Schedule
from luoshi.kernel.say import say
from tests.world import World

calls: list[Any] = []


def note(work: jobs.Work, *, number: int = 0) -> None:
    calls.append(number)
    actions.create(work.actor, "test.year", NoticedYear(year=3000 + number))


def fail(work: jobs.Work) -> None:
    calls.append("fail")
    actions.create(work.actor, "test.year", NoticedYear(year=3999))
    raise ValueError("no luck")


def refuse(work: jobs.Work) -> None:
    calls.append("refuse")
    raise Refused([say("缺{what}。", what="表头")])


def count_up(work: jobs.Work, *, to: int) -> None:
    for n in range(to):
        work.progress(n, to, say("核对"))
        calls.append(n)
    with work.last():
        actions.create(work.actor, "test.year", NoticedYear(year=3500))
        work.answer(say("已导入 {n} 项。", n=to), url="/ledger/")


@pytest.fixture(autouse=True)
def _tasks(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tasks of the test's own, beside those that the rooms have."""
    calls.clear()
    kept = dict(registry.TASKS), dict(registry.ROUNDS)
    monkeypatch.setattr("luoshi.kernel.jobs.work.BETWEEN_REPORTS", 0)
    for name, do, kind in (
        ("note", note, "quick"),
        ("fail", fail, "quick"),
        ("refuse", refuse, "quick"),
        ("count", count_up, "long"),
    ):
        registry.task(f"test.{name}", say("试"), kind)(do)
    settings.JOB_BACKOFF = 0
    yield
    for table, before in zip((registry.TASKS, registry.ROUNDS), kept, strict=True):
        table.clear()
        table.update(before)  # type: ignore[arg-type]


def test_it_works(world: World) -> None:
    clerk = world.actor("县.人社", "clerk")
    with transaction.atomic():
        job = jobs.later(clerk, "test.note", key="k", number=7)
        assert jobs.later(clerk, "test.note", key="k", number=8).pk == job.pk
    assert jobs.work_off() == 1
    assert calls == [7]
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 1)
    # the act's event names the person; the end is told
    assert Event.objects.get(code="test.year").account_id == clerk.account_id
    assert Event.objects.filter(code="kernel.job.done", object_id=job.pk).count() == 1
    assert jobs.work_off() == 0


def test_a_job_is_there_only_if_its_act_is(world: World) -> None:
    def act() -> None:
        with transaction.atomic():
            jobs.later(SYSTEM, "test.note")
            raise ValueError("no luck")

    with pytest.raises(ValueError, match="no luck"):
        act()
    assert not Job.objects.exists()


def test_an_unknown_task_is_refused_at_once(db: None) -> None:
    with pytest.raises(KeyError):
        jobs.later(SYSTEM, "test.nothing")


def test_one_that_always_fails_stops_after_five_and_keeps_no_other_waiting(db: None) -> None:
    bad = jobs.later(SYSTEM, "test.fail")
    jobs.later(SYSTEM, "test.note", number=1)
    jobs.work_off()
    bad.refresh_from_db()
    assert calls.count("fail") == rhythm.TRIES == 5
    assert calls.count(1) == 1
    assert (bad.state, bad.attempts) == ("failed", 5)
    assert "no luck" in bad.error
    assert not NoticedYear.objects.filter(year=3999).exists()
    assert Event.objects.filter(code="kernel.job.failed").count() == 1


def test_the_waits_grow(db: None, settings: Any) -> None:
    settings.JOB_BACKOFF = 1
    bad = jobs.later(SYSTEM, "test.fail")
    now = clock.now()
    for wait in (10, 60, 300, 1800):
        with clock.at(now):
            assert jobs.work_off() == 1
            assert jobs.work_off() == 0
            now = Job.objects.get(pk=bad.pk).run_after
            assert now - clock.now() == timedelta(seconds=wait)


def test_a_refusal_is_an_answer_and_is_not_tried_again(world: World) -> None:
    job = jobs.later(world.actor("县.人社", "clerk"), "test.refuse")
    jobs.work_off()
    job.refresh_from_db()
    assert calls == ["refuse"]
    assert job.state == "refused"
    assert job.answer["text"] == "缺{what}。"
    assert job.error == ""


def test_a_long_one_reports_and_ends_with_its_last_step(world: World) -> None:
    job = jobs.later(world.actor("县.人社", "clerk"), "test.count", title="某表", to=3)
    assert jobs.work_off("long") == 1
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 2, 3)
    assert job.message["text"] == "核对"
    assert job.answer == {"text": "已导入 {n} 项。", "params": {"n": 3}, "url": "/ledger/"}
    assert NoticedYear.objects.filter(year=3500).exists()


def test_a_long_one_is_stopped_by_whoever_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = world.actor("县.人社", "clerk")
    job = jobs.later(clerk, "test.count", to=5)

    def stop_it(work: jobs.Work, *, to: int) -> None:
        work.progress(1, to)
        jobs.move(clerk, jobs.job_for(clerk, job.pk), "stop")
        count_up(work, to=to)

    registry.task("test.count", say("试"), "long")(stop_it)
    jobs.work_off("long")
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert calls == []
    assert not NoticedYear.objects.filter(year=3500).exists()


def test_one_that_waits_is_cancelled(world: World) -> None:
    clerk = world.actor("县.人社", "clerk")
    job = jobs.move(clerk, jobs.later(clerk, "test.note"), "cancel")
    assert job.state == "cancelled"
    assert jobs.work_off() == 0


def test_a_worker_without_a_sign_of_life_loses_its_job_and_cannot_end_it(db: None, settings: Any) -> None:
    job = jobs.later(SYSTEM, "test.count", to=2)
    lost = jobs.take("long", "one")
    assert lost is not None
    assert jobs.reap() == 0
    with clock.at(clock.now() + timedelta(seconds=settings.JOB_LEASE + 1)):
        assert jobs.reap() == 1
        assert jobs.work_off("long") == 1
    jobs.run(lost)  # it wakes up and goes on
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)
    assert NoticedYear.objects.filter(year=3500).count() == 1
    with pytest.raises(jobs.Lost):
        queue.end(lost, "done")


def test_one_that_kills_its_worker_each_time_stops_too(db: None, settings: Any) -> None:
    job = jobs.later(SYSTEM, "test.note")
    now = clock.now()
    for _ in range(rhythm.TRIES):
        with clock.at(now):
            assert jobs.take("quick", "one") is not None
        now += timedelta(seconds=settings.JOB_LEASE + 1)
        with clock.at(now):
            assert jobs.reap() == 1
    job.refresh_from_db()
    assert job.state == "failed"
    assert "no sign of life" in job.error


def test_the_administrator_tries_again_or_gives_up(world: World) -> None:
    bad = jobs.later(SYSTEM, "test.fail")
    jobs.work_off()
    admin = administrator(world)
    again = jobs.move(admin, jobs.job_for(admin, bad.pk), "retry")
    assert (again.state, again.attempts) == ("ready", 0)
    jobs.work_off()
    dropped = jobs.move(admin, jobs.job_for(admin, bad.pk), "drop")
    assert dropped.state == "dropped"
    with pytest.raises(Refused, match="当前为“已放弃”"):
        jobs.move(admin, dropped, "retry")


def administrator(world: World) -> Any:
    """The clerk, who today looks after the system."""
    from dataclasses import replace

    from luoshi.kernel.actor import Held

    actor = world.actor("国.办", "head")
    return replace(actor, grants=(*actor.grants, Held("system", actor.unit_id or 0, actor.path)))


# ---------- schedules ----------


def test_a_missed_run_is_caught_up_once(db: None) -> None:
    registry.task("test.daily", say("试"))(note)
    registry.schedule("test.daily", say("试"), "daily 03:30")
    schedules.ensure()
    row = Schedule.objects.get(name="test.daily")
    with clock.at(row.next_run + timedelta(days=5, hours=2)):
        assert schedules.run_due() >= 1
        schedules.run_due()
        assert Job.objects.filter(task="test.daily").count() == 1
        again = Schedule.objects.get(name="test.daily")
        assert again.next_run > clock.now()
        assert again.last_run == clock.now()


def test_a_schedule_is_changed_by_the_administrator_only(world: World) -> None:
    schedules.ensure()
    admin = administrator(world)
    row = jobs.change_schedule(admin, "kernel.tidy", text="weekly 1 04:00", number=90, paused=False)
    assert (row.rhythm, row.number) == ("weekly 1 04:00", 90)
    assert row.next_run.weekday() in {6, 0}
    assert Event.objects.filter(code="kernel.schedule.change").exists()
    with pytest.raises(Invalid):
        jobs.change_schedule(admin, "kernel.tidy", text="now and then", number=90, paused=False)
    with pytest.raises(NotVisible):
        jobs.change_schedule(world.actor("国.办", "head"), "kernel.tidy", text="daily 04:00", number=90, paused=False)


def test_what_is_paused_does_not_run(world: World) -> None:
    schedules.ensure()
    jobs.change_schedule(administrator(world), "kernel.tidy", text="daily 04:00", number=90, paused=True)
    with clock.at(clock.now() + timedelta(days=3)):
        schedules.run_due()
    assert not Job.objects.filter(task="kernel.tidy").exists()


def test_old_form_keys_and_ended_jobs_are_tidied_away(db: None) -> None:
    schedules.ensure()
    old = clock.now() - timedelta(days=31)
    for n, at in enumerate((old, clock.now())):
        with clock.at(at), actions.once(SYSTEM, f"key{n}"):
            pass
        with clock.at(at):
            jobs.later(SYSTEM, "test.note", number=n)
            jobs.later(SYSTEM, "test.fail", key=str(n))
            jobs.work_off()
    jobs.later(SYSTEM, "kernel.tidy")
    jobs.work_off("long")
    assert list(DoneOnce.objects.values_list("key", flat=True)) == ["key1"]
    assert Job.objects.filter(task="test.note").count() == 1
    assert Job.objects.filter(task="test.fail", state="failed").count() == 2


# ---------- readers of the trail ----------


def test_a_reader_gets_each_event_once_and_not_before_it_is_old_enough(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from luoshi.kernel import trail
    from luoshi.kernel.jobs import following

    read: list[str] = []
    monkeypatch.setattr(
        following, "READERS", {"test": (lambda events: read.extend(e.code for e in events), following.QUIET)}
    )
    Bookmark.objects.create(name="test", seq=(trail.seal_all() and 0) or _tip())
    actions.create(SYSTEM, "test.year", NoticedYear(year=3001))
    trail.seal_all()
    assert jobs.read_on("test") == 0
    with clock.at(clock.now() + timedelta(seconds=9)):
        assert jobs.read_on("test") == 1
        assert jobs.read_on("test") == 0
    assert read == ["test.year"]


def test_an_event_that_cannot_be_dealt_with_keeps_no_later_one_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from luoshi.kernel import trail
    from luoshi.kernel.jobs import following

    read: list[str] = []

    def reader(events: Any) -> None:
        for event in events:
            if event.code == "test.bad":
                raise ValueError("no luck")
            read.append(event.code)

    monkeypatch.setattr(following, "READERS", {"test": (reader, timedelta())})
    trail.seal_all()
    Bookmark.objects.create(name="test", seq=_tip())
    for n, code in enumerate(("test.one", "test.bad", "test.two")):
        actions.create(SYSTEM, code, NoticedYear(year=3001 + n))
    trail.seal_all()
    assert jobs.read_on("test") == 3
    read.clear()  # the batch was undone with everything it had written; here it is a list
    jobs.work_off()
    assert sorted(read) == ["test.one", "test.two"]
    assert Job.objects.filter(task="kernel.follow", state="failed").count() == 1


def _tip() -> int:
    from luoshi.kernel.models import Seal

    return Seal.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


# ---------- strangers ----------


def test_stranger(world: World) -> None:
    job = jobs.later(world.actor("县.人社", "clerk"), "test.note")
    for stranger in (world.actor("他县.人社", "clerk"), world.actor("县.人社", "head")):
        with pytest.raises(NotVisible):
            jobs.job_for(stranger, job.pk)
    with pytest.raises(NotVisible):
        jobs.job_for(administrator(world), 10**9)
