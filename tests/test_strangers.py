"""Every address as a stranger: what is hidden answers exactly as what is absent, lists are empty, and nobody gets in unnamed.

The addresses are read from the URL table, so that a new page is walked without anybody adding it here.
"""

from __future__ import annotations

import itertools
import json
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from luoshi.config.api import description
from luoshi.desk.jobs import settle
from luoshi.inspection import services as inspection
from luoshi.inspection.models import Draw
from luoshi.inspection.services import conclusions
from luoshi.kernel import clock, jobs, services
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.jobs import schedules
from luoshi.kernel.models import File
from luoshi.kernel.panels import Matter
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Plan, Task
from luoshi.org import services as org
from luoshi.org.models import Account, Post
from luoshi.org.queries import actor_of
from luoshi.org.services import sheets
from luoshi.org.services.views import keep_view
from luoshi.policy import services as policy
from luoshi.policy.queries.submissions import About
from luoshi.policy.services import provisions as policies
from luoshi.problems import services as problems
from luoshi.reporting import services as reporting
from luoshi.reporting.models import Appeal, Period, Report
from luoshi.signals import services as signals
from luoshi.signals.services.complaints import complain
from luoshi.voice.services import asking, writing
from luoshi.voice.services.gathering import gather
from tests import house
from tests.inspection import scene as inspections
from tests.inspection import visiting
from tests.ledger import making, test_import
from tests.policy import meeting as meetings
from tests.reporting import given
from tests.test_house import workflows
from tests.voice import worker as workers
from tests.world import World

PUBLIC_PAGES = {
    "/org/login/": "where one logs in",
    "/org/logout/": "logging out twice does no harm",
    "/org/invitation/": "where a one-time code sets a password; it says only whether the code works",
    "/health/": "for a monitor: three words, nothing given away",
    "/org/language/setlang/": "the log-in page has a choice of languages",
    "/voice/": "where a worker writes without a name",
    "/voice/where/": "where else a worker may turn",
    "/voice/receipt/": "where a worker reads the answer, by a receipt",
    "/voice/receipt/add/": "where a worker adds something, by a receipt",
    "/voice/survey/": "three questions, by the link on a poster",
    "/inspection/public/<uuid:uid>/": "a draw as anybody may check it: hashes from the sealing on, names with the result",
    "/inspection/public/<uuid:uid>/RECORD.json": "what the check takes, once the result is published",
    "/inspection/public/check.py": "the twenty lines of the check",
    "/api/v1/": "says only that there is no page",
    "/api/v1/org/tokens": "where a program logs in, with a name and a password",
    "/api/v1/openapi.json": "the description of the interface; it holds no data",
}
"""Pages that somebody without a log-in gets, and why."""

SECRETS = (
    "开展企业新型学徒制培训",
    "推进产业工人队伍建设改革实施方案",
    "全省 24 户企业开班 42 个",
    "培训台账",
    "澜产改〔2026〕23号",
    "专业目录由谁牵头编制",
    "夜班的师傅上不了白天的培训课",
)
"""What stands in the scene's objects and nowhere else."""

ADMINISTRATOR = ("国.办", "system")
"""Who looks after the system in the scene."""

INSIDERS = (("省.办", "office"), ("省.人社", "clerk"), ("省.人社", "head"), ADMINISTRATOR, ("国.办", "security"))
"""Who between them see all of the scene."""

ABSENT = 999_999_999
CONVERTED = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
CHANGING = re.compile(
    r'(name="(csrfmiddlewaretoken|_key)" value="[^"]*"|"X-CSRFToken": ?"[^"]*"|csrf-token" content="[^"]*")'
)


@dataclass(frozen=True)
class Address:
    """A line of the URL table: ``/ledger/tasks/<int:pk>/``."""

    route: str
    name: str

    @property
    def slots(self) -> list[tuple[str, str]]:
        return [(found["kind"] or "str", found["name"]) for found in CONVERTED.finditer(self.route)]

    @property
    def is_api(self) -> bool:
        return self.route.startswith("/api/")

    def at(self, values: tuple[object, ...]) -> str:
        rest = iter(values)
        return CONVERTED.sub(lambda _: str(next(rest)), self.route)

    def __str__(self) -> str:
        return self.route


def addresses() -> list[Address]:
    found = [Address(route, name) for route, name in _walk(get_resolver().url_patterns, "/") if "static" not in route]
    return list({address.route: address for address in found}.values())


def _walk(patterns: list[Any], before: str) -> Iterator[tuple[str, str]]:
    for entry in patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.name or ""


