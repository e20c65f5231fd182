"""函件: by relation, signed, numbered, received, answered; never twice a day to the same unit, never by itself."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import NotVisible, Refused, Stale
from luoshi.ledger import services
from luoshi.ledger.models import Letter, Task
from luoshi.ledger.queries import letters as queries
from luoshi.org.rules import Act
from luoshi.org.services import open_token
from tests.ledger import making
from tests.world import World

pytestmark = pytest.mark.django_db


def drafted(world: World, tasks: list[Task] | None = None, **more: object) -> Letter:
    return services.draft_letters(world.actor("省.办", "office"), tasks or making.issued(world), **more)[0]  # type: ignore[arg-type]


def sent(world: World) -> Letter:
    return services.send_letter(world.actor("省.办", "office"), drafted(world), signed_by="周明远")


def test_it_works(world: World) -> None:
    """The office reminds a department; it receives, answers, and the office closes."""
    office, clerk = world.actor("省.办", "office"), world.actor("省.人社", "clerk")
    letter = drafted(world)
    assert (letter.document, letter.state, letter.number) == ("提示函", "draft", "")
    assert "3.2-01" in letter.text
    assert not queries.letters(clerk).exists()
    services.send_letter(office, letter, signed_by="周明远")
    assert letter.number.endswith(f"〔{clock.today().year}〕1号")
    assert [one.pk for one in queries.letters_waiting(clerk)] == [letter.pk]
    letter = services.receive_letter(clerk, queries.find_letter(clerk, letter.pk))
    letter = services.answer_letter(clerk, letter, answer="已召开调度会，十二月底前完成。")
    assert not queries.letters_waiting(clerk).exists()
    assert services.close_letter(office, queries.find_letter(office, letter.pk)).state == "closed"


def test_all_tasks_of_a_unit_go_into_one_letter(world: World) -> None:
    tasks = making.issued(world, 3)
    made = services.draft_letters(world.actor("省.办", "office"), tasks)
    assert len(made) == 1
    assert made[0].about.count() == 3


def test_many_units_are_written_to_in_one_act(world: World, client: Client) -> None:
    """Tasks picked in the list: one letter for each unit, of the kind chosen for it; where none is allowed, why."""
    first, second = making.issued(world), making.issued(world, lead="省.教育")
    own = making.issued(world, lead="省.办")
    picks = [task.pk for task in (*first, *second, *own)]
    client.force_login(world.account("省.办", "office"))
    assert 'value="letters"' in client.get("/ledger/").content.decode()
    page = client.get("/ledger/bulk/", {"act": "letters", "pick": [*picks, 999]}, follow=True).content.decode()
    assert page.count("提示函") >= 2
    assert "有 1 项不在办" in page
    chosen = {
        f"act_{world.units['省.人社'].pk}": Act.REMIND.value, f"act_{world.units['省.教育'].pk}": Act.SUPERVISE.value,
    }  # fmt: skip
    client.post("/ledger/letters/new/", {"pick": picks, **chosen, "_key": "w"})
    assert dict(Letter.objects.values_list("to__name", "document")) == {
        "江澜省人力资源社会保障厅": "提示函", "江澜省教育厅": "督办通知单",
    }  # fmt: skip
    client.force_login(world.account("县.人社", "liaison"))
    assert 'value="letters"' not in client.get("/ledger/").content.decode()


def test_never_twice_a_day_to_the_same_unit(world: World) -> None:
    office = world.actor("省.办", "office")
    sent(world)
    with clock.at(clock.now() + timedelta(minutes=1)):
        again = drafted(world, list(Task.objects.filter(state="active")[:1]))
        with pytest.raises(Refused, match="今日已向该单位发出"):
            services.send_letter(office, again, signed_by="周明远")
    with clock.at(clock.now() + timedelta(days=1)):
        assert services.send_letter(office, again, signed_by="周明远").number.endswith("2号")


def test_a_number_is_not_lost_with_a_refusal(world: World) -> None:
    office, letter = world.actor("省.办", "office"), drafted(world)
    with pytest.raises(Refused, match="签发人"):
        services.send_letter(office, letter, signed_by="")
    assert services.send_letter(office, letter, signed_by="周明远").number.endswith("〕1号")


def test_series_begin_anew_each_year(world: World) -> None:
    assert [actions.next_number("a", 2026) for _ in range(3)] == [1, 2, 3]
    assert actions.next_number("a", 2027) == 1
    assert actions.next_number("b", 2026) == 1


def test_a_supervision_notice_needs_an_authorised_signature(world: World) -> None:
    letter = drafted(world, act=Act.SUPERVISE)
    assert letter.document == "督办通知单"
    with pytest.raises(Refused, match="须协调机构负责人签发"):
        services.send_letter(world.actor("省.办", "office"), letter, signed_by="周明远")


def test_a_scanned_signature_is_a_full_way(world: World) -> None:
    office = world.actor("省.办", "office")
    letter = drafted(world, act=Act.SUPERVISE)
    scan = making.evidence(office)
    assert services.send_letter(office, letter, signed_by="周明远", scan=scan).state == "sent"


def test_a_department_writes_no_notice_to_a_peer(world: World) -> None:
    task = making.issued(world, lead="省.教育")[0]
    with pytest.raises(Refused, match="可以办理的是"):
        services.draft_letters(world.actor("省.人社", "clerk"), [task], act=Act.SUPERVISE)


def test_coloured_slips_are_off_by_default(world: World) -> None:
    office, letter = world.actor("省.办", "office"), drafted(world)
    with pytest.raises(Refused, match="没有使用蓝、黄、红单"):
        services.edit_letter(office, letter, title="甲", text="乙", due_on=None, colour="red")
    services.set_letters(office, code="澜产改办", answer_days=3, coloured=True)
    letter = services.edit_letter(office, letter, title="甲", text="乙", due_on=None, colour="blue")
    assert services.send_letter(office, letter, signed_by="周明远").number.startswith("澜产改办〔")


def test_an_answer_that_is_not_enough_is_asked_for_again(world: World) -> None:
    office, clerk, letter = world.actor("省.办", "office"), world.actor("省.人社", "clerk"), sent(world)
    letter = services.answer_letter(clerk, queries.find_letter(clerk, letter.pk), answer="正在推进。")
    with pytest.raises(Refused, match="理由"):
        services.ask_again(office, queries.find_letter(office, letter.pk), "")
    assert services.ask_again(office, queries.find_letter(office, letter.pk), "请写明完成时间。").state == "received"


def test_only_what_nobody_has_received_is_taken_back(world: World) -> None:
    office, letter = world.actor("省.办", "office"), sent(world)
    services.receive_letter(world.actor("省.人社", "clerk"), letter)
    with pytest.raises(Refused):
        services.withdraw_letter(office, queries.find_letter(office, letter.pk), "发错了")


def test_two_at_once(world: World) -> None:
    office, letter = world.actor("省.办", "office"), drafted(world)
    other = queries.find_letter(office, letter.pk)
    services.edit_letter(office, letter, title="甲", text="乙", due_on=None)
    with pytest.raises(Stale):
        services.edit_letter(office, other, title="丙", text="丁", due_on=None)


def test_three_reds_write_nothing(world: World) -> None:
    """Lights do not write letters: only a person does."""
    making.issued(world, 3)
    with clock.at(clock.now() + timedelta(days=2000)):
        queries.letters_waiting(world.actor("省.人社", "clerk"))
    assert not Letter.objects.exists()


def test_in_the_browser(world: World) -> None:
    """Picked on the ledger, drafted, corrected, sent; the department answers with what it typed kept on a refusal."""
    task = making.issued(world)[0]
    office, clerk = Client(), Client()
    office.force_login(world.account("省.办", "office"))
    clerk.force_login(world.account("省.人社", "clerk"))
    assert "提示函" in office.get(f"/ledger/letters/new/?pick={task.pk}").content.decode()
    made = office.post("/ledger/letters/new/", {"pick": task.pk, "_key": "a"})
    page = made["Location"]
    assert office.get(page).status_code == 200
    assert clerk.get(page).status_code == 404
    letter = Letter.objects.get()
    sending = {"signed_by": "周明远", "version": letter.version, "_key": "b"}
    assert office.post(f"{page}send/", sending).status_code == 302
    empty = clerk.post(f"{page}answer/", {"answer": "", "version": 2, "_key": "c"})
    assert (empty.status_code, "请写明反馈内容" in empty.content.decode()) == (422, True)
    letter.refresh_from_db()
    assert clerk.post(f"{page}answer/", {"answer": "已办", "version": letter.version, "_key": "d"}).status_code == 302
    for path in (
        page,
        f"{page}sheet/",
        "/ledger/letters/?side=sent",
        "/ledger/letters/settings/",
        f"/ledger/tasks/{task.pk}/",
    ):
        assert letter.document in office.get(path).content.decode() or path.endswith("settings/")


def test_over_the_api(world: World) -> None:
    task = making.issued(world)[0]
    client = Client(headers={"Authorization": f"Bearer {open_token(SYSTEM, world.account('省.办', 'office'))}"})
    made = client.post("/api/v1/ledger/letters", json.dumps({"tasks": [task.pk]}), content_type="application/json")
    assert made.status_code == 201
    where = f"/api/v1/ledger/letters/{made.json()[0]['id']}"
    moved = client.post(f"{where}/moves/send", json.dumps({"signed_by": "周明远"}), content_type="application/json")
    assert (moved.status_code, moved.json()["state"]) == (200, "sent")
    assert client.get("/api/v1/ledger/letters?side=sent").json()["total"] == 1
    assert client.post(f"{where}/moves/fly", "{}", content_type="application/json").status_code == 404


def test_stranger(world: World) -> None:
    letter, stranger = sent(world), world.actor("他县.教育", "clerk")
    with pytest.raises(NotVisible):
        queries.find_letter(stranger, letter.pk)
    assert not queries.letters(stranger).exists()
