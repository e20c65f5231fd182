"""The pages: three lists, one problem with its moves, listing, export; queries stay few."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from luoshi.kernel import clock
from luoshi.problems.models import Problem
from luoshi.problems.rules import STANDARDS
from tests.problems.scene import STEPS, enter, problem_at, soon
from tests.world import World


def client_of(world: World, unit: str, role: str) -> Client:
    client = Client()
    client.force_login(world.account(unit, role))
    return client


def press(client: Client, row: Problem, name: str, **given: Any) -> Any:
    row.refresh_from_db()
    given = {"version": row.version, "_key": f"{name}{row.version}", **given}
    return client.post(reverse("problems:move", args=[row.pk, name]), given)


def test_the_whole_way_in_the_browsers_forms(world: World) -> None:
    unit, office, head = (
        client_of(world, *who) for who in (("县.人社", "clerk"), ("市.办", "office"), ("市.办", "head"))
    )
    told = {
        "title": "名册不一致",
        "facts": "3 户对不上。",
        "unit": world.units["县.人社"].name,
        "origin": "inspection",
        "_key": "k",
    }
    assert office.post(reverse("problems:enter"), told).status_code == 302
    row = Problem.objects.get()
    page = unit.get(reverse("problems:problem", args=[row.pk])).content.decode()
    assert 'name="text_0"' in page, "the form stands there before anything is written"
    empty = press(unit, row, "propose", due_on=soon().isoformat(), post=row.post_id)
    assert (empty.status_code, "还没有写一条" in empty.content.decode()) == (422, True)
    measures = {"text_0": "逐户核对", "due_on": soon().isoformat(), "post": row.post_id}
    assert press(unit, row, "propose", **measures).status_code == 302
    assert press(office, row, "vet", due_on=soon().isoformat()).status_code == 302
    claim = {"claim": "已核对", "wider": "全县已查", "lasting": "每季比对", "signed_by": "周晓岚"}
    without = press(unit, row, "claim", **claim)
    assert without.status_code == 422
    assert "缺佐证材料" in without.content.decode()
    assert "全县已查" in without.content.decode(), "what was typed stays"
    assert press(unit, row, "claim", **claim, attached=SimpleUploadedFile("a.txt", b"ok")).status_code == 302
    assert press(office, row, "refuse", note="差一户", way="site", people="闻知秋").status_code == 302
    assert press(unit, row, "claim", **claim, attached=SimpleUploadedFile("b.txt", b"ok again")).status_code == 302
    check: dict[str, Any] = {"way": "site", "people": "闻知秋", "finding": "属实", "publicity": "none"}
    unseen = press(office, row, "accept", **check, attached=SimpleUploadedFile("c.txt", b"seen"))
    assert (unseen.status_code, "还没有逐条核对" in unseen.content.decode()) == (422, True)
    check["met"] = list(STANDARDS)
    assert press(office, row, "accept", **check, attached=SimpleUploadedFile("c.txt", b"seen")).status_code == 302
    assert press(head, row, "close").status_code == 302
    again = {"note": "又不一致", "due_on": soon(90).isoformat(), "way": "site", "people": "闻知秋"}
    assert press(office, row, "reopen", **again, attached=SimpleUploadedFile("d.txt", b"again")).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.refused, row.reopened, row.checks.count()) == ("rectifying", 1, 1, 3)


@pytest.mark.parametrize("show", ["problems", "measures", "duties"])
def test_a_list_and_its_export(world: World, show: str, django_assert_max_num_queries: Any) -> None:
    for state in STEPS:
        problem_at(world, state)
    client = client_of(world, "市.办", "office")
    client.get(reverse("desk:home"))
    with django_assert_max_num_queries(34):
        page = client.get(reverse("problems:list"), {"show": show})
    assert page.content.decode().count("data-row") == len(STEPS)
    book = client.get(reverse("problems:export"), {"show": show, "state": "open"})
    rows = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_index(0).to_python()
    told = "".join(str(cell) for row in rows for cell in row)
    assert "导出人：" in told
    assert world.units["市.办"].name in told
    assert str(clock.today().year) in told
    assert "未销号" in told


def test_every_state_has_its_page(world: World) -> None:
    for state in STEPS:
        row = problem_at(world, state)
        for who in (("市.办", "office"), ("县.人社", "clerk"), ("省.办", "head")):
            assert client_of(world, *who).get(reverse("problems:problem", args=[row.pk])).status_code == 200


def test_filters_leave_what_they_say(world: World) -> None:
    row = problem_at(world, "closed")
    enter(world, title="资金闲置", theme="资金使用", origin="audit")
    client = client_of(world, "市.办", "office")

    def titles(**given: str) -> set[str]:
        found = client.get(reverse("problems:list"), given).content.decode()
        return {title for title in (row.title, "资金闲置") if title in found}

    assert (
        titles(state="open") == titles(theme="资金使用") == titles(origin="audit") == titles(q="闲置") == {"资金闲置"}
    )
    assert titles(level="county") == titles(unit=str(row.unit_id)) == {row.title, "资金闲置"}
    assert titles(level="province") == set()
    with clock.at(clock.now() + timedelta(days=200)):
        assert titles(state="looking") == {row.title}


def test_stranger(world: World) -> None:
    row = enter(world)
    client = client_of(world, "他县.人社", "clerk")
    for address in ("problem", "edit"):
        assert client.get(reverse(f"problems:{address}", args=[row.pk])).status_code == 404
    assert row.title not in client.get(reverse("problems:list")).content.decode()
