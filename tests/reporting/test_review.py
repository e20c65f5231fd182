"""A body that asked answers what came: accepts it, or gives it back with a reason."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from luoshi.kernel import clock
from luoshi.kernel.errors import NotVisible, Refused, Stale
from luoshi.org.models import Ask
from luoshi.reporting import queries, services
from luoshi.reporting.models import Entry, EntryVersion, Receipt
from tests.reporting import given
from tests.world import World


def test_it_works(world: World) -> None:
    """The issuer accepts: the ledger takes over figures, nodes and state."""
    task = given.task_in_force(world, "省.办", "省.人社")
    period = given.opened(world)
    report = given.filled(world, "省.人社", period)
    liaison, entry = world.actor("省.人社", "liaison"), report.entries.get()
    services.save_entry(liaison, entry, nodes={entry.nodes.get().milestone_id: date(2026, 5, 28)})
    services.sign(world.actor("省.人社", "head"), services.submit(liaison, report))
    [group] = queries.groups(world.actor("省.办", "office"), period)
    services.accept(world.actor("省.办", "office"), group.receipts)
    task.refresh_from_db()
    assert task.targets.get().value == Decimal(1862)
    assert task.milestones.get().done_on == date(2026, 5, 28)
    assert (task.reported_state, task.latest) == ("behind", "全省 24 户企业开班 42 个。")


def test_one_report_serves_line_and_place(world: World) -> None:
    """The line's superior decides; the place's office advises, and its acceptance moves nothing in the ledger."""
    top = given.task_in_force(world, "省.办", "省.人社")
    task = given.task_in_force(world, "省.人社", "市.人社", parent=top, target="2400")
    report = given.sent(world, "市.人社", given.opened(world), value="900")
    found = {receipt.recipient.name: receipt for receipt in report.entries.get().receipts.all()}
    assert {name: receipt.deciding for name, receipt in found.items()} == {
        world.units["省.人社"].name: True, world.units["市.办"].name: False,
    }  # fmt: skip
    services.accept(world.actor("市.办", "office"), [found[world.units["市.办"].name]])
    assert task.targets.get().value is None
    services.accept(world.actor("省.人社", "clerk"), [found[world.units["省.人社"].name]])
    assert task.targets.get().value == Decimal(900)
    assert not Ask.objects.filter(unit=world.units["市.人社"], answered_at=None).exists()


def test_return_needs_a_reason(world: World) -> None:
    given.task_in_force(world, "省.办", "省.人社")
    report = given.sent(world, "省.人社", given.opened(world))
    with pytest.raises(Refused):
        services.return_(world.actor("省.办", "office"), list(report.receipts.all()), "  ")
    assert report.receipts.get().state == "pending"


def test_only_what_was_returned_opens(world: World) -> None:
    """Returned, reworked, signed again: round 2 holds the returned entry alone, and its receipt waits again."""
    first = given.task_in_force(world, "省.办", "省.人社", "3.2-04")
    second = given.task_in_force(world, "省.办", "省.人社", "4.1-02")
    period, office = given.opened(world), world.actor("省.办", "office")
    report = given.sent(world, "省.人社", period)
    kept, wrong = report.entries.get(task=first), report.entries.get(task=second)
    services.accept(office, [given.receipt(world, kept, "省.办")])
    services.return_(office, [given.receipt(world, wrong, "省.办")], "新增人数未写明口径。")
    liaison, head = world.actor("省.人社", "liaison"), world.actor("省.人社", "head")
    report = services.rework(liaison, queries.own_report(liaison, report.pk))
    with pytest.raises(Refused):
        services.save_entry(liaison, queries.own_entry(liaison, kept.pk), narrative="不该改的。")
    services.save_entry(liaison, queries.own_entry(liaison, wrong.pk), narrative="新增人数按身份证号去重。")
    report = services.sign(head, services.submit(liaison, report))
    assert report.round == 2
    assert [version.round for version in EntryVersion.objects.filter(entry=kept)] == [1]
    again = given.receipt(world, wrong, "省.办")
    assert (again.state, again.round, again.reason) == ("pending", 2, "")
    assert given.receipt(world, kept, "省.办").state == "accepted"
    [card] = queries.cards(office, [again])
    assert [(str(change.label), change.after) for change in card.changes] == [("进展情况", "新增人数按身份证号去重。")]


def test_the_page_marks_what_changed(world: World, client: Client) -> None:
    """On resubmission the reviewer reads one text with what is gone struck and what is new underlined."""
    task = given.task_in_force(world, "省.办", "省.人社")
    period, office = given.opened(world), world.actor("省.办", "office")
    report = given.sent(world, "省.人社", period, text="在训约 300 人。")
    entry = report.entries.get()
    services.return_(office, [given.receipt(world, entry, "省.办")], "请写实数。")
    liaison, target = world.actor("省.人社", "liaison"), entry.figures.get().target_id
    report = services.rework(liaison, queries.own_report(liaison, report.pk))
    changed = {"narrative": "在训 344 人。", "progress": "on_line", "figures": {target: Decimal(1900)}}
    services.save_entry(liaison, queries.own_entry(liaison, entry.pk), **changed)
    services.sign(world.actor("省.人社", "head"), services.submit(liaison, report))
    client.force_login(world.account("省.办", "office"))
    page = client.get(f"/reporting/review/{period.pk}/{task.pk}/").content.decode()
    assert "第 2 稿，待审" in page
    assert "344</ins>" in page
    assert "与上稿相比" in page


def test_not_while_it_is_reworked(world: World) -> None:
    """While the unit reworks an entry that one body returned, another body waits for the new text."""
    top = given.task_in_force(world, "省.办", "省.人社")
    given.task_in_force(world, "省.人社", "市.人社", parent=top)
    report = given.sent(world, "市.人社", given.opened(world))
    entry = report.entries.get()
    services.return_(world.actor("市.办", "office"), [given.receipt(world, entry, "市.办")], "请补充县区数据。")
    liaison = world.actor("市.人社", "liaison")
    services.rework(liaison, queries.own_report(liaison, report.pk))
    with pytest.raises(Refused, match="正在修改"):
        services.accept(world.actor("省.人社", "clerk"), [given.receipt(world, entry, "省.人社")])


def test_two_at_once(world: World) -> None:
    """One wins, the other is told who and when."""
    given.task_in_force(world, "省.办", "省.人社")
    report = given.sent(world, "省.人社", given.opened(world))
    entry = report.entries.get()
    mine, theirs = given.receipt(world, entry, "省.办"), given.receipt(world, entry, "省.办")
    first = world.actor("省.办", "office")
    services.accept(first, [mine])
    with pytest.raises(Stale) as told:
        services.return_(first, [theirs], "口径不清。")
    assert first.name in str(told.value)
    assert told.value.at == given.NOW


def test_two_at_once_on_the_page(world: World, client: Client) -> None:
    """The second press of another person's form is a 409 that keeps what was written."""
    given.task_in_force(world, "省.办", "省.人社")
    report = given.sent(world, "省.人社", given.opened(world))
    row = report.receipts.get()
    services.accept(world.actor("省.办", "office"), [given.receipt(world, row.entry, "省.办")])
    client.force_login(world.account("省.办", "office"))
    address = f"/reporting/receipts/{row.pk}/return/"
    answer = client.post(address, {"_key": "k1", "version": row.version, "note": "请说明未开班原因。"})
    assert answer.status_code == 409
    assert "请说明未开班原因。" in answer.content.decode()


