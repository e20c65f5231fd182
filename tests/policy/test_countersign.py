"""会签: units sign the final text; what is changed afterwards needs a new countersign; a refusal is settled before it is issued."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from luoshi.kernel import clock
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.services import keep_file
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Plan
from luoshi.policy import queries, services
from luoshi.policy.models import Countersign
from luoshi.policy.queries import countersign as reads
from luoshi.policy.rules.countersign import FinalTask, digest, final_text, short
from tests.desk.seen import words
from tests.ledger import making
from tests.world import World

TODAY = date(2026, 6, 20)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(making.noon(TODAY)):
        yield


def final(**more: object) -> FinalTask:
    values = {
        "number": "3.2-04", "title": "开展学徒培训", "text": "年培训6000人", "due_on": TODAY, "standards": ("合格率90%",),
        "duties": (("support", "省总工会"), ("lead", "省人社厅")), **more,
    }  # fmt: skip
    return FinalTask(**values)  # type: ignore[arg-type]


def test_what_is_signed() -> None:
    """Order, blanks and line ends are no change; a unit, a date, a figure is."""
    was = digest(final_text("分工方案", [final(), final(number="1")]))
    assert was == digest(final_text("分工 方案".replace(" ", ""), [final(number="1"), final(text="年培训6000人\n")]))
    changes = [
        {"due_on": TODAY + timedelta(days=1)}, {"standards": ("合格率95%",)}, {"duties": (("lead", "省总工会"), ("support", "省人社厅"))},
        {"text": "年培训5000人"}, {"title": "开展培训"},
    ]  # fmt: skip
    assert len({was, *(digest(final_text("分工方案", [final(**one), final(number="1")])) for one in changes)}) == 6
    assert len(short(was)) == 14


def agreed(world: World) -> Plan:
    """A division on which every unit has agreed."""
    office, plan = world.actor("省.办", "office"), making.a_plan(world)
    making.a_draft(world, plan)
    services.open_consultation(office, plan, TODAY + timedelta(days=9))
    for unit in ("省.人社", "省.工会"):
        services.agree_all(world.actor(unit, "clerk"), plan, post_name="综合处处长", person_name="周岚")
    plan.refresh_from_db()
    return plan


def asked(world: World) -> tuple[Plan, Countersign, Countersign]:
    """It has gone round; the lead's countersign and the supporter's."""
    plan = agreed(world)
    assert services.open_countersign(world.actor("省.办", "office"), plan, TODAY + timedelta(days=3)) == 2
    rows = {row.unit: row for row in Countersign.objects.filter(plan=plan).select_related("unit", "plan__unit")}
    return plan, rows[world.units["省.人社"]], rows[world.units["省.工会"]]


@pytest.mark.django_db
def test_it_works(world: World) -> None:
    """Signed by the head or by the scanned sheet; then it is issued."""
    office = world.actor("省.办", "office")
    plan, lead, helper = asked(world)
    with pytest.raises(Refused) as refused:
        services.approve(office, plan, "澜产改〔2026〕6号", TODAY, "王立")
    assert "还没有会签" in str(refused.value.reasons[0])
    services.sign_countersign(world.actor("省.人社", "head"), lead, signed_by="王立")
    clerk = world.actor("省.工会", "clerk")
    with pytest.raises(Refused, match="扫描件"):
        services.sign_countersign(clerk, helper, signed_by="许立言")
    scan = keep_file(clerk, ContentFile("会签单".encode(), name="会签单.txt"))
    services.sign_countersign(clerk, helper, signed_by="许立言", scan=scan)
    assert reads.not_countersigned(plan) == []
    services.approve(office, plan, "澜产改〔2026〕6号", TODAY, "王立")
    assert plan.state == "approved"


@pytest.mark.django_db
def test_a_later_change_needs_a_new_one(world: World) -> None:
    office = world.actor("省.办", "office")
    plan, lead, helper = asked(world)
    services.sign_countersign(world.actor("省.人社", "head"), lead, signed_by="王立")
    ledger.set_standards(office, plan.tasks.get(), ["年培训8000人"])
    with pytest.raises(Refused, match="文本有修改"):
        services.sign_countersign(world.actor("省.工会", "head"), helper, signed_by="许立言")
    assert "须重新会签" in "".join(str(one) for one in reads.not_countersigned(plan))
    assert services.open_countersign(office, plan, TODAY + timedelta(days=3)) == 2
    lead.refresh_from_db()
    assert (lead.state, lead.signed_by) == ("asked", "")
    with pytest.raises(Refused, match="不用重新送"):
        services.open_countersign(office, plan, TODAY + timedelta(days=3))


@pytest.mark.django_db
def test_a_refusal_is_settled(world: World) -> None:
    office = world.actor("省.办", "office")
    plan, lead, helper = asked(world)
    services.sign_countersign(world.actor("省.人社", "head"), lead, signed_by="王立")
    with pytest.raises(Refused):
        services.move_countersign(world.actor("省.工会", "clerk"), helper, "refuse", " ")
    services.move_countersign(world.actor("省.工会", "clerk"), helper, "refuse", "经费没有落实")
    assert "不同意会签" in str(reads.not_countersigned(plan)[0])
    assert [row.reason for row in reads.countersigns_refused(office)] == ["经费没有落实"]
    services.move_countersign(office, helper, "settle", "省财政厅复函同意安排")
    assert reads.not_countersigned(plan) == []
    with pytest.raises(Refused):
        services.open_countersign(world.actor("省.人社", "clerk"), plan, TODAY)


@pytest.mark.django_db
def test_by_the_pages(world: World) -> None:
    """Sent round, signed with the sheet, and brought before the body; the table of opinions is a workbook."""
    plan = agreed(world)
    office, unit = Client(), Client()
    office.force_login(world.account("省.办", "office"))
    unit.force_login(world.account("省.人社", "clerk"))
    where = reverse("policy:countersign", args=[plan.pk])
    ask = reverse("policy:ask_countersign", args=[plan.pk])
    assert office.post(ask, {"_key": uuid.uuid4().hex, "due_on": "2026-06-01"}).status_code == 422
    assert office.post(ask, {"_key": uuid.uuid4().hex, "due_on": "2026-06-25"}).status_code == 302
    row = Countersign.objects.get(unit=world.units["省.人社"])
    assert plan.title in words(unit.get(reverse("desk:home")))
    sign = reverse("policy:move_countersign", args=[row.pk, "sign"])
    typed = {"_key": uuid.uuid4().hex, "version": 0, "signed_by": "王立", "signed_on": str(TODAY)}
    answer = unit.post(sign, typed)
    assert (answer.status_code, "会签单扫描件" in words(answer)) == (422, True)
    scan = ContentFile("会签单".encode(), name="会签单.txt")
    assert unit.post(sign, {**typed, "_key": uuid.uuid4().hex, "scan": scan}).status_code == 302
    for client in (office, unit):
        assert "王立" in words(client.get(where))
        assert short(reads.text_hash(plan)) in words(client.get(reverse("policy:countersign_sheet", args=[plan.pk])))
    opinions = office.get(reverse("policy:opinions", args=[plan.pk]))
    assert "提交协调小组审议" in words(opinions)
    bring = reverse("policy:bring") + f"?plan={plan.pk}"
    office.post(bring, {"_key": uuid.uuid4().hex, "subject": "审议分工方案", "asked": "请审议。"})
    assert [item.plan for item in queries.brought(world.actor("省.办", "office"), plan=plan)] == [plan]
    book = office.get(reverse("policy:export_opinions", args=[plan.pk])).content
    cells = [str(cell.value) for row in load_workbook(BytesIO(book)).active for cell in row]
    assert "采纳情况" in cells


@pytest.mark.django_db
def test_stranger(world: World) -> None:
    plan, lead, _helper = asked(world)
    for unit, role in (("他省.办", "office"), ("省.教育", "clerk")):
        with pytest.raises(NotVisible):
            reads.find_countersign(world.actor(unit, role), lead.pk)
    assert [one.row.unit for one in reads.countersigns_of(world.actor("省.工会", "clerk"), plan)] == [
        world.units["省.工会"]
    ]


@pytest.mark.django_db
def test_what_is_issued_stays_signed(world: World) -> None:
    """Tasks live on after the document: their later changes are no changes of what was signed."""
    office = world.actor("省.办", "office")
    plan, lead, helper = asked(world)
    services.sign_countersign(world.actor("省.人社", "head"), lead, signed_by="王立")
    services.sign_countersign(world.actor("省.工会", "head"), helper, signed_by="许立言")
    services.approve(office, plan, "澜产改〔2026〕6号", TODAY, "王立")
    ledger.set_standards(office, plan.tasks.get(), ["年培训8000人"])
    assert [one.current for one in reads.countersigns_of(office, plan)] == [True, True]
