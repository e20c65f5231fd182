"""请示、报告: drafted on a matter, signed on paper, numbered in the unit's series, sent up, answered; an instruction is tracked."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import docx
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from luoshi.kernel import clock
from luoshi.kernel.errors import Invalid, NotVisible, Refused
from luoshi.kernel.services import keep_file
from luoshi.ledger import services as ledger
from luoshi.policy import services
from luoshi.policy.models import AgendaItem, Submission
from luoshi.policy.queries import submissions as reads
from tests.desk.seen import words
from tests.ledger import making
from tests.policy import meeting
from tests.world import World

TODAY = date(2026, 6, 20)
TITLE, TEXT = "关于明确专业目录牵头单位的请示", "各部门意见不一致。\n一、基本情况\n目录分散在四个部门。\n妥否，请批示。"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(making.noon(TODAY)):
        yield


def drafted(
    world: World, item: AgendaItem | None = None, kind: str = "petition", unit: str = "省.办", **more: object
) -> Submission:
    actor = world.actor(unit, "office" if unit.endswith("办") else "clerk")
    given = {"kind": kind, "title": TITLE, "text": TEXT, "party": "省委", **more}
    made = services.draft_submission(actor, reads.About(item=item), **given)  # type: ignore[arg-type]
    return reads.find_submission(actor, made.pk)


def sent(world: World, row: Submission) -> Submission:
    actor = world.actor("省.办", "office")
    scan = keep_file(actor, ContentFile("签批单".encode(), name="签批单.txt"))
    services.sign_submission(actor, row, signed_by="周明远", scan=scan)
    services.number_submission(actor, row)
    return services.move_submission(actor, row, "send")


def test_it_works(world: World) -> None:
    """On a matter of the agenda; the pen-signed sheet completes the step; the leader's word becomes an item of the ledger."""
    office = world.actor("省.办", "office")
    item = meeting.by_hand(world)
    row = drafted(world, item)
    with pytest.raises(Refused) as refused:
        services.sign_submission(office, row, signed_by="周明远")
    assert [str(one) for one in refused.value.reasons] == ["请由负责人签发，或者上传负责人签字的签批单扫描件。"]
    sent(world, row)
    assert (row.state, row.number) == ("sent", "江产改〔2026〕1号")
    letter = ledger.draft_letters(office, [making.received(world)])[0]
    assert ledger.send_letter(office, letter, signed_by="周明远").number == "江产改〔2026〕2号", (
        "one series for all its papers"
    )
    services.answer_submission(
        office, row, answer_kind="instruction", answered_by="王省长", answer="请人社厅牵头研究。"
    )
    task = services.register_instruction(office, row, lead=world.units["省.人社"])
    assert (task.category, task.basis.kind if task.basis else "", row.instruction) == (
        "instruction",
        "instruction",
        task,
    )
    with pytest.raises(Refused):
        services.register_instruction(office, row, lead=world.units["省.人社"])
    client = Client()
    client.force_login(world.account("省.办", "office"))
    for page in (reverse("policy:submission", args=[row.pk]), reverse("policy:item", args=[item.pk])):
        text = words(client.get(page))
        assert TITLE in text
        assert "请人社厅牵头研究。" in text, "all of one matter is one thread"


def test_a_report_with_a_request_is_stopped(world: World) -> None:
    office = world.actor("省.办", "office")
    row = drafted(world, kind="report", title="关于学徒培训的报告")
    scan = keep_file(office, ContentFile("签批单".encode(), name="签批单.txt"))
    with pytest.raises(Refused) as refused:
        services.sign_submission(office, row, signed_by="周明远", scan=scan)
    assert "不得夹带请示事项" in str(refused.value.reasons[0])
    services.edit_submission(office, row, kind="report", title="关于学徒培训的报告", text="特此报告。", party="省委")
    assert services.sign_submission(office, row, signed_by="周明远", scan=scan).state == "signed"
    services.move_submission(office, row, "reopen", "改一处数字")
    assert (row.state, row.signed_by) == ("draft", "")


def test_a_superior_on_the_instance_answers_itself(world: World) -> None:
    """The office above receives and answers; the writer cannot do it in its place; peers get letters, not requests."""
    city, above = world.actor("市.办", "office"), world.actor("省.办", "office")
    row = drafted(world, unit="市.办", to=world.units["省.办"])
    services.sign_submission(world.actor("市.办", "head"), row, signed_by="市办主任")
    services.number_submission(city, row)
    with pytest.raises(NotVisible):
        reads.find_submission(above, row.pk)
    services.move_submission(city, row, "send")
    assert [one.pk for one in reads.submissions_waiting(above)] == [row.pk]
    with pytest.raises(Refused):
        services.move_submission(city, row, "receive")
    services.move_submission(above, reads.find_submission(above, row.pk), "receive")
    given = reads.find_submission(above, row.pk)
    with pytest.raises(Invalid):
        services.answer_submission(above, given, answer_kind="reply", answered_by="省办", answer="同意。")
    services.answer_submission(
        above, given, answer_kind="reply", answered_by="省办", answer="同意。", answer_number="江产改办复〔2026〕3号"
    )
    assert given.state == "answered"
    with pytest.raises(Invalid):
        drafted(world, unit="省.人社", to=world.units["省.教育"])


def test_by_the_pages(world: World) -> None:
    client = Client()
    client.force_login(world.account("省.办", "office"))
    item = meeting.by_hand(world)
    new = reverse("policy:draft_submission") + f"?item={item.pk}"
    assert "妥否，请批示。" in client.get(new).content.decode()
    typed = {"kind": "report", "party": "省委", "title": "关于专业目录的报告", "text": "情况如下。\n请予批准。"}
    answer = client.post(new, {"_key": uuid.uuid4().hex, **typed})
    row = Submission.objects.get()
    assert answer["Location"] == reverse("policy:submission", args=[row.pk])
    text = words(client.get(answer["Location"]))
    assert "不得夹带请示事项" in text
    move = reverse("policy:move_submission", args=[row.pk, "sign"])
    refused = client.post(
        move, {"_key": uuid.uuid4().hex, "version": 0, "signed_by": "周明远", "signed_on": "2026-06-20"}
    )
    assert (refused.status_code, "不得夹带请示事项" in words(refused)) == (422, True)
    assert client.get(reverse("policy:submission_sheet", args=[row.pk])).status_code == 200
    word = client.get(reverse("policy:submission_paper", args=[row.pk]))
    lines = [line.text for line in docx.Document(BytesIO(word.content)).paragraphs]
    assert "省委：" in lines
    assert any("签发人：" in line for line in lines)
    assert client.get(reverse("policy:submissions") + "?side=sent&kind=x").status_code == 200


def test_stranger(world: World) -> None:
    row = drafted(world)
    for unit, role in (("他省.办", "office"), ("省.人社", "clerk"), ("国.办", "office")):
        with pytest.raises(NotVisible):
            reads.find_submission(world.actor(unit, role), row.pk)
    with pytest.raises(Refused):
        services.edit_submission(world.actor("省.人社", "clerk"), row, kind="report", title="a", text="b", party="c")
