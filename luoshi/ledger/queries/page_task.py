"""What does the page of one task show, and what do the pages of its acts need?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from luoshi.kernel import clock
from luoshi.kernel import queries as kernel
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.models import Attachment
from luoshi.kernel.say import Say
from luoshi.kernel.workflow import Offer
from luoshi.ledger import queries, rules
from luoshi.ledger.models import Completion, Duty, GenericDuty, Milestone, Pause, Plan, Request, Target, Task
from luoshi.ledger.queries.shapes import CascadeRow, DutyRow, Header, Lights, ParentExtract
from luoshi.ledger.rules.requests import ON_TASK
from luoshi.ledger.workflow import DUTY, REQUEST, TASK, TaskFacts
from luoshi.org.models import Tenure
from luoshi.org.queries import in_force, relation_between
from luoshi.org.rules import Act, permissions, permit

TRAILS = {
    "reports": ("reporting",),
    "requests": ("ledger.request", "ledger.pause", "ledger.task.extend", "ledger.task.change"),
    "handing": ("ledger.task.issue", "ledger.duty", "ledger.task.breakdown", "ledger.task.hand_down"),
    "closing": (
        "ledger.task.apply",
        "ledger.task.verify",
        "ledger.task.send_back",
        "ledger.task.reopen",
        "ledger.completion",
    ),
}
"""Kinds of the timeline → the audit codes they stand for."""


def find_task(actor: Actor, pk: int) -> Task:
    """The task, or `NotVisible`."""
    return queries.task_page(actor, pk)


def find_duty(actor: Actor, pk: int) -> Duty:
    """The duty with its task, or `NotVisible`."""
    rows = Duty.objects.select_related(
        "task__plan", "task__clause", "task__basis", "task__issuer", "unit", "post", "liaison"
    )
    return rows.get_visible(actor, pk=pk)


def find_request(actor: Actor, pk: int) -> Request:
    """The request with its task, or `NotVisible`."""
    rows = Request.objects.select_related(
        "task__issuer", "task__lead_unit", "duty__unit", "unit", "assigner", "responder", "proposed_unit", "raised_by"
    )
    return rows.get_visible(actor, pk=pk)


def find_generic(task: Task, pk: int) -> GenericDuty:
    """A class of units named on this task."""
    row = GenericDuty.objects.filter(task=task, pk=pk).first()
    if row is None:
        raise NotVisible
    return row


# ---------- the sheet ----------


@dataclass(frozen=True)
class Piece:
    """A stretch of a clause's text; ``mark`` whether it was read as part of this task."""

    text: str
    mark: bool


@dataclass(frozen=True)
class Sheet:
    """The head of a task's page and what stands at its side."""

    header: Header
    lights: Lights
    parent: ParentExtract | None
    place: str
    clause: tuple[Piece, ...]
    plan_open: bool
    milestones: tuple[Milestone, ...]
    contacts: tuple[tuple[DutyRow, str, str], ...]
    completion: Completion | None
    files: tuple[Attachment, ...]
    state: str
    pauses: tuple[Pause, ...] = ()


def task_sheet(actor: Actor, task: Task, facts: TaskFacts) -> Sheet:
    """Everything of the page's head, the source, and the side."""
    header = queries.header(task, facts)
    rows = [*([header.lead] if header.lead else []), *header.joint, *header.support]
    done = queries.completions(task)
    latest = done[0] if done else None
    plan_open = task.plan_id is not None and Plan.objects.visible_to(actor).filter(pk=task.plan_id).exists()
    return Sheet(
        header=header,
        lights=queries.lights([task])[task.pk],
        parent=queries.parent_extract(actor, task),
        place=place_of(task.clause.labels) if task.clause else "",
        clause=_clause(task),
        plan_open=plan_open,
        milestones=tuple(Milestone.objects.filter(task=task)),
        contacts=_contacts(rows),
        completion=latest,
        files=tuple(kernel.files_of(latest)) if latest else (),
        state=str(TASK.states[task.state]),
        pauses=tuple(queries.pauses_of(task)),
    )


def place_of(labels: Sequence[str]) -> str:
    """Where in the plan: 第三部分（二）第 2 条."""
    parts = []
    for label in labels:
        bare = label.strip().rstrip("、.． ")
        if re.fullmatch(r"[一二三四五六七八九十]+", bare):
            parts.append(gettext("第%(number)s部分") % {"number": bare})
        elif bare.isdigit():
            parts.append(gettext("第 %(number)s 条") % {"number": bare})
        else:
            parts.append(bare.replace("(", "（").replace(")", "）"))
    return "".join(parts)