OBJECTS = [address for address in addresses() if address.slots]
LISTS = [address for address in addresses() if not address.slots]


# ---------- the scene: something of everything, in the province that the stranger does not belong to ----------


@dataclass(frozen=True)
class Scene:
    """The world with objects in it."""

    world: World
    stranger: Account

    def keys(self, words: Iterable[str], *, shown_to: Account | None = None) -> dict[str, list[object]]:
        """What fits into each kind of slot: keys that are hidden from the stranger (or shown to somebody), and these words."""
        pks: list[object] = [*(self.first(shown_to) if shown_to else self.hidden())]
        uids: list[object] = [*File.objects.values_list("uid", flat=True)[:2]]
        if shown_to:
            uids += Draw.objects.filter(state="published").values_list("uid", flat=True)
        return {"int": pks, "str": pks, "uuid": uids, "slug": [*words]}

    def hidden(self) -> list[int]:
        """The first keys of every table of objects, but for those that are something of the stranger's own somewhere."""
        actor = actor_of(self.stranger)
        pks: set[int] = set()
        own: set[int] = set()
        for model in scoped():
            pks |= set(model.objects.order_by("pk").values_list("pk", flat=True)[:1])
            visible = set(model.objects.visible_to(actor).values_list("pk", flat=True))
            assert model.__module__.startswith("luoshi.org") or not visible, "the stranger sees something of the scene"
            own |= visible
        return sorted(pks - own)

    def first(self, account: Account) -> list[int]:
        """The first keys that this account sees of every table; of tables without a scope the first keys there are."""
        actor = actor_of(account)
        tables = [m.objects.visible_to(actor) for m in scoped()]
        tables += [m._base_manager.all() for m in house.registered_models() if not hasattr(m, "scope")]
        found = {pk for rows in tables for pk in rows.order_by("pk").values_list("pk", flat=True)[:3]}
        # An address with several slots is tried with the first few keys: those that such addresses name stand first.
        ahead = [*Task.objects.visible_to(actor).order_by("pk").values_list("pk", flat=True)[:2]]
        ahead += Period.objects.order_by("pk").values_list("pk", flat=True)[:1]
        ahead += Report.objects.visible_to(actor).order_by("pk").values_list("pk", flat=True)[:1]
        return [*ahead, *sorted(pk for pk in found - set(ahead) if isinstance(pk, int))]


def scoped() -> list[Any]:
    """Every model that says where it belongs."""
    return [model for model in house.registered_models() if hasattr(model, "scope")]


