"""Which papers went up, to whom, on what; what may be done with one; and how does it look on paper? Reads only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.documents.word import Head, Paper, Text
from luoshi.kernel.models import Attachment
from luoshi.kernel.queries import timeline
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Task
from luoshi.org.models import CoordinationBody, LineMembership, Unit
from luoshi.org.queries import in_force, relation_between
from luoshi.org.rules import Kind, Relation, ancestors, permissions, roles_towards
from luoshi.policy.models import AgendaItem, Finding, Submission
from luoshi.policy.queries.agenda import callable_units, decisions_of
from luoshi.policy.queries.papers import day_of
from luoshi.policy.queries.thread import Strand, origins_thread, thread
from luoshi.policy.rules.submissions import KINDS, Draft, faults, remarks
from luoshi.policy.workflow import SUBMISSION, SubmissionFacts
from luoshi.reporting.models import Appeal

SCAN = "signed"
LIVE_SUBMISSIONS = ("draft", "signed", "numbered", "sent", "received")


@dataclass(frozen=True)
class About:
    """What a paper is written on: one of these, or none; with what can be said of it from there."""

    item: AgendaItem | None = None
    finding: Finding | None = None
    appeal: Appeal | None = None
    task: Task | None = None
    subject: str = ""
    text: str = ""

    @property
    def rows(self) -> dict[str, Any]:
        return {"item": self.item, "finding": self.finding, "appeal": self.appeal, "task": self.task}


def may_submit(actor: Actor) -> bool:
    """Whether the actor's role writes papers upward."""
    return bool(actor.unit_id) and bool({"review", "sign"} & permissions(actor.roles))


def about(actor: Actor, *, item: int = 0, finding: int = 0, appeal: int = 0, task: int = 0) -> About:
    """What the address names, as far as the reader may see it: `NotVisible` where it may not."""
    if item:
        row = AgendaItem.objects.select_related("finding", "appeal", "task").get_visible(actor, pk=item)
        return About(item=row, subject=row.subject, text="\n".join(part for part in (row.asked, row.advice) if part))
    if finding:
        found = Finding.objects.get_visible(actor, pk=finding)
        return About(finding=found, subject=str(found), text=str(found.because))
    if appeal:
        letter = Appeal.objects.get_visible(actor, pk=appeal)
        return About(appeal=letter, task=None, subject=letter.title, text=letter.text)
    if task:
        one = Task.objects.get_visible(actor, pk=task)
        return About(task=one, subject=one.title, text=one.latest)
    return About()


def proposed(kind: str, source: About) -> dict[str, str]:
    """Title and text to begin with: what is known already need not be typed again."""
    name = KINDS[kind].text
    subject = re.sub(r"^关于|的?(?:请示|报告|专报|函)$", "", source.subject)
    closing = {"petition": "妥否，请批示。", "report": "特此报告。", "special": ""}[kind]
    text = "\n".join(part for part in (source.text.strip(), closing) if part) if source.subject else ""
    return {"title": f"关于{subject}的{name}" if subject else "", "text": text}


def superiors(unit: Unit) -> list[Unit]:
    """Units of this instance that stand above: the offices of the places above, and superiors in the line."""
    lines = LineMembership.objects.filter(in_force(clock.today()), unit=unit).exclude(superior=None)
    above = Q(place_path__in=ancestors(unit.place_path), kind=Kind.OFFICE.value) | Q(pk__in=lines.values("superior"))
    rows = Unit.objects.filter(above, abolished_on=None).order_by("-place_path", "path")
    return [one for one in rows if relation_between(unit, one) is Relation.UPWARD]


def proposed_party(unit: Unit) -> str:
    """Whom an office writes to where nobody is chosen: the body that it serves."""
    body = CoordinationBody.objects.filter(office=unit).first()
    return body.name if body else ""


def draft_of(row: Submission) -> Draft:
    """A paper as the rules read it."""
    return Draft(row.kind, row.party, row.title, row.text)


def submissions(actor: Actor, side: str = "", kind: str = "") -> QuerySet[Submission]:
    """Papers of the own unit, or those sent to it."""
    rows = Submission.objects.visible_to(actor).select_related("unit", "to")
    if side == "received":
        rows = rows.filter(to=actor.unit_id)
    elif side == "sent":
        rows = rows.filter(unit=actor.unit_id)
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    return rows.order_by("-id")


