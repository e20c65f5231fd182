"""The ledger's pages: every act can be done on them, a refusal keeps what was typed, and a stranger finds nothing."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.ledger import panels, services
from luoshi.ledger.models import Completion, Duty, Request, Task
from tests.ledger.making import a_draft, a_plan, applied, approve, fresh, handed_down, issued, lead, received
from tests.world import World

pytestmark = pytest.mark.django_db


def page_of(world: World, unit: str, role: str) -> Client:
    """A browser of this person."""
    client = Client()
    client.force_login(world.account(unit, role))
    return client


def send(client: Client, url: str, **fields: Any) -> Any:
    """Post a form once."""
    return client.post(url, {"_key": uuid.uuid4().hex, **fields})


def words(answer: Any) -> str:
    """What a reader sees: the page without its markup."""
    return re.sub(r"<[^>]+>", "", answer.content.decode())


@pytest.fixture
def office(world: World) -> Client:
    return page_of(world, "省.办", "office")


@pytest.fixture
def clerk(world: World) -> Client:
    return page_of(world, "省.人社", "clerk")


# ---------- the list ----------


def test_it_works(world: World, office: Client, django_assert_max_num_queries: Any) -> None:
    """Tasks stand under their clause's first-level heading, in a fixed number of queries."""
    issued(world, 12)
    office.get("/")  # what waits is kept for a minute: here only the page's own statements count
    with django_assert_max_num_queries(37):
        page = office.get("/ledger/")
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("data-row") == 12
    assert "江澜省人力资源社会保障厅" in text.replace("<wbr>", "")
    assert "2027-12-31" in text


def test_filters_live_in_the_address(world: World, office: Client) -> None:
    issued(world, 2)
    a_draft(world, a_plan(world), number="9.9-99")
    assert "9.9-99" not in office.get("/ledger/?state=active").content.decode()
    assert office.get("/ledger/?state=draft").content.decode().count("data-row") == 1
    assert office.get("/ledger/?q=3.2-02").content.decode().count("data-row") == 1
    assert office.get("/ledger/?plan=x&unit=-1&state=none&page=zz&order=9").status_code == 200


def test_empty_says_which_condition_to_drop(world: World, office: Client) -> None:
    issued(world, 3)
    text = office.get("/ledger/?state=active&time=red").content.decode()
    assert "去掉“时间灯：逾期”后有 3 项。" in text
    assert "还没有任务" in page_of(world, "他省.办", "office").get("/ledger/").content.decode()


# ---------- drafts and issuing ----------


def test_a_draft_is_corrected(world: World, office: Client) -> None:
    """Facts, standards, figures and nodes are saved together; what is wrong is said beside it, all else is kept."""
    task = a_draft(world, a_plan(world))
    url = f"/ledger/tasks/{task.pk}/edit/"
    assert "年培训6000人" in office.get(url).content.decode()
    form = {
        "number": "3.2-05", "title": "新题目", "due_on": "2027-06-30", "standards": "第一条\n\n第二条",
        "t-TOTAL_FORMS": "2", "t-INITIAL_FORMS": "0", "t-0-name": "培训人数", "t-0-comparator": ">=", "t-0-number": "7000",
        "t-0-unit_name": "人", "n-TOTAL_FORMS": "1", "n-INITIAL_FORMS": "0", "n-0-title": "开班", "n-0-due_on": "2027-03-31",
        "version": str(fresh(task).version),
    }  # fmt: skip
    wrong = send(office, url, **{**form, "due_on": "六月底", "t-0-number": "多"})
    assert wrong.status_code == 422
    assert "新题目" in wrong.content.decode()
    assert "不是日期" in wrong.content.decode()
    assert "不是数字" in wrong.content.decode()
    assert send(office, url, **form).status_code == 302
    task = fresh(task)
    assert (task.number, [one.text for one in task.standards.all()]) == ("3.2-05", ["第一条", "第二条"])
    assert task.targets.get().number == 7000
    assert task.milestones.get().weight == 1


