"""Does mail go to those who want it, when they want it, once, and with nothing in it that should not leave the house?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from luoshi.desk import services
from luoshi.desk.models import Notice
from luoshi.desk.rules import Wishes, is_for_digest, mail_after, may_mail
from luoshi.kernel import clock, jobs
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.models import Job
from luoshi.ledger import services as ledger
from luoshi.org.models import Account
from tests.desk.telling import begin, read
from tests.ledger import making
from tests.mailbox import Mailbox, mailbox
from tests.reporting import given
from tests.world import World

CLERK = ("省.人社", "clerk")
HERE = timezone.get_default_timezone()
MORNING = datetime(2026, 6, 23, 8, 40, tzinfo=HERE)
ADDRESS = "clerk@example.org"


@pytest.fixture
def box(world: World, settings: Any) -> Iterator[Mailbox]:
    """A mail server that takes what is sent, on the day before."""
    settings.MAIL, settings.MAIL_FROM, settings.BASE_URL = (
        True,
        "落实 <luoshi@example.org>",
        "https://luoshi.example.org",
    )
    settings.JOB_BACKOFF = 0
    begin()
    with mailbox(settings) as found, clock.at(given.NOW):
        yield found


def wish(world: World, who: tuple[str, str] = CLERK, *, mail: str = ADDRESS, **changes: Any) -> None:
    wanted: dict[str, Any] = {
        "mail": mail, "digest_at": time(8, 30), "quiet_from": None, "quiet_to": None, "away_until": None, "ways": {}, **changes,
    }  # fmt: skip
    services.set_wishes(world.actor(*who), **wanted)


def digests(at: datetime) -> None:
    """The schedule's turn at a moment, and what follows from it."""
    with clock.at(at):
        jobs.later(SYSTEM, "desk.digests")
        jobs.work_off("quick")
        jobs.work_off("outside")


def test_it_works(world: World, box: Mailbox) -> None:
    wish(world)
    (task,) = making.issued(world, 1)
    read()
    digests(MORNING)
    (mail,) = box.letters
    job = Job.objects.get(task="desk.digest")
    assert mail["To"] == ADDRESS
    assert mail["Message-ID"] == f"<{job.uid}@example.org>"
    assert "notices.example.org" in str(mail["List-Id"])
    assert mail.get_content_type() == "text/plain"
    body = mail.get_content()
    notice = Notice.objects.get(person=world.account(*CLERK).person_id)
    assert f"签收任务：{task.number} 开展企业新型学徒制培训" in body
    assert f"https://luoshi.example.org/notices/{notice.pk}/" in body
    assert "年培训6000人" not in body  # what the task says stays in the house
    assert str(mail["Subject"]).strip() == f"签收任务：{task.number} 开展企业新型学徒制培训"


def test_never_twice_a_day_and_not_day_after_day(world: World, box: Mailbox) -> None:
    wish(world)
    making.issued(world, 2)
    read()
    for minutes in (0, 15, 300):
        digests(MORNING + timedelta(minutes=minutes))
    assert len(box.letters) == 1
    assert str(box.letters[0]["Subject"]).strip() == "有 2 件事等您处理"
    digests(MORNING + timedelta(days=1))
    assert len(box.letters) == 1  # told once, and no date is near
    with clock.at(MORNING + timedelta(days=1)):
        making.issued(world, 1)
        read()
    digests(MORNING + timedelta(days=2))
    assert len(box.letters) == 2


def test_what_is_done_is_not_mailed(world: World, box: Mailbox) -> None:
    wish(world)
    (task,) = making.issued(world, 1)
    read()
    ledger.receive(world.actor(*CLERK), making.lead(task))
    read()
    digests(MORNING)
    assert box.letters == []


def test_no_digest_on_a_day_off_or_before_its_hour(world: World, box: Mailbox) -> None:
    wish(world, digest_at=time(10, 0))
    making.issued(world, 1)
    read()
    saturday = datetime(2026, 6, 27, 11, 0, tzinfo=HERE)
    digests(saturday)
    digests(MORNING)
    assert box.letters == []
    digests(MORNING.replace(hour=16))  # missed at ten: made up on the same day
    assert len(box.letters) == 1


