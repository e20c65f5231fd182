"""The three administrations see no business; the audit administrator sees every act, but of business only that it was done."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from luoshi.kernel import clock, jobs, trail
from luoshi.kernel.models import Event, Job
from luoshi.ledger.models import Plan, Task
from luoshi.org import services
from luoshi.org.models import Account
from luoshi.reporting.models import Report
from tests.addresses import LISTS, OBJECTS, ask, browser, moves, program, reached
from tests.org.test_accounts import logged_in, try_in
from tests.scene import INSIDERS, SECRETS, Scene, scene
from tests.world import PASSWORD, World

__all__ = ["scene"]

ADMINS = ("system", "security", "audit")


def test_they_see_no_business(scene: Scene) -> None:
    """Whatever address others get an answer at is asked, by browser and program: nothing of the scene's objects is in it."""
    accounts = [scene.world.account(*insider) for insider in INSIDERS]
    keys = scene.keys(moves(), shown_to=accounts[0])
    found = reached(keys, [browser(account) for account in accounts], [program(account) for account in accounts])
    paths = [
        (one.is_api, one.at(found.get(one.route, ())))
        for one in (*LISTS, *OBJECTS)
        if one.route in found or not one.slots
    ]
    leaks = []
    for role in ADMINS:
        actor = scene.world.actor("国.办", role)
        assert actor.has_range is False
        for model in (Task, Plan, Report):
            assert not model.objects.visible_to(actor).exists()
        web, api = logged_in(scene.world, "国.办", role), program(scene.world.account("国.办", role))
        for is_api, path in paths:
            _, text = ask(api if is_api else web, "get", path)
            leaks += [f"{role} {path}: {secret}" for secret in SECRETS if secret in text]
    assert leaks == []


@pytest.fixture
def audit(world: World) -> Client:
    return logged_in(world, "国.办", "audit")


def test_it_works(world: World, audit: Client) -> None:
    account = world.account("省.人社", "clerk")
    services.disable(world.actor("国.办", "system"), account, note="调离本单位")
    trail.seal_all()
    page = audit.get("/org/trail/?kind=accounts&who=系统管理员").content.decode()
    for text in ("停用", "调离本单位", account.username, "org.account.disable"):
        assert text in page
    assert "待封存" not in page.split("<tbody>")[1]


def test_of_business_only_that_it_was_done(scene: Scene) -> None:
    client = logged_in(scene.world, "国.办", "audit")
    for query in ("", "?kind=business", "?what=ledger.task.issue", "?what=新型学徒制", "?page=2"):
        page = client.get(f"/org/trail/{query}").content.decode()
        assert not [secret for secret in SECRETS if secret in page]
    assert (
        "ledger.task.issue" in client.get("/org/trail/?kind=business&what=task.issue&since=2026-01-01").content.decode()
    )
    told = b"".join(client.get("/org/trail/export/?since=2000-01-01").streaming_content).decode()  # type: ignore[attr-defined]
    assert not [secret for secret in SECRETS if secret in told]


def test_log_ins_are_told(world: World, audit: Client) -> None:
    account = world.account("省.人社", "clerk")
    client = Client()
    try_in(account.username, "wrong", client)
    try_in("nobody-at-all", "wrong", client)
    try_in(account.username, PASSWORD, client)
    client.post("/org/logout/")
    codes = list(Event.objects.filter(code__startswith="org.session").order_by("id").values_list("code", flat=True))
    assert codes == ["org.session.refuse", "org.session.open", "org.session.close"]
    assert "nobody-at-all" not in str(list(Event.objects.values_list("object_name", "after")))


def test_it_is_taken_away_as_a_file(world: World, audit: Client) -> None:
    services.create_account(world.actor("国.办", "system"), "formula", name="=cmd|'/c calc'!A1")
    trail.seal_all()
    response: Any = audit.get("/org/trail/export/?kind=accounts")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert rows[0][:3] == ["序号", "时间", "人员"]
    assert len(rows) > 2
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "@"}]
    assert all(len(row[10]) == 64 for row in rows[1:])
    assert Event.objects.filter(code="org.trail.export").count() == 1


