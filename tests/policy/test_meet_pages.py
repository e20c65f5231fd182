"""The pages of matters and meetings: a matter is brought, listed, decided, minuted and registered by pressing buttons."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import docx
import pytest
from django.test import Client

from luoshi.kernel import clock
from luoshi.ledger.models import Task
from luoshi.policy.models import AgendaItem, Decision, Meeting
from tests.ledger import making
from tests.policy import meeting as given
from tests.world import World


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(making.noon(given.DAY)):
        yield


def press(client: Client, url: str, of: Any, status: int = 302, **form: Any) -> str:
    """Post a form drawn from an object as it is now."""
    of.refresh_from_db()
    answer = client.post(url, {"version": of.version, **form})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def test_it_works(world: World, client: Client) -> None:
    """From the dispute's page to the task in the ledger, and to the next meeting's table."""
    row = given.dispute(world)
    client.force_login(world.account("省.工会", "clerk"))
    url = f"/policy/agenda/new/?request={row.pk}"
    assert url.replace("&", "&amp;") in client.get(f"/ledger/requests/{row.pk}/").content.decode()
    assert client.post(url, {"subject": "", "asked": "请明确。"}).status_code == 422
    assert client.post(url, {"subject": "专业目录由谁牵头编制", "asked": "请明确。"}).status_code == 302
    item = AgendaItem.objects.get()
    client.force_login(world.account("省.办", "office"))
    assert "待上会议题" in client.get("/").content.decode()
    plan = {"kind": "topic", "held_on": given.DAY, "place": "三号会议室", "chair": "周明远"}
    assert client.post("/policy/meetings/new/", plan).status_code == 302
    meeting = Meeting.objects.get()
    here, there = f"/policy/meetings/{meeting.pk}/", f"/policy/agenda/{item.pk}/"
    press(client, f"{there}moves/list/", item, meeting=meeting.pk)
    assert "省总工会" in client.get(here).content.decode()
    press(client, f"{here}moves/convene/", meeting)
    press(client, f"{here}moves/hold/", meeting)
    seats = {f"came_{seat.pk}": "present" for seat in meeting.seats.all()}
    press(client, f"{here}attendance/", meeting, **seats)
    sign = {"number": given.NUMBER, "signed_on": given.DAY, "signed_by": "周明远"}
    assert "议题没有登记议定情况或者缓议" in press(client, f"{here}moves/sign/", meeting, 422, **sign)
    press(client, f"{there}decide/", item, text="由教育部门牵头。", lead=world.units["省.教育"].pk, due_on="2026-09-30")
    press(client, f"{here}moves/sign/", meeting, **sign)
    decision = Decision.objects.get()
    press(client, f"/policy/decisions/{decision.pk}/moves/register/", decision)
    task = Task.objects.get(category="meeting")
    assert (task.state, task.due_on.isoformat() if task.due_on else "") == ("active", "2026-09-30")
    assert task.number in client.get(there).content.decode()
    client.post("/policy/meetings/new/", {**plan, "held_on": given.DAY + timedelta(days=30)})
    again = Meeting.objects.exclude(pk=meeting.pk).get()
    assert task.number in client.get(f"/policy/meetings/{again.pk}/").content.decode()


def test_the_agenda_is_put_in_order(world: World, client: Client) -> None:
    first, second = given.by_hand(world), given.by_hand(world, unit="省.教育")
    meeting = given.planned(world, first)
    client.force_login(world.account("省.办", "office"))
    press(client, f"/policy/agenda/{second.pk}/moves/list/", second, meeting=meeting.pk)
    press(client, f"/policy/agenda/{second.pk}/shift/", second, up="1")
    assert list(meeting.items.order_by("place")) == [second, first]
    press(client, f"/policy/agenda/{second.pk}/moves/unlist/", second)
    assert "请写明理由" in press(client, f"/policy/agenda/{second.pk}/moves/decline/", second, 422)
    press(client, f"/policy/agenda/{second.pk}/moves/decline/", second, note="两部门已经商定")
    assert "两部门已经商定" in client.get(f"/policy/agenda/{second.pk}/").content.decode()


def test_the_minutes_are_a_word_file(world: World, client: Client) -> None:
    """What was typed is text: markup, formulas and characters that XML cannot carry do no harm."""
    item = given.by_hand(world)
    AgendaItem.objects.filter(pk=item.pk).update(subject="=1+1 <b>目录</b>\x0b")
    meeting = given.signed(world, item)
    client.force_login(world.account("省.人社", "clerk"))
    for name, word in (("minutes", "现将议定事项纪要如下"), ("agenda", "提出单位")):
        answer = client.get(f"/policy/meetings/{meeting.pk}/{name}.docx")
        told = "\n".join(line.text for line in docx.Document(io.BytesIO(answer.content)).paragraphs)
        assert word in told
        assert "=1+1 <b>目录</b>" in told


def test_papers_hang_on_the_thread(world: World, client: Client) -> None:
    """The office alone reads what went up and came down."""
    item = given.by_hand(world, unit="省.教育")
    client.force_login(world.account("省.办", "office"))
    paper = {"kind": "instruction", "party": "省委副书记", "dated_on": given.DAY, "text": "请协调小组专题研究。"}
    press(client, f"/policy/agenda/{item.pk}/papers/", item, **paper)
    assert "请协调小组专题研究" in client.get(f"/policy/agenda/{item.pk}/").content.decode()
    client.force_login(world.account("省.教育", "clerk"))
    assert "请协调小组专题研究" not in client.get(f"/policy/agenda/{item.pk}/").content.decode()


def test_pages_ask_the_database_little(world: World, client: Client, django_assert_max_num_queries: Any) -> None:
    """As much for many matters and meetings as for one."""
    signed = given.signed(world, given.by_hand(world))
    for _ in range(3):
        given.planned(world, given.by_hand(world))
        item = given.by_hand(world)
    client.force_login(world.account("省.办", "office"))
    client.get("/")
    ceilings = {
        "/policy/agenda/": 16, "/policy/meetings/": 14, "/policy/funds/": 22, f"/policy/meetings/{signed.pk}/": 38,
        f"/policy/agenda/{item.pk}/": 38,
    }  # fmt: skip
    for page, most in ceilings.items():
        with django_assert_max_num_queries(most, info=page):
            assert client.get(page).status_code == 200


def test_stranger(world: World, client: Client) -> None:
    item = given.by_hand(world)
    meeting = given.planned(world, item)
    client.force_login(world.account("他省.办", "office"))
    for url in (
        f"/policy/agenda/{item.pk}/",
        f"/policy/meetings/{meeting.pk}/",
        f"/policy/meetings/{meeting.pk}/agenda.docx",
    ):
        assert client.get(url).status_code == 404
    assert client.post(f"/policy/agenda/{item.pk}/moves/unlist/", {"version": item.version}).status_code == 404
