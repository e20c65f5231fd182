"""汇总: from the page where the children's texts are reviewed, to the one text that they go into; by the one mechanism."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from luoshi.ledger.models import Task
from luoshi.reporting import queries, services
from luoshi.reporting.models import Entry, Period, Receipt
from tests.desk.seen import words
from tests.reporting import given
from tests.world import World

WHO = ("省.人社", "liaison")


def scene(world: World) -> tuple[Task, Period]:
    """The province's department has broken a task down; the city's department has reported."""
    top = given.task_in_force(world, "省.办", "省.人社")
    given.task_in_force(world, "省.人社", "市.人社", "3.2-04-1", parent=top)
    period = given.opened(world)
    given.sent(world, "市.人社", period, text="全市开班 12 个。")
    return top, period


def test_it_works(world: World, client: Client) -> None:
    """Begun from the review page; the accepted text stands beside; a picked sentence is in the text, not retyped."""
    top, period = scene(world)
    services.accept(world.actor("省.人社", "clerk"), list(Receipt.objects.filter(recipient=world.units["省.人社"])))
    client.force_login(world.account("省.人社", "clerk"))
    address = reverse("reporting:review_task", args=[period.pk, top.pk])
    assert "开始汇总" in words(client.get(address))
    answer = client.post(reverse("reporting:start", args=[period.pk]), {"task": top.pk})
    entry = Entry.objects.get(report__unit=world.units["省.人社"], task=top)
    assert answer["Location"] == reverse("reporting:entry", args=[entry.pk])
    page = client.get(address).content.decode()
    whole = queries.consolidation(world.actor("省.人社", "clerk"), period, top)
    assert whole is not None
    [child] = whole.fed.below
    assert f'value="{child.key}:0"' in page
    client.post(reverse("reporting:take", args=[entry.pk]), {"pick": f"{child.key}:0"})
    assert Entry.objects.get(pk=entry.pk).narrative == "全市开班 12 个。"
    assert words(client.get(address)).count("全市开班 12 个。") >= 3, "in the card, beside, and in the text"


def test_who_does_not_write_only_reads(world: World, client: Client) -> None:
    """The head sees how far the text is, and no box to tick."""
    top, period = scene(world)
    services.start_report(world.actor(*WHO), period)
    found = queries.consolidation(world.actor("省.人社", "head"), period, top)
    assert found is not None
    assert found.entry is not None
    assert not found.writable


def test_stranger(world: World) -> None:
    """Only the unit that leads the task has a text of its own to make."""
    top, period = scene(world)
    assert queries.consolidation(world.actor("省.办", "office"), period, top) is None
    assert queries.consolidation(world.actor("他县.教育", "clerk"), period, top) is None
