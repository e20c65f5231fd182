"""A plan is examined before it goes out; what is found is judged by a person, and the judgement holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.kernel import clock, jobs
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Plan, Task
from luoshi.policy import queries, services
from luoshi.policy.models import Finding
from luoshi.policy.queries import Sought, coverage, examining, picture
from tests.policy import given
from tests.world import World

CEILING = 22


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(given.noon(given.TODAY)):
        yield


def examined(world: World) -> Plan:
    """A plan as it comes in, with three joint units on one task, examined."""
    plan = given.read(world)
    services.examine(world.actor("省.办", "office"), plan)
    return plan


def found(plan: Plan, kind: str = "multiple_leads") -> Finding:
    return Finding.objects.select_related("unit", "plan__unit").get(plan=plan, kind=kind)


def lower_plan(world: World) -> Plan:
    """The city's own plan: it takes up one task of the province's, and adds one of its own."""
    office = world.actor("市.办", "office")
    plan = ledger.create_plan(office, title="澜阳市分工方案", text="")
    for number, title, text in (
        ("1", "开展企业新型学徒制培训", "年培训6000人。"),
        ("2", "建设滨江职工文化公园", "建设滨江职工文化公园一座，安装健身器材。"),
    ):
        task = ledger.draft_task(office, plan=plan, number=number, title=title, text=text)
        ledger.set_duty(office, task, world.units["市.人社"], "lead")
    return plan


def upper_plan(world: World) -> Plan:
    """The province's, kept by the same city office: a document is read in by whoever works with it."""
    office = world.actor("市.办", "office")
    plan = ledger.create_plan(office, title="省实施方案", text="")
    for number, title, text in (
        ("1", "推行企业新型学徒制", "开展企业新型学徒制培训，年培训企业新型学徒8000人。"),
        ("2", "畅通职工意见渠道", "健全厂务公开和职工代表大会制度，企业建制率达到95%。"),
    ):
        task = ledger.draft_task(office, plan=plan, number=number, title=title, text=text)
        ledger.set_duty(office, task, world.units["省.工会" if number == "2" else "省.人社"], "lead")
    return plan


def test_it_works(world: World) -> None:
    """Found, confirmed, settled by naming a lead; the next examination finds it no more."""
    office, plan = world.actor("省.办", "office"), examined(world)
    one = found(plan)
    assert one.severity == "hard"
    assert "家共同负责" in str(one.because)
    side = queries.sides(office, one)[0]
    assert any(marked for _text, marked in side.pieces)
    services.judge(office, one, "confirm")
    joint = Task.objects.select_related("plan", "issuer").get(plan=plan, number="2.2-02")
    ledger.set_duty(office, joint, world.units["省.教育"], "lead", basis_note="协调小组第三次会议议定")
    services.examine(office, plan)
    one.refresh_from_db()
    assert one.state == "gone"
    assert queries.standing(office, plan).counts.get("hard", 0) == 0


def test_a_verdict_holds_until_a_person_takes_it_back(world: World) -> None:
    office, plan = world.actor("省.办", "office"), examined(world)
    with pytest.raises(Refused, match="理由"):
        services.judge(office, found(plan), "dismiss", " ")
    services.judge(office, found(plan), "dismiss", "三家职责由三定方案写明")
    before = Finding.objects.count()
    services.examine(office, plan)
    assert (Finding.objects.count(), found(plan).state) == (before, "not_a_problem")
    assert queries.standing(office, plan).judged == 1
    services.judge(office, found(plan), "reopen", "三定方案已调整")
    assert found(plan).state == "raised"


def test_only_the_drafting_office_examines_and_judges(world: World) -> None:
    plan = examined(world)
    head = world.actor("省.办", "head")
    with pytest.raises(Refused, match="起草单位"):
        services.examine(head, plan)
    with pytest.raises(Refused, match="须由"):
        services.judge(head, found(plan), "confirm")
    with pytest.raises(Refused):
        services.judge(world.actor("省.办", "office"), found(plan), "clear")