def test_duties_of_a_draft(world: World, office: Client) -> None:
    task = a_draft(world, a_plan(world))
    unit = world.units["省.教育"]
    assert (
        send(office, f"/ledger/tasks/{task.pk}/duties/", **{"duty-unit": unit.pk, "duty-role": "support"}).status_code
        == 302
    )
    duty = Duty.objects.get(task=task, unit=unit)
    named = send(
        office,
        f"/ledger/duties/{duty.pk}/holder/",
        **{f"h{duty.pk}-post": "职教处处长", f"h{duty.pk}-person": "贺文柏"},
    )
    assert named.status_code == 302
    assert Duty.objects.get(pk=duty.pk).post.name == "职教处处长"  # type: ignore[union-attr]
    empty = send(
        office, f"/ledger/duties/{duty.pk}/holder/", **{f"h{duty.pk}-post": "职教处处长", f"h{duty.pk}-person": ""}
    )
    assert empty.status_code == 422
    assert "职教处处长" in empty.content.decode()
    assert send(office, f"/ledger/duties/{duty.pk}/drop/").status_code == 302
    assert not Duty.objects.filter(pk=duty.pk).exists()


def test_bulk_issue_says_what_is_missing_for_all(world: World, office: Client) -> None:
    """The look beforehand names every lack of every task; only the complete ones go out."""
    plan = a_plan(world)
    whole, bare = a_draft(world, plan, number="1"), a_draft(world, plan, number="2", due_on=None)
    services.set_standards(world.actor("省.办", "office"), fresh(bare), [])
    approve(world, plan)
    text = office.get(f"/ledger/issue/?pick={whole.pk}&pick={bare.pk}&pick=x").content.decode()
    assert "2 项中有 1 项还不能下达" in text
    assert "缺完成时限、达到的标准。" in text
    assert "先下达 1 项" in text
    refused = send(office, "/ledger/issue/", pick=[whole.pk, bare.pk])
    assert refused.status_code == 422
    assert fresh(whole).state == "draft"
    assert send(office, "/ledger/issue/", pick=[whole.pk, bare.pk], only="complete").status_code == 302
    assert (fresh(whole).state, fresh(bare).state) == ("active", "draft")


def test_not_into_the_ledger_and_back(world: World, office: Client) -> None:
    task = a_draft(world, a_plan(world))
    url = f"/ledger/tasks/{task.pk}/moves/drop/"
    assert office.get(url).status_code == 200
    assert send(office, url, note="").status_code == 422
    assert send(office, url, note="与另一项重复").status_code == 302
    assert send(office, f"/ledger/tasks/{task.pk}/moves/restore/").status_code == 302
    assert fresh(task).state == "draft"
    assert office.get(f"/ledger/tasks/{task.pk}/moves/nothing/").status_code == 404


# ---------- receiving, dividing ----------


def test_one_press_receives(world: World, clerk: Client) -> None:
    """From the list; a second press of the same form does nothing and goes to the same place."""
    task = issued(world)[0]
    duty = lead(task)
    assert f"/ledger/duties/{duty.pk}/receive/" in clerk.get("/ledger/receipts/").content.decode()
    form = {"_key": "k1", "version": duty.version, "next": "/ledger/receipts/"}
    for _ in range(2):
        answer = clerk.post(f"/ledger/duties/{duty.pk}/receive/", form)
        assert (answer.status_code, answer["Location"]) == (302, "/ledger/receipts/")
    assert lead(task).state == "received"


def test_who_has_not_received(world: World, office: Client, django_assert_max_num_queries: Any) -> None:
    issued(world, 3)
    office.get("/")  # what waits is kept for a minute: here only the page's own statements count
    with django_assert_max_num_queries(34):
        text = words(office.get("/ledger/receipts/"))
    assert "6 件还没有签收" in text
    assert "江澜省总工会" in text


def test_receiving_names_a_new_liaison_officer(world: World, clerk: Client) -> None:
    duty = lead(issued(world)[0])
    url = f"/ledger/duties/{duty.pk}/receive/"
    assert "联络员" in clerk.get(url).content.decode()
    short = send(clerk, url, full="1", name="林静川", version=duty.version)
    assert short.status_code == 422
    assert "林静川" in short.content.decode()
    assert send(clerk, url, full="1", name="林静川", phone="0791-5550", version=duty.version).status_code == 302
    task = duty.task_id
    page = clerk.get(f"/ledger/tasks/{task}/").content.decode()
    assert "林静川" in page
    assert "0791-5550" in page
    post = world.units["省.人社"].posts.get(kind="responsible")
    again = send(
        clerk, f"/ledger/duties/{duty.pk}/liaison/", full="1", post=post.pk, version=lead(fresh_of(task)).version
    )
    assert again.status_code == 302
    assert lead(fresh_of(task)).liaison == post


