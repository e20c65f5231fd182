"""A unit's own chain: 科室 → 分管领导; every step by log-in or on paper; another text needs another signature."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.kernel.errors import Refused
from luoshi.kernel.services import keep_file
from luoshi.reporting import queries, services
from luoshi.reporting.models import Report, Signature, SignStep
from tests.reporting import given
from tests.world import World

STEPS = [("科室审核", "responsible"), ("分管领导签批", "")]


def scene(world: World) -> Report:
    """A report handed in for signing at a unit with two steps."""
    given.task_in_force(world, "省.办", "省.人社")
    services.keep_chain(world.actor("省.人社", "head"), "", STEPS)
    return services.submit(world.actor("省.人社", "liaison"), given.filled(world, "省.人社", given.opened(world)))


def test_it_works(world: World) -> None:
    """The section's head passes it, the leader signs it, and it goes out; both signatures bear the text's hash."""
    report = scene(world)
    with pytest.raises(Refused, match="综合处处长"):
        services.pass_step(world.actor("省.人社", "head"), report)
    services.pass_step(world.actor("省.人社", "clerk"), report)
    assert (report.state, report.step) == ("signing", 1)
    services.sign(world.actor("省.人社", "head"), report)
    assert report.state == "sent"
    found = Signature.objects.order_by("step").values_list("step_name", "signed_by", "text_hash")
    assert [name for name, _, _ in found] == ["科室审核", "分管领导签批"]
    assert {text for _, _, text in found} == {report.text_hash}


def test_no_step_is_jumped(world: World) -> None:
    report = scene(world)
    with pytest.raises(Refused):
        services.sign(world.actor("省.人社", "head"), report)
    assert not Signature.objects.exists()


def test_paper_completes_every_step(world: World) -> None:
    report, clerk = scene(world), world.actor("省.人社", "liaison")
    for name in ("李处", "王厅"):
        scan = keep_file(clerk, SimpleUploadedFile(f"{name}.png", b"\x89PNG\r\n\x1a\n" + b"0" * 99))
        services.sign_scan(clerk, report, name, scan)
    assert report.state == "sent"
    assert [one.signed_by for one in report.signatures.order_by("step")] == ["李处", "王厅"]


def test_another_text_needs_another_signature(world: World) -> None:
    """Taken back unchanged, the step stands; changed, it is void and says so."""
    report, clerk = scene(world), world.actor("省.人社", "liaison")
    services.pass_step(world.actor("省.人社", "clerk"), report)
    services.recall(clerk, report)
    services.submit(clerk, report)
    assert report.step == 1
    services.recall(clerk, report)
    entry = report.entries.select_related("report__unit", "task").get()
    services.save_entry(clerk, entry, narrative="改成 43 个班。")
    services.submit(clerk, report)
    assert report.step == 0
    assert [one.void for one in Signature.objects.all()] == [True]
    services.pass_step(world.actor("省.人社", "clerk"), report)
    assert Signature.objects.filter(void=False).count() == 1


def test_a_step_gives_it_back(world: World) -> None:
    report = scene(world)
    with pytest.raises(Refused, match="退回理由"):
        services.send_back(world.actor("省.人社", "clerk"), report, " ")
    services.send_back(world.actor("省.人社", "clerk"), report, "数字与台账不一致。")
    assert report.state == "draft"


def test_the_year_ends_with_the_head(world: World) -> None:
    """Without a configured chain the year is signed by the post of the head, a quarter by whoever may sign."""
    unit = world.units["省.人社"]
    assert [one.name for one in queries.steps_of(unit.pk, "quarter")] == ["分管领导签批"]
    [year] = queries.steps_of(unit.pk, "year")
    assert (year.name, year.post_kind) == ("主要负责人签批", "head")


def test_on_the_page(world: World, client: Client) -> None:
    """Set by a form, then taken step by step with a browser."""
    given.task_in_force(world, "省.办", "省.人社")
    client.force_login(world.account("省.人社", "head"))
    assert client.get("/reporting/chain/").status_code == 200
    form = {"any_name_0": "科室审核", "any_kind_0": "responsible", "any_name_1": "分管领导签批", "_key": "a"}
    assert client.post("/reporting/chain/", {**form, "any_kind_0": "x"}).status_code == 422
    assert client.post("/reporting/chain/", form).status_code == 302
    assert SignStep.objects.count() == 2
    report = services.submit(world.actor("省.人社", "liaison"), given.filled(world, "省.人社", given.opened(world)))
    page = f"/reporting/reports/{report.pk}/"
    assert "科室审核" in client.get(page).content.decode()
    assert client.post(f"{page}moves/pass/", {"_key": "b"}).status_code == 422
    client.force_login(world.account("省.人社", "clerk"))
    assert client.get(f"{page}moves/pass/").status_code == 200
    assert client.get(f"{page}moves/send_back/").status_code == 200
    assert "科室审核" in client.get(f"{page}sheet/").content.decode()
    assert client.post(f"{page}moves/pass/", {"_key": "c", "version": report.version}).status_code == 302
    assert Report.objects.get().step == 1


def test_not_while_one_is_on_its_way(world: World) -> None:
    scene(world)
    with pytest.raises(Refused, match="正在签批"):
        services.keep_chain(world.actor("省.人社", "head"), "", [])


def test_stranger(world: World, client: Client) -> None:
    report = scene(world)
    with pytest.raises(Refused):
        services.pass_step(world.actor("省.教育", "clerk"), report)
    client.force_login(world.account("他省.人社", "head"))
    assert client.post(f"/reporting/reports/{report.pk}/moves/pass/").status_code == 404
