"""Which records of accountability may be read, by whom, and what may be done with one?

Two doors: the unit's (it stands in `Record.readers`), and the person's: in the office the grant that is given for it, in
the unit concerned its head and those who report for it. Administrators of the system come through neither.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.documents.word import Head, Paper, Text
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.queries import files_of, timeline
from luoshi.ledger import queries as ledger
from luoshi.org.rules import permissions, roles_towards
from luoshi.problems.models import Record
from luoshi.problems.rules.records import RECORD_KINDS
from luoshi.problems.workflow import RECORD, RecordFacts


def may_write(actor: Actor) -> bool:
    """Whether the actor has been entrusted with these records in the unit acted for."""
    return "account" in permissions(actor.roles)


def records(actor: Actor) -> QuerySet[Record]:
    """Those the actor may read, in the unit acted for."""
    may, here, wanted = permissions(actor.roles), actor.unit_id or 0, Q(pk__in=[])
    if "account" in may:
        wanted |= Q(keeper=here)
    if {"sign", "report"} & may:
        wanted |= Q(unit=here)
    return Record.objects.visible_to(actor).filter(wanted).select_related("keeper", "unit", "problem")


def find_record(actor: Actor, pk: int) -> Record:
    """One of those, or `NotVisible`."""
    found = records(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def record_facts(actor: Actor, row: Record) -> RecordFacts:
    """Everything that the guards of a record look at."""
    here = actor.unit_id
    found = {name for name, unit in (("recorder", row.keeper_id), ("subject", row.unit_id)) if unit == here}
    return RecordFacts(
        roles=roles_towards(found, actor.roles),
        holders=ledger.holders({"recorder": [row.keeper], "subject": [row.unit]}),
        kind=row.kind,
        evidence=files_of(row, "evidence").count(),
        drafted=row.drafted_by_id is not None and row.drafted_by_id == actor.person_id,
        today=clock.today(),
        state_by=row.state_by if not row.statement else None,
        object_by=row.object_by,
    )


def record_page(actor: Actor, pk: int) -> dict[str, Any]:
    """The page of one."""
    row = find_record(actor, pk)
    facts = record_facts(actor, row)
    return {
        "record": row, "kind": RECORD_KINDS[row.kind], "offers": RECORD.offers(row.state, facts), "files": files_of(row),
        "entries": timeline(row), "over": row.expires_on is not None and row.expires_on < clock.today(), "facts": facts,
    }  # fmt: skip


def paper_of(actor: Actor, row: Record) -> Paper:
    """工作提示, 约谈建议, 通报, 移交函 or 表扬 as a document; Chinese, whoever prints it. Its last line tells who took it out."""
    kind, unit = RECORD_KINDS[row.kind].text, row.unit.name
    blocks: list[Head | Text] = [Text(f"{unit}：", flush=True), Text(row.facts)]
    blocks.append(Text(row.basis, lead="依据："))
    if row.statement:
        blocks.append(Text(row.statement, lead="单位陈述："))
    if row.held_by:
        blocks.append(Text(f"由{row.held_by}约谈。"))
    if row.handed_to:
        blocks.append(Text(f"现移交{row.handed_to}依规依纪依法处理，处理结果请函告。"))
    if row.kind not in {"praise", "transfer"}:
        blocks.append(Text("对本件有异议的，可以在三十日内书面提出，由未参与起草的人员复核。"))
    made = timezone.localtime(clock.now()).strftime("%Y-%m-%d %H:%M")
    blocks.append(Text(f"导出人：{actor.unit_name} {actor.signed}　导出时间：{made}"))
    day = row.issued_on or clock.today()
    signed = f"{day.year}年{day.month}月{day.day}日"
    return Paper(
        f"{kind}：{row.title}", blocks, number=row.number, office=row.keeper.name, closing=(row.keeper.name, signed)
    )
