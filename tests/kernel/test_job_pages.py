"""What does somebody see of the work the machine does, and what may they do about it?"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.kernel import jobs
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.jobs import registry, schedules
from luoshi.kernel.models import Job, Schedule
from luoshi.kernel.say import say
from luoshi.org import services as org
from tests.kernel.test_jobs import fail
from tests.world import START, World

CLERK, ADMIN = ("县.人社", "clerk"), ("国.办", "liaison")


@pytest.fixture
def admin(world: World, client: Client, settings: Any) -> Client:
    """The administrator's browser."""
    settings.JOB_BACKOFF = 0
    org.grant(SYSTEM, world.account(*ADMIN).person, "system", world.units["国.办"], START)
    client.force_login(world.account(*ADMIN))
    return client


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def stopped(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A job that has failed five times."""
    settings.JOB_BACKOFF = 0
    monkeypatch.setitem(registry.TASKS, "test.fail", registry.Task("test.fail", say("汇总"), fail, "quick"))
    job = jobs.later(SYSTEM, "test.fail", title="第二季度")
    jobs.work_off()
    return Job.objects.get(pk=job.pk)


def test_it_works(admin: Client, stopped: Job) -> None:
    page = text(admin.get(reverse("jobs:list")))
    assert "汇总" in page
    assert "已停下 1" in page
    assert "ValueError: no luck" in page
    one = reverse("jobs:job", args=[stopped.pk])
    assert "再试一次" in text(admin.get(one))
    answer = admin.post(reverse("jobs:move", args=[stopped.pk, "retry"]), {"_key": "k"})
    assert answer.headers["Location"] == one
    stopped.refresh_from_db()
    assert stopped.state == "ready"
    jobs.work_off()
    admin.post(reverse("jobs:move", args=[stopped.pk, "drop"]))
    assert "已放弃" in text(admin.get(one))
    assert admin.post(reverse("jobs:move", args=[stopped.pk, "retry"])).status_code == 422


def test_whoever_asked_sees_how_far_it_is_and_may_stop_it(world: World, client: Client) -> None:
    clerk = world.actor(*CLERK)
    job = jobs.later(clerk, "kernel.tidy", title="某表.xlsx")
    taken = jobs.take("long", "me")
    assert taken is not None
    jobs.Work(taken).progress(40, 100, say("核对第 {n} 行", n=40))
    client.force_login(world.account(*CLERK))
    page = text(client.get(reverse("jobs:job", args=[job.pk])))
    assert 'value="40"' in page
    assert "某表.xlsx" in page
    assert 'hx-trigger="every 2s"' in page
    client.post(reverse("jobs:move", args=[job.pk, "stop"]))
    assert Job.objects.get(pk=job.pk).stopping
    jobs.run(taken)
    page = text(client.get(reverse("jobs:job", args=[job.pk])))
    assert "已取消" in page
    assert "hx-trigger" not in page


def test_a_fault_is_not_shown_to_whoever_asked(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.TASKS, "test.fail", registry.Task("test.fail", say("汇总"), fail, "quick"))
    job = jobs.later(world.actor(*CLERK), "test.fail")
    for _ in range(5):
        Job.objects.filter(pk=job.pk).update(run_after=job.made_at)
        jobs.work_off()
    client.force_login(world.account(*CLERK))
    page = text(client.get(reverse("jobs:job", args=[job.pk]))) + text(client.get(reverse("jobs:list")))
    assert "系统出错，没有办成" in page
    assert "no luck" not in page
    assert "再试一次" not in page


def test_a_schedule_is_changed_on_its_page(admin: Client) -> None:
    assert "每日 03:20" in text(admin.get(reverse("jobs:schedules")))
    row = Schedule.objects.get(name="kernel.tidy")
    page = reverse("jobs:schedule", args=[row.pk])
    assert "保留天数" in text(admin.get(page))
    wrong = admin.post(page, {"rhythm": "now and then", "number": "30"})
    assert wrong.status_code == 422
    assert "不是可用的周期" in text(wrong)
    assert "now and then" in text(wrong)
    assert admin.post(page, {"rhythm": "weekly 7 02:00", "number": "60"}).status_code == 302
    row.refresh_from_db()
    assert (row.rhythm, row.number, row.paused) == ("weekly 7 02:00", 60, False)
    assert "每周日 02:00" in text(admin.get(reverse("jobs:schedules")))


def test_the_same_by_program(world: World, stopped: Job, admin: Client) -> None:
    token = org.open_token(SYSTEM, world.account(*ADMIN))
    program = Client(headers={"Authorization": f"Bearer {token}"})
    found = program.get("/api/v1/jobs").json()
    assert (found["count"], [one["name"] for one in found["items"][0]["moves"]]) == (1, ["retry", "drop"])
    again = program.post(f"/api/v1/jobs/{stopped.pk}/moves/retry", content_type="application/json")
    assert again.json()["state"] == "ready"
    assert program.post(f"/api/v1/jobs/{stopped.pk}/moves/drop", content_type="application/json").status_code == 422


def test_queries_do_not_grow(world: World, admin: Client, django_assert_max_num_queries: Any) -> None:
    for n in range(40):
        jobs.later(world.actor(*CLERK), "kernel.tidy", key=str(n))
    schedules.ensure()
    admin.get(reverse("desk:home"))  # what waits is kept for a minute: here only the page's own statements count
    with django_assert_max_num_queries(10):
        admin.get(reverse("jobs:list"))
    with django_assert_max_num_queries(10):
        admin.get(reverse("jobs:schedules"))


def test_stranger(world: World, client: Client) -> None:
    job = jobs.later(world.actor(*CLERK), "kernel.tidy", title="某表.xlsx")
    schedules.ensure()
    client.force_login(world.account("县.人社", "head"))
    assert client.get(reverse("jobs:job", args=[job.pk])).status_code == 404
    assert client.post(reverse("jobs:move", args=[job.pk, "cancel"])).status_code == 404
    assert "某表" not in text(client.get(reverse("jobs:list")))
    assert client.get(reverse("jobs:schedules")).status_code == 422
    assert client.get(reverse("jobs:schedule", args=[Schedule.objects.first().pk])).status_code == 404  # type: ignore[union-attr]
