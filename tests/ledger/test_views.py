"""How somebody looks at the ledger: columns, saved views, headings, filters of every kind, many rows at once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from luoshi.kernel import clock
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.models import Event
from luoshi.ledger import queries
from luoshi.ledger.queries import View
from luoshi.ledger.queries.asked import view_of
from luoshi.ledger.queries.columns import DEFAULT, PLACE
from luoshi.ledger.queries.groups import groups_of
from luoshi.ledger.queries.page_list import list_page
from luoshi.org.queries.views import list_view, list_views
from luoshi.org.services.views import keep_view
from tests.ledger.making import a_draft, a_plan, fresh, handed_down, issued, noon, received
from tests.world import World

pytestmark = pytest.mark.django_db


def signed_in(world: World, at: str, role: str) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(world.account(at, role))
    return client


def found(world: World, asked: str, at: str = "省.办", role: str = "office") -> list[str]:
    page = list_page(world.actor(at, role), QueryDict(asked))["page"]
    return [row.task.number for row in page.object_list]


def test_it_works(world: World) -> None:
    """Columns are chosen once and remembered, in the order given; one may be moved forward; the default comes back."""
    issued(world, 2)
    client = signed_in(world, "省.办", "office")
    client.post("/ledger/layout/", {"column": ["title", "number", "issuer"], "forward": "number", "_key": "a"})
    actor = world.actor("省.办", "office")
    assert [one.key for one in list_page(actor, QueryDict())["columns"]] == ["number", "title", "issuer"]
    assert list_page(world.actor("省.人社", "clerk"), QueryDict())["columns"][2].key == DEFAULT[2]
    text = client.get("/ledger/").content.decode()
    assert "下达单位" in text
    client.post("/ledger/layout/", {"default": "1", "_key": "b"})
    assert tuple(one.key for one in list_page(actor, QueryDict())["columns"]) == DEFAULT


def test_menus_are_pages_of_their_own(world: World) -> None:
    """The list's menus are drawn when they are opened; each is a page as well, for the address it was opened on."""
    issued(world, 1)
    client = signed_in(world, "省.办", "office")
    text = client.get("/ledger/?time=red&cols=title,number").content.decode()
    assert 'name="column"' not in text
    for path, holds in (
        (
            "conditions",
            '<select class="form-select" id="f-time" name="time"><option value="">不限</option><option value="red" selected>',
        ),
        ("layout", 'value="title" checked> 任务'),
        ("views", '<input type="hidden" name="query" value="time=red">'),
    ):
        address = f"/ledger/{path}/?time=red&amp;cols=title%2Cnumber"
        assert f'hx-get="{address}"' in text
        assert f'<a class="link" href="{address}">' in text
        assert holds in client.get(address.replace("&amp;", "&")).content.decode()


def test_every_column_has_a_value(world: World) -> None:
    """On the page and as a line of a worksheet alike."""
    received(world)
    view = View(columns=tuple(queries.columns()))
    ((row, values),) = queries.lines(world.actor("省.办", "office"), view)
    shown = dict(zip(queries.heads(view), values, strict=True))
    assert (shown["编号"], shown["牵头单位"], shown["签收"]) == (
        row.task.number,
        "江澜省人力资源社会保障厅",
        clock.today(),
    )
    assert shown["进度灯"] == "未启动"
    page = signed_in(world, "省.办", "office").get("/ledger/", {"cols": ",".join(view.columns)})
    assert page.status_code == 200


@pytest.mark.parametrize("group", ["clause", "lead", "unit", "tag", "none"])
def test_headings_count_all_pages(world: World, group: str) -> None:
    handed_down(world, received(world))
    view = view_of(QueryDict(f"group={group}"))
    groups = groups_of(world.actor("省.办", "office"), view, 1, 2).groups
    whole = sum(one.count or 0 for one in groups_of(world.actor("省.办", "office"), view).groups)
    assert sum(len(one.rows) for one in groups) == 2
    assert whole == (0 if group == "none" else 3)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("waiting=receipt", ["3.2-01"]),
        ("waiting=ruling", []),
        ("level=province", ["3.2-01"]),
        ("level=county", []),
        ("due_from=2027-12-31&due_to=2027-12-31", ["3.2-01"]),
        ("due_to=2027-12-30", []),
        ("overdue=1", []),
        ("category=letter", []),
        ("waiting=nonsense&level=nonsense&tag=x&due_from=soon", ["3.2-01"]),
        ("tag=999999", []),
    ],
)
def test_filters(world: World, asked: str, expected: list[str]) -> None:
    issued(world)
    assert found(world, asked) == expected


def test_by_unit_role_person_and_days(world: World) -> None:
    task = issued(world)[0]
    union, lead = world.units["省.工会"].pk, world.units["省.人社"].pk
    assert found(world, f"any_unit={union}") == [task.number]
    assert found(world, f"any_unit={union}&role=lead") == []
    assert found(world, f"any_unit={lead}&role=lead") == [task.number]
    assert found(world, f"person={world.account('省.人社', 'clerk').person_id}") == [task.number]
    assert found(world, f"person={world.account('省.工会', 'liaison').person_id}") == []
    with clock.at(noon(task.due_on + timedelta(days=10))):  # type: ignore[operator]
        assert found(world, "overdue=10") == [task.number]
        assert found(world, "overdue=11") == []


