"""The room's pages: every act can be done on them, a refusal keeps what was typed, and a stranger finds nothing."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from luoshi.kernel import clock
from luoshi.kernel.queries import files_of
from luoshi.ledger.models import Plan
from luoshi.policy import services
from luoshi.policy.models import Opinion
from tests.policy import given
from tests.world import World


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(given.noon(given.TODAY)):
        yield


def browser(world: World, unit: str, role: str) -> Client:
    client = Client()
    client.force_login(world.account(unit, role))
    return client


def send(client: Client, url: str, **fields: Any) -> Any:
    return client.post(url, {"_key": uuid.uuid4().hex, **fields})


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


@pytest.fixture
def office(world: World) -> Client:
    return browser(world, "省.办", "office")


def test_it_works(world: World, office: Client) -> None:
    """From the file to the number of the ordering document, by an office and four departments."""
    upload = SimpleUploadedFile("分工方案.txt", given.DIVISION)
    answer = send(office, reverse("policy:import"), file=upload)
    plan = Plan.objects.get()
    review = reverse("policy:review", args=[plan.pk])
    assert answer.url == review
    assert files_of(plan, "source").get().file.name == "分工方案.txt"
    page = words(office.get(review))
    assert "已确认 0 条，共 6 条" in page
    assert "2 个名称没有对应单位。" in page
    assert send(office, reverse("policy:map_proposed", args=[plan.pk])).url == review
    fields = {"name": "省工业和信息化厅", "unit": "", "unit_name": "江澜省工业和信息化厅", "kind": "department"}
    assert send(office, reverse("policy:map", args=[plan.pk]), **fields).status_code == 302
    joint = plan.tasks.get(number="2.2-02")
    card = {
        "title": joint.title, "lead": world.units["省.教育"].pk, "lead_basis": "会议议定", "review_on": "2026-12-31",
        "supports": [world.units["省.人社"].pk, world.units["省.财政"].pk], "standards": "每年 2 万人次",
    }  # fmt: skip
    assert send(office, reverse("policy:confirm", args=[joint.pk]), **card, version=joint.version).url == review
    assert send(office, reverse("policy:confirm_certain", args=[plan.pk])).url == review
    assert "已确认 6 条，共 6 条" in words(office.get(review))
    opinions = reverse("policy:opinions", args=[plan.pk])
    assert send(office, reverse("policy:consult", args=[plan.pk]), due_on=given.DUE.isoformat()).url == opinions
    for unit in ("省.人社", "省.教育", "省.财政", "省.工会"):
        clerk = browser(world, unit, "clerk")
        assert "待反馈" in words(clerk.get(opinions))
        agreed = send(clerk, reverse("policy:agree_all", args=[plan.pk]), post_name="综合处处长", person_name="周岚")
        assert agreed.url == opinions
    with clock.at(given.noon(given.DUE + timedelta(days=1))):
        for silent in Opinion.objects.filter(state="asked"):
            assert send(office, reverse("policy:rule", args=[silent.pk]), note="电话催询", lapse="1").status_code == 302
        fields = {"title": "分工方案", "number": "澜产改〔2026〕6号", "ordered_on": "2026-03-10", "approved_by": "王立"}
        answer = send(office, reverse("policy:approve", args=[plan.pk]), **fields)
    assert answer.url == f"{reverse('ledger:list')}?plan={plan.pk}&state=draft"
    assert "澜产改〔2026〕6号" in words(office.get(reverse("policy:plans")))
    assert "江澜省总工会" in words(office.get(answer.url))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "请选择文件，或者粘贴文字。"),
        ({"file": SimpleUploadedFile("空.txt", b"")}, "里没有文字"),
        ({"file": SimpleUploadedFile("方案.docx", b"PK\x03\x04no")}, "已损坏"),
        (
            {"file": SimpleUploadedFile("方案.ppt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"1" * 600)},
            "暂不支持 .ppt",
        ),
        ({"file": SimpleUploadedFile("方案.txt", b"%PDF-1.7 ")}, "和它的扩展名不符"),
        ({"file": SimpleUploadedFile("方案.txt", "一、甲\x00乙".encode())}, "不是文字文件"),
    ],
)
def test_a_bad_file_is_told_in_place(office: Client, fields: dict[str, Any], said: str) -> None:
    for one in fields.values():
        if hasattr(one, "seek"):
            one.seek(0)
    answer = send(office, reverse("policy:import"), **fields)
    assert answer.status_code == 422
    assert said in words(answer)
    assert not Plan.objects.exists()


def test_a_classified_text_is_not_shown_again(office: Client) -> None:
    answer = send(office, reverse("policy:import"), pasted="机密★1年\n某某行动方案")
    assert answer.status_code == 422
    assert "带有密级标志" in words(answer)
    assert "某某行动方案" not in answer.content.decode()
    assert not Plan.objects.exists()


def test_gb18030_is_read(office: Client) -> None:
    upload = SimpleUploadedFile("方案.txt", given.DIVISION.decode().encode("gb18030"))
    assert send(office, reverse("policy:import"), file=upload).status_code == 302
    assert Plan.objects.get().tasks.count() == 6


def test_a_second_press_reads_nothing_twice(office: Client) -> None:
    key = uuid.uuid4().hex
    answers = [
        office.post(reverse("policy:import"), {"_key": key, "pasted": given.DIVISION.decode()}) for _ in range(2)
    ]
    assert answers[0].url == answers[1].url
    assert Plan.objects.count() == 1


def test_a_refusal_keeps_what_was_typed(world: World, office: Client) -> None:
    plan = given.read(world)
    joint = plan.tasks.get(number="2.2-02")
    card = {"title": "改过的题目", "lead": world.units["省.教育"].pk, "review_on": "2026-12-31", "standards": "一\n二"}
    answer = send(office, reverse("policy:confirm", args=[joint.pk]), **card)
    assert answer.status_code == 422
    assert "请写指定的依据" in words(answer)
    assert "改过的题目" in answer.content.decode()
    joint.refresh_from_db()
    assert joint.title != "改过的题目"


def test_somebody_was_first(world: World, office: Client) -> None:
    plan = given.read(world)
    task = plan.tasks.get(number="2.1-01")
    old = task.version
    office_actor = world.actor("省.办", "office")
    services.confirm_task(office_actor, task, given.corrections(world, task, title="别人改的题目"))
    card = {
        "title": "我的题目",
        "lead": world.units["省.工会"].pk,
        "due_on": "2026-12-31",
        "standards": "",
        "version": old,
    }
    assert send(office, reverse("policy:confirm", args=[task.pk]), **card).status_code == 409


def test_left_out_and_taken_in_again(world: World, office: Client) -> None:
    plan = given.read(world)
    task = plan.tasks.get(number="2.1-01")
    url = reverse("policy:leave_out", args=[task.pk])
    assert send(office, url, note="").status_code == 422
    assert send(office, url, note="另有安排").status_code == 302
    assert "1 条不入台账" in words(office.get(reverse("policy:review", args=[plan.pk])))
    assert send(office, reverse("policy:reconsider", args=[task.pk])).status_code == 302


def test_split_joined_and_hung_on_the_page(world: World, office: Client) -> None:
    """A refusal keeps what was typed; each act leads to the task that came of it."""
    plan = given.read(world)
    task = plan.tasks.get(number="2.2-01")
    url, whole = reverse("policy:split", args=[task.pk]), task.clause.text
    answer = send(office, url, text=whole, version=task.version)
    assert answer.status_code == 422
    assert "请在要断开的地方换一行" in words(answer)
    assert send(office, url, text=whole.replace("，合", "，\r\n合"), version=task.version).status_code == 302
    second = plan.tasks.get(number="2.2-04")
    hang = reverse("policy:hang", args=[second.pk])
    assert send(office, hang, under="", version=second.version).status_code == 422
    under = plan.clauses.get(heading="健全工作机制")
    assert send(office, hang, under=under.pk, version=second.version).url.endswith(f"?task={second.pk}")
    second = plan.tasks.get(number="3.1-02")
    assert send(office, reverse("policy:join", args=[second.pk]), version=second.version).url.endswith(
        f"?task={task.pk}"
    )
    asked = browser(world, "省.财政", "clerk")
    assert send(asked, url, text=whole, version=1).status_code == 404


def test_headings_are_offered_where_nobody_is_named(world: World, office: Client) -> None:
    plan = given.read(world, given.OUTLINE)
    page = office.get(reverse("policy:review", args=[plan.pk]))
    assert "这份文件没有写责任单位的条款，这很正常。" in words(page)
    assert send(office, reverse("policy:assign", args=[plan.pk])).status_code == 422
    ticked = [clause.pk for clause in plan.clauses.all()[2:4]]
    answer = send(office, reverse("policy:assign", args=[plan.pk]), clause=ticked)
    assert "?task=" in answer.url
    assert plan.tasks.count() == 2


def test_an_opinion_without_words_is_refused_in_place(world: World) -> None:
    plan = given.consulted(world)
    clerk = browser(world, "省.财政", "clerk")
    opinion = given.opinion(world, plan, "省.财政", "2.1-02")
    answer = send(clerk, reverse("policy:answer", args=[opinion.pk]), object="1", post_name="处长", person_name="周岚")
    assert answer.status_code == 422
    assert "缺意见内容。" in words(answer)
    assert 'value="周岚"' in answer.content.decode()


def test_what_is_missing_before_the_plan_goes_out(world: World, office: Client) -> None:
    plan = given.read(world)
    answer = send(office, reverse("policy:consult", args=[plan.pk]), due_on=given.DUE.isoformat())
    assert answer.status_code == 422
    for said in ("还有 2 处拿不准没有处理。", "还有 2 个名称没有对应单位。", "还有 6 条任务没有确认。"):
        assert said in words(answer)


def test_only_an_office_takes_plans_in(world: World) -> None:
    clerk = browser(world, "省.财政", "clerk")
    assert clerk.get(reverse("policy:import")).status_code == 422
    assert reverse("policy:import") not in clerk.get(reverse("policy:plans")).content.decode()


@pytest.mark.parametrize(("page", "most"), [("plans", 12), ("consultations", 14)])
def test_lists_ask_the_database_little(
    world: World, office: Client, page: str, most: int, django_assert_max_num_queries: Any
) -> None:
    given.consulted(world)
    given.read(world, given.OUTLINE)
    office.get(reverse(f"policy:{page}"))
    with django_assert_max_num_queries(most):
        assert office.get(reverse(f"policy:{page}")).status_code == 200


def test_the_review_asks_the_database_little(world: World, office: Client, django_assert_max_num_queries: Any) -> None:
    plan = given.read(world)
    url = reverse("policy:review", args=[plan.pk])
    office.get(url)
    with django_assert_max_num_queries(50):
        office.get(url)


def test_stranger(world: World) -> None:
    plan = given.consulted(world)
    stranger = browser(world, "他省.办", "office")
    absent = stranger.get(reverse("policy:review", args=[999_999]))
    hidden = stranger.get(reverse("policy:review", args=[plan.pk]))
    assert hidden.status_code == absent.status_code == 404
    for name, pk in (
        ("opinions", plan.pk), ("review", plan.pk),
    ):  # fmt: skip
        assert stranger.get(reverse(f"policy:{name}", args=[pk])).status_code == 404
    for name, pk in (
        ("confirm", plan.tasks.first().pk), ("answer", plan.opinions.first().pk), ("rule", plan.opinions.first().pk),
        ("approve", plan.pk), ("settle", plan.marks.first().pk),
    ):  # fmt: skip
        assert send(stranger, reverse(f"policy:{name}", args=[pk]), note="x", lapse="1").status_code == 404
