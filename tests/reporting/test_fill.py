"""A liaison officer fills in the unit's report: one entry for each led task, prefilled."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.kernel import clock
from luoshi.kernel.errors import NotVisible, Refused, Stale
from luoshi.kernel.models import Event
from luoshi.reporting import queries, services
from luoshi.reporting.models import Entry, Period, Report
from tests.reporting import given
from tests.world import World


def third_quarter(world: World) -> Period:
    """The quarter after `given.QUARTER`."""
    return given.opened(
        world, name="2026年第三季度", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30), due_on=date(2026, 10, 12)
    )


def accepted_once(world: World) -> None:
    """One task, whose second quarter has been accepted at 1862."""
    given.task_in_force(world, "省.办", "省.人社")
    report = given.sent(world, "省.人社", given.opened(world))
    services.accept(world.actor("省.办", "office"), [given.receipt(world, report.entries.get(), "省.办")])


def test_it_works(world: World) -> None:
    """Every led task has its entry with its targets and nodes; nothing else does."""
    task = given.task_in_force(world, "省.办", "省.人社", "3.2-04")
    given.task_in_force(world, "省.办", "省.教育", "4.1-02")
    report = given.filled(world, "省.人社", given.opened(world))
    [line] = queries.lines(report)
    assert line.entry.task == task
    assert line.said.figures[0].value == Decimal(1862)
    assert line.said.nodes[0].title == "印发补贴办法"
    assert line.gaps == ()


def test_prefilled_from_the_last_accepted(world: World) -> None:
    """Values say where they came from; left as they are they are not an answer."""
    accepted_once(world)
    with clock.at(given.later(100)):
        report = services.start_report(world.actor("省.人社", "liaison"), third_quarter(world))
        [line] = queries.lines(report)
    assert line.source is not None
    assert line.source.entry.report.period.name == "2026年第二季度"
    assert (line.said.narrative, line.said.figures[0].value) == ("全省 24 户企业开班 42 个。", Decimal(1862))
    assert len(line.gaps) == 1


def test_returned_is_not_carried_over(world: World) -> None:
    """What the deciding body returned is no source."""
    given.task_in_force(world, "省.办", "省.人社")
    report = given.sent(world, "省.人社", given.opened(world))
    services.return_(
        world.actor("省.办", "office"), [given.receipt(world, report.entries.get(), "省.办")], "口径不清。"
    )
    with clock.at(given.later(100)):
        entry = services.start_report(world.actor("省.人社", "liaison"), third_quarter(world)).entries.get()
    assert (entry.source, entry.narrative) == (None, "")


def test_no_change_in_one_press(world: World, client: Client) -> None:
    accepted_once(world)
    with clock.at(given.later(100)):
        report = services.start_report(world.actor("省.人社", "liaison"), third_quarter(world))
        client.force_login(world.account("省.人社", "liaison"))
        client.post(f"/reporting/entries/{report.entries.get().pk}/no-change/", {"_key": "k"})
        [line] = queries.lines(report)
    assert line.said.no_change
    assert line.gaps == ()


def test_no_change_of_nothing(world: World) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    liaison = world.actor("省.人社", "liaison")
    report = services.start_report(liaison, given.opened(world))
    with pytest.raises(Refused):
        services.say_no_change(liaison, report.entries.get())


def test_one_report_however_often(world: World, client: Client) -> None:
    """Two colleagues, and one of them twice: one report."""
    given.task_in_force(world, "省.办", "省.人社")
    period = given.opened(world)
    client.force_login(world.account("省.人社", "liaison"))
    for key in ("k1", "k1", "k2"):
        client.post(f"/reporting/periods/{period.pk}/start/", {"_key": key})
    services.start_report(world.actor("省.人社", "clerk"), period)
    assert Report.objects.count() == Entry.objects.count() == 1


def test_task_issued_meanwhile_is_taken_in(world: World) -> None:
    """It stands in the way of signing until it is in the report."""
    given.task_in_force(world, "省.办", "省.人社", "3.2-04")
    period, liaison = given.opened(world), world.actor("省.人社", "liaison")
    report = given.filled(world, "省.人社", period)
    given.task_in_force(world, "省.办", "省.人社", "4.1-02")
    with pytest.raises(Refused, match="还没有列入"):
        services.submit(liaison, report)
    assert services.start_report(liaison, period).entries.count() == 2


def form_of(entry: Entry, **changes: Any) -> dict[str, Any]:
    """What the page posts for an entry."""
    target, node = entry.figures.get().target_id, entry.nodes.get().milestone_id
    return {
        "_key": "k", "version": entry.version, "progress": "behind", "narrative": "开班 42 个。", "help": "none",
        f"figure_{target}": "1,862", f"node_{node}": "2026-05-28", **changes,
    }  # fmt: skip


def test_on_the_page(world: World, client: Client) -> None:
    """Figures are taken as typed, with evidence in the same press."""
    given.task_in_force(world, "省.办", "省.人社")
    liaison = world.actor("省.人社", "liaison")
    entry = services.start_report(liaison, given.opened(world)).entries.get()
    client.force_login(world.account("省.人社", "liaison"))
    proof = SimpleUploadedFile("名册.txt", "学徒名册".encode(), "text/plain")
    answer = client.post(f"/reporting/entries/{entry.pk}/", form_of(entry, evidence=proof))
    assert answer.status_code == 302, answer.content.decode()
    [line] = queries.lines(entry.report)
    assert line.said.figures[0].value == Decimal(1862)
    assert [file.name for file in line.said.files] == ["名册.txt"]
    assert line.gaps == ()
    attachment = queries.files_on(entry).get()
    client.post(f"/reporting/entries/{entry.pk}/files/{attachment.pk}/drop/", {"_key": "k2"})
    assert not queries.files_on(entry).exists()


@pytest.mark.parametrize("typed", ["65%", "约300"])
def test_not_a_figure(world: World, client: Client, typed: str) -> None:
    """What cannot be read is said at the field, and everything typed stays."""
    given.task_in_force(world, "省.办", "省.人社")
    entry = services.start_report(world.actor("省.人社", "liaison"), given.opened(world)).entries.get()
    client.force_login(world.account("省.人社", "liaison"))
    name = f"figure_{entry.figures.get().target_id}"
    answer = client.post(f"/reporting/entries/{entry.pk}/", form_of(entry, **{name: typed}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "不是数。请只填数字" in page
    assert "开班 42 个。" in page


def test_autosave(world: World, client: Client) -> None:
    """Keeps what can be read, without an event, and does not make one's own later save stale."""
    given.task_in_force(world, "省.办", "省.人社")
    entry = services.start_report(world.actor("省.人社", "liaison"), given.opened(world)).entries.get()
    client.force_login(world.account("省.人社", "liaison"))
    before = Event.objects.count()
    name = f"figure_{entry.figures.get().target_id}"
    answer = client.post(f"/reporting/entries/{entry.pk}/draft/", form_of(entry, **{name: "18六二"}))
    assert answer.status_code == 204
    assert Event.objects.count() == before
    kept = Entry.objects.get(pk=entry.pk)
    assert (kept.narrative, kept.figures.get().value) == ("开班 42 个。", None)
    assert client.post(f"/reporting/entries/{entry.pk}/", form_of(entry)).status_code == 302