def test_what_to_drop(world: World) -> None:
    """An empty list says which condition to drop, and how many appear then."""
    issued(world, 3)
    text = signed_in(world, "省.办", "office").get("/ledger/?time=red&level=province").content.decode()
    assert "去掉“时间灯：逾期”后有 3 项。" in text


def test_a_view_is_shared_downward_and_opens_first(world: World) -> None:
    issued(world, 2)
    office = world.actor("省.办", "office")
    row = keep_view(
        office, PLACE, "临期与逾期", query="time=red", columns=["number", "title"], shared="below", role="clerk"
    )
    below, beside = world.actor("省.人社", "clerk"), world.actor("他省.办", "office")
    assert row not in list_views(beside, PLACE)
    assert [one.key for one in list_page(office, QueryDict(f"view={row.pk}"))["columns"]] == ["number", "title"]
    assert row in list_views(below, PLACE)
    client = signed_in(world, "省.人社", "clerk")
    assert client.get("/ledger/").headers["Location"] == f"/ledger/?time=red&view={row.pk}"
    assert client.get("/ledger/?view=0").status_code == 200
    with pytest.raises(NotVisible):
        list_view(beside, PLACE, row.pk)
    assert signed_in(world, "省.办", "office").get("/ledger/").status_code == 200


def test_only_who_keeps_a_view_drops_it(world: World) -> None:
    office = world.actor("省.办", "office")
    row = keep_view(office, PLACE, "本办", query="mine=issued", columns=[], shared="unit")
    other = signed_in(world, "省.办", "head")
    assert other.get(f"/ledger/views/{row.pk}/").status_code == 302
    assert other.post(f"/ledger/views/{row.pk}/").status_code == 404
    assert signed_in(world, "省.办", "office").post(f"/ledger/views/{row.pk}/").status_code == 302
    assert not list_views(office, PLACE).exists()


def test_many_are_received_and_what_cannot_is_said_before(world: World) -> None:
    first, second = issued(world, 2)
    clerk = signed_in(world, "省.人社", "clerk")
    draft = a_draft(world, a_plan(world, "省"), number="9.1", lead="省.工会")
    picks = [first.pk, second.pk, draft.pk]
    look = clerk.get("/ledger/bulk/", {"act": "receive", "pick": picks}).content.decode()
    assert "签收 2 项" in look
    assert "9.1" not in look, "a draft that is not seen is not named"
    clerk.post("/ledger/bulk/", {"act": "receive", "pick": picks, "note": "一并签收", "_key": "r"})
    assert {duty.state for task in (first, second) for duty in task.duties.filter(role="lead")} == {"received"}
    again = clerk.get("/ledger/bulk/", {"act": "receive", "pick": picks}).content.decode()
    assert "当前为“已签收”" in again


def test_drafts_are_left_out_for_one_reason(world: World) -> None:
    plan = a_plan(world)
    rows = [a_draft(world, plan, number=f"1.{n}") for n in (1, 2)]
    office = signed_in(world, "省.办", "office")
    picks = [row.pk for row in rows]
    assert office.post("/ledger/bulk/", {"act": "drop", "pick": picks, "_key": "n"}).status_code == 422
    office.post("/ledger/bulk/", {"act": "drop", "pick": picks, "note": "与上年重复", "_key": "d"})
    assert {fresh(row).state for row in rows} == {"dropped"}
    # 撤回 beside the notice: the same bulk act backwards, said in the trail
    page = office.get("/ledger/?state=dropped").content.decode()
    assert "data-undo" in page
    assert 'value="restore"' in page
    assert 'value="drop"' not in page, "what was left out is not left out again"
    given = dict(re.findall(r'name="(act|note)" value="([^"]+)"', page[page.index("data-undo") :]))
    office.post("/ledger/bulk/", {**given, "pick": picks, "_key": "u"})
    assert {fresh(row).state for row in rows} == {"draft"}
    assert Event.objects.filter(code="ledger.task.restore", note="当即撤回").count() == 2


def test_sheets_of_paper(world: World, django_assert_max_num_queries: Any) -> None:
    received(world)
    office = signed_in(world, "省.办", "office")
    office.get("/")  # what waits is counted once a minute
    with django_assert_max_num_queries(41):
        text = office.get("/ledger/sheet/?time=green").content.decode()
    assert "澜产改〔2026〕23号" in text
    assert "审核：" in text
    with django_assert_max_num_queries(43):
        text = office.get("/ledger/situation/").content.decode()
    assert "江澜省人力资源社会保障厅" in text
    assert "存在困难" in text


def test_stranger(world: World) -> None:
    issued(world, 2)
    assert found(world, f"any_unit={world.units['省.人社'].pk}", "他省.办") == []
    client = signed_in(world, "他省.办", "office")
    assert "3.2-01" not in client.get("/ledger/situation/").content.decode()
    assert client.get("/ledger/bulk/", {"act": "nonsense"}).status_code == 404
