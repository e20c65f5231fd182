"""Who is sent which mail, and when? One matter at a time, or all in a daily digest; never twice a day about the same.

Mail cannot be taken back and a mail server may die after it has taken one: at least once, with a Message-ID that stays
the same, so that the second copy is known for one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext

from luoshi.desk import queries, rules
from luoshi.desk.models import Matter, Notice
from luoshi.kernel import clock, jobs
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.models import Job
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import say


def mail_at_once(pairs: Iterable[tuple[int, Matter]]) -> None:
    """For those who want a mail for each: one job for each, after their quiet hours."""
    pairs = list(pairs)
    if not settings.MAIL or not pairs:
        return
    people = {person for person, _ in pairs}
    wishes, ways = queries.wishes_of(people), queries.ways_of(people)
    now = timezone.localtime(clock.now())
    for person, matter in pairs:
        if ways.get((person, matter.kind)) == "mail" and rules.may_mail("mail", wishes[person], now.date()):
            after = rules.mail_after(now, wishes[person])
            key = f"{person} {matter.pk} {after:%Y%m%d}"
            jobs.later(SYSTEM, "desk.mail", key=key, after=after, person=person, matter=matter.pk)


@jobs.task("desk.mail", say("发送通知邮件"), jobs.OUTSIDE)
def mail_one(work: jobs.Work, *, person: int, matter: int) -> None:
    """Tell one person of one matter, unless it is done by now, or has been told by mail today."""
    today = clock.today()
    rows = queries.open_notices(person).filter(matter=matter).exclude(mailed_on=today)
    _send(work, person, list(rows), today)


@jobs.task("desk.digest", say("发送每日汇总邮件"), jobs.OUTSIDE)
def mail_digest(work: jobs.Work, *, person: int) -> None:
    """Tell one person of all that is new, or due now, in one mail."""
    _send(work, person, queries.for_digest(person), clock.today())


def _send(work: jobs.Work, person: int, rows: list[Notice], today: date) -> None:
    reader = queries.reader(person)
    if reader is None or not rows or not rules.may_mail("digest", reader.wishes, today):
        return
    letter(reader, rows, work.job).send()
    with work.last():
        Notice.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_on=today)


@jobs.task("desk.digests", say("看谁该收每日汇总邮件了"))
def digests(_work: jobs.Work) -> None:
    """On a working day, once the hour that each has chosen has come: a digest, once a day."""
    now = timezone.localtime(clock.now())
    if not settings.MAIL or not calendar().is_working(now.date()):
        return
    due = [
        person
        for person in queries.for_digests(now.date())
        if rules.is_digest_time(now, queries.wishes_of([person])[person])
    ]
    jobs.later_many(SYSTEM, "desk.digest", [(f"{person} {now:%Y%m%d}", {"person": person}) for person in due])


def letter(reader: queries.Reader, rows: list[Notice], job: Job) -> EmailMessage:
    """A text mail in the reader's language: what waits, from whom, by when, and where; nothing else leaves the house."""
    domain = settings.MAIL_FROM.rpartition("@")[2].rstrip(">") or "localhost"
    with translation.override(reader.language):
        lines = queries.shown(rows)
        subject = str(lines[0].subject) if len(lines) == 1 else gettext("有 %(n)s 件事等您处理") % {"n": len(lines)}
        body = render_to_string("desk/mail.txt", {"lines": lines, "base": settings.BASE_URL, "reader": reader})
    headers = {
        "Message-ID": f"<{job.uid}@{domain}>", "List-Id": f"{gettext('落实')} <notices.{domain}>", "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": reader.language,
    }  # fmt: skip
    return EmailMessage(subject.replace("\n", " "), body, settings.MAIL_FROM, [reader.mail], headers=headers)
