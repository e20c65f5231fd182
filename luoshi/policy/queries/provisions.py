"""Which policies are kept, what does each provision rest on, what rests on it, and what is late upstream? Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Clause, Plan, Task, Wait
from luoshi.ledger.queries import Lights
from luoshi.policy.models import Finding, PolicyDocument, Provision, ProvisionLink
from luoshi.policy.models.provisions import FIELDS, KINDS
from luoshi.policy.queries.agenda import LIVE, may_bring
from luoshi.policy.queries.funds import fund_keepers
from luoshi.policy.rules.provisions import ENDING_SOON, FORCES, RELATIONS, Edge, Force, Node, upstream

ENDING = timedelta(days=ENDING_SOON)
MOST_ROUNDS = 6
"""How far the ledger's own waits are followed beyond the links."""


@dataclass(frozen=True)
class Asked:
    """What an address asks for."""

    q: str = ""
    field: str = ""
    force: str = ""
    kind: str = ""
    link: str = ""


def asked(params: Any) -> Asked:
    """An address read; what makes no sense is left out."""
    known: dict[str, Any] = {
        "field": dict(FIELDS),
        "force": FORCES,
        "kind": dict(KINDS),
        "link": {**RELATIONS, "none": ""},
    }
    given = {name: params.get(name, "") for name in known}
    kept = {name: value for name, value in given.items() if value in known[name]}
    return Asked(params.get("q", "").strip()[:60], **kept)


@dataclass(frozen=True)
class DocumentRow:
    """A line of the register."""

    document: PolicyDocument
    force: Force
    provisions: int
    conflicts: int


def documents(actor: Actor, sought: Asked) -> QuerySet[PolicyDocument]:
    """The register, newest first; words are looked for in titles, numbers and provisions."""
    rows = PolicyDocument.objects.visible_to(actor)
    for word in sought.q.split():
        hits = Provision.objects.filter(Q(heading__icontains=word) | Q(text__icontains=word)).values("document")
        named = Q(title__icontains=word) | Q(number__icontains=word) | Q(issuer_name__icontains=word)
        rows = rows.filter(named | Q(pk__in=hits))
    if sought.field:
        rows = rows.filter(field=sought.field)
    if sought.force:
        rows = rows.filter(_in_force(sought.force))
    return rows.select_related("unit", "replaced_by").order_by("-issued_on", "-id")


def _in_force(state: str) -> Q:
    """The condition that `rules.provisions.force` says this of a document today."""
    today = clock.today()
    stands = Q(replaced_by=None)
    ended, coming = Q(valid_to__lt=today), Q(valid_from__gt=today)
    soon = Q(valid_to__lte=today + ENDING)
    over = Q(valid_to__isnull=False)
    return {
        "replaced": ~stands,
        "ended": stands & over & ended,
        "coming": stands & ~(over & ended) & Q(valid_from__isnull=False) & coming,
        "ending": stands & over & ~ended & soon & ~(Q(valid_from__isnull=False) & coming),
        "force": stands & ~(over & soon) & ~(Q(valid_from__isnull=False) & coming),
    }[state]


def document_rows(rows: Collection[PolicyDocument]) -> list[DocumentRow]:
    """Documents as the register shows them."""
    keys, today = [one.pk for one in rows], clock.today()
    counts = dict(
        Provision.objects.filter(document__in=keys).values_list("document").annotate(n=Count("pk")).order_by()
    )
    clashes = _conflicts(keys)
    return [DocumentRow(one, one.force_on(today), counts.get(one.pk, 0), clashes.get(one.pk, 0)) for one in rows]


