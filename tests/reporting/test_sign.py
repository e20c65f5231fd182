"""A report is signed inside its unit, by log-in or on paper; only then does anybody else see it."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.models import Event, thread_of
from luoshi.kernel.queries import timeline
from luoshi.org.models import Ask
from luoshi.reporting import queries, services
from luoshi.reporting.models import Entry, EntryVersion, Receipt, Report, Signature
from luoshi.reporting.services import filling
from tests.reporting import given
from tests.world import World

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def handed_in(world: World) -> Report:
    """A report that waits for its signature."""
    given.task_in_force(world, "省.办", "省.人社")
    return services.submit(world.actor("省.人社", "liaison"), given.filled(world, "省.人社", given.opened(world)))


def test_it_works(world: World) -> None:
    """Signed by log-in: the exact text is kept with its hash, the receipts wait, and the obligation is met."""
    report = services.sign(world.actor("省.人社", "head"), handed_in(world))
    signature = Signature.objects.get(report=report)
    assert (report.state, report.round, report.sign_way) == ("sent", 1, "login")
    assert signature.text_hash == report.text_hash == hashlib.sha256(signature.text.encode()).hexdigest()
    assert "培训人数：1862 人（目标不少于 6000 人）" in signature.text
    assert EntryVersion.objects.get(entry__report=report).round == 1
    assert Receipt.objects.get(report=report).state == "pending"
    assert Ask.objects.get(unit=world.units["省.人社"]).answered_at == given.NOW


def test_on_paper(world: World, client: Client) -> None:
    """The clerk prints the sheet, the leader signs by pen, the scan completes the step."""
    report = handed_in(world)
    client.force_login(world.account("省.人社", "clerk"))
    printed = client.get(f"/reporting/reports/{report.pk}/sheet/").content.decode()
    assert report.text_hash in printed
    assert "企业开班" in printed
    scan = SimpleUploadedFile("签批单.pdf", PDF, "application/pdf")
    form = {"_key": "k", "version": report.version, "signed_by": "梁思远", "scan": scan}
    answer = client.post(f"/reporting/reports/{report.pk}/scan/", form)
    assert answer.status_code == 302, answer.content.decode()
    report.refresh_from_db()
    assert (report.state, report.sign_way, report.signed_by) == ("sent", "scan", "梁思远")
    assert "签批单.pdf" in client.get(f"/reporting/reports/{report.pk}/").content.decode()


def test_paper_without_a_scan(world: World, client: Client) -> None:
    """A scan that is no document, or none, is refused at its field; nothing is sent."""
    report = handed_in(world)
    client.force_login(world.account("省.人社", "clerk"))
    for upload in (None, SimpleUploadedFile("签批单.pdf", b"MZ not a pdf", "application/pdf")):
        form = {"_key": "k", "version": report.version, "signed_by": "梁思远", **({"scan": upload} if upload else {})}
        assert client.post(f"/reporting/reports/{report.pk}/scan/", form).status_code == 422
    assert not EntryVersion.objects.exists()


def test_text_stands_still(world: World) -> None:
    """What waits for a signature cannot be changed; recalled, it can."""
    report = handed_in(world)
    liaison = world.actor("省.人社", "liaison")
    entry = queries.own_entry(liaison, report.entries.get().pk)
    with pytest.raises(Refused):
        services.save_entry(liaison, entry, narrative="改过的。")
    services.recall(liaison, report)
    services.save_entry(liaison, queries.own_entry(liaison, entry.pk), narrative="改过的。")
    assert services.submit(liaison, report).text_hash != ""


def test_changed_behind_the_back(world: World) -> None:
    """A text that is no longer the one handed in is not signed."""
    report = handed_in(world)
    Entry.objects.filter(report=report).update(narrative="绕过系统改的。")
    with pytest.raises(Refused, match="有改动"):
        services.sign(world.actor("省.人社", "head"), report)


def test_not_filled_in(world: World, client: Client) -> None:
    """Handing in says which tasks are not done yet."""
    given.task_in_force(world, "省.办", "省.人社")
    report = services.start_report(world.actor("省.人社", "liaison"), given.opened(world))
    client.force_login(world.account("省.人社", "liaison"))
    answer = client.post(f"/reporting/reports/{report.pk}/moves/submit/", {"_key": "k", "version": report.version})
    assert answer.status_code == 422
    assert "3.2-04" in answer.content.decode()


def test_cannot_is_a_full_answer(world: World) -> None:
    """办不了 with its reason goes out without a figure."""
    given.task_in_force(world, "省.办", "省.人社")
    liaison = world.actor("省.人社", "liaison")
    report = services.start_report(liaison, given.opened(world))
    services.save_entry(liaison, report.entries.get(), help="cannot", difficulty="无培训资质机构，请省里统筹。")
    report = services.sign(world.actor("省.人社", "head"), services.submit(liaison, report))
    services.accept(world.actor("省.办", "office"), [given.receipt(world, report.entries.get(), "省.办")])
    assert report.entries.get().task.targets.get().value is None


def test_liaison_does_not_sign(world: World) -> None:
    report = handed_in(world)
    with pytest.raises(Refused, match=r"省\.人社主要负责人"):
        services.sign(world.actor("省.人社", "liaison"), report)


@pytest.mark.parametrize("stage", ["draft", "signing"])
def test_unsent_is_nobody_elses(world: World, client: Client, stage: str) -> None:
    """Not even the office whose sight covers the unit, nor the issuer, sees an unsent report: no list, page or trail."""
    given.task_in_force(world, "省.办", "省.人社")
    report = given.filled(world, "省.人社", given.opened(world), text="内部拟稿的话。")
    if stage == "signing":
        services.submit(world.actor("省.人社", "liaison"), report)
    entry = report.entries.get()
    for who in (world.actor("省.办", "office"), world.actor("国.办", "office"), world.actor("省.办", "head")):
        assert not Report.objects.visible_to(who).exists()
        assert not Entry.objects.visible_to(who).exists()
        assert queries.sendings(who, entry.task) == []
    assert Report.objects.visible_to(world.actor("省.人社", "head")).exists()
    assert not Event.objects.filter(thread=thread_of(entry.task), code__startswith="reporting.").exists()
    client.force_login(world.account("省.办", "office"))
    assert client.get(f"/reporting/reports/{report.pk}/").status_code == 404
    for address in (f"/ledger/tasks/{entry.task_id}/", "/reporting/missing/"):
        assert "内部拟稿的话" not in client.get(address).content.decode()


def test_rework_is_not_seen_before_it_is_sent(world: World) -> None:
    """While a returned entry is rewritten, others still read what they were sent."""
    task = given.task_in_force(world, "省.办", "省.人社")
    report = given.sent(world, "省.人社", given.opened(world), text="第一稿。")
    office, liaison = world.actor("省.办", "office"), world.actor("省.人社", "liaison")
    services.return_(office, [given.receipt(world, report.entries.get(), "省.办")], "口径不清。")
    report = services.rework(liaison, queries.own_report(liaison, report.pk))
    entry = queries.own_entry(liaison, report.entries.get().pk)
    services.save_entry(liaison, entry, narrative="第二稿，还没有送。")
    seen = Entry.objects.visible_to(office).select_related("report", "task", "source").get(pk=entry.pk)
    assert queries.read(office, [seen])[entry.pk].said.narrative == "第一稿。"
    assert [sending.said.narrative for sending in queries.sendings(office, task)] == ["第一稿。"]


def test_others_read_only_what_they_asked(world: World) -> None:
    """Of one report two bodies read their own tasks' entries, not each other's."""
    line = given.task_in_force(world, "省.人社", "市.人社", "条-1")
    place = given.task_in_force(world, "市.办", "市.人社", "块-1")
    first, second = given.opened(world, "市.办"), world.actor("市.人社", "liaison")
    given.filled(world, "市.人社", first)
    report = Report.objects.get()
    filling._add_entries(second, report, [line])
    other = report.entries.get(task=line)
    targets = dict.fromkeys(other.figures.values_list("target_id", flat=True), given.Decimal(5))
    services.save_entry(second, other, progress="behind", narrative="条的进展。", figures=targets)
    services.sign(world.actor("市.人社", "head"), services.submit(second, report))
    superior = world.actor("省.人社", "clerk")
    assert [entry.task for entry in Entry.objects.visible_to(superior)] == [line]
    assert {receipt.entry.task for receipt in Receipt.objects.visible_to(superior)} == {line}
    office = {entry.task for entry in Entry.objects.visible_to(world.actor("市.办", "office"))}
    assert office == {line, place}


def test_history_is_told(world: World) -> None:
    """The task's page tells sending, return and acceptance, newest first."""
    task = given.task_in_force(world, "省.办", "省.人社")
    report = given.sent(world, "省.人社", given.opened(world))
    services.return_(
        world.actor("省.办", "office"), [given.receipt(world, report.entries.get(), "省.办")], "口径不清。"
    )
    told = [(str(entry.title), entry.text, entry.mark) for entry in timeline(task, ["reporting"])]
    assert told == [("退回报送", "口径不清。", "warn"), ("报出本期进展", "", "hollow")]


def test_stranger(world: World, client: Client) -> None:
    report = services.sign(world.actor("省.人社", "head"), handed_in(world))
    stranger = world.actor("他省.办", "office")
    assert not Report.objects.visible_to(stranger).exists()
    with pytest.raises(NotVisible):
        queries.own_report(stranger, report.pk)
    with pytest.raises(NotVisible):
        queries.own_report(world.actor("省.办", "office"), report.pk)
    client.force_login(world.account("他省.办", "office"))
    for address in ("", "sheet/", "scan/", "moves/sign/"):
        assert client.get(f"/reporting/reports/{report.pk}/{address}").status_code == 404
