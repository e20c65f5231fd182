"""A body that asked answers what came: accepts it, or gives it back with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from luoshi.kernel import clock
from luoshi.kernel.errors import NotVisible, Refused, Stale
from luoshi.reporting import queries, services
from luoshi.reporting.models import Receipt
from tests.reporting import given
from tests.world import World


@pytest.fixture(autouse=True)
def in_june() -> Iterator[None]:
    with clock.at(given.NOW):
        yield


def test_it_works(world: World) -> None:
    """The issuer accepts: the ledger takes over figures and state."""
    task = given.task_in_force(world, "省.办", "省.人社")
    report = given.sent(world, "省.人社", given.opened(world))
    actor = world.actor("省.办", "office")
    [group] = queries.groups(actor, report.period)
    services.accept(actor, group.receipts)
    task.refresh_from_db()
    assert task.targets.get().value == Decimal(1862)
    assert task.reported_state == "behind"
    assert task.latest == "全省 24 户企业开班 42 个。"