def test_all_or_nothing(world: World) -> None:
    """A bulk acceptance that one entry stands in the way of accepts none."""
    given.task_in_force(world, "省.办", "省.人社", "3.2-04")
    given.task_in_force(world, "省.办", "省.教育", "4.1-02")
    period, office = given.opened(world), world.actor("省.办", "office")
    one, other = given.sent(world, "省.人社", period), given.sent(world, "省.教育", period)
    taken = other.receipts.get()
    services.return_(office, [given.receipt(world, taken.entry, "省.办")], "缺佐证。")
    rows = [given.receipt(world, one.entries.get(), "省.办"), given.receipt(world, other.entries.get(), "省.办")]
    with pytest.raises(Refused):
        services.accept(office, rows)
    assert Receipt.objects.get(report=one).state == "pending"


def test_wording_to_a_peer(world: World) -> None:
    """To a member unit the office asks 商请补充完善; the line's superior returns to the lower unit."""
    top = given.task_in_force(world, "省.办", "省.人社")
    given.task_in_force(world, "省.人社", "市.人社", parent=top)
    period = given.opened(world)
    rows = [*given.sent(world, "省.人社", period).receipts.all(), *given.sent(world, "市.人社", period).receipts.all()]
    cards = queries.cards(world.actor("省.办", "office"), rows)
    assert {(card.unit.name, card.receipt.recipient.name): str(card.words.give_back) for card in cards} == {
        ("江澜省人力资源社会保障厅", "江澜省产改协调小组办公室"): "商请补充完善",
        ("澜阳市人力资源社会保障局", "江澜省人力资源社会保障厅"): "退回并说明",
        ("澜阳市人力资源社会保障局", "澜阳市产改协调小组办公室"): "商请补充完善",
    }


def test_figures_together(world: World) -> None:
    """Children of one task stand in one group, their figures summed."""
    top = given.task_in_force(world, "省.办", "省.人社")
    for unit in ("市.人社", "二市.人社"):
        given.task_in_force(world, "省.人社", unit, parent=top, target="3000")
    period, actor = given.opened(world), world.actor("省.人社", "clerk")
    given.sent(world, "市.人社", period, value="538")
    given.sent(world, "二市.人社", period, value="344")
    [group] = queries.groups(actor, period)
    [line] = queries.sums(queries.cards(actor, group.receipts), group.task.share_rule)
    assert (group.task, line.total, line.goal) == (top, Decimal(882), Decimal(6000))


