"""The new rows of a table become drafts that nobody sees yet: their duties open only when all of them are there.

What all rows have in common is read once, and drafts are made before their transaction begins: on SQLite nobody else
writes while it lasts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.rows import new
from luoshi.ledger import rules
from luoshi.ledger.models import Duty, GenericDuty, Plan, Standard, Target, Task
from luoshi.ledger.services.common import default_posts, supervising
from luoshi.ledger.services.judging import ROLES
from luoshi.ledger.workflow import TASK
from luoshi.org.models import Post, SheetImport, SheetRow, Unit
from luoshi.org.scope import Shown


def ids_in(value: Any) -> list[int]:
    """The keys in a cell, which holds one or several."""
    return value if isinstance(value, list) else [value] if value else []


def day_in(text: str | None) -> date | None:
    """The day in a cell."""
    return date.fromisoformat(text) if text else None


class Layer:
    """Lays the new rows of one table piece by piece; knows every unit and post that it has met."""

    def __init__(self, actor: Actor, batch: SheetImport) -> None:
        self.actor, self.issuer = actor, batch.unit
        self.plan = Plan.objects.select_related("basis").filter(pk=batch.given.get("plan") or 0).first()
        self.basis = self.plan.basis if self.plan is not None and self.plan.state == "approved" else None
        self.units: dict[int, Unit] = {}
        self.posts: dict[tuple[int, str], Post | None] = {}
        """By unit and name; the default one under the empty name."""

    def __call__(self, rows: Sequence[SheetRow]) -> None:
        """Write the drafts of some rows, and their keys into these."""
        self._learn([row.values for row in rows])
        made = [self._task(row.values) for row in rows]
        parts = [self._parts(task, row.values) for task, row in zip(made, rows, strict=True)]
        told = [self._told(row) for row in rows]
        with actions.atomic():
            actions.create_whole(self.actor, "ledger.task.draft", made, parts, told)
            for row, task in zip(rows, made, strict=True):
                row.object_id = task.pk
            actions.restage(rows, ["object_id"])

    def _learn(self, cells: Iterable[Mapping[str, Any]]) -> None:
        """Read the units and posts that these rows name and that have not been met yet."""
        named = {(pk, one.get("post") or "") for one in cells for role in ROLES for pk in ids_in(one.get(role))}
        unknown = Unit.objects.in_bulk({pk for pk, _ in named} - self.units.keys())
        self.units |= unknown
        self.posts |= {(pk, ""): post for pk, post in default_posts(unknown.values()).items()} if unknown else {}
        asked = {one for one in named if one[1]} - self.posts.keys()
        if asked:
            self.posts |= dict.fromkeys(asked)
            found = Post.objects.filter(unit__in={pk for pk, _ in asked}, name__in={name for _, name in asked})
            self.posts |= {(post.unit_id, post.name): post for post in found}

    @cached_property
    def _running(self) -> Any:
        """Running numbers for rows without one, after those there are."""
        count = Task.objects.filter(issuer_id=self.actor.unit_id, plan=self.plan).count()
        return (f"{at:03d}" for at in range(count + 1, 10**9))

    def _task(self, cells: Mapping[str, Any]) -> Task:
        number = cells.get("number") or next(self._running)
        lead = self.units.get(cells.get("lead") or 0)
        return new(
            Task, state=TASK.start, number=number, order_key=rules.order_key(number, self.plan.pk if self.plan else None),
            title=cells["title"], text=cells.get("text") or "", category=cells.get("category") or "plan", plan=self.plan,
            clause_id=cells.get("clause"), basis=self.basis, issuer=self.issuer, lead_unit=lead,
            lead_path=lead.path if lead else "", starts_on=day_in(cells.get("starts_on")), due_on=day_in(cells.get("due_on")),
            review_on=day_in(cells.get("review_on")),
        )  # fmt: skip

    def _parts(self, task: Task, cells: Mapping[str, Any]) -> list[Any]:
        rows: list[Any] = [supervising(task, self.issuer, Shown.HIDDEN)]
        rows += [self._duty(task, role, pk, cells) for role in ROLES for pk in ids_in(cells.get(role))]
        texts, figures = cells.get("standards") or (), cells.get("targets") or ()
        rows += [new(Standard, task=task, text=text, ordering=at) for at, text in enumerate(texts)]
        rows += [new(GenericDuty, task=task, name=name) for name in cells.get("generic") or ()]
        rows += [
            new(Target, task=task, name=name, comparator=sign, number=Decimal(number), unit_name=unit, ordering=at)
            for at, (name, sign, number, unit) in enumerate(figures)
        ]
        return rows

    def _duty(self, task: Task, role: str, pk: int, cells: Mapping[str, Any]) -> Duty:
        unit, post = self.units[pk], None
        if role == "lead":
            post = self.posts.get((pk, cells.get("post") or "")) or self.posts.get((pk, ""))
        return new(
            Duty, task=task, unit=unit, unit_path=unit.path, role=role, shown=Shown.HIDDEN, post=post, state="pending"
        )

    def _told(self, row: SheetRow) -> dict[str, Any]:
        """What the one event of a draft says of its parts."""
        borne = {
            role: [self.units[pk].name for pk in ids_in(row.values[role])] for role in ROLES if row.values.get(role)
        }
        return {"duties": borne, "standards": row.values.get("standards", []), "row": row.number}
