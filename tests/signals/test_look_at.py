"""What has been sent is looked at by every rule that has a place there, once; what was found waits for the office above."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from luoshi.inspection.models import Visit
from luoshi.inspection.models.visits import Reading
from luoshi.kernel import actions, clock
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import Refused
from luoshi.kernel.services import keep_file
from luoshi.org.scope import Shown
from luoshi.problems.models import Check
from luoshi.reporting import services as reporting
from luoshi.reporting.models import Period
from luoshi.signals import queries, services
from luoshi.signals.models import Hint, Tally
from tests.problems.scene import problem_at
from tests.reporting import given
from tests.world import World

HOLLOW = (
    "高度重视，切实加强组织领导，认真贯彻有关要求，扎实推进各项工作，进一步压实责任，形成合力，营造良好氛围，"
    "推动改革落地见效，取得积极成效，持续推进，狠抓落实，为高质量发展奠定坚实基础。"
)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(given.NOW):
        yield


def sent(
    world: World, unit: str, period: Period, text: str, progress: str = "behind", files: tuple[str, ...] = ()
) -> None:
    """A report with this text and these files, gone out."""
    report = given.filled(world, unit, period, text=text)
    actor = world.actor(unit, "liaison")
    for entry in report.entries.all():
        reporting.save_entry(actor, entry, progress=progress)
        for name in files:
            reporting.add_evidence(actor, entry, keep_file(actor, ContentFile(name[:2].encode(), name=name)))
    reporting.submit(actor, report)
    reporting.sign(world.actor(unit, "head"), report)


def found() -> dict[str, list[str]]:
    """rule → the units that are to be asked."""
    hints = Hint.objects.select_related("unit").order_by("pk")
    return {rule: [one.unit.name for one in hints if one.rule == rule] for rule in {one.rule for one in hints}}


def test_it_works(world: World, client: Client, django_assert_max_num_queries: Any) -> None:
    for number, unit in enumerate(("县.人社", "二县.人社", "县.教育", "二县.教育")):
        given.task_in_force(world, "市.办", unit, f"3.2-0{number}")
    period = given.opened(world, "市.办")
    sent(world, "县.人社", period, "柏桥县举办竞赛三场，参加职工百余人。")
    sent(world, "二县.人社", period, HOLLOW)
    sent(world, "县.教育", period, "开班两期。", "done", ("名册.txt",))
    sent(world, "二县.教育", period, "结业一批。", "done", ("通知.txt", "方案.txt", "名册二.txt"))
    assert services.examine(SYSTEM) == 3
    assert found() == {
        "elsewhere": [world.units["县.人社"].name],
        "hollow": [world.units["二县.人社"].name],
        "reused": [world.units["二县.教育"].name],
    }
    assert services.examine(SYSTEM) == 0  # nothing twice
    assert Tally.objects.get(rule="hollow", keeper=world.units["县.办"]).examined == 2
    hint = Hint.objects.get(rule="reused")
    client.force_login(world.account("市.办", "office"))  # over both units
    client.get(reverse("desk:home"))
    with django_assert_max_num_queries(14):
        client.get(reverse("signals:hints"))
    page = client.get(reverse("signals:hint", args=[hint.pk])).content.decode()
    assert "名册二.txt" in page
    assert world.units["县.教育"].name in page
    services.move(world.actor("市.办", "office"), hint, "ask", reply_by=clock.today() + timedelta(days=7))
    client.force_login(world.account("二县.教育", "clerk"))
    page = client.get(reverse("signals:hint", args=[hint.pk])).content.decode()
    assert "名册二.txt" not in page  # whose file it was is the office's to know
    assert "以前交过" in page


def test_done_without_evidence(world: World) -> None:
    given.task_in_force(world, "市.办", "县.人社")
    period = given.opened(world, "市.办")
    sent(world, "县.人社", period, "全部完成，共 12 场。", "done")
    assert services.examine(SYSTEM) == 1
    assert found() == {"unproven": [world.units["县.人社"].name]}


def test_a_problem_closed_on_papers(world: World) -> None:
    """Whoever closed it is asked, by the office above."""
    problem = problem_at(world, "closed")
    assert services.examine_matters(SYSTEM) == 0  # it was checked on site
    again = problem_at(world, "closed")
    check = Check.objects.get(problem=again)
    actions.change(SYSTEM, "x", check, way="papers", finding="查阅材料。")
    assert services.examine_matters(SYSTEM) == 1
    hint = Hint.objects.get()
    assert (hint.rule, hint.problem, hint.unit, hint.keeper) == (
        "uncontacted", again, problem.keeper, world.units["省.办"],
    )  # fmt: skip
    assert services.examine_matters(SYSTEM) == 0


def test_a_rule_is_stopped(world: World, client: Client) -> None:
    given.task_in_force(world, "市.办", "县.人社")
    period = given.opened(world, "市.办")
    client.force_login(world.account("县.办", "office"))
    rules = reverse("signals:rules")
    assert client.post(rules, {"rule": "unproven", "reason": ""}).status_code == 422
    assert client.post(rules, {"rule": "unproven", "reason": "材料都另行报送。"}).status_code == 302
    assert "材料都另行报送" in client.get(rules).content.decode()
    sent(world, "县.人社", period, "全部完成，共 12 场。", "done")
    assert services.examine(SYSTEM) == 0
    assert client.post(rules, {"rule": "unproven", "start": "1"}).status_code == 302
    with pytest.raises(Refused):
        services.stop(world.actor("县.人社", "clerk"), "unproven", "不想看。")


def test_an_inspector_has_seen_otherwise(world: World) -> None:
    task = given.task_in_force(world, "市.办", "县.人社")
    actions.change(SYSTEM, "x", task, reported_state="ahead")
    office, unit = world.units["市.办"], world.units["县.人社"]
    visit = Visit(
        office=office, office_path=office.path, unit=unit, unit_path=unit.path, kind="research", state="done",
        planned_on=clock.today(), visited_on=clock.today(), shown=Shown.UNIT,
    )  # fmt: skip
    actions.create(SYSTEM, "x", visit)
    actions.create(SYSTEM, "x", Reading(visit=visit, task=task, state="behind", note="查阅记录"))
    assert services.examine_matters(SYSTEM) == 1
    hint = Hint.objects.get()
    assert (hint.rule, hint.keeper, hint.unit) == ("contradicted", office, unit)
    assert "督察所见" in "".join(str(one) for one in queries.measures_of(hint))
