"""Which tasks does a generated world have? Some go down from the province through the lines and the unions, most are a
place's own. States, dates and accepted figures are spread so that every light occurs, in every place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from luoshi.desk.seeding import words
from luoshi.desk.seeding.tree import Place, Spot, World, uid
from luoshi.desk.seeding.writing import write
from luoshi.kernel import clock
from luoshi.ledger import rules
from luoshi.ledger.models import (
    Basis,
    Check,
    Clause,
    Completion,
    Duty,
    Milestone,
    Plan,
    PlanReader,
    Standard,
    Target,
    Task,
)
from luoshi.org.rules import Level
from luoshi.org.scope import Shown

CHUNK = 2_000
"""So many tasks are made and written at a time: memory stays flat however large the world."""
STATES = [("active", 76), ("completed", 15), ("verifying", 4), ("draft", 3), ("dropped", 2)]
RUNNING = ("active", "verifying")
OPEN = frozenset({"active", "verifying", "completed"})


@dataclass(slots=True)
class Ordered:
    """What orders tasks of a place: its plan with the clauses, or a basis alone."""

    basis: int
    category: str = "plan"
    plan: int | None = None
    clauses: tuple[int, ...] = ()


@dataclass(slots=True)
class Seedling:
    """A task about to be made. ``number``/``value`` of its one figure; ``above`` the task it was broken down from."""

    place: Place
    line: str
    issuer: Spot
    lead: Spot
    ordered: Ordered
    code: str
    title: str
    state: str
    due_on: date | None
    starts_on: date
    watchers: tuple[Spot, ...]
    clause: int | None = None
    figure: tuple[str, str] | None = None
    number: int = 0
    value: int | None = None
    above: Seedling | None = None
    down_to: Level | None = None
    tightening: str = ""
    support: tuple[Spot, ...] = ()
    pk: int = 0
    target: int | None = None


@dataclass
class Batch:
    """Rows that belong to the tasks of one chunk."""

    duties: list[Duty] = field(default_factory=list)
    standards: list[Standard] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    nodes: list[Milestone] = field(default_factory=list)


def build(scale: Any, world: World, rng: Random, ticks: Callable[[str, int], None]) -> None:
    """Write plans, tasks and all that belongs to them."""
    grower = _Grower(rng, clock.today())
    places = [place for level in (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY) for place in world.places(level)]
    root = world.province
    every = places if root in places else [root, *places]
    orders = {place.unit.pk: _orders(place, rng, grower.today) for place in every}
    made = 0
    roots = grower.cascades(scale, root, orders[root.unit.pk][0])
    for first in range(0, len(roots), scale.at_once):
        level = roots[first : first + scale.at_once]
        while level:
            below: list[Seedling] = []
            for start in range(0, len(level), CHUNK):
                chunk = level[start : start + CHUNK]
                grower.write(chunk)
                ticks("tasks", len(chunk))
                below += [child for one in chunk for child in grower.broken_down(one)]
            made, level = made + len(level), below
    for start in range(made, scale.tasks, CHUNK):
        chunk = [
            grower.own(places[n % len(places)], orders, n // len(places))
            for n in range(start, min(start + CHUNK, scale.tasks))
        ]
        grower.write(chunk)
        ticks("tasks", len(chunk))
    write(
        [
            PlanReader(plan_id=plan, unit_id=spot.pk, unit_path=spot.path, shown=Shown.SUBTREE)
            for (plan, _), spot in grower.readers.items()
        ]
    )


def _orders(place: Place, rng: Random, today: date) -> list[Ordered]:
    """The place's plan, approved, and one instruction, one meeting decision, one letter."""
    name, dated = place.unit.name, today - timedelta(days=rng.randrange(300, 700))
    kinds = [("document", "plan"), ("instruction", "instruction"), ("meeting", "meeting"), ("letter", "letter")]
    titles = [
        f"{name}推进产业工人队伍建设改革实施方案",
        "关于根治欠薪工作的批示",
        "产改协调小组全体会议纪要",
        "关于商请协助开展调研的函",
    ]
    rows = [
        Basis(kind=kind, title=title, number=f"{name[0]}产改〔{dated.year}〕{place.unit.pk + n}号", dated_on=dated)
        for n, ((kind, _), title) in enumerate(zip(kinds, titles, strict=True))
    ]
    write(rows)
    paragraphs = [f"{n}．{subject}。" for n, subject in enumerate(words.SUBJECTS, 1)]
    plan = Plan(
        uid=uid(rng), state="approved", title=titles[0], doc_number=rows[0].number, issuer_name=f"{name}产改协调小组",
        issued_on=dated, unit_id=place.office.pk, text="\n".join(paragraphs), basis=rows[0], created_at=_moment(dated),
    )  # fmt: skip
    write([plan])
    clauses, start = [], 0
    for n, paragraph in enumerate(paragraphs):
        label = f"{'一二三四五六七'[n % 7]}、"
        clauses.append(
            Clause(
                uid=uid(rng), plan=plan, labels=[label, f"{n + 1}．"], heading=words.SUBJECTS[n], text=paragraph,
                start=start, end=start + len(paragraph), ordering=n,
            )
        )  # fmt: skip
        start += len(paragraph) + 1
    write(clauses)
    found = [Ordered(row.pk, category) for row, (_, category) in zip(rows, kinds, strict=True)]
    found[0].plan, found[0].clauses = plan.pk, tuple(one.pk for one in clauses)
    return found


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock_time(9)))


