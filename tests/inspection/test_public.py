"""A draw as a stranger sees and checks it: hashes from the sealing on, the names with the result, never why somebody keeps away."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from django.test import Client
from django.urls import reverse

from luoshi.inspection import services
from luoshi.inspection.models import Draw, TeamMember
from luoshi.inspection.views.public import CHECK
from luoshi.kernel import clock
from tests.inspection.scene import OFFICE, approved, drawn, lend, planned, register, scan
from tests.world import World

GUIDE = Path(__file__).resolve().parents[2] / "docs/user/inspection-draw.md"


def test_it_works(world: World, tmp_path: Path) -> None:
    """What is published is what the twenty lines agree with."""
    row, web = drawn(world), Client()
    here, file = (reverse(f"inspection:{name}", args=[row.uid]) for name in ("public_draw", "public_record"))
    before = web.get(here).content.decode()
    assert row.commitment in before
    assert "清渡县" not in before
    assert web.get(file).status_code == 404
    services.publish_draw(world.actor(OFFICE, "office"), row)
    page = web.get(here).content.decode()
    assert row.record["secret"] in page
    assert "清渡县" in page
    assert "重新计算，逐项一致" in page
    (tmp_path / "RECORD.json").write_bytes(web.get(file).content)
    (tmp_path / "check.py").write_bytes(web.get(reverse("inspection:public_check")).content)
    run = [sys.executable, "check.py", "RECORD.json"]
    assert subprocess.run(run, cwd=tmp_path, check=False).returncode == 0
    record = json.loads((tmp_path / "RECORD.json").read_bytes())
    (tmp_path / "RECORD.json").write_text(json.dumps({**record, "witness": "6 3 2"}))
    assert subprocess.run(run, cwd=tmp_path, check=False, capture_output=True).returncode == 1
    assert CHECK in GUIDE.read_text(encoding="utf-8")


def test_names_of_people_and_their_reasons_stay_inside(world: World) -> None:
    row = drawn(world)
    office = world.actor(OFFICE, "office")
    seat = TeamMember.objects.filter(target__draw=row, part="leader").first()
    assert seat is not None
    new = services.recuse(office, seat, "配偶在该县任职")
    assert new.name not in {seat.name, *(one.name for one in seat.target.team.exclude(pk=new.pk))}
    assert seat.target.team.filter(part="leader").count() == 1
    services.publish_draw(office, Draw.objects.get(pk=row.pk))
    page = Client().get(reverse("inspection:public_draw", args=[row.uid])).content.decode()
    assert "抽取后" in page
    assert not any(word in page for word in ("配偶", "祝", "谭", "离任"))


def test_what_is_not_announced_has_no_name_before_its_visits(world: World) -> None:
    lend(world)
    actor, item = world.actor(OFFICE, "office"), approved(world, unannounced=True)
    register(world)
    row = services.freeze_draw(actor, services.prepare_draw(actor, item, sample=1, source="掷骰"))
    page = Client().get(reverse("inspection:public_draw", args=[row.uid])).content.decode()
    assert row.frame_sha256 in page
    assert item.name not in page


def test_must_do_alone_is_drawn(world: World) -> None:
    """All of them are visited; what is drawn are the teams."""
    actor, item = world.actor(OFFICE, "office"), planned(world)
    register(world)
    units = [world.units[key] for key in ("县.办", "二县.办")]
    services.set_objects(actor, item, units, stream="must", reason="上年问题整改回头看")
    told = {"basis": "single", "number": "3", "approved_on": clock.today(), "approved_by": "市委办公室"}
    services.approve_item(actor, item, scan=scan(), **told)
    row = services.freeze_draw(actor, services.prepare_draw(actor, item, sample=0, source="掷骰"))
    services.draw_now(actor, row, witness="6", witness_name="王立")
    assert {one.unit for one in row.targets.all()} == set(units)
    assert {(one.stream, one.chance, one.team.count()) for one in row.targets.all()} == {("must", 1.0, 2)}


def test_stranger(world: World) -> None:
    """What has not been sealed is not there."""
    actor, item = world.actor(OFFICE, "office"), approved(world)
    row = services.prepare_draw(actor, item, sample=1, source="掷骰")
    assert Client().get(reverse("inspection:public_draw", args=[row.uid])).status_code == 404
