"""What goes out is looked at first, by the same rules wherever it leaves, and what has gone out is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from luoshi.kernel import clock
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.queries import calendar
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Letter
from luoshi.policy import services as policy
from luoshi.reporting import services as reporting
from luoshi.signals.models import Sending
from luoshi.signals.rules.notices import good_day
from luoshi.signals.services.notices import set_limits
from tests.ledger import making
from tests.policy import meeting as meetings
from tests.world import World

pytestmark = pytest.mark.django_db
OFFICE = "省.办"


def drafted(world: World, **more: object) -> Letter:
    """A letter to a department, due in good time unless told otherwise."""
    actor = world.actor(OFFICE, "office")
    letter = ledger.draft_letters(actor, making.issued(world), due_on=in_time())[0]
    words = {"title": letter.title, "text": letter.text, "due_on": letter.due_on, **more}
    return ledger.edit_letter(actor, letter, **words)  # type: ignore[arg-type]


def in_time() -> date:
    today = clock.today()
    return good_day(today, today + timedelta(days=14), 3, calendar())


def test_it_works(world: World) -> None:
    """Refused; mended but in a hurry, asks for a reason; goes out with it; all of it is kept."""
    actor = world.actor(OFFICE, "office")
    letter = drafted(world, text="请各单位每日打卡。")
    with pytest.raises(Refused, match="打卡签到"):
        ledger.send_letter(actor, letter, signed_by="周明远")
    letter = Letter.objects.get(pk=letter.pk)
    assert letter.state == "draft"
    letter = ledger.edit_letter(actor, letter, title=letter.title, text="请填报统计表。", due_on=letter.due_on)
    with pytest.raises(Invalid, match="填表报数"):
        ledger.send_letter(actor, letter, signed_by="周明远")
    letter = Letter.objects.get(pk=letter.pk)
    ledger.send_letter(actor, letter, signed_by="周明远", despite="国家部委临时调度，表由系统外下发。")
    row = Sending.objects.get(kind="letter")
    assert (row.subject, row.despite) == (f"ledger.letter:{letter.pk}", "国家部委临时调度，表由系统外下发。")
    assert [one["rule"] for one in row.findings] == ["forms"]
    assert sorted(row.reached.values_list("unit__name", "asks")) == sorted(
        [(world.units[OFFICE].name, True), (world.units["省.人社"].name, False)]
    )


def test_the_page_says_it_before(world: World, client: Client) -> None:
    letter = drafted(world, text="请于三日内报送落实情况，并上传照片。")
    client.force_login(world.account(OFFICE, "office"))
    page = client.get(f"/ledger/letters/{letter.pk}/").content.decode()
    assert "要求限期报送落实情况" in page
    assert "要求上传照片" in page
    assert 'name="despite"' in page
    given = {"signed_by": "周明远", "version": letter.version, "_key": "s"}
    answer = client.post(f"/ledger/letters/{letter.pk}/send/", given)
    assert answer.status_code == 422
    assert "请写明理由" in answer.content.decode()
    answer = client.post(f"/ledger/letters/{letter.pk}/send/", {**given, "despite": "省委督查室要求", "_key": "t"})
    assert answer.status_code == 302


def test_every_way_out_is_kept(world: World) -> None:
    """Tasks handed down, a period, a meeting: one door."""
    actor = world.actor(OFFICE, "office")
    making.issued(world)
    reporting.open_period(
        actor, name="三季度", kind="quarter", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30), due_on=in_time()
    )
    assert set(Sending.objects.values_list("kind", flat=True)) == {"tasks", "collection"}
    meeting = meetings.planned(world, meetings.by_hand(world))
    policy.call_units(actor, meeting, [world.units["省.人社"]])
    policy.edit_meeting(
        actor, meeting, name=meeting.name, held_on=meeting.held_on, starts_at=None, place="", chair="",
        notice="请主要负责同志参加。",
    )  # fmt: skip
    with pytest.raises(Invalid, match="主要负责同志"):
        policy.move_meeting(actor, meeting, "convene")
    meeting.refresh_from_db()
    policy.move_meeting(actor, meeting, "convene", despite="省委主要领导主持")
    assert Sending.objects.get(kind="meeting").despite == "省委主要领导主持"


def test_an_office_sets_its_limits(world: World) -> None:
    actor = world.actor(OFFICE, "office")
    set_limits(actor, {"special": 10})
    with pytest.raises(Invalid, match="超过 10 字"):
        ledger.send_letter(actor, drafted(world), signed_by="周明远")
    with pytest.raises(Refused, match="协调机构"):
        set_limits(world.actor("省.人社", "clerk"), {"days": 1})