class _Grower:
    """Thinks tasks out, and writes them chunk by chunk."""

    def __init__(self, rng: Random, today: date) -> None:
        self.rng, self.today = rng, today
        self.readers: dict[tuple[int, int], Spot] = {}

    # ---------- what is to be made ----------

    def cascades(self, scale: Any, province: Place, ordered: Ordered) -> list[Seedling]:
        """The province's tasks that go down: through the lines to the counties, through the unions to the townships."""
        lines = [line for line, _, _, _ in words.MEMBERS[:12]]
        asked = [(lines[n % 12], Level.COUNTY) for n in range(scale.lines)] + [("gh", Level.TOWNSHIP)] * scale.unions
        found = []
        for n, (line, down_to) in enumerate(asked):
            one = self._seedling(province, line, ordered, n, "active" if self.rng.random() < 0.9 else "completed")
            one.down_to, one.figure = down_to, self.rng.choice(words.TARGETS)[:2]
            one.number = self.rng.randrange(60, 400) * 1000
            one.value = self._value(one)
            one.support = tuple(self.rng.sample([s for k, s in province.spots.items() if k not in {line, "office"}], 2))
            found.append(one)
        return found

    def broken_down(self, one: Seedling) -> list[Seedling]:
        """The copies that the lead unit has handed to its line's juniors in the places below."""
        if one.down_to is None or one.place.level is one.down_to or one.state == "draft":
            return []
        places = [place for place in one.place.below if one.line in place.spots]
        if not places:
            return []
        numbers = self._split(one.number, len(places))
        values = self._split(one.value, len(places)) if one.value is not None else [None] * len(places)
        found = []
        for n, (place, number, value) in enumerate(zip(places, numbers, values, strict=True), 1):
            state = (
                one.state
                if one.state == "completed"
                else self._pick([("active", 82), ("completed", 14), ("verifying", 4)])
            )
            earlier = self.rng.random() < 0.1 and one.due_on is not None and one.starts_on < self.today
            found.append(
                Seedling(
                    place=place, line=one.line, issuer=one.lead, lead=place.spots[one.line], ordered=one.ordered,
                    code=f"{one.code}-{n:02d}", title=one.title, state=state,
                    due_on=one.due_on - timedelta(days=self.rng.randrange(5, 60)) if earlier and one.due_on else one.due_on,
                    starts_on=one.starts_on, watchers=(one.lead, *one.watchers), clause=one.clause, figure=one.figure,
                    number=number, value=number if state == "completed" else value, above=one, down_to=one.down_to,
                    tightening="上级要求提前安排。" if earlier else "",
                )
            )  # fmt: skip
        return found

    def own(self, place: Place, orders: dict[int, list[Ordered]], n: int) -> Seedling:
        """A task that a place's office has given to a member unit of its own place."""
        ordered = self.rng.choices(orders[place.unit.pk], [80, 8, 7, 5])[0]
        members = [line for line in place.spots if line != "office"]
        one = self._seedling(place, self.rng.choice(members), ordered, n, self._pick(STATES))
        if self.rng.random() < 0.55:
            name, unit, number = self.rng.choice(words.TARGETS)
            one.figure, one.number = (name, unit), number // self.rng.randrange(1, 20) + 1
            one.value = self._value(one)
        others = [line for line in members if line != one.line]
        one.support = tuple(place.spots[line] for line in self.rng.sample(others, self.rng.choice([0, 1, 1, 2, 3])))
        return one

    def _seedling(self, place: Place, line: str, ordered: Ordered, n: int, state: str) -> Seedling:
        due, starts = self._dates(state)
        title = f"{self.rng.choice(words.VERBS)}{words.SUBJECTS[n % len(words.SUBJECTS)]}"
        return Seedling(
            place=place, line=line, issuer=place.office, lead=place.spots[line], ordered=ordered,
            code=f"{n % 7 + 1}.{n // 7 + 1}", title=title, state=state, due_on=due, starts_on=starts,
            watchers=(place.office,), clause=ordered.clauses[n % len(ordered.clauses)] if ordered.clauses else None,
        )  # fmt: skip

    def _pick(self, among: Sequence[tuple[str, int]]) -> str:
        return self.rng.choices([name for name, _ in among], [weight for _, weight in among])[0]

    def _dates(self, state: str) -> tuple[date | None, date]:
        """(due, start). Nine in a hundred of what runs is late, five are near their date, three have none."""
        chance = self.rng.random()
        if state == "completed":
            days = self.rng.randrange(-400, 200)
        elif chance < 0.09:
            days = self.rng.randrange(-150, 0)
        elif chance < 0.14:
            days = self.rng.randrange(0, 6)
        else:
            days = self.rng.randrange(6, 800)
        due = self.today + timedelta(days=days)
        start = min(
            due - timedelta(days=self.rng.randrange(120, 700)),
            self.today + timedelta(days=self.rng.choice([-30, -10, -1, 20])),
        )
        return (None if self.rng.random() < 0.03 else due), start

    def _value(self, one: Seedling) -> int | None:
        """What has been accepted: about on the planned line, well behind, far behind, ahead, or nothing yet."""
        if one.state in {"draft", "dropped"} or (one.state == "active" and self.rng.random() < 0.08):
            return None
        if one.state in {"completed", "verifying"}:
            return one.number
        planned = rules.planned(self.today, one.starts_on, one.due_on) or 50.0
        gap = self.rng.choices([0, 20, 45, -18], [58, 15, 12, 15])[0] + self.rng.uniform(-6, 6)
        return int(one.number * min(max(planned - gap, 0), 100) / 100)

    def _split(self, total: int, parts: int) -> list[int]:
        weights = [self.rng.uniform(0.6, 1.4) for _ in range(parts)]
        shares = [int(total * weight / sum(weights)) for weight in weights]
        shares[-1] += total - sum(shares)
        return shares

    # ---------- writing ----------

    def write(self, chunk: Sequence[Seedling]) -> None:
        """Write the tasks of a chunk with their duties, standards, figures and nodes."""
        nodes = [self._nodes(one) for one in chunk]
        rows = [self._task(one, mine) for one, mine in zip(chunk, nodes, strict=True)]
        write(rows)
        batch = Batch()
        for one, row, mine in zip(chunk, rows, nodes, strict=True):
            one.pk = row.pk
            self._duties(one, batch)
            for n, text in enumerate(self.rng.sample(words.STANDARDS, self.rng.choice([1, 1, 2]))):
                batch.standards.append(Standard(task_id=row.pk, text=text, ordering=n))
            for node in mine:
                node.task_id = row.pk
            batch.nodes += mine
            if one.figure:
                batch.targets.append(self._target(one))
        for kind in (batch.duties, batch.standards, batch.targets, batch.nodes):
            write(kind)
        held = {target.task_id: target.pk for target in batch.targets}
        for one in chunk:
            one.target = held.get(one.pk)
        self._completions(chunk, batch.standards)

    def _nodes(self, one: Seedling) -> list[Milestone]:
        if one.figure or one.due_on is None or self.rng.random() < 0.4:
            return []
        span = (one.due_on - one.starts_on).days
        days = [one.starts_on + timedelta(days=span * part // 4) for part in range(1, 5)]
        over = one.state in {"completed", "verifying"}
        return [
            Milestone(
                title=title, due_on=day, weight=self.rng.choice([1, 1, 2]),
                done_on=min(day, self.today) if over or (one.state == "active" and day <= self.today and self.rng.random() < 0.8) else None,
            )
            for title, day in zip(words.NODES, days, strict=True)
        ]  # fmt: skip

    def _task(self, one: Seedling, nodes: Iterable[Milestone]) -> Task:
        figures = (
            [rules.Figure(">=", Decimal(one.number), None if one.value is None else Decimal(one.value))]
            if one.figure
            else []
        )
        dated = [rules.Node(node.due_on, node.weight, node.done_on is not None) for node in nodes]
        issued = one.state in OPEN
        done = rules.done(figures, dated)
        turned = rules.turns(done.percent, rules.line(one.starts_on, one.due_on, dated, stepped=done.by == "nodes"))
        first = one.due_on - timedelta(days=60) if one.due_on and self.rng.random() < 0.05 else one.due_on
        return Task(
            uid=uid(self.rng), state=one.state, version=1 if issued else 0, number=one.code, order_key=rules.order_key(one.code, one.ordered.plan),
            title=one.title, text=f"{one.title}，按季报送进展。", category=one.ordered.category, plan_id=one.ordered.plan,
            clause_id=one.clause, basis_id=one.ordered.basis, parent_id=one.above.pk if one.above else None,
            issuer_id=one.issuer.pk, lead_unit_id=one.lead.pk, lead_path=one.lead.path, starts_on=one.starts_on,
            due_on=one.due_on, first_due_on=first if issued else None,
            review_on=None if one.due_on else self.today + timedelta(days=self.rng.randrange(-20, 200)),
            issued_at=_moment(min(one.starts_on, self.today)) if issued else None,
            paused=one.state == "active" and self.rng.random() < 0.01, done=done.percent if issued else None,
            behind_from=turned.behind_from if issued else None, far_behind_from=turned.far_behind_from if issued else None,
            ahead_until=turned.ahead_until if issued else None,
            reported_state=self._reported(one), latest=self.rng.choice(words.LATEST) if issued else "",
            tightening=one.tightening, ending=self._pick([("done", 8), ("stage", 1), ("routine", 1)]) if one.state == "completed" else "",
            completed_on=min(one.due_on or self.today, self.today) if one.state == "completed" else None,
        )  # fmt: skip

    def _reported(self, one: Seedling) -> str:
        if one.state not in RUNNING:
            return "done" if one.state == "completed" else ""
        return self._pick([("on_line", 70), ("behind", 15), ("ahead", 8), ("", 7)])

    def _target(self, one: Seedling) -> Target:
        name, unit = one.figure or ("", "")
        return Target(
            task_id=one.pk, name=name, number=Decimal(one.number), unit_name=unit,
            value=None if one.value is None else Decimal(one.value), source_id=one.above.target if one.above else None,
        )  # fmt: skip

    def _duties(self, one: Seedling, batch: Batch) -> None:
        issued = one.state in OPEN
        shown = Shown.SUBTREE if issued else Shown.HIDDEN
        for role, spots in (("lead", (one.lead,)), ("support", one.support)):
            for spot in spots:
                received = issued and (one.state != "active" or self.rng.random() < 0.93)
                batch.duties.append(
                    Duty(
                        task_id=one.pk, unit_id=spot.pk, unit_path=spot.path, role=role, shown=shown, post_id=spot.post,
                        state="received" if received else "pending", version=1 if received else 0,
                        received_at=_moment(min(one.starts_on + timedelta(days=2), self.today)) if received else None,
                    )
                )  # fmt: skip
        for spot in {spot.pk: spot for spot in one.watchers}.values():
            batch.duties.append(
                Duty(
                    task_id=one.pk, unit_id=spot.pk, unit_path=spot.path, role="supervising", state="received",
                    shown=Shown.SUBTREE if issued else Shown.UNIT,
                )
            )  # fmt: skip
        if issued and one.ordered.plan:
            for spot in (one.lead, one.issuer, *one.support):
                self.readers[one.ordered.plan, spot.pk] = spot

    def _completions(self, chunk: Sequence[Seedling], standards: Sequence[Standard]) -> None:
        """Applications that wait for verification, with a claim on every standard."""
        waiting = [one for one in chunk if one.state == "verifying"]
        rows = {
            one.pk: Completion(
                task_id=one.pk, ending="done", statement="各项标准均已达到。", applied_at=_moment(self.today)
            )
            for one in waiting
        }
        write(list(rows.values()))
        write(
            [
                Check(completion=rows[one.task_id], standard=one, claim="已达到，材料齐全。")
                for one in standards
                if one.task_id in rows
            ]
        )
