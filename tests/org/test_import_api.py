"""Tables handed in by a program."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.ledger.models import Task
from luoshi.org.models import SheetImport
from luoshi.org.services import open_token
from tests.ledger.test_import import table
from tests.world import World

URL = "/api/v1/org/imports"


def program(world: World, unit: str = "省.办", role: str = "office") -> Client:
    token = open_token(world.actor(unit, role), world.account(unit, role))
    return Client(headers={"Authorization": f"Bearer {token}"})


def sent(client: Client, **given: Any) -> Any:
    return client.post(URL, {"file": SimpleUploadedFile("台账.xlsx", table().read()), **given})


def test_it_works(world: World) -> None:
    client = program(world)
    told = sent(client).json()
    assert told["state"] == "uploaded"
    assert told["titles"]["6"] == "完成时限"
    one = f"{URL}/{told['id']}"
    told = client.put(
        f"{one}/columns", {"meant": told["meant"], "version": told["version"]}, content_type="application/json"
    ).json()
    assert (told["state"], told["counts"]["new"]) == ("checked", 2)
    told = client.post(f"{one}/moves/apply", {"version": told["version"]}, content_type="application/json").json()
    assert (told["state"], Task.objects.count()) == ("done", 2)
    assert client.get(one).json()["told"] == "已导入：新增 2 行，修改 0 行。"


def test_a_move_from_an_old_version_is_told(world: World) -> None:
    client = program(world)
    told = sent(client).json()
    one = f"{URL}/{told['id']}"
    client.put(f"{one}/columns", {"meant": told["meant"]}, content_type="application/json")
    assert client.post(f"{one}/moves/apply", {"version": 0}, content_type="application/json").status_code == 409


def test_what_is_no_table_is_refused(world: World) -> None:
    answer = program(world).post(URL, {"file": SimpleUploadedFile("台账.xlsx", b"no")})
    assert answer.status_code == 422
    assert "扩展名不符" in answer.json()["detail"]
    assert sent(program(world), kind="nothing").status_code == 422


def test_stranger(world: World) -> None:
    told = sent(program(world)).json()
    other = program(world, "他省.办")
    assert other.get(f"{URL}/{told['id']}").status_code == 404
    assert other.post(f"{URL}/{told['id']}/moves/apply", {}, content_type="application/json").status_code == 404
    assert sent(program(world, "省.人社", "head")).status_code == 422
    assert SheetImport.objects.count() == 1
