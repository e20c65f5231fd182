"""情况变化: a unit reports at any time on what has changed; nobody has asked, the same bodies receive it."""

from __future__ import annotations

import pytest
from django.test import Client

from luoshi.kernel.errors import Refused
from luoshi.org.models import Ask
from luoshi.reporting import queries, services
from luoshi.reporting.models import Receipt, Report
from tests.reporting import given
from tests.world import World


def test_it_works(world: World) -> None:
    """One task of two; signed, sent, accepted, and the next period is prefilled from it."""
    task = given.task_in_force(world, "省.办", "省.人社", "3.2-04")
    given.task_in_force(world, "省.办", "省.人社", "4.1-02")
    clerk = world.actor("省.人社", "liaison")
    report = services.report_change(clerk, [task.pk])
    assert [entry.task for entry in report.entries.all()] == [task]
    for entry in report.entries.all():
        figures = {row.target_id: 2100 for row in entry.figures.all()}
        services.save_entry(clerk, entry, progress="on_line", narrative="新增一批实训基地。", figures=figures)
    services.submit(clerk, report)
    services.sign(world.actor("省.人社", "head"), report)
    receipt = Receipt.objects.select_related("entry__task", "entry__report", "report__unit", "recipient").get()
    services.accept(world.actor("省.办", "office"), [receipt])
    assert not Ask.objects.exists()
    again = services.start_report(clerk, given.opened(world))
    assert again.entries.get(task=task).narrative == "新增一批实训基地。"


def test_twice_a_day(world: World) -> None:
    task = given.task_in_force(world, "省.办", "省.人社")
    clerk = world.actor("省.人社", "liaison")
    names = [services.report_change(clerk, [task.pk]).period.name for _ in range(2)]
    assert names == ["2026年6月22日情况变化", "2026年6月22日情况变化（2）"]


def test_only_what_it_leads(world: World) -> None:
    task = given.task_in_force(world, "省.办", "省.人社")
    with pytest.raises(Refused, match="牵头"):
        services.report_change(world.actor("省.教育", "liaison"), [task.pk])


def test_on_the_page(world: World, client: Client) -> None:
    task = given.task_in_force(world, "省.办", "省.人社")
    client.force_login(world.account("省.人社", "liaison"))
    assert "开展企业新型学徒制培训" in client.get("/reporting/change/").content.decode()
    assert client.post("/reporting/change/", {"_key": "a"}).status_code == 422
    assert client.post("/reporting/change/", {"_key": "b", "tasks": "999999"}).status_code == 422
    assert client.post("/reporting/change/", {"_key": "c", "tasks": str(task.pk)}).status_code == 302
    assert "情况变化报告" in client.get("/reporting/").content.decode()


def test_stranger(world: World) -> None:
    task = given.task_in_force(world, "省.办", "省.人社")
    services.report_change(world.actor("省.人社", "liaison"), [task.pk])
    assert not Report.objects.visible_to(world.actor("他省.办", "office")).exists()
    assert queries.own_changes(world.actor("省.办", "office")) == []