def test_division_is_asked_and_ruled_on(world: World, clerk: Client, office: Client) -> None:
    """Signed by the head; the office rules; what was typed stays when something is missing."""
    task = issued(world)[0]
    url = f"/ledger/duties/{lead(task).pk}/division/"
    short = send(clerk, url, reason="职责不在本厅")
    assert short.status_code == 422
    assert "职责不在本厅" in short.content.decode()
    form = {"reason": "职责不在本厅", "signed_by": "周厅长", "proposed_unit": world.units["省.教育"].pk}
    assert send(clerk, url, **form).status_code == 302
    row = Request.objects.get(task=task)
    page = office.get(f"/ledger/requests/{row.pk}/").content.decode()
    assert "职责不在本厅" in page
    assert "周厅长" in page
    assert "须由" in clerk.get(f"/ledger/requests/{row.pk}/").content.decode()
    assert send(office, f"/ledger/requests/{row.pk}/", move="grant").status_code == 422
    assert (
        send(office, f"/ledger/requests/{row.pk}/", move="grant", note="同意", version=row.version).status_code == 302
    )
    assert fresh(task).lead_unit == world.units["省.教育"]


# ---------- handing down ----------


def test_break_down_to_many(world: World, clerk: Client) -> None:
    """Filled in, looked over, handed down: shares left empty divide the rest, dates left empty are the common one."""
    task = received(world)
    one, two = world.units["市.人社"], world.units["二市.人社"]
    url, target = f"/ledger/tasks/{task.pk}/breakdown/", task.targets.get()
    assert one.name in clerk.get(url).content.decode()
    assert send(clerk, url, step="check").status_code == 422
    form = {
        f"u-{one.pk}": "on", f"u-{two.pk}": "on", "common_due": "2027-12-31", f"s-{one.pk}-{target.pk}": "4000",
        "standards": "年培训达标", "version": str(task.version),
    }  # fmt: skip
    look = send(clerk, url, step="check", **form).content.decode()
    assert "分解到 2 个单位" in look
    assert "2,000" in look
    assert "理由" not in look
    assert Task.objects.filter(parent=task).count() == 0
    assert send(clerk, url, step="issue", **form).status_code == 302
    children = Task.objects.filter(parent=task).order_by("number")
    assert [int(child.targets.get().number) for child in children] == [4000, 2000]
    assert {child.state for child in children} == {"active"}
    assert "已分解" in clerk.get(url).content.decode()


def test_a_squeezed_date_asks_for_its_reason(world: World, clerk: Client) -> None:
    task, one, two = received(world), world.units["市.人社"], world.units["二市.人社"]
    url = f"/ledger/tasks/{task.pk}/breakdown/"
    form = {
        f"u-{one.pk}": "on", f"u-{two.pk}": "on", "common_due": "2027-12-31", f"d-{one.pk}": "2027-06-30",
        f"d-{two.pk}": "2028-01-31", "version": str(task.version),
    }  # fmt: skip
    look = send(clerk, url, step="check", **form).content.decode()
    assert "须报批" in look
    assert "加码" in look
    assert 'name="reason"' in look
    refused = send(clerk, url, step="issue", **form)
    assert refused.status_code == 422
    assert "须写明理由" in refused.content.decode()
    assert "2027-06-30" in refused.content.decode()
    assert send(clerk, url, step="issue", reason="汛期前完成", **form).status_code == 302
    states = dict(Task.objects.filter(parent=task).values_list("lead_unit__name", "state"))
    assert states == {one.name: "active", two.name: "draft"}


# ---------- completion ----------


