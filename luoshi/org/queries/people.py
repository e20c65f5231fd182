"""Who may do what at a unit today, and could be told of it? People with a log-in, deputies among them. Reads only."""

from __future__ import annotations

from collections.abc import Collection

from luoshi.kernel import clock
from luoshi.org.models import Account, Delegation, Grant
from luoshi.org.queries.deputies import lent_seats
from luoshi.org.rules import permissions
from luoshi.org.scope import in_force


def people_at(unit_ids: Collection[int]) -> dict[int, dict[int, frozenset[str]]]:
    """unit id → person id → permissions there today."""
    today = clock.today()
    roles: dict[int, dict[int, set[str]]] = {}
    grants = Grant.objects.filter(in_force(today), unit__in=unit_ids, person__account__state="active")
    for unit_id, person_id, role in grants.values_list("unit_id", "person_id", "role"):
        roles.setdefault(unit_id, {}).setdefault(person_id, set()).add(role)
    lent = Delegation.objects.filter(unit__in=unit_ids, state="active", starts_on__lte=today, ends_on__gte=today)
    for deputy in set(lent.filter(deputy__account__state="active").values_list("deputy_id", flat=True)):
        for seat in lent_seats(deputy, today):
            roles.setdefault(seat.unit.pk, {}).setdefault(deputy, set()).update(held.role for held in seat.grants)
    return {unit: {who: permissions(held) for who, held in people.items()} for unit, people in roles.items()}


def people_with(role: str) -> set[int]:
    """Persons who hold a role anywhere today, such as the administrators of the system."""
    rows = Grant.objects.filter(in_force(clock.today()), role=role, person__account__state="active")
    return set(rows.values_list("person_id", flat=True))


def persons_of(account_ids: Collection[int]) -> dict[int, int]:
    """account id → person id."""
    rows = Account.objects.filter(pk__in=account_ids, state="active")
    return dict(rows.values_list("pk", "person_id"))