def find_submission(actor: Actor, pk: int) -> Submission:
    """A paper, or `NotVisible`."""
    rows = Submission.objects.select_related(
        "unit", "to", "item__unit", "item__bringer", "item__meeting", "item__finding", "item__appeal", "item__request",
        "item__task__basis", "item__follows", "finding", "appeal__unit", "task__basis", "instruction__lead_unit",
    )  # fmt: skip
    return rows.get_visible(actor, pk=pk)


def submission_facts(actor: Actor, row: Submission) -> SubmissionFacts:
    """What the guards of a paper's moves look at."""
    units = {"writer": [row.unit], **({"addressee": [row.to]} if row.to else {})}
    mine = {name for name, (unit,) in units.items() if unit.pk == actor.unit_id}
    scans = Attachment.objects.filter(object_type="policy.submission", object_id=row.pk, purpose=SCAN)
    return SubmissionFacts(
        roles=roles_towards(mine, actor.roles),
        holders=ledger.holders(units),
        faults=tuple(faults(draft_of(row))),
        scanned=scans.exists(),
        may_sign="writer" in mine and "sign" in permissions(actor.roles),
        outside=row.to_id is None,
        is_instruction=row.answer_kind == "instruction",
        registered=row.instruction_id is not None,
    )


def submissions_on(actor: Actor, **what: int) -> list[Submission]:
    """Papers on one matter, those in sight."""
    return list(submissions(actor).filter(**what).exclude(state="dropped"))


def papers_panel(actor: Actor, *, may: bool, **what: int) -> dict[str, Any] | None:
    """What the page of a matter shows of its papers: nothing where there are none and none may be written."""
    rows = [(row, SUBMISSION.states[row.state]) for row in submissions_on(actor, **what)]
    if not rows and not may:
        return None
    url = f"{reverse('policy:draft_submission')}?{urlencode(what)}" if may else ""
    return {"rows": rows, "url": url}


def submissions_waiting(actor: Actor) -> list[Submission]:
    """What the own unit has to go on with: its own until they are sent, those that came in until they are answered."""
    if not may_submit(actor) and "consult" not in permissions(actor.roles):
        return []
    own = Q(unit=actor.unit_id, state__in=["draft", "signed", "numbered"])
    told = Q(unit=actor.unit_id, state="answered", answer_kind="instruction", instruction=None)
    came = Q(to=actor.unit_id, state__in=["sent", "received"])
    return list(submissions(actor).filter(own | told | came).order_by("id"))


def thread_of_paper(actor: Actor, row: Submission) -> list[Strand]:
    """All papers of the matter that this one is about, with what they came from and what came of them."""
    item = row.item
    if item is not None and AgendaItem.objects.visible_to(actor).filter(pk=item.pk).exists():
        return thread(actor, item, decisions_of(actor, [item]).get(item.pk, []))
    return origins_thread(actor, row)


def submission_page(actor: Actor, row: Submission) -> dict[str, Any]:
    """One paper, what may be done, and its thread."""
    facts = submission_facts(actor, row)
    files = Attachment.objects.filter(object_type="policy.submission", object_id=row.pk).select_related("file")
    return {
        "row": row, "state": SUBMISSION.states[row.state], "facts": facts, "remarks": remarks(draft_of(row)),
        "length": draft_of(row).length, "offers": {one.move.name: one for one in SUBMISSION.offers(row.state, facts)},
        "is_writer": row.unit_id == actor.unit_id, "files": list(files), "thread": thread_of_paper(actor, row),
        "events": timeline(row, most=50), "units": callable_units(row.unit),
        "instruction": Task.objects.visible_to(actor).filter(pk=row.instruction_id or 0).first(),
    }  # fmt: skip


# ---------- on paper ----------

_HEADED = re.compile(
    r"^(?:(?P<one>[一二三四五六七八九十]+、)|(?P<two>（[一二三四五六七八九十]+）))(?P<rest>[^。]{1,40})$"
)


def submission_paper(row: Submission) -> Paper:
    """The paper after GB/T 9704: number and signer over the red rule, to whom, text, who and when."""
    blocks: list[Head | Text] = [Text(f"{row.party}：", flush=True)]
    for line in row.text.splitlines():
        found = _HEADED.match(line.strip())
        blocks.append(Head(line.strip(), 1 if found["one"] else 2) if found else Text(line.strip()))
    day = row.signed_on or clock.today()
    return Paper(
        row.title, blocks, mark=row.unit.name, number=row.number or "（编号前）", signer=row.signed_by or "　　　",
        office=row.unit.name, closing=(row.unit.name, day_of(day)), copied=row.copied,
    )  # fmt: skip
