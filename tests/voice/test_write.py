"""A worker writes without a name, gets a receipt, reads by it and adds."""

from __future__ import annotations

from django.test import Client

from luoshi.voice.models import Case, Reporter, Word
from luoshi.voice.rules.receipt import typed
from luoshi.voice.services import tickets
from luoshi.voice.services.gathering import gather
from tests.voice.worker import TEXT, add, latest, look, solved, write
from tests.world import World


def test_it_works(world: World) -> None:
    receipt = write(world)
    assert len(typed(receipt)) == 16
    case = latest()
    assert (case.state, case.office, case.text) == ("kept", world.units["县.办"], TEXT)
    assert "已收存" in look(receipt).content.decode()
    assert gather() == 1
    page = look(receipt).content.decode()
    assert TEXT in page
    assert "待受理" in page
    assert "收到了" in add(receipt, text="晚上七点以后都行。").content.decode()
    assert "晚上七点以后都行。" in look(receipt).content.decode()
    assert Word.objects.get().taken is False
    gather()
    assert Case.objects.get().unread is True


def test_the_same_form_twice_is_one_letter_with_one_receipt(world: World) -> None:
    phone = Client()
    fields = {"kind": "praise", "text": TEXT, "place": world.units["县"].pk, **solved(phone.get("/voice/"))}
    pages = [phone.post("/voice/", fields).content.decode() for _ in range(2)]
    assert Case.objects.count() == 1
    assert pages[0][pages[0].index("receipt-code") :][:60] == pages[1][pages[1].index("receipt-code") :][:60]


def test_without_script_a_question_does(world: World) -> None:
    phone = Client()
    ticket = tickets.read(solved(phone.get("/voice/"))["ticket"])
    assert ticket is not None
    fields = {"kind": "problem", "text": TEXT, "place": world.units["县"].pk, "ticket": ticket.text}
    refused = phone.post("/voice/", fields)
    assert refused.status_code == 422
    assert TEXT in refused.content.decode(), "what was typed is kept"
    total = sum(ticket.question)
    assert phone.post("/voice/", {**fields, "answer": str(total)}).status_code == 200
    assert Case.objects.count() == 1


def test_another_way_is_advised_and_nothing_is_held_back(world: World) -> None:
    phone = Client()
    text = "厂里三个月没发工资。我电话13912345678。"
    fields = {"kind": "problem", "text": text, "place": world.units["县"].pk}
    page = phone.post("/voice/", {**fields, **solved(phone.get("/voice/"))})
    assert Case.objects.count() == 0
    assert "根治欠薪" in page.content.decode()
    assert "手机号" in page.content.decode()
    phone.post("/voice/", {**fields, **solved(page), "advised": "1"})
    assert Case.objects.count() == 1


def test_a_name_is_sealed_apart(world: World) -> None:
    write(world, name="王建国", contact="13912345678")
    kept = bytes(Reporter.objects.get().sealed)
    assert "王建国".encode() not in kept
    assert latest().is_named


def test_a_form_that_is_not_ours_is_not_taken(world: World) -> None:
    fields = {"kind": "problem", "text": TEXT, "place": world.units["县"].pk, "ticket": "forged", "work": "1"}
    assert Client().post("/voice/", fields).status_code == 422
    assert Case.objects.count() == 0


def test_receipts_cannot_be_tried_out_for_nothing(world: World) -> None:
    receipt = write(world)
    phone = Client()
    once = solved(phone.get("/voice/receipt/"))
    assert TEXT in phone.post("/voice/receipt/", {"receipt": receipt, **once}).content.decode()
    again = phone.post("/voice/receipt/", {"receipt": receipt, **once})
    assert again.status_code == 422, "one piece of work is one look"
    for path in ("/voice/receipt/", "/voice/receipt/add/"):
        page = phone.post(path, {"receipt": receipt, "text": "x", "ticket": "", "work": ""})
        assert page.status_code == 422
        assert TEXT not in page.content.decode()


def test_stranger(world: World) -> None:
    """Mistyped and unknown receipts open nothing; nothing in the table leads back to one."""
    receipt = write(world)
    assert look("1111 2222 3333 4444").status_code == 422
    other = look(f"{(int(typed(receipt)[0]) + 1) % 10}{typed(receipt)[1:]}")
    assert TEXT not in other.content.decode()
    assert typed(receipt) not in str(Case.objects.values())
