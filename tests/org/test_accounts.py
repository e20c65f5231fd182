"""Opening, inviting, resetting, disabling and locking accounts; what a person does with their own."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client

from luoshi.kernel import clock
from luoshi.kernel.errors import Forbidden, Invalid, Refused
from luoshi.kernel.models import Event, EventPerson
from luoshi.org import queries, services
from luoshi.org.models import Account, Invitation, Token
from luoshi.org.queries import account_of_token
from tests.world import PASSWORD, World

NEW = "Xin-Mima-2026"


def logged_in(world: World, unit: str, role: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(world.account(unit, role))
    return client


def try_in(username: str, password: str, client: Client | None = None) -> Any:
    return (client or Client()).post("/org/login/", {"username": username, "password": password})


@pytest.fixture
def system(world: World) -> Client:
    return logged_in(world, "国.办", "system")


@pytest.fixture
def security(world: World) -> Client:
    return logged_in(world, "国.办", "security")


def opened(system: Client, handed: str = "code", **more: str) -> tuple[Account, str]:
    """An account opened on the page, and what the page handed over."""
    sent = {"name": "赵新", "username": "zhaoxin", "handed": handed, "_key": f"k{handed}", **more}
    page = system.post("/org/accounts/new/", sent).content.decode()
    account = Account.objects.get(username=sent["username"])
    found = re.search(r'<dd><span class="code">([\w-]{13,})</span>', page)
    assert found, page
    return account, found[1]


def test_it_works(system: Client) -> None:
    """Opened, set with the code, logged in; the code works once and stands nowhere."""
    account, code = opened(system)
    assert account.state == "invited"
    page = Client()
    done = page.post("/org/invitation/", {"code": code.lower().replace("-", " "), "password": NEW, "again": NEW})
    assert (done.status_code, done["Location"]) == (302, "/org/login/")
    assert try_in("zhaoxin", NEW).status_code == 302
    again = page.post("/org/invitation/", {"code": code, "password": NEW, "again": NEW})
    assert again.status_code == 422
    assert "已经用过" in again.content.decode()


def test_no_secret_is_kept(system: Client) -> None:
    account, code = opened(system)
    services.accept(code, NEW)
    plain = code.replace("-", "")
    account.refresh_from_db()
    kept = [str(list(rows.values())) for rows in (Event.objects, EventPerson.objects, Invitation.objects)]
    for secret in (plain, code, NEW, account.password, Invitation.objects.get().digest):
        assert not any(secret in text for text in kept[:2])
    assert plain not in kept[2]


def test_a_second_press_shows_nothing_more(system: Client) -> None:
    opened(system)
    again = system.post(
        "/org/accounts/new/", {"name": "赵新", "username": "zhaoxin", "handed": "code", "_key": "kcode"}
    )
    assert again.status_code == 302
    assert Account.objects.filter(username__startswith="zhaoxin").count() == 1


def test_a_code_ends(system: Client, world: World) -> None:
    account, code = opened(system)
    with clock.at(clock.now() + timedelta(hours=73)), pytest.raises(Invalid):
        services.accept(code, NEW)
    newer = services.invite(world.actor("国.办", "system"), account)
    with pytest.raises(Invalid):
        services.accept(code, NEW)
    assert services.accept(newer, NEW).state == "active"


def test_an_initial_password_must_be_changed(system: Client) -> None:
    _, text = opened(system, "password")
    client = Client()
    assert try_in("zhaoxin", text, client).status_code == 302
    for path in ("/", "/ledger/", "/org/me/", "/org/units/"):
        assert client.get(path)["Location"] == "/org/me/password/"
    token = client.post(
        "/api/v1/org/tokens", {"username": "zhaoxin", "password": text}, content_type="application/json"
    )
    assert token.status_code == 422
    sent = {"current": text, "password": NEW, "again": NEW, "_key": "x"}
    assert client.post("/org/me/password/", sent).status_code == 302
    assert client.get("/org/me/").status_code == 200


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Ab1-", "至少 10 个字符"),
        ("abcdefghijkl1", "至少要有三类"),
        ("Zhaoxin-2026-x", "用户名"),
        ("赵新的Mima-2026", "姓名"),
        ("Aa1Aa1Aa1Aa1", "重复的字符"),
        ("Password-" + "x" * 200, "不能超过"),
    ],
)
def test_passwords_that_will_not_do(system: Client, password: str, said: str) -> None:
    _, code = opened(system)
    page = Client().post("/org/invitation/", {"code": code, "password": password, "again": password})
    assert page.status_code == 422
    assert said in re.sub(r"<[^>]+>", "", page.content.decode())
    assert password not in page.content.decode()


def test_ones_own_password(world: World) -> None:
    account = world.account("省.人社", "clerk")
    here, elsewhere = logged_in(world, "省.人社", "clerk"), logged_in(world, "省.人社", "clerk")
    token = services.open_token(world.actor("省.人社", "clerk"), account)
    wrong = here.post("/org/me/password/", {"current": "no", "password": NEW, "again": NEW})
    assert wrong.status_code == 422
    assert "现在的密码不对" in wrong.content.decode()
    differ = here.post("/org/me/password/", {"current": PASSWORD, "password": NEW, "again": NEW + "1"})
    assert "不一样" in differ.content.decode()
    assert here.post("/org/me/password/", {"current": PASSWORD, "password": NEW, "again": NEW}).status_code == 302
    assert here.get("/org/me/").status_code == 200
    assert elsewhere.get("/org/me/").status_code == 302
    assert account_of_token(token) is None


def test_log_ins_elsewhere_end(world: World) -> None:
    here, elsewhere = logged_in(world, "省.人社", "clerk"), logged_in(world, "省.人社", "clerk")
    services.open_token(world.actor("省.人社", "clerk"), world.account("省.人社", "clerk"))
    assert here.post("/org/me/log-ins/end/").status_code == 302
    assert here.get("/org/me/").status_code == 200
    assert elsewhere.get("/org/me/").status_code == 302
    assert not Token.objects.filter(account=world.account("省.人社", "clerk")).exists()


def test_the_language_stays(world: World) -> None:
    client = logged_in(world, "省.人社", "clerk")
    client.post("/org/me/language/", {"language": "en"})
    assert 'lang="en"' in client.get("/org/me/").content.decode()
    assert client.post("/org/me/language/", {"language": "xx"}).status_code == 302
    assert Account.objects.get(pk=world.account("省.人社", "clerk").pk).language == "en"


def test_disabled_at_once_and_back_with_a_new_password(world: World, system: Client) -> None:
    account = world.account("省.人社", "clerk")
    inside = logged_in(world, "省.人社", "clerk")
    token = services.open_token(world.actor("省.人社", "clerk"), account)
    path = f"/org/accounts/{account.pk}/moves/"
    without = system.post(f"{path}disable/", {})
    assert without.status_code == 422
    assert "缺理由" in without.content.decode()
    assert system.post(f"{path}disable/", {"note": "调离"}).status_code == 302
    assert inside.get("/org/me/").status_code == 302
    assert account_of_token(token) is None
    assert try_in(account.username, PASSWORD).status_code == 200
    handed = system.post(f"{path}enable/", {"note": "返岗"})
    assert "一次性代码" in handed.content.decode()
    assert try_in(account.username, PASSWORD).status_code == 200


def test_locked_by_the_security_administrator_only(world: World, system: Client, security: Client) -> None:
    account = world.account("省.人社", "clerk")
    path = f"/org/accounts/{account.pk}/moves/"
    assert system.post(f"{path}lock/", {"note": "x"}).status_code == 422
    assert security.post(f"{path}lock/", {"note": "异常登录"}).status_code == 302
    assert try_in(account.username, PASSWORD).status_code == 200
    assert security.post(f"{path}unlock/", {"note": "已核实"}).status_code == 302
    assert try_in(account.username, PASSWORD).status_code == 302
    assert security.post(f"{path}disable/", {"note": "x"}).status_code == 422


def test_administrators_stay_in(world: World) -> None:
    """Nobody shuts themselves out, nor the only one of an administration."""
    system, security = world.actor("国.办", "system"), world.actor("国.办", "security")
    for act in (services.disable, services.reset, services.give_password):
        with pytest.raises(Refused, match="本人"):
            act(system, world.account("国.办", "system"), note="x")
    with pytest.raises(Refused, match="唯一"):
        services.disable(system, world.account("国.办", "audit"), note="x")
    with pytest.raises(Refused, match="唯一"):
        services.lock(security, world.account("国.办", "system"), note="x")


def test_shut_out_after_failures(world: World, security: Client) -> None:
    account = world.account("省.人社", "clerk")
    for _ in range(4):
        assert try_in(account.username, "wrong").status_code == 200
    shut = try_in(account.username, "wrong")
    assert shut.status_code == 429
    assert re.search(r"到 \d\d:\d\d 才能再登录", shut.content.decode())
    assert try_in(account.username, PASSWORD).status_code == 429
    program = Client().post(
        "/api/v1/org/tokens", {"username": account.username, "password": PASSWORD}, content_type="application/json"
    )
    assert (program.status_code, program.json()["title"]) == (429, "shut-out")
    until = AccessAttempt.objects.get().attempt_time
    assert AccessAttempt.objects.get().attempt_time == until
    assert "登录失败，锁到" in security.get(f"/org/accounts/?q={account.username}").content.decode()
    assert security.post(f"/org/accounts/{account.pk}/moves/release/").status_code == 302
    assert try_in(account.username, PASSWORD).status_code == 302


def test_the_pause_ends_by_itself(world: World) -> None:
    account = world.account("省.人社", "clerk")
    for _ in range(5):
        try_in(account.username, "wrong")
    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(minutes=16))
    assert try_in(account.username, PASSWORD).status_code == 302


def test_little_is_kept_of_a_failure(world: World) -> None:
    """Somebody may type the password where the name goes; the address and the browser are nobody's business."""
    Client(headers={"User-Agent": "Luoshi-Test", "X-Forwarded-For": "10.9.8.7"}).post(
        "/org/login/?next=/secret/", {"username": "WoDe-Mima-2026", "password": "x"}
    )
    kept = str(AccessAttempt.objects.values().get())
    for text in ("WoDe-Mima", "Luoshi-Test", "10.9.8.7", "127.0.0.1", "secret"):
        assert text not in kept