@pytest.fixture
def scene(world: World) -> Scene:
    with clock.at(given.NOW):
        first, second, third = making.issued(world, 3)
        clerk, office = world.actor("省.人社", "clerk"), world.actor("省.办", "office")
        consulted = making.a_plan(world)
        making.a_draft(world, consulted, number="8.8-01")
        policy.open_consultation(office, consulted, date(2026, 7, 10))
        draft = making.a_draft(world, making.a_plan(world), number="9.9-01")
        ledger.draft_task(office, plan=draft.plan, number="9.9-02", title=SECRETS[0])
        policy.examine(office, draft.plan)
        policy.compare_with(office, draft.plan, first.plan)
        signed = making.a_plan(world)
        making.a_draft(world, signed, number="6.6-01")
        policy.open_consultation(office, signed, date(2026, 7, 10))
        for key in ("省.人社", "省.工会"):
            policy.agree_all(world.actor(key, "clerk"), signed, post_name="综合处处长", person_name=f"{key}综合处处长")
        policy.open_countersign(office, signed, date(2026, 7, 12))
        ledger.add_generic_duty(office, draft, "各县（市、区）")
        ledger.receive(clerk, making.lead(third))
        making.applied(world, making.fresh(third))
        ledger.receive(clerk, making.lead(first))
        ledger.request_division(clerk, making.lead(second), reason="职责不在我厅", signed_by="王立")
        letter = ledger.draft_letters(office, [making.fresh(second)])[0]
        ledger.send_letter(office, letter, signed_by="周明远")
        ledger.wait_on(office, making.fresh(second), making.fresh(first))
        making.handed_down(world, making.fresh(first))
        handed_in = sheets.take_in(office, "ledger.tasks", test_import.table(), {})
        sheets.start_check(office, handed_in)
        helped = given.task_in_force(world, "省.办", "省.教育", "7.7-01")
        given.supports(world, helped, "省.人社")
        period = given.opened(world)
        same = "全省 24 户企业开班 42 个，由技师学院送教上门，企业导师带徒实训，考核合格后发放补贴。"
        given.sent(world, "省.教育", period, text=same, help_="coordinate", difficulty="专业目录没有商定。")
        reporting.send_appeal(world.actor("省.教育", "liaison"), Appeal.objects.get(), "王立")
        reporting.keep_rhythm(office, kind="quarter", due_day=10, shift="before", open_before=5)
        report = given.sent(world, "省.人社", period, text=same)
        assert signals.examine(SYSTEM)
        complain(clerk, text=SECRETS[0])
        reporting.share(world.actor("省.人社", "liaison"), report.entries.all()[0])
        file = services.keep_file(clerk, ContentFile("培训台账".encode(), name="培训台账.txt"))
        services.attach(clerk, file, first, "evidence")
        row = ledger.add_indicator(clerk, world.units["省.人社"], name="高技能人才占技能人才比重", source="培训台账")
        ledger.link_indicator(office, first, row)
        services.attach(clerk, file, report.entries.first(), "evidence")
        meetings.signed(world, meetings.by_hand(world, making.fresh(first)))
        unit = world.units["省.人社"]
        fund = policy.add_fund(clerk, unit, year=2026, purpose=SECRETS[0], beneficiary="学徒", source="insurance")
        policy.link_fund(clerk, fund, first)
        shared = policy.add_resource(
            clerk, unit, kind="base", name=SECRETS[0], field="数控", capacity=40, shared_with="place"
        )
        days = {"starts_on": date(2026, 8, 3), "ends_on": date(2026, 8, 5)}
        policy.book(world.actor("省.教育", "clerk"), shared, **days, people=10, purpose=SECRETS[0])
        policy.draft_submission(
            office, About(task=first), kind="report", title=SECRETS[0], text=SECRETS[2], party="省委"
        )
        text = policies.Given(pasted=f"第一条 {SECRETS[0]}。\n第二条 附则。")
        known = {"title": SECRETS[0], "issuer_name": "省人社厅", "issued_on": date(2026, 1, 5), "field": "skills"}
        rows = policies.add_document(clerk, unit, text, **known).provisions.all()
        policies.link(office, rows[0], "supports", first)
        _a_problem(world)
        _drawn(world)
        inspection.propose_target(office, unit, SECRETS[0], source="疑点提示")
        _change_hands(world)
        _heard(world, first)
        _looked_at(world)
    keep_view(office, "ledger.tasks", "临期与逾期", query="time=red", columns=["number"], shared="unit")
    jobs.later(clerk, "kernel.statistics", title=SECRETS[0])
    settle("ledger.receive", [Matter("1", True, clerk.unit_id or 0, "receive", title=SECRETS[0], url="/ledger/")])
    schedules.ensure()
    return Scene(world, world.account("他县.教育", "clerk"))


def _drawn(world: World) -> None:
    """A draw whose result is published, and one that is not."""
    row, office = inspections.drawn(world, "省"), world.actor("省.办", "office")
    inspection.publish_draw(office, row)
    inspection.freeze_draw(office, inspection.prepare_draw(office, row.item, sample=1, source="掷骰"))


def _looked_at(world: World) -> None:
    """An inspection has been there, with a finding, a conclusion and an objection."""
    row = visiting.concluded(world)
    unit = world.actor("县.人社", "clerk")
    conclusions.object_to(unit, row, reason=SECRETS[0], signed_by="周晓岚", finding=row.visit.findings.first())


def _heard(world: World, task: Task) -> None:
    """A worker has written; the office asks on a task, and has gone to look."""
    workers.hears(world, "省.办")
    office = workers.hearer(world, "省.办")
    writing.write(writing.Letter(workers.TEXT, world.units["省"]), "scene")
    gather()
    asking.open_entrance(office, title=SECRETS[0], task=task)
    asking.open_survey(office, task, title=SECRETS[0], known="1", reached="2", content="3", closes_on=date(2099, 1, 1))
    asking.keep_note(
        office,
        None,
        question=workers.TEXT,
        went_on=clock.today(),
        places="省城",
        talked=3,
        found=workers.TEXT,
        remedies="开晚班。",
    )