def test_it_is_verified_in_the_background(world: World, audit: Client) -> None:
    trail.seal_all()
    trail.checkpoint()
    done = audit.post("/org/trail/verify/")
    assert done.status_code == 302
    jobs.work_off(jobs.LONG)
    job = Job.objects.get(task="kernel.verify")
    assert job.state == "done"
    assert "核验通过" in audit.get(done["Location"]).content.decode()
    assert "看结果" in audit.get("/org/trail/").content.decode()


def test_it_changes_nothing(world: World, audit: Client) -> None:
    other = world.account("省.人社", "clerk")
    before = list(Account.objects.order_by("pk").values_list("state", "version", "password"))
    for path in (
        "/org/accounts/new/",
        f"/org/accounts/{other.pk}/moves/disable/",
        "/org/grants/new/",
        "/org/condition/",
    ):
        assert audit.post(path, {"note": "x"}).status_code in {403, 404, 405}
    assert list(Account.objects.order_by("pk").values_list("state", "version", "password")) == before


def test_queries_do_not_grow(world: World, audit: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(22):
        page = audit.get("/org/trail/?since=2000-01-01")
    assert page.content.decode().count("data-row") == 50


@pytest.mark.parametrize("query", ["since=x&until=9999-99-99", "since=0001-01-01", "kind=x&who=%27&what=%25", "page=x"])
def test_nonsense(audit: Client, query: str) -> None:
    assert audit.get(f"/org/trail/?{query}").status_code == 200


def test_a_day(world: World, audit: Client) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    assert "没有符合条件的记录" in audit.get(f"/org/trail/?since={tomorrow}").content.decode()


def test_the_condition_is_for_the_system_administrator(world: World) -> None:
    assert logged_in(world, "国.办", "system").get("/org/condition/").status_code == 200
    for unit, role in (("国.办", "security"), ("国.办", "audit"), ("省.办", "office")):
        assert logged_in(world, unit, role).get("/org/condition/").status_code == 403


def test_stranger(world: World) -> None:
    for unit, role in (("国.办", "system"), ("国.办", "security"), ("省.办", "office")):
        client = logged_in(world, unit, role)
        for path in ("/org/trail/", "/org/trail/export/"):
            assert client.get(path).status_code == 403
        assert client.post("/org/trail/verify/").status_code == 403


def test_an_administrator_is_nobodys_deputy(world: World) -> None:
    """A lent seat would open the business that the grant keeps shut."""
    from luoshi.kernel.actor import SYSTEM
    from luoshi.org.models import Delegation, Post
    from luoshi.org.queries import seats_of

    person, unit = world.account("国.办", "system").person, world.units["省.人社"]
    post = Post.objects.get(unit=unit, kind="responsible")
    own = services.add_post(SYSTEM, unit, "技术岗", "clerk")
    services.appoint(SYSTEM, own, person, clock.today() - timedelta(days=9))
    Delegation.objects.create(
        kind="entrusted", state="active", unit=unit, unit_path=unit.path, post=post, deputy=person, roles=["clerk"],
        principal=world.account("省.人社", "clerk").person, starts_on=clock.today(), ends_on=clock.today(), made_at=clock.now(),
    )  # fmt: skip
    assert [seat.unit.name for seat in seats_of(person.pk)] == [world.units["国.办"].name]
    assert world.actor("国.办", "system").has_range is False


def test_structure_is_seen_whole_but_not_by_the_auditor(world: World) -> None:
    for role in ("system", "security"):
        page = logged_in(world, "国.办", role).get("/org/units/").content.decode()
        assert "江澜省" in page
    assert logged_in(world, "国.办", "audit").get("/org/units/").status_code == 404