def test_a_name_nobody_has_is_shut_out_alike(world: World) -> None:
    answers = [try_in("nobody-here", "wrong").status_code for _ in range(6)]
    assert answers == [200] * 4 + [429] * 2


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"username": "a b"}, "不能有空格"),
        ({"username": "U.SYSTEM"}, "已有人使用"),
        ({"name": ""}, "姓名"),
        ({"username": ""}, "用户名"),
    ],
)
def test_accounts_that_cannot_be_opened(system: Client, sent: dict[str, str], said: str) -> None:
    page = system.post("/org/accounts/new/", {"name": "赵新", "username": "zhaoxin", "handed": "code", **sent})
    assert page.status_code == 422
    assert said in page.content.decode()


def test_for_somebody_who_holds_a_post(world: World, system: Client) -> None:
    from luoshi.kernel.actor import SYSTEM

    person = services.add_person(SYSTEM, "钱任")
    post = services.add_post(SYSTEM, world.units["省.人社"], "副处长", "deputy")
    services.appoint(SYSTEM, post, person, clock.today())
    assert "钱任" in system.get("/org/accounts/?only=without").content.decode()
    done = system.post(f"/org/accounts/new/?person={person.pk}", {"username": "qianren", "handed": "code"})
    assert done.status_code == 200
    assert Account.objects.get(username="qianren").person == person
    again = system.post(f"/org/accounts/new/?person={person.pk}", {"username": "qianren2", "handed": "code"})
    assert "已有账号" in again.content.decode()


