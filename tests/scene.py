"""Something of everything, in the province that the stranger does not belong to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile

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
from luoshi.ledger.models import Task
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
from tests.voice import worker as workers
from tests.world import World

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


@dataclass(frozen=True)
class Scene:
    """The world with objects in it."""

    world: World
    stranger: Account

    def keys(self, words: Iterable[str], *, shown_to: Account | None = None) -> dict[str, list[object]]:
        """What fits into each kind of slot, hidden from the stranger or shown to somebody, and words; under the name of a room or a model its own keys."""
        rooms = self.first(shown_to) if shown_to else self.hidden()
        pks: list[object] = sorted(set().union(*rooms.values()))
        uids: list[object] = [*File.objects.values_list("uid", flat=True)[:2]]
        if shown_to:
            uids += Draw.objects.filter(state="published").values_list("uid", flat=True)
        return {"int": pks, "str": pks, "uuid": uids, "slug": [*words], **{room: [*own] for room, own in rooms.items()}}

    def hidden(self) -> dict[str, list[int]]:
        """The first keys of every room's tables of objects, but for those that are something of the stranger's own somewhere."""
        actor = actor_of(self.stranger)
        found: dict[str, list[int]] = {}
        own: set[int] = set()
        for model in scoped():
            _enter(found, model, _keys(model.objects.all(), 1))
            visible = _keys(model.objects.visible_to(actor), None)
            assert model.__module__.startswith("luoshi.org") or not visible, "the stranger sees something of the scene"
            own |= {*visible}
        return {room: [pk for pk in pks if pk not in own] for room, pks in found.items()}

    def first(self, account: Account) -> dict[str, list[int]]:
        """The first keys that this account sees of every room's tables; of tables without a scope the first keys there are."""
        actor = actor_of(account)
        found: dict[str, list[int]] = {}
        for model in sorted(house.registered_models(), key=lambda one: not hasattr(one, "scope")):
            rows = model.objects.visible_to(actor) if hasattr(model, "scope") else model._base_manager.all()
            _enter(found, model, _keys(rows, 3))
        # An address with several slots is tried with the first few keys: those that such addresses name stand first.
        found["reporting"][:0] = [*_keys(Period.objects, 1), *_keys(Report.objects.visible_to(actor), 1)]
        found["ledger"][:0] = _keys(Task.objects.visible_to(actor), 2)
        return found


def _enter(found: dict[str, list[int]], model: Any, keys: list[int]) -> None:
    """Under the room's name and under the model's own."""
    for name in (model._meta.app_label, model._meta.model_name):
        found.setdefault(name, []).extend(keys)


def _keys(rows: Any, most: int | None) -> list[int]:
    return [pk for pk in rows.order_by("pk").values_list("pk", flat=True)[:most] if isinstance(pk, int)]


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
