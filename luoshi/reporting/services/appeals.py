"""How is help asked for? A report carries no request: what it says is needed becomes a letter of its own."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.org.models import Unit
from luoshi.reporting import queries
from luoshi.reporting.models import Appeal, Report
from luoshi.reporting.workflow import APPEAL


def draft_appeals(actor: Actor, report: Report, sent: Sequence[queries.Line]) -> list[Appeal]:
    """Part of sending a report: a draft for every entry that needs help and has none yet."""
    needing = [line for line in sent if line.said.help != "none"]
    known = set(Appeal.objects.filter(entry__in=[line.entry for line in needing]).values_list("entry_id", flat=True))
    found = []
    for line in needing:
        to = queries.addressee(report.unit, line.entry.task)
        if line.entry.pk in known or to is None:
            continue
        unit, permit = to
        title = f"关于提请协调“{line.entry.task.title}”有关事项的{'请示' if permit.document.text == '请示' else '函'}"
        text = (
            f"{unit.name}：\n我单位牵头的“{line.entry.task.number} {line.entry.task.title}”，{line.said.difficulty.strip()}\n"
            f"请予协调。\n（见{report.period.name}报送）"
        )
        row = Appeal(
            entry=line.entry, task=line.entry.task, unit=report.unit, unit_path=report.unit.path, to=unit,
            to_path=unit.path, document=permit.document.text, title=title[:200], text=text, state=APPEAL.start,
        )  # fmt: skip
        row.entry.report = report
        found.append(actions.create(actor, "reporting.appeal.start", row))
    return found


def keep_appeal(actor: Actor, row: Appeal, *, title: str, text: str) -> Appeal:
    """Change the draft."""
    facts = queries.appeal_facts(actor, row)
    if row.state != "draft" or not {"unit.report", "unit.sign"} & facts.roles:
        raise Refused([say("只有拟稿单位可以修改没有发出的函。")])
    return actions.draft(row, title=title.strip()[:200], text=text.strip()[:4000])


def send_appeal(actor: Actor, row: Appeal, signed_by: str) -> Appeal:
    """Signed, numbered in the unit's own series of the year, and out."""
    facts, year = queries.appeal_facts(actor, row), clock.today().year
    with actions.atomic():
        # The unit's row is held while its next number is drawn.
        unit = Unit.objects.select_for_update().get(pk=row.unit_id)
        last = Appeal.objects.filter(unit=unit, year=year).order_by("-serial").values_list("serial", flat=True).first()
        serial = (last or 0) + 1
        number = f"{queries.code_of(unit)}函〔{year}〕{serial}号"
        return actions.perform(
            actor, APPEAL, "send", row, facts, signed_by=signed_by.strip()[:40], year=year, serial=serial,
            number=number[:60], sent_at=clock.now(),
        )  # fmt: skip


def drop_appeal(actor: Actor, row: Appeal, note: str) -> Appeal:
    """Not to be sent, with the reason."""
    return actions.perform(actor, APPEAL, "drop", row, queries.appeal_facts(actor, row), note=note.strip())


def answer_appeal(actor: Actor, row: Appeal, answer: str) -> Appeal:
    """The addressee's answer."""
    facts = queries.appeal_facts(actor, row)
    return actions.perform(actor, APPEAL, "answer", row, facts, answer=answer.strip()[:4000], answered_at=clock.now())