def test_the_list_costs_the_same_however_long(world: World, system: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(24):
        page = system.get("/org/accounts/")
    assert page.content.decode().count("data-row") == 50
    for query in ("q=省人社", "state=active", "role=liaison", "only=bare", "page=2", "q=%00", "state=x&role=y&only=z"):
        assert system.get(f"/org/accounts/?{query}").status_code in {200, 400}


def test_two_administrators_at_once(world: World, system: Client) -> None:
    account = world.account("省.人社", "clerk")
    services.disable(world.actor("国.办", "system"), account, note="先办的")
    late = system.post(f"/org/accounts/{account.pk}/moves/disable/", {"note": "后办的", "version": "0"})
    assert late.status_code in {409, 422}
    assert Event.objects.filter(code="org.account.disable").count() == 1


def test_stranger(world: World) -> None:
    """Neither business nor the audit keeps accounts; the door behind the page is shut as well."""
    for unit, role in (("省.办", "office"), ("省.人社", "head"), ("国.办", "audit")):
        client = logged_in(world, unit, role)
        assert client.get("/org/accounts/").status_code == 403
        assert client.get("/org/accounts/new/").status_code == 403
        other = world.account("省.人社", "clerk")
        assert client.get(f"/org/accounts/{other.pk}/").status_code == 404
        assert client.post(f"/org/accounts/{other.pk}/moves/disable/", {"note": "x"}).status_code == 404
        with pytest.raises(Forbidden):
            services.create_account(world.actor(unit, role), "x.y", name="某人")
        with pytest.raises(Refused):
            services.disable(world.actor(unit, role), other, note="x")
    with pytest.raises(Forbidden):
        queries.accounts(world.actor("省.人社", "head"))
