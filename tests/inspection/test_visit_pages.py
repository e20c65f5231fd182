"""The pages of a visit, as both sides see them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.inspection.models import Finding, Visit
from luoshi.inspection.services import conclusions
from luoshi.kernel import clock
from tests.inspection.visiting import concluded, found, target_of, visited
from tests.world import World

pytestmark = pytest.mark.django_db


def _as(world: World, unit: str, role: str) -> Client:
    client = Client()
    client.force_login(world.account(unit, role))
    return client


def test_it_works(world: World) -> None:
    office, unit = _as(world, "市.办", "office"), _as(world, "县.人社", "clerk")
    target = target_of(world)
    assert "还没有安排到访的对象" in office.get(reverse("inspection:visits")).content.decode()
    day = clock.today().isoformat()
    office.post(reverse("inspection:plan_visit", args=[target.pk]), {"planned_on": day})
    visit = Visit.objects.get()
    office.post(reverse("inspection:move_visit", args=[visit.pk, "begin"]), {"visited_on": day})
    assert "□是" in office.get(reverse("inspection:paper", args=[visit.pk])).content.decode()
    page = office.get(reverse("inspection:sheet", args=[visit.pk]))
    answers = {f"line_{one.pk}": {"yes": "no", "figure": "7", "text": "缺资金"}[one.kind] for one in visit.lines.all()}
    told = {**answers, "talk_theme_0": "补贴到账", "talk_number_0": 3, "talk_theme_1": "培训", "talk_number_1": 23}
    answer = office.post(reverse("inspection:sheet", args=[visit.pk]), told)
    assert (page.status_code, answer.status_code) == (200, 302)
    text = office.get(reverse("inspection:visit", args=[visit.pk])).content.decode()
    assert "20 人以上" in text
    assert "不显示" in text
    visit.refresh_from_db()
    row = found(world, visit)
    conclusions.send(world.actor("市.办", "office"), row)
    seen = unit.get(reverse("inspection:visit", args=[visit.pk])).content.decode()
    assert row.title in seen
    assert "补贴到账" not in seen
    answer = unit.post(
        reverse("inspection:move_finding", args=[row.pk, "refuse"]), {"answered_name": "周晓岚", "answer": ""}
    )
    assert answer.status_code == 422
    assert "周晓岚" in answer.content.decode()
    unit.post(
        reverse("inspection:move_finding", args=[row.pk, "refuse"]),
        {"answered_name": "周晓岚", "answer": "已经补正。"},
    )
    assert Finding.objects.get(pk=row.pk).state == "refused"


def test_the_whole_page(world: World) -> None:
    row = concluded(world)
    conclusions.object_to(world.actor("县.人社", "clerk"), row, reason="名单已补公示。", signed_by="周晓岚")
    url = reverse("inspection:visit", args=[row.visit_id])
    office, unit = _as(world, "市.办", "office"), _as(world, "县.人社", "clerk")
    assert "不能参加复核" in office.get(url).content.decode()
    assert "撤回异议" in unit.get(url).content.decode()
    assert url in unit.get(reverse("inspection:visits")).content.decode()


def test_stranger(world: World) -> None:
    visit, stranger = visited(world), _as(world, "他县.教育", "clerk")
    for name in ("visit", "sheet", "paper", "find", "draft"):
        assert stranger.get(reverse(f"inspection:{name}", args=[visit.pk])).status_code == 404