def _conflicts(keys: Collection[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    rows = ProvisionLink.objects.filter(kind="conflicts").filter(
        Q(provision__document__in=keys) | Q(other__document__in=keys)
    )
    for near, far in rows.values_list("provision__document", "other__document"):
        for key in {near, far} & set(keys):
            found[key] = found.get(key, 0) + 1
    return found


def provisions(actor: Actor, sought: Asked) -> QuerySet[Provision]:
    """Provisions across the register."""
    rows = Provision.objects.visible_to(actor)
    for word in sought.q.split():
        rows = rows.filter(
            Q(heading__icontains=word) | Q(text__icontains=word) | Q(number=word)
            | Q(document__title__icontains=word) | Q(document__number__icontains=word)
        )  # fmt: skip
    if sought.field:
        rows = rows.filter(document__field=sought.field)
    if sought.kind:
        rows = rows.filter(kind=sought.kind)
    if sought.link == "none":
        rows = rows.filter(links=None, linked=None)
    elif sought.link:
        rows = rows.filter(Q(links__kind=sought.link) | Q(linked__kind=sought.link)).distinct()
    return rows.select_related("document__replaced_by").order_by(
        "-document__issued_on", "-document__id", "ordering", "id"
    )


def find_document(actor: Actor, pk: int) -> PolicyDocument:
    """A document in sight."""
    return PolicyDocument.objects.select_related("unit", "replaced_by").get_visible(actor, pk=pk)


def find_provision(actor: Actor, pk: int) -> Provision:
    """A provision in sight."""
    rows = Provision.objects.select_related("document__unit", "document__replaced_by")
    return rows.get_visible(actor, pk=pk)


def find_link(actor: Actor, pk: int) -> ProvisionLink:
    """A link in sight."""
    rows = ProvisionLink.objects.select_related("provision__document", "other__document", "task", "clause", "unit")
    return rows.get_visible(actor, pk=pk)


def keeps(actor: Actor, row: PolicyDocument) -> bool:
    """Whether the actor may correct a document."""
    return fund_keepers(actor).filter(pk=row.unit_id).exists()


def may_link(actor: Actor) -> bool:
    """Whether the actor's role enters links at all: whoever keeps documents."""
    return fund_keepers(actor).exists()


def counted(rows: Iterable[Provision]) -> dict[int, dict[str, int]]:
    """Provision → kind → how many links of it, for a list."""
    keys = [one.pk for one in rows]
    found: dict[int, dict[str, int]] = {key: {} for key in keys}
    links = ProvisionLink.objects.filter(Q(provision__in=keys) | Q(other__in=keys))
    for near, far, kind in links.values_list("provision", "other", "kind"):
        for key in {near, far} & set(keys):
            found[key][kind] = found[key].get(kind, 0) + 1
    return found


# ---------- what hangs together ----------


@dataclass(frozen=True)
class End:
    """What stands at an end of a link, as a page shows it. ``lights`` of a task, ``force`` of a provision."""

    node: Node
    label: str
    title: str
    sub: str
    url: str
    lights: Lights | None = None
    force: Force | None = None

    @property
    def troubles(self) -> list[Say]:
        """Why what rests on this is held up: late or far behind by the ledger's lights, or not in force."""
        if self.force is not None:
            return [] if self.force.holds else [self.force.because]
        if self.lights is None:
            return []
        red = [one for one in (self.lights.time, self.lights.progress) if one.state == "red"]
        return [reason for one in red for reason in one.because]


@dataclass(frozen=True)
class LinkRow:
    """A link as it reads from one of its ends. ``own``: may be taken off; ``may_bring``: a clash that may go to a meeting."""

    link: ProvisionLink
    relation: Say
    end: End
    own: bool
    may_bring: bool


@dataclass(frozen=True)
class Upstream:
    """Something upstream that holds matters up, and by way of what."""

    end: End
    way: tuple[End, ...]
    because: tuple[Say, ...]


@dataclass(frozen=True)
class Ties:
    """All that hangs on a provision, task or clause."""

    rests_on: tuple[LinkRow, ...]
    rested: tuple[LinkRow, ...]
    beside: tuple[LinkRow, ...]
    upstream: tuple[Upstream, ...]

    def __bool__(self) -> bool:
        return bool(self.rests_on or self.rested or self.beside)


NO_TIES = Ties((), (), (), ())


def ties(actor: Actor, node: Node) -> Ties:
    """What a node rests on, what rests on it, what it clashes with, and what is late upstream; as far as the reader sees."""
    every = list(_links(actor))
    links = [one for one in every if node in (one.edge.left, one.edge.right)]
    if not links:
        return NO_TIES
    above = upstream(node, _with_waits(actor, [one.edge for one in every]))
    nodes = {end for one in links for end in (one.edge.left, one.edge.right)} - {node}
    ends = ends_of(actor, nodes | {one.node for one in above} | {step for one in above for step in one.way})
    keepers = set(fund_keepers(actor).values_list("pk", flat=True))
    brings = may_bring(actor)
    rows: dict[str, list[LinkRow]] = {"rests_on": [], "rested": [], "beside": []}
    for one in links:
        relation, far = one.edge.seen_from(node)
        if far in ends:
            place = "rests_on" if one.edge.lower == node else "rested" if one.edge.upper == node else "beside"
            waits = one.item is not None and one.item.state in LIVE
            open_ = brings and one.kind == "conflicts" and not waits and one.unit_id in keepers
            rows[place].append(LinkRow(one, relation, ends[far], one.unit_id in keepers, open_))
    late = tuple(
        Upstream(ends[one.node], tuple(ends[step] for step in one.way if step in ends), tuple(why))
        for one in above
        if one.node in ends and (why := ends[one.node].troubles)
    )
    return Ties(tuple(rows["rests_on"]), tuple(rows["rested"]), tuple(rows["beside"]), late)


def ties_of(actor: Actor, task: Task) -> Ties:
    """The same of a task; nothing is read of the register where nothing hangs on it."""
    return ties(actor, ("task", task.pk)) if ProvisionLink.objects.filter(task=task).exists() else NO_TIES


def clashing(actor: Actor, row: Finding) -> list[End]:
    """The provisions that a finding says a plan clashes with."""
    if row.kind != "policy_conflict":
        return []
    places = list(row.places.values_list("task", "clause"))
    of = Q(task__in=[task for task, _ in places if task]) | Q(clause__in=[clause for _, clause in places if clause])
    keys = ProvisionLink.objects.filter(of, kind="conflicts").values_list("provision", flat=True)
    return list(ends_of(actor, {("provision", key) for key in keys}).values())


def _links(actor: Actor) -> QuerySet[ProvisionLink]:
    rows = ProvisionLink.objects.visible_to(actor).select_related("item")
    return rows.filter(Q(other=None) | Q(other__in=Provision.objects.visible_to(actor)))


def every_edge() -> list[Edge]:
    """All links as the rules read them, and the ledger's own waits: a circle is one whoever sees it."""
    waits = [
        Edge(("task", task), "waits_on", ("task", before))
        for task, before in Wait.objects.values_list("task", "before")
    ]
    return [*(one.edge for one in ProvisionLink.objects.all()), *waits]


def _with_waits(actor: Actor, found: list[Edge]) -> list[Edge]:
    """Links, and the ledger's own waits between the tasks that they reach; without the tasks that are not in sight."""
    reached = {end[1] for one in found for end in (one.left, one.right) if end[0] == "task"}
    fresh = set(reached)
    for _ in range(MOST_ROUNDS):
        waits = set(Wait.objects.filter(task__in=fresh).values_list("task", "before")) if fresh else set()
        found += [Edge(("task", task), "waits_on", ("task", before)) for task, before in waits]
        fresh = {before for _task, before in waits} - reached
        reached |= fresh
    seen = set(Task.objects.visible_to(actor).filter(pk__in=reached).values_list("pk", flat=True))
    hidden = {("task", key) for key in reached - seen}
    return [one for one in found if one.left not in hidden and one.right not in hidden]


def ends_of(actor: Actor, nodes: Collection[Node]) -> dict[Node, End]:
    """The ends that the reader may see, in a fixed number of queries."""
    keys: dict[str, list[int]] = {}
    for name, key in nodes:
        keys.setdefault(name, []).append(key)
    found: dict[Node, End] = {}
    tasks = list(
        Task.objects.visible_to(actor)
        .filter(pk__in=keys.get("task", []))
        .exclude(state="dropped")
        .select_related("lead_unit", "plan")
    )
    lights = ledger.lights(tasks)
    for task in tasks:
        found["task", task.pk] = _task(task, lights[task.pk])
    rows = Provision.objects.visible_to(actor).filter(pk__in=keys.get("provision", []))
    for row in rows.select_related("document__replaced_by"):
        found["provision", row.pk] = _provision(row)
    plans = Plan.objects.visible_to(actor)
    for one in Clause.objects.filter(pk__in=keys.get("clause", []), plan__in=plans).select_related("plan"):
        found["clause", one.pk] = _clause(one)
    return found


def _task(task: Task, lights: Lights | None = None) -> End:
    sub = task.lead_unit.name if task.lead_unit else ""
    return End(("task", task.pk), task.number, task.title, sub, reverse("ledger:task", args=[task.pk]), lights)


def _provision(row: Provision) -> End:
    url = reverse("policy:provision", args=[row.pk])
    title = row.heading or row.text[:40]
    force = row.document.force_on(clock.today())
    return End(("provision", row.pk), row.number, title, str(row.document), url, None, force)


def _clause(one: Clause) -> End:
    url = reverse("policy:review", args=[one.plan_id])
    return End(("clause", one.pk), "".join(one.labels), one.heading or one.text[:40], one.plan.title, url)


# ---------- what to link to ----------

MOST_FOUND = 8


def candidates(actor: Actor, node: Node, q: str) -> list[End]:
    """What some words may mean, for a person to choose from: provisions, tasks and clauses in sight, but for those of the
    same document."""
    words = q.split()[:5]
    if not words:
        return []
    rows = Provision.objects.visible_to(actor).select_related("document__replaced_by")
    tasks = Task.objects.visible_to(actor).exclude(state="dropped").select_related("lead_unit")
    clauses = Clause.objects.filter(plan__in=Plan.objects.visible_to(actor), tasks=None).select_related("plan")
    for word in words:
        rows = rows.filter(
            Q(heading__icontains=word) | Q(text__icontains=word) | Q(document__title__icontains=word) | Q(number=word)
        )
        tasks = tasks.filter(Q(title__icontains=word) | Q(text__icontains=word) | Q(number=word))
        clauses = clauses.filter(Q(heading__icontains=word) | Q(text__icontains=word))
    found = [_provision(row) for row in rows.order_by("-document__issued_on", "ordering")[: MOST_FOUND + 1]]
    if node[0] == "provision":
        found += [
            _task(task) for task in tasks.order_by(F("parent").asc(nulls_first=True), "order_key", "id")[:MOST_FOUND]
        ]
        found += [_clause(one) for one in clauses.order_by("plan", "ordering")[:MOST_FOUND]]
    return [one for one in found if one.node != node]


def resolve(actor: Actor, node: Node) -> Provision | Task | Clause | None:
    """The row behind a node, as far as the actor sees it."""
    name, key = node
    if name == "provision":
        return Provision.objects.visible_to(actor).filter(pk=key).select_related("document__unit").first()
    if name == "task":
        return Task.objects.visible_to(actor).filter(pk=key).first()
    rows = Clause.objects.filter(plan__in=Plan.objects.visible_to(actor), pk=key)
    return rows.select_related("plan").first() if name == "clause" else None


def conflicts_of(plan: Plan) -> Sequence[ProvisionLink]:
    """The links that say that a task or clause of a plan clashes with another policy."""
    rows = ProvisionLink.objects.filter(kind="conflicts").filter(
        Q(task__plan=plan) & ~Q(task__state="dropped") | Q(clause__plan=plan)
    )
    return list(rows.select_related("provision__document", "task", "clause").order_by("id"))


def sheet_rows(rows: Iterable[Provision]) -> Iterable[list[Any]]:
    """Provisions as a table, with how each hangs together."""
    today = clock.today()
    found = list(rows)
    links = counted(found)
    for row in found:
        document = row.document
        told = "；".join(f"{RELATIONS[kind].forward} {count}" for kind, count in sorted(links[row.pk].items()))
        yield [
            document.title, document.number, document.issuer_name, document.get_field_display(), document.issued_on,
            str(document.force_on(today).label), row.number, row.heading, row.text, row.get_kind_display(), told,
        ]  # fmt: skip