def test_completion_is_applied_for_and_verified(world: World, clerk: Client, office: Client) -> None:
    """With several files; sent back with the reason, applied for again, verified standard by standard, reopened."""
    task = received(world)
    url = f"/ledger/tasks/{task.pk}/complete/"
    claims = {f"claim-{one.pk}": "已达到" for one in task.standards.all()}
    form = {"ending": "stage", "statement": "全年培训 6,120 人", "version": task.version, **claims}
    bare = send(clerk, url, **form)
    assert bare.status_code == 422
    assert "没有佐证材料" in bare.content.decode()
    assert "全年培训 6,120 人" in bare.content.decode()
    files = [SimpleUploadedFile(f"台账{n}.txt", "培训台账".encode()) for n in (1, 2)]
    assert send(clerk, url, evidence=files, **form).status_code == 302
    check = f"/ledger/tasks/{task.pk}/verify/"
    page = office.get(check).content.decode()
    assert "台账1.txt" in page
    assert "台账2.txt" in page
    assert page.count("已达到") == 2
    half = send(office, check, move="verify", version=fresh(task).version)
    assert half.status_code == 422
    assert "2 条没有核验通过" in words(half)
    assert send(office, check, move="send_back", version=fresh(task).version).status_code == 422
    assert send(office, check, move="send_back", note="缺结业证书", version=fresh(task).version).status_code == 302
    assert "缺结业证书" in clerk.get(url).content.decode()
    files = [SimpleUploadedFile("证书.txt", "证书编号".encode())]
    assert send(clerk, url, evidence=files, **{**form, "version": fresh(task).version}).status_code == 302
    met = {f"met-{one.pk}": "yes" for one in task.standards.all()}
    assert send(office, check, move="verify", version=fresh(task).version, **met).status_code == 302
    assert (fresh(task).state, fresh(task).ending) == ("completed", "stage")
    assert send(office, f"/ledger/tasks/{task.pk}/moves/reopen/", note="抽核有误").status_code == 302
    assert fresh(task).state == "active"


def test_a_file_that_is_not_what_it_says(world: World, clerk: Client) -> None:
    task = received(world)
    form = {"ending": "done", "statement": "完成", "evidence": SimpleUploadedFile("台账.docx", b"not a zip")}
    answer = send(clerk, f"/ledger/tasks/{task.pk}/complete/", **form)
    assert answer.status_code == 422
    assert not Completion.objects.filter(task=task).exists()


# ---------- the page of a task ----------


def test_a_task_page(world: World, clerk: Client, django_assert_max_num_queries: Any) -> None:
    """Four facts, two lights, the cascade, the trail, and the acts with the reasons why not."""
    task = received(world)
    handed_down(world, task)
    clerk.get("/")
    with django_assert_max_num_queries(86):
        text = words(clerk.get(f"/ledger/tasks/{task.pk}/"))
    for word in (
        "责任单位",
        "具体责任人",
        "完成时限",
        "达到的标准",
        "澜阳市人力资源社会保障局",
        "分解到下级",
        "还有 2 项下级任务没有完成。",
    ):
        assert word in text
    told = clerk.get(f"/ledger/tasks/{task.pk}/?trail=handing").content.decode()
    assert "签收：" in told
    assert "起草任务" not in told
    assert (
        clerk.get(f"/ledger/plans/{task.plan_id}/source/?clause={task.clause_id}").content.decode().count('id="here"')
        == 1
    )


def test_refused_acts_name_who_could(world: World, office: Client) -> None:
    text = office.get(f"/ledger/tasks/{received(world).pk}/").content.decode()
    assert 'aria-disabled="true"' in text
    assert "须由江澜省人力资源社会保障厅" in text


def test_somebody_was_first(world: World, clerk: Client) -> None:
    """A form drawn before somebody else's act is told so, with what was typed."""
    task = received(world)
    stale = task.version
    applied(world, task)
    answer = send(
        clerk, f"/ledger/tasks/{task.pk}/complete/", ending="done", statement="我写的说明", version=stale,
        evidence=SimpleUploadedFile("a.txt", b"x y z"),
    )  # fmt: skip
    assert answer.status_code == 409
    assert "我写的说明" in words(answer)
    assert "省.人社综合处处长" in words(answer)
    late = send(clerk, f"/ledger/tasks/{task.pk}/complete/", ending="done", statement="我写的说明")
    assert late.status_code == 422
    assert "我写的说明" in words(late)


def test_evidence_is_seen_with_its_task(world: World, office: Client, clerk: Client) -> None:
    """Whoever sees the task may download what was handed in with its completion; a stranger may not."""
    task = applied(world, received(world))
    url = re.search(r'href="(/files/[^"]+)"', office.get(f"/ledger/tasks/{task.pk}/verify/").content.decode())
    assert url is not None
    for who, status in ((office, 200), (clerk, 200), (page_of(world, "他省.办", "office"), 404)):
        assert who.get(url[1]).status_code == status


