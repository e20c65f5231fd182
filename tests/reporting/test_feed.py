"""Supporting units feed in before the lead reports for all; silence shows; sentences are taken over with their source."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from hypothesis import given as given_
from hypothesis import strategies as st

from luoshi.kernel.errors import NotVisible, Refused
from luoshi.org.models import Ask
from luoshi.reporting import queries, rules, services
from luoshi.reporting.models import Entry, EntrySource, Feed, Period
from tests.reporting import given
from tests.world import World


def scene(world: World) -> Period:
    """The education department supports the task that human resources leads."""
    task = given.task_in_force(world, "省.办", "省.人社")
    given.supports(world, task, "省.教育")
    given.supports(world, task, "省.财政")
    return given.opened(world)


def lead_entry(world: World, period: Period) -> Entry:
    report = services.start_report(world.actor("省.人社", "liaison"), period)
    return report.entries.select_related("report__unit", "report__period", "task").get()


def test_it_works(world: World) -> None:
    """Asked three working days before the lead's date; sent, it stands beside the lead's text, and the other is silent."""
    period, feeder = scene(world), world.actor("省.教育", "liaison")
    ask = Ask.objects.get(unit=world.units["省.教育"])
    assert (ask.asker, ask.due_on) == (world.units["省.人社"], date(2026, 7, 7))
    [row] = queries.feed_rows(feeder, period)
    services.send_feeds(feeder, period, {row.task.pk: "12 所院校开设学徒班。招生 800 人。"}, {})
    ask.refresh_from_db()
    assert ask.state == "answered"
    fed = queries.fed(lead_entry(world, period))
    assert [one.sentences for one in fed.beside] == [("12 所院校开设学徒班。", "招生 800 人。")]
    assert fed.silent == (world.units["省.财政"],)


def test_sentences_are_taken_over_with_their_source(world: World, client: Client) -> None:
    period, feeder = scene(world), world.actor("省.教育", "liaison")
    [row] = queries.feed_rows(feeder, period)
    services.send_feeds(feeder, period, {row.task.pk: "12 所院校开设学徒班。招生 800 人。"}, {})
    entry, feed = lead_entry(world, period), Feed.objects.get()
    clerk = world.actor("省.人社", "liaison")
    services.save_entry(clerk, entry, narrative="全省开班 42 个")
    services.take_over(clerk, entry, [f"f{feed.pk}:1"])
    assert entry.narrative == "全省开班 42 个。招生 800 人。"
    said = queries.said_of([entry])[entry.pk]
    assert [source.unit_id for source in said.sources] == [world.units["省.教育"].pk]
    assert rules.from_json(rules.as_json(said)).sources == said.sources
    client.force_login(world.account("省.人社", "liaison"))
    page = client.get(f"/reporting/entries/{entry.pk}/").content.decode()
    assert "协办未反馈" in page
    assert "引入所选句子" in page
    assert (
        client.post(f"/reporting/entries/{entry.pk}/take/", {"pick": f"f{feed.pk}:0", "_key": "a"}).status_code == 302
    )
    for bad in ("f999:0", "f:", "x", f"f{feed.pk}:9", "v1:-1"):
        assert client.post(f"/reporting/entries/{entry.pk}/take/", {"pick": bad, "_key": bad}).status_code == 404
    assert client.post(f"/reporting/entries/{entry.pk}/take/", {"_key": "b"}).status_code == 422
    entry.refresh_from_db()
    services.save_entry(clerk, entry, narrative="全部重写。")
    assert queries.said_of([entry])[entry.pk].sources == ()
    assert EntrySource.objects.count() == 2


def test_on_the_page(world: World, client: Client) -> None:
    """Written in one form, saved or sent; "no change" is enough; nothing at all is not."""
    period = scene(world)
    client.force_login(world.account("省.教育", "liaison"))
    assert "协办反馈" in client.get("/").content.decode()
    url = f"/reporting/feeds/{period.pk}/"
    [row] = queries.feed_rows(world.actor("省.教育", "liaison"), period)
    assert client.get(url).status_code == 200
    assert client.post(url, {"_key": "a"}).status_code == 422
    assert client.post(url, {"_key": "b", f"text_{row.task.pk}": "x" * 3000}).status_code == 422
    assert client.post(url, {"_key": "c", "save": "1", f"text_{row.task.pk}": "草稿"}).status_code == 302
    assert Feed.objects.get().state == "draft"
    assert client.post(url, {"_key": "d", f"same_{row.task.pk}": "on"}).status_code == 302
    assert Feed.objects.get().state == "sent"


def test_a_draft_stays_inside(world: World) -> None:
    """The lead reads what was sent, not what is being written."""
    period, feeder = scene(world), world.actor("省.教育", "liaison")
    [row] = queries.feed_rows(feeder, period)
    services.save_feeds(feeder, period, {row.task.pk: "还没写完"}, {})
    assert Feed.objects.visible_to(feeder).count() == 1
    assert not Feed.objects.visible_to(world.actor("省.人社", "clerk")).exists()
    assert not Feed.objects.visible_to(world.actor("省.办", "office")).exists()
    assert queries.fed(lead_entry(world, period)).beside == ()


def test_lower_texts_go_up_and_the_lower_unit_sees_it(world: World) -> None:
    """What was sent up in its name, and how far it got; the reviewer's name is hidden until a setting shows it."""
    top = given.task_in_force(world, "省.办", "省.人社")
    given.task_in_force(world, "省.人社", "市.人社", parent=top)
    period = given.opened(world)
    low = given.sent(world, "市.人社", period, text="澜阳市开班 19 个。结业 462 人。").entries.get()
    receipt = given.receipt(world, low, "省.人社")
    services.accept(world.actor("省.人社", "clerk"), [receipt])
    report = given.filled(world, "省.人社", period, text="全省有序推进。")
    entry = report.entries.select_related("report__unit", "report__period", "task").get()
    [material] = queries.fed(entry).below
    services.take_over(world.actor("省.人社", "liaison"), entry, [f"{material.key}:0"])
    assert queries.upward(low) == []
    services.submit(world.actor("省.人社", "liaison"), report)
    services.sign(world.actor("省.人社", "head"), report)
    [above] = queries.upward(low)
    assert (above.unit, above.sentences, above.state, above.signed_by) == (
        world.units["省.人社"], ("澜阳市开班 19 个。",), "pending", "",
    )  # fmt: skip


@given_(st.text("ab。；\n", max_size=20), st.lists(st.text("ab。", max_size=4), max_size=3))
def test_pieces_lose_nothing(text: str, found: list[str]) -> None:
    """However sources lie in a text, its pieces are the text."""
    sources = [rules.Source(one, "望澜区", 1) for one in found]
    assert "".join(piece.text for piece in rules.pieces(text, sources)) == text


@given_(st.text("甲b。；！ \n", max_size=20))
def test_sentences_come_from_the_text(text: str) -> None:
    assert all(one in text and one.strip() for one in rules.sentences(text))


def test_stranger(world: World, client: Client) -> None:
    period = scene(world)
    with pytest.raises(NotVisible):
        queries.feed_period(world.actor("他省.教育", "liaison"), period.pk)
    with pytest.raises(Refused):
        services.send_feeds(world.actor("省.教育", "head"), period, {}, {})
    entry = lead_entry(world, period)
    client.force_login(world.account("他省.教育", "liaison"))
    assert client.get(f"/reporting/feeds/{period.pk}/").status_code == 404
    assert client.post(f"/reporting/entries/{entry.pk}/take/", {"pick": "f1:0"}).status_code == 404
