"""The API's manners, whichever room answers: who is let in, how it says no, and that a key means once."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from ninja import Schema

from luoshi.config import api, problems
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.management.commands import docs
from luoshi.kernel.models import DoneOnce
from luoshi.ledger.models import Plan, Task
from luoshi.org.services import open_token
from tests.ledger import making
from tests.world import PASSWORD, World

ROOT = "/api/v1"


class Program:
    """A caller with a token; ``to`` gives the last answer whole."""

    def __init__(self, world: World, unit: str, role: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {open_token(SYSTEM, world.account(unit, role))}"})

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(ROOT + path, headers=headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(ROOT + path, text, content_type="application/json", headers=headers)


def office(world: World) -> Program:
    return Program(world, "省.办", "office")


def draft(plan: Plan, number: str = "9.1") -> dict[str, Any]:
    return {"plan_id": plan.pk, "number": number, "title": "推行终身职业技能培训"}


def test_it_works(world: World) -> None:
    """A program logs in with name and password, and drafts a task."""
    plan = making.a_plan(world)
    given = {"username": world.account("省.办", "office").username, "password": PASSWORD}
    token = Client().post(f"{ROOT}/org/tokens", json.dumps(given), content_type="application/json").json()["token"]
    client = Client(headers={"Authorization": f"Bearer {token}"})
    made = client.post(f"{ROOT}/ledger/tasks", json.dumps(draft(plan)), content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (201, "draft")


# ---------- what is promised ----------


def test_the_snapshot_is_fresh() -> None:
    """A change of the interface is seen in review. `luoshi docs` writes it anew."""
    assert (docs.FOLDER / "openapi.json").read_text() == api.description(), "run `luoshi docs`"
    call_command("docs", "--check")


def test_a_stale_snapshot_is_told(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs, "FOLDER", tmp_path)
    call_command("docs")
    call_command("docs", "--check")
    (tmp_path / "openapi.json").write_text("{}")
    with pytest.raises(docs.CommandError, match=r"openapi\.json"):
        call_command("docs", "--check")


def test_a_shape_has_a_name_of_its_own() -> None:
    """The description knows shapes by their names alone: of two with one name it would show the last for both."""
    counted: dict[str, set[str]] = {}
    waiting: list[type] = [Schema]
    while waiting:
        for shape in waiting.pop().__subclasses__():
            waiting.append(shape)
            if shape.__module__.startswith("luoshi."):
                counted.setdefault(shape.__name__, set()).add(shape.__module__)
    shown = json.loads(api.description())["components"]["schemas"]
    assert {name: rooms for name, rooms in counted.items() if len(rooms) > 1 and name in shown} == {}


def test_the_description_is_the_same_in_every_language() -> None:
    texts = {
        Client(headers={"Accept-Language": tongue}).get(f"{ROOT}/openapi.json").content for tongue in ("en", "zh-hans")
    }
    assert len(texts) == 1
    described = json.loads(texts.pop())
    assert described["info"] == json.loads(api.description())["info"]
    assert set(described["paths"]) == set(json.loads(api.description())["paths"])


# ---------- how it says no ----------


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eA=="}])
@pytest.mark.parametrize(("tongue", "said"), [("en", "Please log in first"), ("zh-hans", "请先登录")])
def test_without_a_token(db: None, headers: dict[str, str], tongue: str, said: str) -> None:
    response = Client().get(f"{ROOT}/ledger/tasks", headers={**headers, "Accept-Language": tongue})
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")
    assert (response["Content-Language"], response.json()["title"]) == (tongue, "unauthorized")
    assert said in response.json()["detail"]


def test_a_key_without_a_token(db: None) -> None:
    response = Client().post(
        f"{ROOT}/ledger/tasks", "{}", content_type="application/json", headers={"Idempotency-Key": "1"}
    )
    assert response.status_code == 401
    assert not DoneOnce.objects.exists()


def test_hidden_and_absent_are_the_same_bytes(world: World) -> None:
    task = making.issued(world)[0]
    stranger = Program(world, "他省.办", "office")
    hidden, absent = stranger.get(f"/ledger/tasks/{task.pk}"), stranger.get("/ledger/tasks/999999999")
    beyond = stranger.get(f"/ledger/tasks/{2**80}")
    assert (hidden.status_code, hidden["Content-Type"]) == (404, "application/problem+json")
    assert hidden.content == absent.content == beyond.content
    assert hidden.json()["type"] == "urn:luoshi:not-found"


def test_bad_input_is_told_by_field(world: World) -> None:
    response = office(world).post("/ledger/tasks", {"plan_id": "x", "due_on": "2026-13-40"})
    told = response.json()
    assert (response.status_code, response["Content-Type"], told["title"]) == (
        422,
        "application/problem+json",
        "invalid",
    )
    assert {name.rsplit(".", 1)[-1] for name in told["fields"]} == {"plan_id", "due_on", "number", "title"}


def test_the_second_is_told_who_was_first(world: World) -> None:
    task = making.issued(world)[0]
    duty = making.lead(task)
    path, body = f"/ledger/duties/{duty.pk}/moves/receive", {"version": duty.version}
    assert Program(world, "省.人社", "clerk").post(path, body).status_code == 200
    second = Program(world, "省.人社", "liaison").post(path, body)
    assert (second.status_code, second.json()["type"]) == (409, "urn:luoshi:stale")
    assert "省.人社综合处处长" in second.json()["detail"]


@pytest.mark.parametrize(
    "asked", ["limit=0", "limit=201", "limit=-1", "offset=-1", "limit=x", f"offset={10**30}", "limit=1e400"]
)
@pytest.mark.parametrize("path", ["/ledger/tasks", "/ledger/duties", "/reporting/receipts", "/policy/plans"])
def test_pages_have_limits(world: World, path: str, asked: str) -> None:
    assert office(world).get(f"{path}?{asked}").status_code == 422


def test_the_unit_acted_for(world: World) -> None:
    program = office(world)
    own, other = world.units["省.办"].pk, world.units["省.人社"].pk
    assert program.get("/org/me", **{"Luoshi-Unit": str(own)}).json()["unit_id"] == own
    for wrong in (str(other), "0", "-1", "x", "9" * 40, "²"):
        response = program.get("/org/me", **{"Luoshi-Unit": wrong})
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


# ---------- once ----------


def test_the_same_key_twice_is_done_once(world: World) -> None:
    plan, program = making.a_plan(world), office(world)
    first = program.post("/ledger/tasks", draft(plan), **{"Idempotency-Key": "a"})
    again = program.post("/ledger/tasks", draft(plan), **{"Idempotency-Key": "a"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert (again["Idempotency-Replayed"], "Idempotency-Replayed" in first) == ("true", False)
    assert Task.objects.filter(plan=plan).count() == 1
    program.post("/ledger/tasks", draft(plan), **{"Idempotency-Key": "b"})
    assert Task.objects.filter(plan=plan).count() == 2


def test_a_repeated_move_gets_its_answer_and_no_refusal(world: World) -> None:
    """The version in the body is the old one by then: that is no reason to say 409 to a caller that missed the answer."""
    duty = making.lead(making.issued(world)[0])
    program = Program(world, "省.人社", "clerk")
    path, body = f"/ledger/duties/{duty.pk}/moves/receive", {"version": duty.version}
    answers = [program.post(path, body, **{"Idempotency-Key": "a"}) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 200]
    assert len({one.content for one in answers}) == 1


def test_a_key_holds_for_its_address_caller_and_content(world: World) -> None:
    first, second = making.issued(world, 2)
    clerk, key = Program(world, "省.人社", "clerk"), {"Idempotency-Key": "a"}
    for task in (first, second):
        assert clerk.post(f"/ledger/duties/{making.lead(task).pk}/moves/receive", {}, **key).status_code == 200
        assert making.lead(task).state == "received"
    other = clerk.post(f"/ledger/duties/{making.lead(first).pk}/moves/receive", {"version": 7}, **key)
    assert (other.status_code, other.json()["title"]) == (422, "key-reused")
    stranger = Program(world, "他省.办", "office").post(
        f"/ledger/duties/{making.lead(first).pk}/moves/receive", {}, **key
    )
    assert stranger.status_code == 404


def test_a_refusal_leaves_the_key_free(world: World) -> None:
    plan, program = making.a_plan(world), office(world)
    key = {"Idempotency-Key": "k" * 3000}
    assert program.post("/ledger/tasks", {**draft(plan), "title": " "}, **key).status_code == 422
    assert program.post("/ledger/tasks", draft(plan), **key).status_code == 201
    assert Task.objects.filter(plan=plan).count() == 1


def test_a_form_with_a_file_is_done_once(world: World) -> None:
    task, program = making.received(world), Program(world, "省.人社", "clerk")
    form = {"ending": "done", "statement": "已备案 421 户。", "claims": "{}"}
    answers = [
        program.client.post(
            f"{ROOT}/ledger/tasks/{task.pk}/moves/apply",
            {**form, "files": SimpleUploadedFile("名单.txt", "一".encode(), "text/plain")},
            headers={"Idempotency-Key": "a"},
        )
        for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].content == answers[1].content


# ---------- what cannot be read ----------


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 422),
        ("{", 400),
        (b"\xff\xfe{}", 400),
        ("[" * 100_000, 400),
        ('{"number": NaN}', 400),
        ('{"number": ' + "9" * 5000 + "}", 400),
        ('{"number": "1", "title": "\\u0000"}', 400),
        ('{"number": "1", "title": "\\ud800"}', 400),
        ('{"number": "1", "ti\\u0000tle": "x"}', 400),
        ("[]", 422),
        ("null", 422),
        ('"x"', 422),
        ('{"number": "1", "title": "x", "due_on": "0000-00-00"}', 422),
        ('{"number": "1", "title": "x", "plan_id": 1e400}', 422),
        ('{"number": "1", "title": "x", "plan_id": -1}', 422),
        ('{"number": 1, "title": ["x"]}', 422),
    ],
)
@pytest.mark.parametrize(("tongue", "language"), [("en", "en"), ("zh-hans", "zh-hans"), ("xx", "zh-hans")])
def test_what_cannot_be_read(world: World, body: Any, status: int, tongue: str, language: str) -> None:
    response = office(world).post("/ledger/tasks", body, **{"Accept-Language": tongue})
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert response["Content-Language"] == language
    if language == "zh-hans":
        assert any("一" <= sign <= "鿿" for sign in response.json()["detail"])
    else:
        assert not any("一" <= sign <= "鿿" for sign in response.json()["detail"])


@pytest.mark.parametrize("query", ["q=%00", "q=a%00b", "%00=1"])
def test_a_nul_in_the_query(world: World, query: str) -> None:
    response = office(world).get(f"/ledger/tasks?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_a_half_sent_form(world: World) -> None:
    task, program = making.received(world), Program(world, "省.人社", "clerk")
    path = f"{ROOT}/ledger/tasks/{task.pk}/moves/apply"
    for kind in (
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=x; charset=hex",
    ):
        response = program.client.generic("POST", path, b"--x\r\nContent-Disposition: form-da", content_type=kind)
        assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


# ---------- what is wrong, in the caller's words ----------


def test_a_faulty_field_is_told_in_words(world: World) -> None:
    faults = office(world).post("/ledger/tasks", {"plan_id": "x", "due_on": "六月底"}).json()["fields"]
    told = {name.rsplit(".", 1)[-1]: reasons for name, reasons in faults.items()}
    assert told["plan_id"] == ["应为整数。"]
    assert told["due_on"] == ["应为日期，例如 2026-06-30。"]
    assert told["title"] == ["必填。"]


def test_every_fault_of_a_field_has_words() -> None:
    """Whatever the library can find wrong with the kinds of field that the API takes, no English reaches a Chinese reader."""
    with translation.override("zh-hans"):
        for kind in ("int_parsing", "greater_than_equal", "never-heard-of"):
            assert re.search("[一-鿿]", problems.field_fault({"type": kind, "ctx": {"ge": 1}}))
        assert problems.field_fault({"type": "greater_than_equal", "ctx": {"ge": 1}}) == "不小于 1。"


def test_an_address_that_is_not_there(world: World) -> None:
    answer = office(world).get("/ledger/nothing")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["detail"] == "没有这个接口地址。"


def test_a_method_that_is_not_taken(world: World) -> None:
    answer = office(world).client.delete(f"{ROOT}/ledger/tasks")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert answer["Allow"] == "GET, POST"
