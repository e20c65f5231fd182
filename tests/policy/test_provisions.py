"""政策文件和条款: registered from a text or by hand, linked to tasks and each other; a clash becomes a finding or a matter."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.kernel import clock
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import Invalid, NotVisible, Refused
from luoshi.ledger.models import Task
from luoshi.org import services as org
from luoshi.policy import queries
from luoshi.policy import services as policy
from luoshi.policy.models import AgendaItem, Finding, PolicyDocument, Provision, ProvisionLink
from luoshi.policy.queries import provisions as reads
from luoshi.policy.services import provisions as services
from tests.desk.seen import words
from tests.ledger import making
from tests.world import World

pytestmark = pytest.mark.django_db

TEXT = """关于支持企业新型学徒制培训的若干措施
澜人社发〔2024〕31号
第一条 支持范围。企业可以招收企业新型学徒。
第二条 培训补贴。补贴标准为每人每年5000元。
第三条 本措施自2024年3月1日起施行，有效期至2026年12月31日。
江澜省人力资源和社会保障厅
2024年2月20日"""


def registered(world: World, unit: str = "省.人社", text: str = TEXT, **more: Any) -> PolicyDocument:
    given = services.Given(pasted=text)
    return services.add_document(
        world.actor(unit, "clerk"), world.units[unit], given, **{"field": "employment", **more}
    )


def provision(document: PolicyDocument, number: str) -> Provision:
    return document.provisions.get(number=number)


def browser(world: World, unit: str = "省.办", role: str = "office") -> Client:
    client = Client()
    client.force_login(world.account(unit, role))
    return client


def test_it_works(world: World) -> None:
    """From a text to the task's page: what it rests on, and that the policy has ended."""
    document = registered(world)
    assert (document.number, document.valid_to) == ("澜人社发〔2024〕31号", date(2026, 12, 31))
    assert [one.number for one in document.provisions.all()] == ["第一条", "第二条", "第三条"]
    task = making.issued(world)[0]
    services.link(world.actor("省.办", "office"), task, "implements", provision(document, "第一条"))
    client = browser(world)
    with clock.at(making.noon(date(2027, 1, 4))):
        text = words(client.get(reverse("ledger:task", args=[task.pk])))
        assert "依据和关联政策" in text
        assert "有效期到2026年12月31日，已经失效。" in text
    text = words(client.get(reverse("policy:provision", args=[provision(document, "第一条").pk])))
    assert task.title in text


def test_what_is_late_upstream(world: World) -> None:
    """A late task holds up the provision that waits on it, and the task that rests on the provision in its turn."""
    late, other = making.issued(world, 2)
    one, two = provision(document := registered(world), "第一条"), provision(document, "第二条")
    office = world.actor("省.办", "office")
    services.link(office, one, "waits_on", late)
    services.link(office, two, "implements", one)
    services.link(office, other, "implements", two)
    assert late.due_on is not None
    with clock.at(
        making.noon(date(late.due_on.year, 12, 31) if late.due_on.month < 12 else date(late.due_on.year + 1, 6, 1))
    ):
        found = reads.ties(office, ("task", other.pk))
        above = next(row for row in found.upstream if row.end.node == ("task", late.pk))
        assert [step.node[1] for step in above.way] == [two.pk, one.pk]
        assert "逾期" in "".join(map(str, above.because))
    with pytest.raises(Refused, match="互为前提"):
        services.link(office, late, "waits_on", one)
    assert ProvisionLink.objects.count() == 3


def test_a_clash_with_a_plan_is_a_finding(world: World) -> None:
    """At once, once, and settled or brought to a meeting through the doors that are there."""
    draft = making.a_draft(world, making.a_plan(world), number="9.9-01")
    assert draft.plan is not None
    office, document = world.actor("省.办", "office"), registered(world)
    with pytest.raises(Invalid):
        services.link(office, draft, "conflicts", provision(document, "第二条"))
    services.link(office, draft, "conflicts", provision(document, "第二条"), "补贴标准不同")
    policy.examine(office, draft.plan)
    found = Finding.objects.get(kind="policy_conflict")
    text = words(browser(world).get(reverse("policy:finding", args=[found.pk])))
    assert "补贴标准不同" in text
    assert "不一致的政策条款" in text
    services.unlink(office, ProvisionLink.objects.get())
    policy.examine(office, draft.plan)
    found.refresh_from_db()
    assert found.state == "gone"


def test_a_clash_of_two_policies_goes_to_a_meeting(world: World) -> None:
    office, one = world.actor("省.办", "office"), registered(world)
    two = registered(world, "省.教育", TEXT.replace("澜人社发〔2024〕31号", "澜教〔2024〕2号"), field="education")
    row = services.link(
        office, provision(one, "第二条"), "conflicts", provision(two, "第二条"), "能不能重复享受没有写明"
    )
    client, where = browser(world), f"{reverse('policy:bring')}?conflict={row.pk}"
    assert where in client.get(reverse("policy:provision", args=[provision(two, "第二条").pk])).content.decode()
    client.post(where, {"_key": uuid.uuid4().hex, "subject": "学徒补贴标准", "asked": "请明确按哪个标准执行。"})
    row.refresh_from_db()
    assert row.item == AgendaItem.objects.get()
    assert queries.source_of(office, conflict=row.pk) is None, "it waits for a meeting already"
    assert "已提交协调会" in words(client.get(reverse("policy:provision", args=[provision(one, "第二条").pk])))