def _a_problem(world: World) -> None:
    """One that the province's office keeps, with an extension that waits."""
    clerk, office = world.actor("省.人社", "clerk"), world.actor("省.办", "office")
    row = problems.enter(office, title=SECRETS[0], facts="六户三户", unit=world.units["省.人社"], origin="audit")
    problems.propose(clerk, row, measures=[{"text": SECRETS[0]}])
    problems.vet(office, row, due_on=clock.today() + timedelta(days=60))
    day = clock.today() + timedelta(days=90)
    problems.ask_extension(clerk, row, reason=SECRETS[0], progress="过半", proposed_on=day)
    org.grant(SYSTEM, world.account("省.办", "office").person, "account", world.units["省.办"], date(2025, 1, 1))
    told = {"title": SECRETS[0], "facts": SECRETS[0], "basis": "《督促整改办法》第九条"}
    problems.draft_record(
        world.actor("省.办", "office"), kind="reminder", unit=world.units["省.人社"], problem=row, **told
    )


def _change_hands(world: World) -> None:
    """A post of the lead's unit is to be handed over, and its clerk has a deputy."""
    clerk, liaison = world.actor("省.人社", "clerk"), world.account("省.人社", "liaison").person
    post = Post.objects.get(unit=world.units["省.人社"], kind="liaison")
    org.hand_over(clerk, post, on=clock.today() + timedelta(days=9), name="接任人", reason="轮岗")
    own = Post.objects.get(unit=world.units["省.人社"], kind="responsible")
    today = clock.today()
    org.lend(clerk, own, liaison, kind="entrusted", starts_on=today, ends_on=today, reason="外出")
    org.add_tag(world.actor("省.办", "office"), "试点")


# ---------- asking ----------

MOST_WORDS = 200
"""More than there are moves."""


@cache
def moves() -> tuple[str, ...]:
    return tuple(sorted({move.name for table in workflows() for move in table.moves}))


def browser(account: Account) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(account)
    return client


def program(account: Account) -> Client:
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {org.open_token(SYSTEM, account)}"})


def ask(client: Client, method: str, path: str) -> tuple[int, str]:
    """Status and text of an answer; what it did is undone. What differs with every answer is blotted out."""
    with transaction.atomic():
        kind = {"content_type": "application/json"} if path.startswith("/api/") else {}
        response = getattr(client, method)(path, **kind)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    # 503 is what a monitor is told while acts wait for their seal, as the scene's do
    assert response.status_code < 500 or path == "/health/", f"{method} {path}: {response.status_code}"
    text = body.decode("utf-8", "replace").replace(path, "PATH").replace(quote(path, safe=""), "PATH")
    return response.status_code, CHANGING.sub("", text)


def fillings(address: Address, keys: dict[str, list[object]]) -> list[tuple[object, ...]]:
    """What to put into an address: keys of hidden objects, and for words the names of moves."""
    # each key more in an address with several slots multiplies what is asked
    most = 100 if len(address.slots) == 1 else 4 if "slug" in {kind for kind, _ in address.slots} else 5
    return list(itertools.product(*(keys[kind] if kind == "slug" else keys[kind][:most] for kind, _ in address.slots)))


def absent(address: Address, like: tuple[object, ...]) -> tuple[object, ...]:
    keys = {"int": ABSENT, "uuid": uuid.UUID(int=0), "str": ABSENT}
    return tuple(keys.get(kind, value) for (kind, _), value in zip(address.slots, like, strict=True))


def told_apart(keys: dict[str, list[object]], client: Client, method: str, address: Address) -> Iterator[str]:
    """Where a hidden object answers otherwise than an absent one, or gives away what it holds."""
    nothing: dict[tuple[object, ...], tuple[int, str]] = {}
    for values in fillings(address, keys):
        other = absent(address, values)
        if other not in nothing:
            nothing[other] = ask(client, method, address.at(other))
        status, text = answer = ask(client, method, address.at(values))
        if answer != nothing[other]:
            yield f"{method} {address.at(values)}: {status}, absent {nothing[other][0]}"
        if status not in {404, 405, 422} or any(secret in text for secret in SECRETS):
            yield f"{method} {address.at(values)}: {status}"


def test_a_hidden_object_answers_as_an_absent_one(scene: Scene) -> None:
    web, api, keys = browser(scene.stranger), program(scene.stranger), scene.keys(moves()[:1])
    wrong = [
        breach
        for address in OBJECTS
        for method in ("get", "post")
        for breach in told_apart(keys, api if address.is_api else web, method, address)
    ]
    assert wrong == []


