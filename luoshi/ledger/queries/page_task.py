"""What does the page of one task show, and what do the pages of its acts need?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
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
from luoshi.ledger.models import Check, Completion, Duty, GenericDuty, Milestone, Plan, Request, Standard, Target, Task
from luoshi.ledger.queries.shapes import CascadeRow, DutyRow, Header, Lights, ParentExtract
from luoshi.ledger.workflow import DUTY, REQUEST, TASK
from luoshi.org.models import Post, Tenure, Unit
from luoshi.org.queries import in_force, lower_units, member_units
from luoshi.org.rules import Kind

TRAILS = {
    "reports": ("reporting",),
    "requests": ("ledger.request", "ledger.duty.request_division"),
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
        "task__issuer", "duty__unit", "unit", "assigner", "proposed_unit", "raised_by"
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


def task_sheet(actor: Actor, task: Task) -> Sheet:
    """Everything of the page's head, the source, and the side."""
    header = queries.header(actor, task)
    rows = [*([header.lead] if header.lead else []), *header.joint, *header.support]
    done = queries.completions(task)
    latest = done[0] if done else None
    plan_open = task.plan_id is not None and Plan.objects.visible_to(actor).filter(pk=task.plan_id).exists()
    return Sheet(
        header=header,
        lights=queries.lights([task])[task.pk],
        parent=queries.parent_extract(actor, task),
        place=place_of(task.clause.labels) if task.clause else "",
        clause=_clause(task, [row.duty.unit for row in rows]),
        plan_open=plan_open,
        milestones=tuple(Milestone.objects.filter(task=task)),
        contacts=_contacts(rows),
        completion=latest,
        files=tuple(kernel.files_of(latest)) if latest else (),
        state=str(TASK.states[task.state]),
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


def _clause(task: Task, units: Sequence[Unit]) -> tuple[Piece, ...]:
    clause = task.clause
    if clause is None:
        return (Piece(task.text, False),) if task.text else ()
    text = clause.text
    spans = [
        (target.start - clause.start, target.end - clause.start)
        for target in Target.objects.filter(task=task)
        if target.start is not None and target.end is not None
    ]
    for unit in units:
        spans += _named(text, unit.name)
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


REPORT_TAGS = {"待报": "yellow", "已退回": "ochre", "办不了": "dark", "需协调": "dark", "拟稿": "grey"}


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
    return "，".join(
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


def task_offers(actor: Actor, task: Task) -> tuple[Offer, ...]:
    """The moves of the task as this person meets them."""
    return TASK.offers(task.state, queries.task_facts(actor, task))


def task_offer(actor: Actor, task: Task, name: str) -> Offer | None:
    """One of them."""
    return next((offer for offer in task_offers(actor, task) if offer.move.name == name), None)


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


def duty_offer(actor: Actor, duty: Duty, name: str) -> Offer | None:
    """One move of one duty; a move that is quiet when not allowed comes back with its reasons all the same."""
    facts = queries.duty_facts(actor, duty)
    move = DUTY[name]
    if duty.state in move.sources:
        return Offer(move, DUTY._blocked(move, duty.state, facts))
    return Offer(move, DUTY.refusals(name, duty.state, facts, dict.fromkeys(move.needs, True)))


def request_offers(actor: Actor, row: Request) -> tuple[Offer, ...]:
    """Granting and declining, as this person meets them."""
    return REQUEST.offers(row.state, queries.request_facts(actor, row))


def verify_offers(actor: Actor, task: Task) -> dict[str, Offer]:
    """Passing and sending back, as this person meets them before the standards are ticked."""
    facts = queries.task_facts(actor, task, unmet=0)
    return {offer.move.name: offer for offer in TASK.offers(task.state, facts)}


def is_editable(actor: Actor, task: Task) -> bool:
    """Whether this person may still correct the draft."""
    roles = queries.task_facts(actor, task).roles
    return task.state == "draft" and bool({"issuer.draft", "issuer.breakdown"} & roles)


def requests_on(task: Task) -> list[Request]:
    """The requests on a task, newest first."""
    return list(queries.requests_of(task))


def open_requests(actor: Actor, task: Task) -> list[tuple[Request, bool]]:
    """Requests that wait, and whether this person may rule on them."""
    waiting = [row for row in queries.requests_of(task) if row.state == "raised"]
    return [
        (row, any(o.allowed for o in request_offers(actor, row) if o.move.name in {"grant", "decline"}))
        for row in waiting
    ]


# ---------- what forms need ----------


@dataclass(frozen=True)
class Bearer:
    """A duty of a draft, with the posts to choose from."""

    duty: Duty
    role: str
    person: str
    posts: tuple[Post, ...]

    @property
    def initial(self) -> dict[str, str]:
        return {"post": self.duty.post.name if self.duty.post else "", "person": self.person}


@dataclass(frozen=True)
class DraftRoom:
    """What the page of a draft is drawn from."""

    bearers: tuple[Bearer, ...]
    generic: tuple[GenericDuty, ...]
    standards: tuple[Standard, ...]
    target_rows: list[dict[str, Any]]
    node_rows: list[dict[str, Any]]
    missing: tuple[Any, ...]
    editable: bool
    refusals: tuple[Any, ...]


def draft_room(actor: Actor, task: Task) -> DraftRoom:
    """The draft as it stands, and what it lacks."""
    facts = queries.task_facts(actor, task)
    rows = [row for row in queries.duties(task) if row.duty.role != "supervising"]
    posts: dict[int, list[Post]] = {}
    for post in Post.objects.filter(unit__in=[row.duty.unit_id for row in rows]).select_related("unit"):
        posts.setdefault(post.unit_id, []).append(post)
    targets = Target.objects.filter(task=task)
    names = ("name", "comparator", "number", "unit_name", "start", "end")
    return DraftRoom(
        tuple(Bearer(row.duty, str(row.role), row.person, tuple(posts.get(row.duty.unit_id, ()))) for row in rows),
        tuple(GenericDuty.objects.filter(task=task, settled=False)),
        tuple(Standard.objects.filter(task=task)),
        [{**{name: getattr(one, name) for name in names}, "number": plainly(one.number)} for one in targets],
        [
            {"title": one.title, "due_on": one.due_on, "weight": one.weight}
            for one in Milestone.objects.filter(task=task)
        ],
        facts.missing,
        task.state == "draft" and bool({"issuer.draft", "issuer.breakdown"} & facts.roles),
        TASK.refusals("issue", task.state, facts, {}),
    )


def plainly(number: Any) -> str:
    """6000.0000 is 6000."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def units_for_duty(task: Task) -> Any:
    """The units that this unit may give a duty to: members of its place, and those it may hand down to."""
    unit = Unit.objects.filter(pk=task.issuer_id).first()
    if unit is None:
        return Unit.objects.none()
    found = lower_units(unit).values("pk")
    if unit.kind == Kind.OFFICE:
        return Unit.objects.filter(
            pk__in=[*found.values_list("pk", flat=True), *member_units(unit).values_list("pk", flat=True)]
        )
    return Unit.objects.filter(pk__in=[*found.values_list("pk", flat=True), unit.pk])


def posts_of(unit_id: int) -> Any:
    """The posts of a unit."""
    return Post.objects.filter(unit_id=unit_id)


def liaison_posts(duty: Duty) -> tuple[list[Post], dict[int, str]]:
    """The unit's liaison posts, and every post of it with its holder's name."""
    posts = list(posts_of(duty.unit_id))
    held = {
        row.post_id: row.person.name
        for row in Tenure.objects.filter(in_force(clock.today()), post__in=posts).select_related("person")
    }
    labels = {post.pk: f"{held.get(post.pk, '')} {post.name}".strip() for post in posts}
    return [post for post in posts if post.kind == "liaison"], labels


def peers_of(duty: Duty) -> Any:
    """Units that could bear the duty instead: those of the same place."""
    return Unit.objects.filter(place_path=duty.unit.place_path, abolished_on=None).exclude(
        pk=duty.unit_id
    ).exclude(kind__in=[Kind.PLACE, Kind.ENTERPRISE])  # fmt: skip


def heads_of(unit_id: int) -> list[str]:
    """Names of the heads of a unit, for a datalist."""
    rows = Tenure.objects.filter(in_force(clock.today()), post__unit=unit_id, post__kind__in=["head", "deputy"])
    return [row.person.name for row in rows.select_related("person").order_by("post__ordering", "id")]


def standards_of(task: Task) -> list[Standard]:
    """The standards of a task."""
    return list(Standard.objects.filter(task=task))


@dataclass(frozen=True)
class AtHand:
    """The application under verification."""

    completion: Completion
    checks: tuple[Check, ...]
    files: tuple[Attachment, ...]
    applied_by: str


def completion_at_hand(task: Task) -> AtHand:
    """The application that waits, with the claims and the evidence. `NotVisible` where none waits."""
    row = queries.open_completion(task)
    if row is None:
        raise NotVisible
    checks = tuple(
        Check.objects.filter(completion=row).select_related("standard").order_by("standard__ordering", "standard_id")
    )
    return AtHand(row, checks, tuple(kernel.files_of(row)), row.applied_by.name if row.applied_by else "")


@dataclass(frozen=True)
class BreakdownRoom:
    """Whom a task may be handed down to, and with what."""

    units: list[Unit]
    targets: list[Target]
    standards: list[str]
    who: dict[int, str]
    taken: set[int]


def breakdown_room(actor: Actor, task: Task) -> BreakdownRoom:
    """The lower units with their default responsible posts; those that have their copy already are taken."""
    own = Unit.objects.filter(pk=actor.unit_id or 0).first()
    units = list(lower_units(own)) if own else []
    held = Tenure.objects.filter(in_force(clock.today()), post__unit__in=units, post__is_default=True)
    who = {row.post.unit_id: f"{row.person.name} {row.post.name}" for row in held.select_related("post", "person")}
    taken = set(Task.objects.filter(parent=task).exclude(state="dropped").values_list("lead_unit_id", flat=True))
    standards = [one.text for one in standards_of(task)]
    return BreakdownRoom(units, list(Target.objects.filter(task=task)), standards, who, {pk for pk in taken if pk})


def breakdown_offer(actor: Actor, task: Task) -> Offer | None:
    """Whether this person may break the task down now."""
    return task_offer(actor, task, "breakdown")


@dataclass(frozen=True)
class PreviewRow:
    """What one unit would be asked for, and what is unusual about it."""

    unit: Unit
    due_on: Any
    shares: tuple[Any, ...]
    later: Say | None
    tighter: tuple[Say, ...]


@dataclass(frozen=True)
class Preview:
    """The order as it would go out. ``sums`` what each target adds up to, ``raised`` why that is more than was asked."""

    rows: tuple[PreviewRow, ...]
    sums: tuple[tuple[Target, Any], ...]
    raised: tuple[Say, ...]

    @property
    def later(self) -> int:
        return sum(row.later is not None for row in self.rows)

    @property
    def needs_reason(self) -> bool:
        return bool(self.raised or self.later) or any(row.tighter for row in self.rows)


def breakdown_preview(task: Task, parts: Sequence[Any], rule_of: Callable[[Task, Target], str]) -> Preview:
    """Which dates are later than the task's own, which are squeezed, and which sums are raised."""
    targets = list(Target.objects.filter(task=task))
    rows = tuple(
        PreviewRow(
            part.unit, part.due_on, tuple(part.shares.get(one.pk) for one in targets),
            rules.too_late(task.due_on, part.due_on), rules.tightened(task.due_on or task.review_on, part.due_on),
        )
        for part in parts
    )  # fmt: skip
    shares = []
    for one in targets:
        before = Target.objects.filter(source=one).exclude(task__state="dropped").values_list("number", flat=True)
        asked = (*before, *(part.shares[one.pk] for part in parts))
        shares.append(rules.Share(one.name, one.comparator, one.number, asked, one.unit_name, rule_of(task, one)))
    sums = tuple((one, sum(share.shares)) for one, share in zip(targets, shares, strict=True) if share.rule == "sum")
    return Preview(rows, sums, rules.tightened(None, None, shares))