def test_taken_back(world: World) -> None:
    """A mistaken acceptance is taken back with a reason, and can then be returned."""
    given.task_in_force(world, "省.办", "省.人社")
    report, office = given.sent(world, "省.人社", given.opened(world)), world.actor("省.办", "office")
    row = given.receipt(world, report.entries.get(), "省.办")
    services.accept(office, [row])
    services.withdraw(office, [row], "误点。")
    services.return_(office, [row], "数据与上月不能相加。")
    assert given.receipt(world, row.entry, "省.办").state == "returned"


def test_many_are_taken_back_at_once(world: World, client: Client) -> None:
    """The notice of a bulk acceptance carries the way back: every one of them, at the version it then had."""
    for unit in ("省.人社", "省.教育"):
        given.task_in_force(world, "省.办", unit, unit)
    period = given.opened(world)
    for unit in ("省.人社", "省.教育"):
        given.sent(world, unit, period)
    picks = [f"{row.pk}:{row.version}" for row in Receipt.objects.all()]
    client.force_login(world.account("省.办", "office"))
    page = client.post("/reporting/review/accept/", {"pick": picks, "_key": "a"}, follow=True).content.decode()
    assert {row.state for row in Receipt.objects.all()} == {"accepted"}
    form = page[page.index('action="/reporting/review/withdraw/"') :].split("</form>")[0]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(value)
    assert "已撤回接收 2 件" in client.post("/reporting/review/withdraw/", fields, follow=True).content.decode()
    assert {row.state for row in Receipt.objects.all()} == {"pending"}
    assert client.post("/reporting/review/withdraw/", {**fields, "_key": "b"}).status_code == 409


def test_queue_does_not_count_queries(world: World, client: Client, django_assert_max_num_queries: Any) -> None:
    """The queue costs the same for two reports and for six."""
    top = given.task_in_force(world, "省.办", "省.人社")
    units = ["市.人社", "二市.人社", "县.人社", "二县.人社", "三县.人社", "四县.人社"]
    for unit in units:
        given.task_in_force(world, "省.人社", unit, parent=top)
    period = given.opened(world)
    for unit in units:
        given.sent(world, unit, period)
    client.force_login(world.account("省.人社", "clerk"))
    client.get("/")  # what waits is counted once a minute
    with django_assert_max_num_queries(26):
        assert client.get(f"/reporting/review/{period.pk}/{top.pk}/").status_code == 200
    with django_assert_max_num_queries(26):
        assert client.get(f"/reporting/review/{period.pk}/").status_code == 200


def test_a_colleague_without_the_right(world: World) -> None:
    """The head signs but does not review."""
    given.task_in_force(world, "省.办", "省.人社")
    report = given.sent(world, "省.人社", given.opened(world))
    with pytest.raises(Refused, match="江澜省产改协调小组办公室"):
        services.accept(world.actor("省.办", "head"), [given.receipt(world, report.entries.get(), "省.办")])


def test_stranger(world: World, client: Client) -> None:
    """Somebody of another province sees no receipt, and the same answer as for none."""
    given.task_in_force(world, "省.办", "省.人社")
    row = given.sent(world, "省.人社", given.opened(world)).receipts.get()
    stranger = world.actor("他省.办", "office")
    assert not Receipt.objects.visible_to(stranger).exists()
    assert not Entry.objects.visible_to(stranger).exists()
    client.force_login(world.account("他省.办", "office"))
    hidden = client.get(f"/reporting/receipts/{row.pk}/return/")
    absent = client.get("/reporting/receipts/999999/return/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    with clock.at(given.later(1)), pytest.raises(NotVisible):
        queries.inbox(stranger).get_visible(stranger, pk=row.pk)


def test_many_are_given_back_with_one_reason(world: World, client: Client) -> None:
    """The first press asks for the reason and shows what it is about; then all go back, each unit reads it."""
    for unit in ("省.人社", "省.教育"):
        given.task_in_force(world, "省.办", unit, unit)
    period = given.opened(world)
    for unit in ("省.人社", "省.教育"):
        given.sent(world, unit, period)
    picks = [f"{row.pk}:{row.version}" for row in Receipt.objects.all()]
    client.force_login(world.account("省.办", "office"))
    page = client.post("/reporting/review/return/", {"pick": picks, "_key": "a"})
    assert page.status_code == 200
    assert "退回所选 2 件" in page.content.decode()
    assert client.post("/reporting/review/return/", {"pick": picks, "note": " ", "_key": "b"}).status_code == 422
    answer = client.post(
        "/reporting/review/return/", {"pick": picks, "note": "口径不一致，请按身份证去重。", "_key": "c"}
    )
    assert answer.status_code == 302
    assert {(row.state, row.reason) for row in Receipt.objects.all()} == {("returned", "口径不一致，请按身份证去重。")}
    assert client.post("/reporting/review/return/", {"_key": "d"}).status_code == 422
    assert client.post("/reporting/review/return/", {"pick": "99999999999999999999:1", "_key": "e"}).status_code == 404
