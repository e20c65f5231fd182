"""分享做法: a unit shows the units beside it what it did on a task, by its own act, and takes it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.models import Event
from luoshi.org import services as org
from luoshi.org.models import LineMembership
from luoshi.reporting import queries, services
from luoshi.reporting.models import Entry, Share
from tests.desk.seen import words
from tests.reporting import given
from tests.world import World

TEXT = "与职业院校联合办班，企业出题、学校出师资。"


def sent(world: World) -> Entry:
    """What the province's labour department has reported, with a difficulty that is nobody else's matter."""
    given.task_in_force(world, "省.办", "省.人社")
    given.sent(world, "省.人社", given.opened(world), text=TEXT, difficulty="经费没有落实。")
    return own(world)


def own(world: World) -> Entry:
    return queries.own_entry(world.actor("省.人社", "liaison"), Entry.objects.get().pk)


def test_it_works(world: World, client: Client) -> None:
    """A sibling reads the text on its desk; nothing else of the report, and nothing any more once it is taken back."""
    entry = sent(world)
    sibling = world.actor("省.教育", "clerk")
    assert list(queries.siblings_shares(sibling)) == [], "nothing goes by itself"
    services.share(world.actor("省.人社", "liaison"), entry)
    [row] = queries.siblings_shares(sibling)
    assert (row.title, row.text, row.period_name) == (entry.task.title, TEXT, "2026年第二季度")
    client.force_login(world.account("省.教育", "clerk"))
    for name in ("desk:home", "reporting:shares"):
        page = words(client.get(reverse(name)))
        assert TEXT in page
        assert "经费没有落实" not in page
    assert client.get(reverse("reporting:entry", args=[entry.pk])).status_code == 404
    services.unshare(world.actor("省.人社", "head"), own(world))
    assert list(queries.siblings_shares(sibling)) == []
    assert TEXT not in words(client.get(reverse("desk:home")))
    codes = Event.objects.filter(object_type="reporting.share").order_by("id").values_list("code", flat=True)
    assert list(codes) == ["reporting.share.start", "reporting.share.share", "reporting.share.withdraw"]


def test_beside_in_the_line(world: World, client: Client) -> None:
    """Two prefectures' departments below one superior of a line read each other's; who joins the line later does not."""
    top = given.task_in_force(world, "省.办", "省.人社")
    given.task_in_force(world, "省.人社", "市.人社", parent=top)
    given.sent(world, "市.人社", given.opened(world), text=TEXT)
    mine, other = world.actor("市.人社", "liaison"), world.actor("二市.人社", "clerk")
    entry = queries.own_entry(mine, Entry.objects.get().pk)
    client.force_login(world.account("市.人社", "liaison"))
    assert "“人社”条线的下级单位" in words(client.get(reverse("reporting:entry", args=[entry.pk])))
    services.share(mine, entry)
    assert [row.text for row in queries.siblings_shares(other)] == [TEXT]
    assert list(queries.siblings_shares(world.actor("二市.教育", "clerk"))) == []
    row = LineMembership.objects.get(unit=world.units["二市.人社"])
    actions.change(SYSTEM, "x", row, ends_on=clock.today() - timedelta(days=1))
    assert list(queries.siblings_shares(other)) == []
    actions.change(SYSTEM, "x", row, ends_on=None)
    theirs = LineMembership.objects.get(unit=world.units["市.人社"])
    actions.change(SYSTEM, "x", theirs, starts_on=clock.today() + timedelta(days=1))
    with clock.at(given.later(3)):
        assert list(queries.siblings_shares(other)) == [], "shared before it stood in this line"


def test_by_the_page(world: World, client: Client) -> None:
    entry = sent(world)
    client.force_login(world.account("省.人社", "liaison"))
    page = words(client.get(reverse("reporting:entry", args=[entry.pk])))
    assert "分享后，" in page
    client.post(reverse("reporting:share", args=[entry.pk]))
    assert Share.objects.get().state == "shared"
    assert "收回" in words(client.get(reverse("reporting:shares")))
    client.post(reverse("reporting:unshare", args=[entry.pk]))
    assert Share.objects.get().state == "kept"
    client.post(reverse("reporting:share", args=[entry.pk]))
    assert Share.objects.get().state == "shared"


def test_only_what_was_signed(world: World) -> None:
    """A draft is not shared; of what is being rewritten, the text that was sent stays shared."""
    given.task_in_force(world, "省.办", "省.人社")
    given.filled(world, "省.人社", given.opened(world))
    with pytest.raises(Refused, match="签批报出以后"):
        services.share(world.actor("省.人社", "liaison"), own(world))
    assert not Share.objects.exists()


def test_no_text_no_share(world: World) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    given.sent(world, "省.人社", given.opened(world), text=" ", help_="cannot", difficulty="经费没有落实。")
    with pytest.raises(Refused, match="没有写进展情况"):
        services.share(world.actor("省.人社", "liaison"), own(world))


def test_a_move_opens_nothing(world: World) -> None:
    """Neither the old nor the new siblings read what was shared under another parent."""
    services.share(world.actor("省.人社", "liaison"), sent(world))
    actions.change(SYSTEM, "x", world.units["省.人社"], parent=world.units["市"])
    for who in (("省.教育", "clerk"), ("市.教育", "clerk")):
        assert list(Share.objects.visible_to(world.actor(*who))) == []


def test_over_the_api(world: World) -> None:
    entry = sent(world)
    mine, theirs = (
        Client(headers={"Authorization": f"Bearer {org.open_token(SYSTEM, world.account(*who))}"})
        for who in (("省.人社", "liaison"), ("省.教育", "clerk"))
    )
    path = f"/api/v1/reporting/entries/{entry.pk}/moves"
    assert theirs.post(f"{path}/share").status_code == 404
    assert mine.post(f"{path}/share").json()["text"] == TEXT
    found = theirs.get("/api/v1/reporting/shares").json()
    assert (found["total"], found["items"][0]["unit"]) == (1, world.units["省.人社"].name)
    assert mine.post(f"{path}/withdraw_share").status_code == 204
    assert theirs.get("/api/v1/reporting/shares").json()["total"] == 0


def test_stranger(world: World) -> None:
    """Only siblings: not the levels above or below by this door, not other places; and nobody shares for another."""
    entry = sent(world)
    services.share(world.actor("省.人社", "liaison"), entry)
    for who in (("市.人社", "clerk"), ("他县.教育", "clerk"), ("国.办", "office")):
        assert list(Share.objects.visible_to(world.actor(*who))) == []
    with pytest.raises(Refused):
        services.unshare(world.actor("省.教育", "clerk"), entry)
    with pytest.raises(NotVisible):
        queries.own_entry(world.actor("省.教育", "clerk"), entry.pk)