def test_the_desk_knows_what_is_owed(world: World) -> None:
    """Receipt, issue, ruling and verification, each with the page where it is done."""
    office, clerk = world.actor("省.办", "office"), world.actor("省.人社", "clerk")
    plan = a_plan(world)
    task = a_draft(world, plan)
    assert not list(panels.owed(office))
    approve(world, plan)
    assert [str(row.kind) for row in panels.owed(office)] == ["下达"]
    services.issue_tasks(office, [fresh(task)])
    assert [(str(row.kind), row.url) for row in panels.owed(clerk)] == [("签收", f"/ledger/tasks/{task.pk}/")]
    services.receive(clerk, lead(task))
    services.request_division(clerk, lead(task), reason="职责不在本厅", signed_by="周厅长")
    applied(world, fresh(task))
    assert [str(row.kind) for row in panels.owed(office)] == ["裁定", "核验"]
    assert not list(panels.owed(world.actor("他省.办", "office")))


OBJECT_PAGES: list[Callable[[Task], str]] = [
    lambda task: f"/ledger/tasks/{task.pk}/",
    lambda task: f"/ledger/tasks/{task.pk}/edit/",
    lambda task: f"/ledger/tasks/{task.pk}/breakdown/",
    lambda task: f"/ledger/tasks/{task.pk}/complete/",
    lambda task: f"/ledger/tasks/{task.pk}/verify/",
    lambda task: f"/ledger/tasks/{task.pk}/moves/reopen/",
    lambda task: f"/ledger/plans/{task.plan_id}/source/",
    lambda task: f"/ledger/duties/{lead(task).pk}/receive/",
    lambda task: f"/ledger/duties/{lead(task).pk}/liaison/",
    lambda task: f"/ledger/duties/{lead(task).pk}/division/",
]


@pytest.mark.parametrize("address", OBJECT_PAGES)
def test_stranger(world: World, address: Callable[[Task], str]) -> None:
    """Not found, byte for byte the answer for what does not exist; lists are empty."""
    task = received(world)
    stranger = page_of(world, "他省.办", "office")
    hidden = stranger.get(address(task))
    absent = stranger.get("/ledger/tasks/999999/")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.content == absent.content
    assert "data-row" not in stranger.get("/ledger/").content.decode()
    assert task.title not in stranger.get("/ledger/receipts/").content.decode()
    assert task.title not in stranger.get(f"/ledger/issue/?pick={task.pk}").content.decode()
    assert Client().get(address(task)).status_code == 302


def fresh_of(pk: int) -> Task:
    return fresh(Task(pk=pk))


@pytest.mark.parametrize("junk", ["x", "-1", "9" * 30, "二〇二六", "NaN", "1e400", "9999-12-31", "<b>"])
def test_bad_input_is_never_a_fault(world: World, office: Client, clerk: Client, junk: str) -> None:
    """Whatever is typed, the answer is a page that says what is wrong, or that nothing is there."""
    task, draft = received(world), a_draft(world, a_plan(world), number="9")
    query = "&".join(
        f"{name}={junk}" for name in ("plan", "unit", "state", "time", "mine", "q", "page", "clause", "order")
    )
    for url in ("/ledger/", "/ledger/issue/", f"/ledger/tasks/{task.pk}/", f"/ledger/plans/{task.plan_id}/source/"):
        assert office.get(f"{url}?{query}&pick={junk}&trail={junk}").status_code == 200
    one, target = world.units["市.人社"], task.targets.get()
    forms = [
        (office, f"/ledger/tasks/{draft.pk}/edit/", {
            "number": "1", "title": "x", "due_on": junk, "t-TOTAL_FORMS": "1", "t-INITIAL_FORMS": "0", "t-0-name": "a",
            "t-0-number": junk, "n-TOTAL_FORMS": "1", "n-INITIAL_FORMS": "0", "n-0-title": "b", "n-0-due_on": junk,
        }),
        (office, f"/ledger/tasks/{draft.pk}/duties/", {"duty-unit": junk, "duty-role": junk}),
        (clerk, f"/ledger/tasks/{task.pk}/breakdown/", {
            f"u-{one.pk}": "on", "common_due": junk, f"s-{one.pk}-{target.pk}": junk, "step": "issue",
        }),
        (clerk, f"/ledger/tasks/{task.pk}/complete/", {"ending": junk, "statement": junk}),
        (clerk, f"/ledger/duties/{lead(task).pk}/division/", {"reason": "a", "proposed_unit": junk}),
        (clerk, f"/ledger/duties/{lead(task).pk}/liaison/", {"full": "1", "post": junk}),
    ]  # fmt: skip
    for who, url, fields in forms:
        assert send(who, url, version=junk, **fields).status_code in {409, 422}
    assert send(office, f"/ledger/tasks/{task.pk}/edit/", **{"t-TOTAL_FORMS": junk}).status_code == 422