def test_by_the_pages(world: World) -> None:
    """What was typed is kept on a refusal; a document, a provision and a link are entered, corrected and taken off."""
    client, office = browser(world), world.units["省.办"]
    form = {"_key": uuid.uuid4().hex, "unit": str(office.pk), "field": "fiscal", "pasted": "没有编号的一段话"}
    answer = client.post(reverse("policy:add_document"), form)
    assert answer.status_code == 422
    assert "没有编号的一段话" in answer.content.decode()
    client.post(reverse("policy:add_document"), {**form, "_key": uuid.uuid4().hex, "pasted": TEXT})
    document = PolicyDocument.objects.get()
    where = reverse("policy:document", args=[document.pk])
    typed = {"number": "第九条", "heading": "", "text": "给予补贴", "kind": "support"}
    client.post(f"{where}provisions/", {"_key": uuid.uuid4().hex, **typed})
    assert client.post(f"{where}provisions/", {"_key": uuid.uuid4().hex, **typed}).status_code == 422
    client.post(f"{where}paste/", {"_key": uuid.uuid4().hex, "pasted": "第十条 附则。本办法由省财政厅解释。"})
    assert document.provisions.count() == 5
    task, one = making.issued(world)[0], provision(document, "第九条")
    link = reverse("policy:link_provision", args=[one.pk])
    found = client.get(f"{link}?q={task.title[:6]}")
    assert f"task:{task.pk}" in found.content.decode()
    chosen = {"q": task.title[:6], "other": f"task:{task.pk}", "relation": "supports:left", "note": ""}
    client.post(link, {"_key": uuid.uuid4().hex, **chosen})
    made = ProvisionLink.objects.get()
    assert (made.kind, made.turned, made.task) == ("supports", False, task)
    assert client.post(link, {"_key": uuid.uuid4().hex, **chosen}).status_code == 422
    assert client.post(f"{where}remove/", {"_key": uuid.uuid4().hex, "note": "重复"}).status_code == 422
    client.post(reverse("policy:unlink", args=[made.pk]), {"_key": uuid.uuid4().hex})
    client.post(f"{where}remove/", {"_key": uuid.uuid4().hex, "note": "重复"})
    assert not PolicyDocument.objects.exists()


def test_the_register(world: World, django_assert_max_num_queries: Any) -> None:
    document = registered(world)
    new = registered(world, text=TEXT.replace("31号", "32号").replace("若干措施", "补充办法"))
    services.edit_document(world.actor("省.办", "office"), document, replaced_by=new)
    with pytest.raises(Invalid):
        services.edit_document(world.actor("省.办", "office"), new, replaced_by=document)
    client = browser(world, "省.人社", "clerk")
    client.get(reverse("desk:home"))
    with django_assert_max_num_queries(14):
        text = words(client.get(f"{reverse('policy:documents')}?q=学徒 5000"))
    assert "已由《关于支持企业新型学徒制培训的补充办法》代替。" in text
    for state in ("force", "ending", "ended", "coming", "replaced", "x"):
        with clock.at(making.noon(date(2026, 11, 23))):
            rows = reads.documents(world.actor("省.办", "office"), reads.asked({"force": state}))
            assert state == "x" or {one.force_on(clock.today()).state for one in rows} <= {state}
            assert state != "ending" or rows.count() == 1
    with django_assert_max_num_queries(14):
        assert "第二条" in words(client.get(f"{reverse('policy:provisions')}?kind=support&link=none"))
    assert client.get(reverse("policy:export_provisions")).content[:2] == b"PK"


def test_by_program(world: World) -> None:
    token = org.open_token(SYSTEM, world.account("省.办", "office"))
    client, kind = Client(headers={"Authorization": f"Bearer {token}"}), {"content_type": "application/json"}
    made = client.post("/api/v1/policy/documents", {"field": "fiscal", "text": TEXT}, **kind)
    assert made.status_code == 201, made.content
    assert made.json()["provisions"] == 3
    one, two, _ = client.get("/api/v1/policy/provisions").json()["items"]
    link = {
        "left": "provision",
        "left_id": two["id"],
        "kind": "implements",
        "right": "provision",
        "right_id": one["id"],
    }
    told = client.post("/api/v1/policy/links", link, **kind)
    assert told.json()["rests_on"][0]["end"]["label"] == "第一条"
    assert client.post("/api/v1/policy/links", link, **kind).status_code == 422
    assert client.post(f"/api/v1/policy/links/{told.json()['rests_on'][0]['id']}/remove").status_code == 204
    assert client.get(f"/api/v1/policy/documents/{made.json()['id']}").json()["force"] in reads.FORCES


def test_who_may_correct(world: World) -> None:
    document = registered(world)
    services.edit_document(world.actor("省.办", "office"), document, note="按原件更正")
    with pytest.raises(Refused):
        services.edit_document(world.actor("省.教育", "clerk"), document, note="x")
    with pytest.raises(Refused):
        services.add_provision(world.actor("省.教育", "clerk"), document, number="九", text="x", kind="duty")


def test_stranger(world: World) -> None:
    """A policy is read at its place and below; elsewhere it is not there, nor are the tasks that one does not see."""
    document, task = registered(world), making.issued(world)[0]
    one = provision(document, "第一条")
    services.link(world.actor("省.办", "office"), one, "supports", task)
    with pytest.raises(NotVisible):
        reads.find_provision(world.actor("他省.办", "office"), one.pk)
    assert not reads.documents(world.actor("他省.办", "office"), reads.Asked()).exists()
    below = world.actor("市.办", "office")
    assert reads.find_provision(below, one.pk) == one
    seen = Task.objects.visible_to(below).filter(pk=task.pk).exists()
    assert bool(reads.ties(below, ("provision", one.pk)).rested) == seen
