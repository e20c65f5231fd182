"""Which items are planned, by whom, do they overlap, and what may be done with one? Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from luoshi.inspection.models import Burden, Draw, Item, Proposal, Target
from luoshi.inspection.rules.plan import (
    CAPS,
    Caps,
    Overlap,
    Planned,
    levels_down,
    overlaps,
    too_many,
)
from luoshi.inspection.workflow import DRAW, ITEM, PROPOSAL, ItemFacts, ProposalFacts
from luoshi.kernel import checks
from luoshi.kernel.actor import Actor
from luoshi.kernel.checks import Leaving
from luoshi.kernel.queries import files_of, timeline
from luoshi.ledger.models import Task
from luoshi.ledger.queries import holders
from luoshi.org.models import Unit
from luoshi.org.queries import member_units
from luoshi.org.rules import Kind, Level, permissions, roles_towards
from luoshi.org.scope import under

LIVE = ("draft", "approved", "noticed", "arranged")


def inspects(actor: Actor) -> bool:
    """Whether this actor deals with inspections at the unit acted for."""
    return "inspect" in permissions(actor.roles)


def items(actor: Actor, year: int) -> QuerySet[Item]:
    """The year's items in sight, the next one first."""
    rows = Item.objects.visible_to(actor).filter(year=year).select_related("unit")
    return rows.annotate(object_count=Count("objects_of", distinct=True)).order_by("starts_on", "id")


def find_item(actor: Actor, pk: int) -> Item:
    """An item that the actor may read."""
    return Item.objects.select_related("unit", "merged_into").get_visible(actor, pk=pk)


def caps_of(unit: Unit) -> Caps:
    """The limits that an office keeps to."""
    row = Burden.objects.filter(unit=unit).first()
    return Caps(**{**vars(CAPS), **row.caps}) if row else CAPS


def candidates(office: Unit, research: bool) -> QuerySet[Unit]:
    """Units that an office could look at: the offices below, its member units; enterprises stand there to be told why not."""
    below = Unit.objects.filter(
        under(office.place_path, "path"), kind__in=(Kind.OFFICE, Kind.ENTERPRISE), abolished_on=None
    )
    found = below | Unit.objects.filter(pk__in=member_units(office).values("pk"))
    return (
        found.exclude(pk=office.pk).order_by("kind", "path")
        if not research
        else found.exclude(pk=office.pk).order_by("path")
    )


def tasks_called(actor: Actor, numbers: Sequence[str]) -> list[Task]:
    """Tasks in sight by their numbers, of those that run."""
    if not numbers:
        return []
    rows = Task.objects.visible_to(actor).filter(number__in=numbers, state="active", lead_unit__isnull=False)
    return list(rows.order_by("order_key", "pk")[:200])


def item_facts(actor: Actor, item: Item, *, scans: int | None = None) -> ItemFacts:
    """What the moves of an item look at; ``scans`` handed in with the act, where that is known."""
    positions = {"inspecting"} if item.unit_id == actor.unit_id else set()
    units = [row.unit for row in item.objects_of.select_related("unit")] if item.pk else []
    chosen = Target.objects.filter(item=item).filter(state="chosen") if item.pk else Target.objects.none()
    down = [levels_down(Level(item.unit.level), Level(unit.level)) for unit in units]
    return ItemFacts(
        roles=roles_towards(positions, actor.roles),
        holders=holders({"inspecting": [item.unit]}),
        research=item.kind == "research",
        scanned=files_of(item, "approval").exists() or (None if scans is None else scans > 0),
        unannounced=item.unannounced,
        objects=len(units),
        targets=chosen.count(),
        skips=max(down, default=0) > 1 and not item.level_reason.strip(),
        waiting=chosen.filter(visited_on=None).count(),
    )


def leaving_notice(item: Item) -> Leaving:
    """The notice of an item, as it is looked at before it goes out."""
    reached = Target.objects.filter(item=item, state="chosen").order_by("unit").values_list("unit", flat=True)
    return Leaving(
        "inspection", f"inspection.item:{item.pk}", item.name, item.unit_id, tuple(reached), item.content,
        just_been=tuple(_just_been(item)), whole=item.kind == "comprehensive",
    )  # fmt: skip


def _just_been(item: Item) -> list[str]:
    """Units of an item that somebody has been to within the days that a unit is to be left alone."""
    since = item.starts_on - timedelta(days=caps_of(item.unit).days_between)
    rows = Target.objects.filter(
        unit__in=Target.objects.filter(item=item).values("unit"), visited_on__gte=since, visited_on__lt=item.starts_on
    )
    return list(rows.exclude(item=item).values_list("unit__name", flat=True).distinct())


def planned(rows: QuerySet[Item]) -> list[Planned]:
    """Items as the overlap of plans looks at them."""
    found = rows.filter(state__in=LIVE).exclude(kind="research").select_related("unit").prefetch_related("objects_of")
    return [
        Planned(
            row.pk, row.name, row.unit_id, row.unit.name, row.kind, row.theme, row.starts_on, row.ends_on,
            frozenset(one.unit_id for one in row.objects_of.all()),
        )
        for row in found
    ]  # fmt: skip


