"""Trainings and recusals are entered; the sheet is worded anew; somebody is invited."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from luoshi.inspection.queries import visits as reads
from luoshi.inspection.services import visits
from luoshi.kernel import clock
from tests.inspection.scene import OFFICE, register
from tests.inspection.visiting import target_of
from tests.world import World


def client(world: World, unit: str = OFFICE, role: str = "office") -> Client:
    found = Client()
    found.force_login(world.account(unit, role))
    return found


def test_it_works(world: World) -> None:
    web, row = client(world), register(world)[2]
    here = reverse("inspection:inspector", args=[row.pk])
    day = clock.today()
    assert web.post(f"{here}keep/train/", {"on": day + timedelta(days=1), "subject": "督查条例"}).status_code == 422
    assert web.post(f"{here}keep/train/", {"on": day, "subject": "督查条例", "given_by": "市委党校"}).status_code == 302
    assert web.post(f"{here}keep/tie/", {"kind": "kin", "unit": world.units["县"].pk}).status_code == 302
    page = web.get(here).content.decode()
    assert "督查条例" in page
    row.refresh_from_db()
    assert row.trained_on == day
    tie = row.ties.get()
    assert web.post(reverse("inspection:untie", args=[tie.pk])).status_code == 302
    assert not row.ties.exists()
    assert web.post(f"{here}keep/set/", {"title": "处长", "skills": "财务\n统计", "leads": "on"}).status_code == 302
    row.refresh_from_db()
    assert (row.skills, row.leads, row.active) == (["财务", "统计"], True, False)


def test_a_sheet_is_worded_anew_and_planned_visits_keep_theirs(world: World) -> None:
    web, office = client(world), world.actor(OFFICE, "office")
    before = visits.plan(office, target_of(world), planned_on=clock.today())
    page = reverse("inspection:sheets")
    assert "三督三察通用表" in web.get(page).content.decode()
    assert web.post(page, {"name": ""}).status_code == 422
    assert web.post(page, {"name": "产改督察表", "task": "清单齐全\n到本级的任务数｜数字｜项"}).status_code == 302
    name, questions = reads.template_for(world.units[OFFICE])
    assert "第 1 版" in name
    assert [(one.kind, one.unit) for one in questions] == [("yes", ""), ("figure", "项")]
    assert before.lines.count() > len(questions)


def test_somebody_is_invited(world: World) -> None:
    web, office = client(world), world.actor(OFFICE, "office")
    visit = visits.plan(office, target_of(world), planned_on=clock.today())
    page = reverse("inspection:invite", args=[visit.pk])
    assert web.post(page, {"name": "何代表", "of": "市人大代表"}).status_code == 302
    (seat,) = reads.invited(visit)
    assert "何代表" in web.get(reverse("inspection:visit", args=[visit.pk])).content.decode()
    assert web.post(reverse("inspection:uninvite", args=[visit.pk, seat.pk])).status_code == 302
    assert reads.invited(visit) == []


def test_stranger(world: World) -> None:
    row = register(world)[0]
    web = client(world, "他县.人社", "clerk")
    assert web.get(reverse("inspection:inspector", args=[row.pk])).status_code == 404
    assert web.get(reverse("inspection:sheets")).status_code == 422