def test_a_large_plan_is_read_by_a_job(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshi.policy.services.findings.LARGE", 2)
    office, plan = world.actor("省.办", "office"), given.read(world)
    job = services.examine(office, plan)
    assert job is not None
    jobs.work_off(jobs.LONG)
    assert found(plan).state == "raised"


def test_the_plan_says_so_before_it_goes_out(world: World, client: Client) -> None:
    plan = given.read(world)
    client.force_login(world.account("省.办", "office"))
    assert "查找问题" in client.get(reverse("policy:review", args=[plan.pk])).content.decode()
    answer = client.post(reverse("policy:examine", args=[plan.pk]), {"_key": "k1"}, follow=True)
    assert "没有写谁牵头" in answer.content.decode()
    assert "建议先处理" in client.get(reverse("policy:review", args=[plan.pk])).content.decode()
    one = found(plan)
    page = reverse("policy:finding", args=[one.pk])
    assert "怎么定" in client.get(page).content.decode()
    refused = client.post(reverse("policy:judge", args=[one.pk, "dismiss"]), {"note": "", "version": one.version})
    assert refused.status_code == 422
    client.post(reverse("policy:judge", args=[one.pk, "confirm"]), {"version": one.version})
    assert found(plan).state == "confirmed"


def test_a_list_asks_few_questions(world: World, client: Client, django_assert_max_num_queries: object) -> None:
    plan = examined(world)
    client.force_login(world.account("省.办", "office"))
    client.get(reverse("desk:home"))
    with django_assert_max_num_queries(CEILING):  # type: ignore[operator]
        page = client.get(reverse("policy:findings"), {"plan": plan.pk, "kind": "multiple_leads", "severity": "hard"})
    assert page.content.decode().count("data-row") == 1
    with django_assert_max_num_queries(CEILING):  # type: ignore[operator]
        assert "分工全景" in client.get(reverse("policy:picture")).content.decode()


def test_upper_clauses_without_a_lower_task_come_first(world: World) -> None:
    office, upper, lower = world.actor("市.办", "office"), upper_plan(world), lower_plan(world)
    matrix = coverage.coverage(office, upper, lower)
    assert [(row.upper.label, row.covered) for row in matrix.rows] == [("2", False), ("1", True)]
    assert [part.label for part in matrix.baseless] == ["2"]
    row = matrix.rows[0].upper.row
    with pytest.raises(Refused, match="理由"):
        services.rule_uptake(office, lower, row, "cover", "")
    services.rule_uptake(office, lower, row, "cover", "由市总工会常年工作落实")
    assert coverage.coverage(office, upper, lower).covered == 2
    services.rule_uptake(office, lower, row, "withdraw")
    assert coverage.coverage(office, upper, lower).covered == 1
    with pytest.raises(Refused, match="须由"):
        services.rule_uptake(world.actor("市.办", "head"), lower, row, "cover", "同意")


def test_the_matrix_as_a_page_and_a_workbook(world: World, client: Client) -> None:
    upper, lower = upper_plan(world), lower_plan(world)
    client.force_login(world.account("市.办", "office"))
    asked = {"upper": upper.pk, "lower": lower.pk}
    client.get(reverse("desk:home"))
    page = client.get(reverse("policy:coverage"), asked).content.decode()
    assert "未承接" in page
    task = upper.tasks.get(number="2")
    client.post(reverse("policy:rule_uptake"), {**asked, "task": task.pk, "cover": "1", "reason": "常年工作"})
    assert "常年工作" in client.get(reverse("policy:coverage"), asked).content.decode()
    assert client.get(reverse("policy:coverage_export"), asked).content[:2] == b"PK"


def test_a_plan_is_held_against_the_one_above(world: World) -> None:
    """A province's issued plan that the city may read: what the city's draft does not take up is found."""
    upper = given.consulted(world)
    office, lower = world.actor("市.办", "office"), lower_plan(world)
    assert examining.beside(office, lower) == []
    Plan.objects.filter(pk=upper.pk).update(state="approved")
    upper.readers.create(unit=world.units["市.办"], unit_path=world.units["市.办"].path, shown=1)
    assert examining.beside(office, lower) == [upper]
    services.examine(office, lower)
    assert set(Finding.objects.filter(unit=world.units["市.办"]).values_list("plan", flat=True)) <= {lower.pk}


def test_the_picture_names_who_leads_a_topic(world: World) -> None:
    office, plan = world.actor("省.办", "office"), given.reviewed(world)
    whole = picture.picture(office, plan.pk)
    training = picture.picture(office, plan.pk, "training")
    assert training.field is not None
    assert training.field.tasks == len(training.lines) < len(whole.lines)
    assert [one.weight for one in whole.loads] == sorted((one.weight for one in whole.loads), reverse=True)
    assert picture.picture(world.actor("他省.财政", "clerk"), plan.pk).lines == ()


def test_stranger(world: World) -> None:
    plan = examined(world)
    stranger, clerk = world.actor("他省.财政", "clerk"), world.actor("省.人社", "clerk")
    for other in (stranger, clerk):
        with pytest.raises(NotVisible):
            queries.find_finding(other, found(plan).pk)
        assert not queries.findings(other, Sought(state="")).exists()
    with pytest.raises(NotVisible):
        coverage.upper_part(stranger, plan, plan.tasks.first().pk, 0)