def overlaps_of(actor: Actor, year: int) -> list[Overlap]:
    """Items of the year that should be looked at together, over all bodies: those in sight of this actor, and what other
    bodies plan openly for the units that they name."""
    own = Item.objects.visible_to(actor).filter(year=year)
    units = own.values("objects_of__unit")
    others = Item.objects.filter(year=year, unannounced=False, objects_of__unit__in=units)
    return overlaps(
        planned(Item.objects.filter(pk__in=own.values("pk")) | Item.objects.filter(pk__in=others.values("pk")))
    )


def overlapping(actor: Actor, item: Item) -> list[Item]:
    """The items that should be looked at together with one, whoever plans them."""
    both = [one for one in overlaps_of(actor, item.year) if item.pk in (one.one.id, one.other.id)]
    pks = {pk for one in both for pk in (one.one.id, one.other.id)} - {item.pk}
    return list(Item.objects.filter(pk__in=pks).select_related("unit"))


def merging_into(item: Item) -> QuerySet[Item]:
    """Into what an item may be merged: the same body's, and what another body has agreed to."""
    agreed = Proposal.objects.filter(merges=item, state="taken").values("item")
    rows = Item.objects.filter(Q(unit=item.unit_id, year=item.year) | Q(pk__in=agreed), state__in=LIVE)
    return rows.exclude(pk=item.pk).exclude(kind="research").select_related("unit")


def proposals(actor: Actor, state: str = "") -> QuerySet[Proposal]:
    """What others propose to the own office, the newest first."""
    rows = Proposal.objects.visible_to(actor).filter(office=actor.unit_id or 0)
    rows = rows.filter(state=state) if state else rows
    return rows.select_related("unit", "task", "item", "merges", "office")


def open_proposals(actor: Actor) -> QuerySet[Proposal]:
    """What still waits for the office to consider."""
    return proposals(actor, "open")


def taking(row: Proposal) -> QuerySet[Item]:
    """The items that a proposal may go into: of the office, with the scope still open; of a merge the one it is about."""
    if row.merges_id:
        return Item.objects.filter(pk=row.item_id or 0)
    return Item.objects.filter(unit=row.office_id, state="draft").exclude(kind="research").order_by("starts_on")


def find_proposal(actor: Actor, pk: int) -> Proposal:
    """A proposal in the reader's sight."""
    rows = Proposal.objects.select_related("unit", "task", "item__unit", "merges__unit", "office")
    return rows.get_visible(actor, pk=pk)


def proposal_page(actor: Actor, row: Proposal) -> dict[str, Any]:
    """A proposal as its page shows it: of a merge, what would come along."""
    known = set(row.item.objects_of.values_list("unit_id", flat=True)) if row.merges and row.item else set()
    return {
        "row": row, "state": PROPOSAL.states[row.state], "offers": PROPOSAL.offers(row.state, proposal_facts(actor, row)),
        "choices": taking(row).exists(), "known": known,
        "objects": list(row.merges.objects_of.select_related("unit")) if row.merges else [],
    }  # fmt: skip


def proposal_facts(actor: Actor, row: Proposal) -> ProposalFacts:
    """Who may answer a proposal."""
    positions = {"inspecting"} if row.office_id == actor.unit_id else set()
    return ProposalFacts(roles_towards(positions, actor.roles), holders({"inspecting": [row.office]}))


def research_of(item: Item, unit: Unit) -> dict[str, Any]:
    """What a 调研走访 in place of an inspection begins with."""
    return {
        "kind": "research",
        "theme": item.theme,
        "name": f"{unit.name}调研走访"[:120],
        "starts_on": item.starts_on,
        "ends_on": item.ends_on,
    }


def _other_body(item: Item, found: Overlap) -> Planned | None:
    """The other one of two, where it is another body's."""
    other = found.other if found.one.id == item.pk else found.one
    return other if other.body != item.unit_id else None


def item_page(actor: Actor, item: Item) -> dict[str, Any]:
    """An item as its page shows it to this reader."""
    facts = item_facts(actor, item)
    own = item.unit_id == actor.unit_id
    both = [one for one in overlaps_of(actor, item.year) if item.pk in (one.one.id, one.other.id)]
    beyond = [
        why
        for one, why in too_many(planned(Item.objects.filter(unit=item.unit, year=item.year)), caps_of(item.unit))
        if one.id == item.pk
    ]
    return {
        "item": item,
        "state": ITEM.states[item.state],
        "own": own and inspects(actor),
        "offers": ITEM.offers(item.state, facts),
        "objects": list(item.objects_of.select_related("unit")),
        "tasks": list(item.tasks_of.select_related("task")),
        "targets": list(
            Target.objects.filter(item=item).filter(state="chosen").select_related("unit").prefetch_related("team")
        ),
        "draws": [(row, DRAW.states[row.state]) for row in Draw.objects.filter(item=item).order_by("serial")],
        "overlaps": [(one, _other_body(item, one)) for one in both],
        "merging": list(Proposal.objects.filter(merges=item).select_related("office", "item")),
        "beyond": beyond,
        "checked": checks.before(actor, leaving_notice(item)) if item.state == "approved" and own else None,
        "scans": list(files_of(item)),
        "entries": timeline(item) if own else [],
        "proposal_states": PROPOSAL.states,
    }
