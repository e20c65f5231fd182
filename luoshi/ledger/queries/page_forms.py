"""What do the pages of acts need: choices, prefilled values, and a look at what is about to be ordered?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from luoshi.kernel import clock
from luoshi.kernel import queries as kernel
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.models import Attachment
from luoshi.kernel.say import Say
from luoshi.kernel.workflow import Offer
from luoshi.ledger import queries, rules
from luoshi.ledger.models import Check, Completion, Duty, GenericDuty, Milestone, Standard, Target, Task
from luoshi.ledger.queries import page_task
from luoshi.ledger.workflow import TASK
from luoshi.org.models import Post, Tenure, Unit
from luoshi.org.queries import in_force, lower_units, member_units
from luoshi.org.rules import Kind


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
        page_task.editable(task, facts),
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
    taken = set(Task.objects.filter(parent=task).exclude(state__in=rules.GONE).values_list("lead_unit_id", flat=True))
    standards = [one.text for one in standards_of(task)]
    return BreakdownRoom(units, list(Target.objects.filter(task=task)), standards, who, {pk for pk in taken if pk})


def breakdown_offer(actor: Actor, task: Task) -> Offer:
    """Whether this person may break the task down now."""
    return page_task.task_offer(actor, task, "breakdown")


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
        before = Target.objects.filter(source=one).exclude(task__state__in=rules.GONE).values_list("number", flat=True)
        asked = (*before, *(part.shares[one.pk] for part in parts))
        shares.append(rules.Share(one.name, one.comparator, one.number, asked, one.unit_name, rule_of(task, one)))
    sums = tuple((one, sum(share.shares)) for one, share in zip(targets, shares, strict=True) if share.rule == "sum")
    return Preview(rows, sums, rules.tightened(None, None, shares))