def test_two_colleagues_at_once(world: World) -> None:
    """The second is told who saved, and when."""
    given.task_in_force(world, "省.办", "省.人社")
    liaison, clerk = world.actor("省.人社", "liaison"), world.actor("省.人社", "clerk")
    entry = services.start_report(liaison, given.opened(world)).entries.get()
    version = entry.version
    services.save_entry(clerk, queries.own_entry(clerk, entry.pk), narrative="处长写的。", version=version)
    with pytest.raises(Stale, match=clerk.name):
        services.save_entry(liaison, queries.own_entry(liaison, entry.pk), narrative="联络员写的。", version=version)
    assert Entry.objects.get(pk=entry.pk).narrative == "处长写的。"


def test_not_by_the_head(world: World) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    with pytest.raises(Refused):
        services.start_report(world.actor("省.人社", "head"), given.opened(world))


def test_pages_do_not_count_queries(world: World, client: Client, django_assert_max_num_queries: Any) -> None:
    """A report of eight tasks costs what one of two does."""
    for number in range(8):
        given.task_in_force(world, "省.办", "省.人社", f"3.2-{number:02}")
    report = given.filled(world, "省.人社", given.opened(world))
    client.force_login(world.account("省.人社", "liaison"))
    client.get("/")  # what waits is kept for a minute: here only the page's own statements count
    with django_assert_max_num_queries(26):
        assert client.get(f"/reporting/reports/{report.pk}/?all=1").status_code == 200
    with django_assert_max_num_queries(22):
        assert client.get("/reporting/").status_code == 200


def test_stranger(world: World, client: Client) -> None:
    """Nobody outside writes in it, and it does not exist for them."""
    given.task_in_force(world, "省.办", "省.人社")
    entry = given.filled(world, "省.人社", given.opened(world)).entries.get()
    stranger = world.actor("他省.办", "office")
    with pytest.raises(NotVisible):
        queries.own_entry(stranger, entry.pk)
    with pytest.raises(Refused):
        services.save_entry(stranger, entry, narrative="别人写的。")
    client.force_login(world.account("他省.办", "office"))
    for address in (f"/reporting/entries/{entry.pk}/", f"/reporting/reports/{entry.report_id}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/reporting/entries/{entry.pk}/draft/", {"narrative": "x"}).status_code == 404
