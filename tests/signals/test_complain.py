"""反映负担问题: raised on any page, answered by the office above whoever asks, and nobody learns more than they should."""

from __future__ import annotations

import pytest
from django.test import Client

from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.models import Event, EventPerson
from luoshi.ledger import services as ledger
from luoshi.signals import panels
from luoshi.signals.models import Complaint, Sending
from luoshi.signals.queries import complaints as queries
from luoshi.signals.services.complaints import complain, move_complaint
from tests.signals.test_send import drafted
from tests.world import World

pytestmark = pytest.mark.django_db


def raised(world: World, **more: object) -> Complaint:
    """A county's office says that the city's asks too much: there is an office above."""
    return complain(world.actor("县.人社", "liaison"), text="同一张表本月要了三次。", **more)  # type: ignore[arg-type]


def test_it_works(world: World) -> None:
    speaker, keeper = world.actor("县.人社", "liaison"), world.actor("市.办", "office")
    row = raised(world)
    assert row.keeper == world.units["市.办"]
    assert [one.title for one in panels.owed(keeper)] == ["同一张表本月要了三次。"]
    row = move_complaint(
        keeper, queries.find_complaint(keeper, row.pk), "answer", outcome="merged", answer="并入季报。"
    )
    with pytest.raises(Refused, match="期满没有意见再了结"):
        move_complaint(keeper, row, "close")
    row = move_complaint(speaker, queries.find_complaint(speaker, row.pk), "again", note="季报里还有。")
    row = move_complaint(keeper, queries.find_complaint(keeper, row.pk), "answer", outcome="dropped", answer="已取消。")
    assert move_complaint(speaker, queries.find_complaint(speaker, row.pk), "settle").state == "settled"


def test_whoever_asks_does_not_answer(world: World) -> None:
    """About a letter of the province's office: the centre's answers; about nothing in particular, the city's."""
    office = world.actor("省.办", "office")
    letter = drafted(world)
    ledger.send_letter(office, letter, signed_by="周明远")
    sending = Sending.objects.get(kind="letter")
    row = complain(world.actor("省.人社", "clerk"), text="太急。", about=sending)
    assert row.keeper == world.units["国.办"]
    with pytest.raises(NotVisible):
        queries.find_complaint(office, row.pk)


def test_an_unnamed_one_names_nobody(world: World) -> None:
    row = raised(world, unnamed=True)
    keeper, speaker = world.actor("市.办", "office"), world.actor("县.人社", "liaison")
    assert queries.said_by(keeper, queries.find_complaint(keeper, row.pk)) == ""
    assert queries.said_by(speaker, queries.find_complaint(speaker, row.pk)) == speaker.name
    with pytest.raises(NotVisible):
        queries.find_complaint(world.actor("县.人社", "head"), row.pk)
    told = Event.objects.filter(object_type="signals.complaint")
    assert set(told.values_list("account_id", flat=True)) == {None}
    assert speaker.name not in set(EventPerson.objects.filter(event__in=told).values_list("name", flat=True))


def test_in_the_browser(world: World, client: Client) -> None:
    client.force_login(world.account("县.人社", "liaison"))
    assert "/signals/complaints/new/?page=" in client.get("/", follow=True).content.decode()
    answer = client.post("/signals/complaints/new/", {"text": "表太多。", "page": "/ledger/", "_key": "c"}, follow=True)
    assert "表太多。" in answer.content.decode()
    assert "表太多。" in client.get("/signals/complaints/?mine=1").content.decode()


def test_stranger(world: World, client: Client) -> None:
    row = raised(world)
    client.force_login(world.account("他省.人社", "clerk"))
    assert client.get(f"/signals/complaints/{row.pk}/").status_code == 404
    assert "同一张表" not in client.get("/signals/complaints/").content.decode()
