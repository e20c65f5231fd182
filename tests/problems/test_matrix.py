"""Role × address × {own, child, parent, sibling, foreign}: who reads a problem and a record of accountability, and who does not."""

from __future__ import annotations

from django.urls import reverse

from luoshi.kernel import panels
from luoshi.problems.models import Record
from tests.matrix import AROUND, ROLES, breaches, everybody
from tests.problems.scene import enter
from tests.problems.test_account import a_record
from tests.world import World


def test_who_reads_a_problem(world: World) -> None:
    """Kept by the prefecture's office, put right by its department: theirs, and of the offices of the places they lie in."""
    row = enter(world, unit=world.units["市.人社"])
    addresses = [reverse("problems:problem", args=[row.pk]), reverse("problems:move", args=[row.pk, "propose"])]
    readers = {("own", role) for role in ROLES} | {("parent", "office")}
    assert breaches(world, addresses, readers) == []


def test_who_reads_a_record(world: World) -> None:
    """The grant decides, not the office: the clerk who has it, and, once told, the unit's own."""
    row = a_record(world)
    addresses = [reverse("problems:record", args=[row.pk]), reverse("problems:record_paper", args=[row.pk])]
    assert breaches(world, addresses, {("own", "office")}) == []
    assert not any(
        panels.may_see(Record._meta.label_lower, world.actor("国.办", role), row.pk) for role in ("system", "audit")
    )


def test_the_table_is_whole() -> None:
    assert len(set(everybody())) == len(AROUND) * len(ROLES) + 3