def test_somebody_gets_an_answer_there(scene: Scene) -> None:
    """Else the test above would be content with a page that is broken for everybody. What only takes a POST says so (405)."""
    accounts = [scene.world.account(*insider) for insider in INSIDERS]
    web, api = [browser(account) for account in accounts], [program(account) for account in accounts]
    keys = scene.keys(moves(), shown_to=accounts[0])
    found: dict[str, tuple[object, ...]] = {}
    for address in sorted(OBJECTS, key=lambda one: (len(one.slots), len(one.route))):
        # what answered at an object's own page stands first at the pages below it
        above = max((route for route in found if address.route.startswith(route)), key=len, default="")
        kinds = [kind for kind, _ in address.slots][len(found.get(above, ())) :]
        below = itertools.product(*(keys[kind][:MOST_WORDS] for kind in kinds))
        ahead = [found[above] + rest for rest in below] if above else []
        for values in itertools.chain(ahead, fillings(address, keys)):
            if any(ask(client, "get", address.at(values))[0] != 404 for client in (api if address.is_api else web)):
                found[address.route] = values
                break
    assert [address.route for address in OBJECTS if address.route not in found] == []
    assert list(misdescribed(api, keys["int"], found)) == []


def misdescribed(callers: Iterable[Client], keys: list[object], found: dict[str, tuple[object, ...]]) -> Iterator[str]:
    """Readings of the interface that nobody gets, or that lack what the description promises; read from the description itself."""
    described = json.loads(description())
    for path, methods in described["paths"].items():
        if "get" in methods:
            schema = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            filled = path
            for value in found.get(re.sub(r"\{(\w+)\}", r"<\1>", path), ()):
                filled = re.sub(r"\{\w+\}", str(value), filled, count=1)
            asked = [
                one for one in methods["get"].get("parameters", []) if one["in"] == "query" and one.get("required")
            ]
            answers = (client.get(whole) for whole in _asked(filled, asked, keys) for client in callers)
            body = next((answer.json() for answer in answers if answer.status_code == 200), None)
            yield from (f"{path}: {fault}" for fault in departures(body, schema, described["components"]["schemas"]))


def _asked(path: str, asked: list[dict[str, Any]], keys: list[object]) -> Iterator[str]:
    """The address with what it must be asked for: a day, a year, or one key after another."""
    for key in keys if asked else [0]:
        given = {
            one["name"]: "2026-06-30"
            if one["schema"].get("format") == "date"
            else 2026
            if one["name"] == "year"
            else key
            for one in asked
        }
        yield path + (f"?{urlencode(given)}" if given else "")


def departures(body: Any, schema: dict[str, Any], named: dict[str, Any]) -> Iterator[str]:
    """Where an answer is not as it is described; the rows of a list as well."""
    whole = named[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema
    if body is None:
        yield "nobody gets an answer"
    elif whole.get("type") == "array":
        for row in body[:1]:
            yield from departures(row, whole["items"], named)
    else:
        lacking = set(whole.get("required", ())) - set(body)
        if lacking:
            yield f"lacks {sorted(lacking)}"
        if {"items", "count"} <= set(body) and not 0 <= len(body["items"]) <= min(body["count"], 200):
            yield f"{len(body['items'])} rows of {body['count']}"


def test_a_list_shows_a_stranger_nothing(scene: Scene) -> None:
    web, api = browser(scene.stranger), program(scene.stranger)
    wrong = []
    for address in LISTS:
        status, text = ask(api if address.is_api else web, "get", address.route)
        wrong += [f"{address}: {secret}" for secret in SECRETS if secret in text]
        if status not in {200, 302, 403, 405, 422} and address.route not in PUBLIC_PAGES:
            wrong.append(f"{address}: {status}")
    assert wrong == []


def test_nobody_gets_in_unnamed(db: None) -> None:
    client, wrong = Client(raise_request_exception=False), []
    for address in addresses():
        path = address.at(tuple(uuid.UUID(int=1) if kind == "uuid" else 1 for kind, _ in address.slots))
        for method in ("get", "post"):
            response = getattr(client, method)(path)
            answer = (response.status_code, response.headers.get("Location", "").split("?")[0])
            allowed = answer == (302, "/org/login/")
            if address.route in PUBLIC_PAGES:
                allowed = response.status_code in {200, 204, 302, 400, 404, 405, 422, 503}
            elif address.is_api:
                allowed = response.status_code in {401, 405}
            if not allowed:
                wrong.append(f"{method} {address}: {answer}")
    assert wrong == []


def test_the_scene_is_seen_by_its_own(scene: Scene) -> None:
    """The secrets are there to be leaked."""
    actor = scene.world.actor("省.办", "office")
    assert Task.objects.visible_to(actor).count() >= 4
    assert Plan.objects.visible_to(actor).count() == 4
    text = browser(scene.world.account("省.办", "office")).get("/ledger/").content.decode()
    assert SECRETS[0] in text