def test_one_mail_for_each_after_the_quiet_hours(world: World, box: Mailbox) -> None:
    wish(world, quiet_from=time(9, 0), quiet_to=time(14, 0), ways={"ledger.receive": "mail"})
    making.issued(world, 1)
    read()
    jobs.work_off("outside")
    assert box.letters == []
    with clock.at(given.NOW.replace(hour=14)):
        jobs.work_off("outside")
    assert len(box.letters) == 1
    digests(given.NOW.replace(hour=15))
    assert len(box.letters) == 1  # the same matter is not in the digest of the same day


def test_whoever_is_away_or_wants_none_gets_none(world: World, box: Mailbox) -> None:
    wish(world, away_until=date(2026, 6, 30))
    wish(world, ("省.人社", "liaison"), mail="liaison@example.org", ways={"ledger.receive": "app"})
    making.issued(world, 1)
    read()
    digests(MORNING)
    assert box.letters == []
    digests(datetime(2026, 7, 1, 9, 0, tzinfo=HERE))
    assert [str(one["To"]) for one in box.letters] == [ADDRESS]


def test_in_the_readers_language(world: World, box: Mailbox) -> None:
    wish(world)
    Account.objects.filter(pk=world.account(*CLERK).pk).update(language="en")
    making.issued(world, 2)
    read()
    digests(MORNING)
    assert box.letters[0]["Content-Language"] == "en"


def test_a_server_that_refuses_is_tried_again_with_the_same_number(world: World, box: Mailbox) -> None:
    wish(world)
    making.issued(world, 1)
    read()
    box.refusing = True
    with clock.at(MORNING):
        jobs.later(SYSTEM, "desk.digests")
        jobs.work_off("quick")
        taken = jobs.take("outside", "one")
        assert taken is not None
        jobs.run(taken)
        assert Notice.objects.get(person=world.account(*CLERK).person_id).mailed_on is None
        box.refusing = False
        assert jobs.work_off("outside") == 1
    assert [str(one["Message-ID"]) for one in box.letters] == [f"<{taken.uid}@example.org>"]
    assert Notice.objects.get(person=world.account(*CLERK).person_id).mailed_on == MORNING.date()


def test_off_by_default(world: World, box: Mailbox, settings: Any) -> None:
    settings.MAIL = False
    wish(world, ways={"ledger.receive": "mail"})
    making.issued(world, 1)
    read()
    digests(MORNING)
    assert box.letters == []
    assert not Job.objects.filter(task__in=["desk.mail", "desk.digest"]).exists()


# ---------- rules ----------

DAY = date(2026, 6, 23)


@pytest.mark.parametrize(
    ("now", "start", "end", "expected"),
    [
        ("12:00", "19:00", "08:00", "23 12:00"),
        ("19:00", "19:00", "08:00", "24 08:00"),
        ("03:00", "19:00", "08:00", "23 08:00"),
        ("08:00", "19:00", "08:00", "23 08:00"),
        ("12:30", "12:00", "14:00", "23 14:00"),
        ("14:00", "12:00", "14:00", "23 14:00"),
        ("12:00", "08:00", "08:00", "23 12:00"),
    ],
)
def test_quiet_hours(now: str, start: str, end: str, expected: str) -> None:
    moment = datetime.combine(DAY, time.fromisoformat(now), tzinfo=HERE)
    wishes = Wishes(True, quiet_from=time.fromisoformat(start), quiet_to=time.fromisoformat(end))
    assert f"{mail_after(moment, wishes):%d %H:%M}" == expected


@pytest.mark.parametrize(
    ("mailed", "due", "expected"),
    [
        (None, None, True),
        (22, None, False),
        (23, 23, False),
        (22, 24, True),
        (22, 23, True),
        (22, 25, False),
        (20, 22, False),
    ],
)
def test_what_belongs_into_a_digest(mailed: int | None, due: int | None, expected: bool) -> None:
    told = DAY.replace(day=mailed) if mailed else None
    until = DAY.replace(day=due) if due else None
    assert is_for_digest(mailed_on=told, due_on=until, today=DAY, next_workday=DAY.replace(day=24)) is expected


def test_who_may_be_mailed() -> None:
    assert may_mail("digest", Wishes(True), DAY)
    assert not may_mail("app", Wishes(True), DAY)
    assert not may_mail("mail", Wishes(False), DAY)
    assert not may_mail("mail", Wishes(True, away_until=DAY), DAY)
    assert may_mail("mail", Wishes(True, away_until=DAY - timedelta(days=1)), DAY)
