"""Which tasks does a generated world have? Some go down from the province through the lines and the unions, most are a
place's own. States, dates and accepted figures are spread so that every light occurs, in every place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import Any

from django.db import models
from django.utils import timezone

from luoshi.desk.seeding import words
from luoshi.desk.seeding.tree import Place, Spot, World
from luoshi.desk.seeding.writing import Block, Bulk, Copy
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
from luoshi.org.models import Post, Unit
from luoshi.org.rules import Level
from luoshi.org.scope import Shown

TEXT = "，按季报送进展。"
KINDS = (Task, Duty, Standard, Milestone, Target, Completion, Check)
COPIED: dict[type[models.Model], dict[str, str]] = {
    Task: {
        "number": "s.code || substr(m.number, CAST(s.code_cut + 1 AS integer))", "title": "coalesce(s.title, m.title)",
        "text": f"coalesce(s.title || '{TEXT}', m.text)",
        "order_key": "CASE WHEN m.plan_id IS NULL THEN m.order_key ELSE s.order_key || substr(m.order_key, CAST(s.order_cut + 1 AS integer)) END",
        "lead_path": "(SELECT u.path FROM org_unit u WHERE u.id = m.lead_unit_id + s.unit_by)",
    },
    Duty: {"unit_path": "(SELECT u.path FROM org_unit u WHERE u.id = m.unit_id + s.unit_by)"},
}  # fmt: skip
"""What differs in a copy, beside its keys."""
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
class Course:
    """How a task goes, whoever has it: its state and dates, its one figure (``number`` wanted, ``value`` reached), its
    standards and dated nodes (title, day, weight, done on), and the ``columns`` of its row that follow from these."""

    state: str
    due_on: date | None
    starts_on: date
    standards: tuple[str, ...]
    figure: tuple[str, str] | None = None
    number: int = 0
    value: int | None = None
    nodes: tuple[tuple[str, date, int, date | None], ...] = ()
    columns: dict[str, Any] | None = None


@dataclass(slots=True)
class Seedling:
    """A task about to be made: who has it from whom, and ``above`` the key of the task it was broken down from."""

    place: Place
    line: str
    issuer: Spot
    lead: Spot
    ordered: Ordered
    code: str
    title: str
    course: Course
    watchers: tuple[Spot, ...]
    clause: int | None = None
    above: int | None = None
    down_to: Level | None = None
    tightening: str = ""
    support: tuple[Spot, ...] = ()
    pk: int = 0
    target: int | None = None
    """The key of its figure; until that is written, the one it is a share of."""


def build(scale: Any, world: World, rng: Random, bulk: Bulk) -> None:
    """Write plans, tasks and all that belongs to them."""
    grower = _Grower(scale, rng, clock.today(), bulk)
    places = [place for level in (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY) for place in world.places(level)]
    root = world.province
    every = places if root in places else [root, *places]
    grower.order([place for place in every if place.spots])
    made = grower.cascades(root)
    grower.owns([place for place in places if place.spots], max(scale.tasks - made, 0))
    for (plan, _), spot in grower.readers.items():
        bulk.add(PlanReader, plan_id=plan, unit_id=spot.pk, unit_path=spot.path, shown=Shown.SUBTREE.value)


@lru_cache(10_000)
def moment(day: date) -> datetime:
    """Nine in the morning of a day."""
    return timezone.make_aware(datetime.combine(day, clock_time(9)))


@lru_cache(200_000)
def _turns(done: Decimal | None, starts_on: date, due_on: date | None) -> rules.Turns:
    """When the lights of a task without nodes turn: the tasks of one cascade have their dates in common."""
    return rules.turns(done, rules.line(starts_on, due_on))


class _Grower:
    """Thinks tasks out one by one, and has them written."""

    def __init__(self, scale: Any, rng: Random, today: date, bulk: Bulk) -> None:
        self.scale, self.rng, self.today, self.bulk, self.add = scale, rng, today, bulk, bulk.add
        self.readers: dict[tuple[int, int], Spot] = {}
        self.ordered: dict[int, list[Ordered]] = {}

    # ---------- what is to be made ----------

    def order(self, places: Sequence[Place]) -> None:
        """What orders tasks in each of these places; its members read the plan."""
        for place in places:
            self.ordered[place.pk] = self.orders(place)
            for spot in place.spots.values():
                self.readers[self.ordered[place.pk][0].plan or 0, spot.pk] = spot

    def grown(self, seedlings: Iterable[Seedling]) -> Block:
        """Write these tasks with all below them; which rows that were."""
        first = self.bulk.keys()
        for one in seedlings:
            self.grow(one)
        return Block(first, self.bulk.keys())

    def cascades(self, root: Place) -> int:
        """The root's tasks that go down: through the lines to the counties, through the unions to the townships. How many."""
        lines, unions, _ = self.scale.patterns
        whole = [(words.MEMBERS[n % 12][0], Level.COUNTY, n % lines) for n in range(self.scale.lines)]
        whole += [("gh", Level.TOWNSHIP, lines + n % unions) for n in range(self.scale.unions)]
        ordered, blocks, copies, made = self.ordered[root.pk][0], dict[int, tuple[str, Block]](), list[Copy](), 0
        for n, (line, down_to, pattern) in enumerate(whole):
            one = self._ordered_down(root, line, ordered, n, down_to)
            if pattern not in blocks:
                blocks[pattern] = one.code, self.grown([one])
            else:
                code, block = blocks[pattern]
                words_ = {"title": one.title, "code": one.code, "code_cut": len(code)}
                key, cut = rules.order_key(one.code, ordered.plan), len(rules.order_key(code, ordered.plan))
                outside = dict.fromkeys((Unit, Post, Basis, Plan, Clause), 0)
                copies.append(Copy(block, outside, words_ | {"order_key": key, "order_cut": cut}))
            made += blocks[pattern][1].size(Task)
        self.bulk.copy(copies, KINDS, COPIED)
        return made

    def owns(self, places: Sequence[Place], number: int) -> None:
        """So many tasks that places have given to their own members, the same number in each, but for a few."""
        each, blocks, copies = number // len(places), list[tuple[Place, Block]](), list[Copy]()
        self.grown(self.own(places[0], each + n) for n in range(number % len(places)))
        for n, place in enumerate(places):
            if n < self.scale.patterns[2]:
                blocks.append((place, self.grown(self.own(place, k) for k in range(each))))
                continue
            like, block = blocks[n % self.scale.patterns[2]]
            here, there = self.ordered[place.pk][0], self.ordered[like.pk][0]
            apart = {
                Unit: place.office.pk - like.office.pk, Post: (place.office.post or 0) - (like.office.post or 0),
                Basis: here.basis - there.basis, Plan: (here.plan or 0) - (there.plan or 0),
                Clause: here.clauses[0] - there.clauses[0],
            }  # fmt: skip
            key = rules.order_key("", here.plan).rstrip()
            words_ = {"title": None, "code": "", "code_cut": 0, "order_key": key, "order_cut": len(key)}
            copies.append(Copy(block, apart, words_))
        self.bulk.copy(copies, KINDS, COPIED)

    def orders(self, place: Place) -> list[Ordered]:
        """The place's plan, approved, and one instruction, one meeting decision, one letter."""
        dated = self.today - timedelta(days=self.rng.randrange(300, 700))
        kinds = {
            "document": f"{place.name}推进产业工人队伍建设改革实施方案",
            "instruction": "关于根治欠薪工作的批示",
            "meeting": "产改协调小组全体会议纪要",
            "letter": "关于商请协助开展调研的函",
        }
        numbers = [f"{place.name[0]}产改〔{dated.year}〕{place.pk + n}号" for n in range(len(kinds))]
        found = [
            Ordered(self.add(Basis, kind=kind, title=title, number=number, dated_on=dated), kind)
            for (kind, title), number in zip(kinds.items(), numbers, strict=True)
        ]
        first, paragraphs = found[0], [f"{n}．{subject}。" for n, subject in enumerate(words.SUBJECTS, 1)]
        first.category = "plan"
        first.plan = self.add(
            Plan, state="approved", title=kinds["document"], doc_number=numbers[0], issuer_name=f"{place.name}产改协调小组",
            issued_on=dated, unit_id=place.office.pk, text="\n".join(paragraphs), basis_id=first.basis, created_at=moment(dated),
        )  # fmt: skip
        first.clauses = tuple(self._clauses(first.plan, paragraphs))
        return found

    def _clauses(self, plan: int, paragraphs: Sequence[str]) -> Iterator[int]:
        start = 0
        for n, paragraph in enumerate(paragraphs):
            yield self.add(
                Clause, plan_id=plan, labels=[f"{'一二三四五六七'[n % 7]}、", f"{n + 1}．"], heading=words.SUBJECTS[n],
                text=paragraph, start=start, end=start + len(paragraph), ordering=n,
            )  # fmt: skip
            start += len(paragraph) + 1

    def _ordered_down(self, root: Place, line: str, ordered: Ordered, n: int, down_to: Level) -> Seedling:
        course = self._course("active", at_least=60)
        course.figure, course.number = self.rng.choice(words.TARGETS)[:2], self.rng.randrange(60, 400) * 1000
        course.value = self._value(course)
        one = self._seedling(root, line, ordered, n, self._settled(course))
        one.down_to = down_to
        one.support = tuple(self.rng.sample([s for k, s in root.spots.items() if k not in {line, "office"}], 2))
        return one

    def broken_down(self, one: Seedling) -> Iterator[Seedling]:
        """The copies that the lead unit has handed to its line's juniors in the places below."""
        if one.down_to is None or one.place.level is one.down_to or one.course.state == "draft":
            return
        places, above = [place for place in one.place.below if one.line in place.spots], one.course
        numbers = self._split(above.number, len(places))
        values = self._split(above.value, len(places)) if above.value is not None else [None] * len(places)
        watchers = (one.lead, *one.watchers)
        for n, (place, number, value) in enumerate(zip(places, numbers, values, strict=True), 1):
            state = (
                above.state
                if above.state == "completed"
                else self._pick("active", 0.82, "completed", 0.96, "verifying")
            )
            course = Course(state, above.due_on, above.starts_on, above.standards, above.figure, number, value)
            course.value = number if state == "completed" else value
            earlier = above.due_on is not None and self.rng.random() < 0.15
            if earlier and above.due_on:
                first = max(above.starts_on + timedelta(days=10), self.today - timedelta(days=120))
                days = min((above.due_on - first).days, 240)
                course.due_on = first + timedelta(days=self.rng.randrange(0, days, 5)) if days > 0 else above.due_on
            yield Seedling(
                place=place, line=one.line, issuer=one.lead, lead=place.spots[one.line], ordered=one.ordered,
                code=f"{one.code}-{n:02d}", title=one.title, course=self._settled(course), watchers=watchers,
                clause=one.clause, above=one.pk, target=one.target, down_to=one.down_to,
                tightening="上级要求提前安排。" if earlier else "",
            )  # fmt: skip

    def own(self, place: Place, n: int) -> Seedling:
        """A task that a place's office has given to a member unit of its own place: one of the twelve of every place."""
        ordered = self.rng.choices(self.ordered[place.pk], [80, 8, 7, 5])[0]
        course = self._course(self.rng.choices([name for name, _ in STATES], [weight for _, weight in STATES])[0])
        if self.rng.random() < 0.55:
            name, unit, number = self.rng.choice(words.TARGETS)
            course.figure, course.number = (name, unit), number // self.rng.randrange(1, 20) + 1
            course.value = self._value(course)
        members = [line for line in place.spots if line != "office"][:12]
        one = self._seedling(place, self.rng.choice(members), ordered, n, self._settled(course))
        others = self.rng.sample(members, self.rng.choice([0, 1, 1, 2, 3]))
        one.support = tuple(place.spots[line] for line in others if line != one.line)
        return one

    def _seedling(self, place: Place, line: str, ordered: Ordered, n: int, course: Course) -> Seedling:
        return Seedling(
            place=place, line=line, issuer=place.office, lead=place.spots[line], ordered=ordered,
            code=f"{n % 7 + 1}.{n // 7 + 1}", course=course, watchers=(place.office,),
            title=f"{self.rng.choice(words.VERBS)}{words.SUBJECTS[n % len(words.SUBJECTS)]}",
            clause=ordered.clauses[n % len(ordered.clauses)] if ordered.clauses else None,
        )  # fmt: skip

    def _pick(self, *choices: Any) -> str:
        """The first of the words whose share, summed up, is not reached: ("active", 0.8, "completed")."""
        chance = self.rng.random()
        for word, share in zip(choices[::2], choices[1::2], strict=False):
            if chance < share:
                return str(word)
        return str(choices[-1])

    def _course(self, state: str, at_least: int = -1000) -> Course:
        """Nine in a hundred of what runs is late, five are near their date, three have none. ``at_least`` so many days
        are left."""
        chance = self.rng.random()
        if state == "completed":
            days = self.rng.randrange(-400, 200)
        elif chance < 0.09:
            days = self.rng.randrange(-150, 0)
        elif chance < 0.14:
            days = self.rng.randrange(0, 6)
        else:
            days = self.rng.randrange(6, 800)
        due = self.today + timedelta(days=max(days, at_least))
        start = min(
            due - timedelta(days=self.rng.randrange(120, 700)),
            self.today + timedelta(days=self.rng.choice([-30, -10, -1, 20])),
        )
        standards = tuple(self.rng.sample(words.STANDARDS, self.rng.choice([1, 1, 2])))
        return Course(state, None if self.rng.random() < 0.03 else due, start, standards)

    def _value(self, one: Course) -> int | None:
        """What has been accepted: about on the planned line, well behind, far behind, ahead, or nothing yet."""
        if one.state in {"draft", "dropped"} or (one.state == "active" and self.rng.random() < 0.08):
            return None
        if one.state in {"completed", "verifying"}:
            return one.number
        planned = rules.planned(self.today, one.starts_on, one.due_on) or 50.0
        gap = self.rng.choices([0, 20, 45, -18], [58, 15, 12, 15])[0] + self.rng.uniform(-6, 6)
        return int(one.number * min(max(planned - gap, 0), 100) / 100)

    def _split(self, total: int, parts: int) -> list[int]:
        weights = [0.6 + 0.8 * self.rng.random() for _ in range(parts)]
        whole = sum(weights)
        shares = [int(total * weight / whole) for weight in weights]
        if shares:
            shares[-1] += total - sum(shares)
        return shares

    # ---------- what follows ----------

    def _settled(self, one: Course) -> Course:
        """The same with its nodes, and with the columns that follow from all of it."""
        one.nodes = self._nodes(one)
        figures = (
            [rules.Figure(">=", Decimal(one.number), None if one.value is None else Decimal(one.value))]
            if one.figure
            else []
        )
        dated = [rules.Node(day, weight, done_on is not None) for _, day, weight, done_on in one.nodes]
        done, issued = rules.done(figures, dated), one.state in OPEN
        turned = (
            rules.turns(done.percent, rules.line(one.starts_on, one.due_on, dated, stepped=done.by == "nodes"))
            if dated
            else _turns(done.percent, one.starts_on, one.due_on)
        )
        first = one.due_on - timedelta(days=60) if one.due_on and self.rng.random() < 0.05 else one.due_on
        one.columns = {
            "state": one.state, "starts_on": one.starts_on, "due_on": one.due_on,
            "review_on": None if one.due_on else self.today + timedelta(days=self.rng.randrange(-20, 200)),
            "reported_state": "done" if one.state == "completed" else "",
        }  # fmt: skip
        if issued:
            one.columns |= {
                "version": 1, "first_due_on": first, "issued_at": moment(min(one.starts_on, self.today)),
                "done": done.percent, "behind_from": turned.behind_from, "far_behind_from": turned.far_behind_from,
                "ahead_until": turned.ahead_until, "latest": self.rng.choice(words.LATEST),
            }  # fmt: skip
        if one.state in RUNNING:
            one.columns["reported_state"] = self._pick("on_line", 0.70, "behind", 0.85, "ahead", 0.93, "")
            one.columns["paused"] = one.state == "active" and self.rng.random() < 0.01
        if one.state == "completed":
            one.columns["ending"] = self._pick("done", 0.8, "stage", 0.9, "routine")
            one.columns["completed_on"] = min(one.due_on or self.today, self.today)
        return one

    def _nodes(self, one: Course) -> tuple[tuple[str, date, int, date | None], ...]:
        if one.figure or one.due_on is None or self.rng.random() < 0.4:
            return ()
        span = (one.due_on - one.starts_on).days
        days = [one.starts_on + timedelta(days=span * part // 4) for part in range(1, 5)]
        over = one.state in {"completed", "verifying"}

        def done_on(day: date) -> date | None:
            kept = one.state == "active" and day <= self.today and self.rng.random() < 0.8
            return min(day, self.today) if over or kept else None

        return tuple(
            (title, day, self.rng.choice([1, 1, 2]), done_on(day)) for title, day in zip(words.NODES, days, strict=True)
        )

    # ---------- writing ----------

    def grow(self, one: Seedling) -> None:
        """Write a task with all that belongs to it, and the tasks it has been broken down into."""
        course, ordered = one.course, one.ordered
        one.pk = self.add(
            Task, number=one.code, order_key=rules.order_key(one.code, ordered.plan), title=one.title,
            text=one.title + TEXT, category=ordered.category, plan_id=ordered.plan, clause_id=one.clause,
            basis_id=ordered.basis, parent_id=one.above, issuer_id=one.issuer.pk, lead_unit_id=one.lead.pk,
            lead_path=one.lead.path, tightening=one.tightening, **(course.columns or {}),
        )  # fmt: skip
        self._duties(one)
        standards = [
            self.add(Standard, task_id=one.pk, text=text, ordering=n) for n, text in enumerate(course.standards)
        ]
        for title, day, weight, done_on in course.nodes:
            self.add(Milestone, task_id=one.pk, title=title, due_on=day, weight=weight, done_on=done_on)
        if course.figure:
            name, unit = course.figure
            one.target = self.add(
                Target, task_id=one.pk, name=name, number=course.number, unit_name=unit, value=course.value,
                source_id=one.target,
            )  # fmt: skip
        if course.state == "verifying":
            self._applied(one.pk, standards)
        for child in self.broken_down(one):
            self.grow(child)

    def _duties(self, one: Seedling) -> None:
        issued, state, starts_on = one.course.state in OPEN, one.course.state, one.course.starts_on
        shown = (Shown.SUBTREE if issued else Shown.HIDDEN).value
        for n, spot in enumerate((one.lead, *one.support)):
            received = issued and (state != "active" or self.rng.random() < 0.93)
            self.add(
                Duty, task_id=one.pk, unit_id=spot.pk, unit_path=spot.path, role="support" if n else "lead", shown=shown,
                post_id=spot.post, state="received" if received else "pending", version=int(received),
                received_at=moment(min(starts_on + timedelta(days=2), self.today)) if received else None,
            )  # fmt: skip
        shown = (Shown.SUBTREE if issued else Shown.UNIT).value
        for spot in one.watchers:
            self.add(
                Duty, task_id=one.pk, unit_id=spot.pk, unit_path=spot.path, role="supervising", state="received",
                shown=shown,
            )  # fmt: skip
        if issued and one.ordered.plan:
            for spot in (one.lead, one.issuer, *one.support):
                self.readers[one.ordered.plan, spot.pk] = spot

    def _applied(self, task: int, standards: Sequence[int]) -> None:
        """An application that waits for verification, with a claim on every standard."""
        pk = self.add(
            Completion, task_id=task, ending="done", statement="各项标准均已达到。", applied_at=moment(self.today)
        )
        for standard in standards:
            self.add(Check, completion_id=pk, standard_id=standard, claim="已达到，材料齐全。")