def _clause(task: Task) -> tuple[Piece, ...]:
    """The clause with what the task at the top of the cascade was read from: its figures, units and dates."""
    clause = task.clause
    if clause is None:
        return (Piece(task.text, False),) if task.text else ()
    text, top = clause.text, task.pk
    above = task.parent_id
    while above is not None:
        top, above = above, Task.objects.values_list("parent_id", flat=True).get(pk=above)
    spans = [
        (start - clause.start, end - clause.start)
        for start, end in Target.objects.filter(task=top, start__isnull=False).values_list("start", "end")
        if start is not None and end is not None
    ]
    for name in Duty.objects.filter(task=top, role__in=queries.OWN).values_list("unit__name", flat=True):
        spans += _named(text, name)
    spans += [found.span() for found in re.finditer(r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:底|末)?(?:前)?", text)]
    return pieces(text, spans)


def _named(text: str, name: str) -> list[tuple[int, int]]:
    """Where a text names a unit: plans leave off the front of a name, so its longest end that occurs."""
    for cut in range(len(name) - 3):
        at = text.find(name[cut:])
        if at >= 0:
            front = at - 1 if cut and at and text[at - 1] in "省市县区州" else at
            return [(front, at + len(name) - cut)]
    return []


def pieces(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """A text cut at spans, overlapping ones joined."""
    marked = [False] * len(text)
    for start, end in spans:
        for at in range(max(start, 0), min(end, len(text))):
            marked[at] = True
    found: list[Piece] = []
    for at, letter in enumerate(text):
        if found and found[-1].mark == marked[at]:
            found[-1] = Piece(found[-1].text + letter, marked[at])
        else:
            found.append(Piece(letter, marked[at]))
    return tuple(found)


def _contacts(rows: Sequence[DutyRow]) -> tuple[tuple[DutyRow, str, str], ...]:
    """Each duty with its liaison officer's name and phone."""
    posts = {row.duty.liaison_id for row in rows if row.duty.liaison_id}
    held = {
        tenure.post_id: tenure.person
        for tenure in Tenure.objects.filter(in_force(clock.today()), post__in=posts).select_related("person")
    }
    found = []
    for row in rows:
        person = held.get(row.duty.liaison_id or 0)
        if person:
            found.append((row, person.name, person.phone))
    return tuple(found)


# ---------- the source, the tree, the trail ----------


def source_page(actor: Actor, pk: int, clause: str) -> dict[str, Any]:
    """The plan's text in its clauses, the asked one marked."""
    plan = Plan.objects.select_related("basis", "unit").get_visible(actor, pk=pk)
    wanted = int(clause) if clause.isascii() and clause.isdigit() and len(clause) < 12 else None
    rows = list(plan.clauses.all())
    here = next((row for row in rows if row.pk == wanted), None)
    parts = []
    if here is not None:
        parts = [(plan.text[: here.start], ""), (plan.text[here.start : here.end], "on"), (plan.text[here.end :], "")]
    return {
        "plan": plan,
        "parts": parts or [(plan.text, "")],
        "here": here,
        "place": place_of(here.labels) if here else "",
    }


@dataclass(frozen=True)
class Branch:
    """A row of the tree."""

    row: CascadeRow
    parent: int | None
    opened: bool


@dataclass(frozen=True)
class Cascade:
    """How a task was handed down."""

    branches: tuple[Branch, ...]
    summary: str
    has_shares: bool


def tree(actor: Actor, task: Task) -> Cascade:
    """The tasks below this one, as a table with indents."""
    rows = [row for row in queries.cascade(actor, task) if row.task.pk != task.pk]
    base = min((row.depth for row in rows), default=0)
    known = {row.task.pk for row in rows}
    shown = tuple(
        Branch(
            CascadeRow(**{**vars(row), "depth": row.depth - base}),
            row.task.parent_id if row.task.parent_id in known else None,
            any(other.task.parent_id == row.task.pk for other in rows),
        )
        for row in rows
    )
    return Cascade(shown, _by_level(rows), any(row.share for row in rows))


def _by_level(rows: Sequence[CascadeRow]) -> str:
    counts: dict[str, int] = {}
    for row in rows:
        if row.unit:
            label = str(row.unit.get_level_display())
            counts[label] = counts.get(label, 0) + 1
    return gettext("，").join(
        gettext("%(level)s %(count)s 家") % {"level": level, "count": count} for level, count in counts.items()
    )


def trail(task: Task, kind: str) -> list[kernel.Entry]:
    """The timeline, all of it or one kind."""
    return kernel.timeline(task, TRAILS.get(kind))


def trail_kinds(kind: str) -> list[tuple[str, str, bool]]:
    """The chips of the timeline: (kind, label, in force)."""
    labels = [
        ("", gettext("全部")), ("reports", gettext("报送")), ("requests", gettext("申请")),
        ("handing", gettext("下达与签收")), ("closing", gettext("完成与核验")),
    ]  # fmt: skip
    now = kind if kind in TRAILS else ""
    return [(key, label, key == now) for key, label in labels]


# ---------- what may be done ----------


def task_offers(task: Task, facts: TaskFacts) -> tuple[tuple[Offer, ...], bool]:
    """The moves of the task as this person meets them, and whether they may correct it as a draft."""
    return TASK.offers(task.state, facts), editable(task, facts)


def editable(task: Task, facts: TaskFacts) -> bool:
    """Whether this person may still correct the draft."""
    return task.state == "draft" and bool({"issuer.draft", "issuer.breakdown"} & facts.roles)


def task_offer(actor: Actor, task: Task, name: str) -> Offer:
    """One move, with every reason against it."""
    move, facts = TASK[name], queries.task_facts(actor, task)
    return Offer(move, TASK.refusals(name, task.state, facts, dict.fromkeys(move.needs, True)))


def duty_offers(actor: Actor, task: Task) -> list[tuple[Duty, tuple[Offer, ...]]]:
    """The moves of the duties that the unit acted for holds."""
    if actor.unit_id is None:
        return []
    rows = (
        Duty.objects.filter(task=task, unit_id=actor.unit_id)
        .exclude(role="supervising")
        .select_related("task__issuer", "unit")
    )
    return [(row, DUTY.offers(row.state, queries.duty_facts(actor, row))) for row in rows]


def duty_offer(actor: Actor, duty: Duty, name: str) -> Offer:
    """One move of one duty; a move that is quiet when not allowed comes back with its reasons all the same."""
    move = DUTY[name]
    facts = queries.duty_facts(actor, duty)
    return Offer(move, DUTY.refusals(name, duty.state, facts, dict.fromkeys(move.needs, True)))


def request_offers(actor: Actor, row: Request) -> tuple[Offer, ...]:
    """Granting and declining, as this person meets them."""
    return REQUEST.offers(row.state, queries.request_facts(actor, row))


def return_wording(task: Task) -> Say:
    """How sending back is worded towards the lead: a peer is asked to complete it, a lower unit is told why."""
    lead = task.lead_unit
    found = permit(relation_between(task.issuer, lead), Act.RETURN) if lead else None
    return found.wording if found else TASK["send_back"].label


def requests_on(task: Task) -> list[Request]:
    """The requests on a task, newest first."""
    return list(queries.requests_of(task))


def open_requests(actor: Actor, task: Task) -> list[tuple[Request, bool, bool]]:
    """Requests that wait, whether this person may rule on them, and whether they are heard on them."""
    found = []
    for row in queries.requests_of(task):
        if row.state in queries.OPEN_REQUESTS:
            able = {offer.move.name for offer in request_offers(actor, row) if offer.allowed}
            found.append((row, bool(able & {"grant", "decline"}), "answer" in able))
    return found


def request_choices(actor: Actor, task: Task) -> list[tuple[str, Offer]]:
    """Every kind of request on a task, with the reason where it cannot be made now."""
    facts = queries.task_facts(actor, task)
    found = []
    for kind in ON_TASK:
        move = TASK[f"request_{kind}"]
        because = TASK.refusals(move.name, task.state, facts, dict.fromkeys(move.needs, True))
        found.append((kind, Offer(move, because)))
    return found


def below_count(task: Task) -> int:
    """How many tasks below would stop or end with this one."""
    found, above = 0, [task.pk]
    while above:
        above = list(Task.objects.filter(parent__in=above).exclude(state__in=rules.CLOSED).values_list("pk", flat=True))
        found += len(above)
    return found


def may_link(actor: Actor, task: Task) -> bool:
    """Whether this person may say which indicator shows the task's effect."""
    stands, may = queries.positions(actor, task), permissions(actor.roles)
    if task.state in rules.CLOSED:
        return False
    return ("issuer" in stands and "draft" in may) or ("lead" in stands and "report" in may)


def may_grade(actor: Actor, task: Task) -> bool:
    """Whether this person may make it a key task."""
    own = task.issuer_id == actor.unit_id and task.parent_id is None
    return own and "draft" in permissions(actor.roles) and task.state not in rules.CLOSED


def ends_with_leader(task: Task) -> bool:
    """Whether the result goes to the leader who gave the instruction."""
    return queries.category_of(task).ends_by == "leader"
