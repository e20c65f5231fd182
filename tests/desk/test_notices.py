"""Is everybody told of what waits for them, once, and of nothing else; and does it close by itself?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.desk.models import Matter, Notice
from luoshi.kernel import clock, jobs
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import say
from luoshi.ledger import services as ledger
from luoshi.org import services as org
from luoshi.org.models import Grant, Tenure
from luoshi.reporting import services as reporting
from luoshi.reporting.models import Receipt
from tests.desk.telling import begin, read, told
from tests.ledger import making
from tests.reporting import given
from tests.world import World

CLERK = ("省.人社", "clerk")


@pytest.fixture(autouse=True)
def _now(world: World) -> Iterator[None]:
    begin()
    with clock.at(given.NOW):
        yield


def text(response: Any) -> str:
    return str(response.content.decode())


def test_it_works(world: World, client: Client) -> None:
    (task,) = making.issued(world, 1)
    read()
    kind = ("ledger.receive", f"{task.number} 开展企业新型学徒制培训")
    assert told(world, *CLERK) == [kind]
    assert told(world, "省.人社", "liaison") == [kind]
    assert told(world, "省.人社", "head") == []  # a head does not receive
    assert told(world, "省.教育", "clerk") == []
    client.force_login(world.account(*CLERK))
    page = text(client.get(reverse("desk:notices")))
    assert "签收任务" in page
    assert "省产改协调小组办公室" in page.replace("<wbr>", "")
    ledger.receive(world.actor(*CLERK), making.lead(task))
    read()
    assert told(world, *CLERK) == told(world, "省.人社", "liaison") == []
    assert "没有等您处理的事" in text(client.get(reverse("desk:notices")))
    assert kind[1].split()[1] in text(client.get(reverse("desk:notices"), {"done": "1"}))


def test_nobody_is_told_twice_of_the_same(world: World) -> None:
    making.issued(world, 1)
    read()
    before = list(Notice.objects.values_list("pk", "told_at"))
    from luoshi.kernel.models import Bookmark

    Bookmark.objects.filter(name="notices").update(seq=0)
    with clock.at(clock.now() + timedelta(days=300)):
        while jobs.read_on("notices"):
            pass
    assert [row for row in Notice.objects.values_list("pk", "told_at") if row in before] == before
    assert Notice.objects.filter(matter__kind="ledger.receive").count() == len(before)


def test_what_is_taken_back_at_once_is_never_told(world: World) -> None:
    (task,) = making.issued(world, 1)
    ledger.receive(world.actor(*CLERK), making.lead(task))
    assert read(after=7) == 0
    assert read(after=9) > 0
    assert told(world, *CLERK) == []
    assert not Matter.objects.filter(key=str(making.lead(task).pk)).exists()


def test_a_quarter_from_being_asked_to_being_accepted(world: World) -> None:
    task = given.task_in_force(world, "省.办", "省.人社")
    period = given.opened(world)
    read()
    assert told(world, "省.人社", "liaison") == [("reporting.fill", period.name)]
    report = reporting.submit(world.actor("省.人社", "liaison"), given.filled(world, "省.人社", period))
    read()
    assert told(world, "省.人社", "head") == [("reporting.sign", period.name)]
    reporting.sign(world.actor("省.人社", "head"), report)
    read()
    assert told(world, "省.人社", "head") == told(world, "省.人社", "liaison") == []
    assert told(world, "省.办", "office") == [("reporting.review", period.name)]
    office = world.actor("省.办", "office")
    receipt = Receipt.objects.get(report=report, recipient=world.units["省.办"])
    reporting.return_(office, [receipt], "缺口径")
    read()
    assert told(world, "省.办", "office") == []
    assert told(world, "省.人社", "liaison") == [("reporting.returned", period.name)]
    assert task.pk


def test_a_new_holder_inherits_no_old_acknowledgement(world: World, client: Client) -> None:
    making.issued(world, 1)
    read()
    clerk = world.account(*CLERK)
    client.force_login(clerk)
    client.post(reverse("desk:see_all"))
    assert Notice.objects.get(person=clerk.person_id).seen_at is not None
    unit = world.units["省.人社"]
    successor = org.add_person(SYSTEM, "接任的人")
    org.open_account(SYSTEM, successor, "successor", hashed="!")
    post = Tenure.objects.get(person=clerk.person_id).post
    Grant.objects.filter(person=clerk.person_id).update(ends_on=clock.today() - timedelta(days=1))
    org.grant(SYSTEM, successor, "clerk", unit, clock.today(), post=post)
    read()
    found = Notice.objects.get(person=successor)
    assert (found.seen_at, found.closed_at) == (None, None)
    assert Notice.objects.get(person=clerk.person_id).closed_at is not None
    assert Notice.objects.filter(matter=found.matter, closed_at=None).count() == 2  # with the liaison officer


def test_rights_that_begin_or_end_by_their_date_are_followed(world: World) -> None:
    making.issued(world, 1)
    read()
    clerk = world.account(*CLERK)
    Grant.objects.filter(person=clerk.person_id).update(ends_on=clock.today())
    with clock.at(clock.now() + timedelta(days=1)):
        jobs.later(SYSTEM, "desk.reseat")
        jobs.work_off("long")
    assert told(world, *CLERK) == []
    assert told(world, "省.人社", "liaison") != []


def test_a_long_job_ends_as_a_notice_that_is_done_with_once_looked_at(world: World, client: Client) -> None:
    with clock.at(given.NOW + timedelta(days=1)):
        job = jobs.later(world.actor(*CLERK), "desk.tidy", title="某表.xlsx")
        jobs.work_off("long")
        read()
        assert told(world, *CLERK) == [("kernel.job", "某表.xlsx")]
        client.force_login(world.account(*CLERK))
        notice = Notice.objects.get(matter__kind="kernel.job")
        answer = client.get(reverse("desk:notice", args=[notice.pk]))
        assert answer.headers["Location"] == reverse("jobs:job", args=[job.pk])
        assert told(world, *CLERK) == []


def test_the_administrator_is_told_of_a_job_that_has_stopped(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from luoshi.kernel.jobs import registry
    from tests.kernel.test_jobs import fail

    settings.JOB_BACKOFF = 0
    monkeypatch.setitem(registry.TASKS, "test.fail", registry.Task("test.fail", say("汇总"), fail, "quick"))
    org.grant(SYSTEM, world.account("国.办", "liaison").person, "system", world.units["国.办"], clock.today())
    job = jobs.later(SYSTEM, "test.fail")
    jobs.work_off()
    read()
    assert told(world, "国.办", "liaison") == [("kernel.stopped", "汇总")]
    admin = world.actor("国.办", "liaison")
    jobs.move(admin, jobs.job_for(admin, job.pk), "drop")
    read()
    assert told(world, "国.办", "liaison") == []


def test_what_somebody_does_not_want_is_not_shown_to_them(world: World, client: Client) -> None:
    making.issued(world, 1)
    read()
    client.force_login(world.account(*CLERK))
    page = reverse("desk:notice_settings")
    fields = {"digest_at": "08:30", "quiet_from": "", "quiet_to": "", "mail": "", "away_until": ""}
    ways = {f"way_{kind.replace('.', '_')}": "digest" for kind in _kinds()}
    answer = client.post(page, {**fields, **ways, "way_ledger_receive": "none"})
    assert answer.status_code == 302
    assert "没有等您处理的事" in text(client.get(reverse("desk:notices")))
    assert 'class="bell-count"' not in text(client.get(reverse("desk:home")))
    wrong = client.post(page, {**fields, **ways, "mail": "nobody", "quiet_from": "20:00"})
    assert wrong.status_code == 422
    assert "不是邮箱地址" in text(wrong)


def _kinds() -> list[str]:
    from luoshi.kernel import panels

    return list(panels.NOTICES)


def test_opening_one_acts_for_the_unit_that_it_waits_for(world: World, client: Client) -> None:
    making.issued(world, 1)
    read()
    clerk = world.account("省.办", "office")
    org.grant(SYSTEM, clerk.person, "clerk", world.units["省.人社"], clock.today())
    read()
    client.force_login(clerk)
    notice = Notice.objects.get(person=clerk.person_id, matter__kind="ledger.receive")
    assert client.get(reverse("desk:notice", args=[notice.pk])).status_code == 302
    assert client.session["unit"] == str(world.units["省.人社"].pk)
    notice.refresh_from_db()
    assert notice.seen_at is not None
    assert notice.closed_at is None  # looked at is not done


def test_the_same_by_program(world: World) -> None:
    (task,) = making.issued(world, 1)
    read()
    token = org.open_token(SYSTEM, world.account(*CLERK))
    program = Client(headers={"Authorization": f"Bearer {token}"})
    found = program.get("/api/v1/desk/notices").json()
    assert (found["count"], found["unseen"]) == (1, 1)
    one = found["items"][0]
    assert (one["kind"], one["title"]) == ("ledger.receive", f"{task.number} 开展企业新型学徒制培训")
    assert program.post(f"/api/v1/desk/notices/{one['id']}/seen").json()["seen_at"]
    assert program.get("/api/v1/desk/notices").json()["unseen"] == 0
    other = Client(headers={"Authorization": f"Bearer {org.open_token(SYSTEM, world.account('他县.教育', 'clerk'))}"})
    assert other.post(f"/api/v1/desk/notices/{one['id']}/seen").status_code == 404


def test_queries_do_not_grow(world: World, client: Client, django_assert_max_num_queries: Any) -> None:
    making.issued(world, 12)
    with django_assert_max_num_queries(90):
        read()
    client.force_login(world.account(*CLERK))
    client.get(reverse("desk:home"))  # what waits is kept for a minute: here only the page's own statements count
    with django_assert_max_num_queries(11):
        page = text(client.get(reverse("desk:notices")))
    assert page.count("data-row") == 12


def test_stranger(world: World, client: Client) -> None:
    making.issued(world, 1)
    read()
    notice = Notice.objects.filter(person=world.account(*CLERK).person_id).first()
    assert notice is not None
    for who in (("他县.教育", "clerk"), ("省.人社", "head")):
        client.force_login(world.account(*who))
        assert client.get(reverse("desk:notice", args=[notice.pk])).status_code == 404
        assert "新型学徒制" not in text(client.get(reverse("desk:notices")))


def test_a_letter_waits_for_its_answer_and_then_for_its_sender(world: World) -> None:
    """It is told like every other matter; and the day it asks for is one that our own checks have nothing against."""
    office, clerk = world.actor("省.办", "office"), world.actor(*CLERK)
    (letter,) = ledger.draft_letters(office, making.issued(world, 1))
    assert letter.due_on is not None
    assert not calendar().follows_rest(letter.due_on)
    ledger.send_letter(office, letter, signed_by="周明远")
    read()
    name = ("ledger.letter", f"{letter.number} {letter.title}")
    assert name in told(world, *CLERK)
    ledger.answer_letter(clerk, letter, answer="已召开调度会。")
    read()
    assert name not in told(world, *CLERK)
    assert name in told(world, "省.办", "office")
    ledger.close_letter(office, letter)
    read()
    assert name not in told(world, "省.办", "office")


def test_only_what_may_come_to_one_is_there_to_choose(world: World, client: Client) -> None:
    client.force_login(world.account("县.人社", "liaison"))
    page = text(client.get(reverse("desk:notice_settings")))
    assert "填报" in page
    assert "停下的后台作业" not in page
    assert "职工意见" not in page
