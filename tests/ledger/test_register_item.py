"""立项 without a plan, its date from the category, the leader's word; what an office sets for its place; a year of the calendar."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.calendar import WorkCalendar
from luoshi.kernel.errors import Invalid, NotVisible, Refused
from luoshi.kernel.holidays import Day, from_ics, from_json, from_rows, of_year
from luoshi.kernel.models import NoticedYear
from luoshi.kernel.queries import calendar, forget_calendar
from luoshi.ledger import queries, rules, services
from luoshi.ledger.models import Indicator, IndicatorValue, LightSettings, Request, Task, TeamMember
from luoshi.ledger.queries import Filters, indicators
from luoshi.ledger.rules.categories import CATEGORIES, limit
from luoshi.ledger.rules.trends import Point, chart, standing
from luoshi.org.models import Post
from tests.ledger.making import evidence, fresh, handed_down, issued, lead, noon, received
from tests.world import World

pytestmark = pytest.mark.django_db
DATED = date(2026, 6, 23)


def item(world: World, **given: Any) -> services.Item:
    facts: dict[str, Any] = {
        "category": "instruction", "source": "省委副书记在《信息专报》上的批示", "source_number": "批〔2026〕118", "source_on": DATED,
        "number": "批-118", "title": "研究公共实训基地用地问题", "wanted": "请人社厅牵头研究，提出意见。", "signed_by": "周明远",
        "lead": world.units["省.人社"],
    }  # fmt: skip
    return services.Item(**{**facts, **given})


def test_it_works(world: World) -> None:
    """A meeting's decision of 23 June is due in 20 days, and the page can say why."""
    task = services.register_item(world.actor("省.办", "office"), item(world, category="meeting"))
    assert task.due_on == date(2026, 7, 13)
    assert "会议议定事项 20 日" in task.due_note
    assert "依据：督查工作规则" in task.due_note
    services.issue_tasks(world.actor("省.办", "office"), [fresh(task)])
    assert fresh(task).state == "active"


@pytest.mark.parametrize(
    ("urgency", "due"), [("", date(2026, 7, 8)), ("urgent", date(2026, 6, 29)), ("hard", date(2026, 7, 23))]
)
def test_the_limit_follows_the_urgency(world: World, urgency: str, due: date) -> None:
    """15, 5 and 30 days; a limit that ends on a day off ends on the next working day (28 June is a Sunday)."""
    assert services.register_item(world.actor("省.办", "office"), item(world, urgency=urgency)).due_on == due


def test_a_limit_in_working_days() -> None:
    from dataclasses import replace

    days = WorkCalendar()
    found = limit(replace(CATEGORIES["meeting"], limit_kind="working", limit_days=5), DATED, "", days)
    assert found is not None
    assert (found.due_on, "5 个工作日" in str(found.because)) == (date(2026, 6, 30), True)
    assert limit(CATEGORIES["plan"], DATED, "", days) is None


@pytest.mark.parametrize(("name", "value"), [
    ("source", " "), ("source_number", ""), ("wanted", ""), ("category", "plan"), ("category", "x"), ("urgency", "x"),
    ("due_on", date(2026, 6, 1)), ("title", "长" * 300), ("number", ""),
])  # fmt: skip
def test_what_an_item_must_say(world: World, name: str, value: Any) -> None:
    with pytest.raises(Invalid):
        services.register_item(world.actor("省.办", "office"), item(world, **{name: value}))
    assert not Task.objects.exists()


def done(world: World) -> Task:
    office, clerk = world.actor("省.办", "office"), world.actor("省.人社", "clerk")
    task = services.register_item(office, item(world))
    services.issue_tasks(office, [fresh(task)])
    services.receive(clerk, lead(task))
    services.apply_completion(
        clerk, fresh(task), ending="done", statement="已提出意见。", claims={}, files=[evidence(clerk)]
    )
    return fresh(task)


def checks(task: Task) -> dict[int, tuple[bool | None, str]]:
    return {one.pk: (True, "") for one in task.standards.all()}


def test_the_leaders_word_ends_it(world: World) -> None:
    """Verified is not closed: the result goes to the leader; no further word = closed."""
    task, office = done(world), world.actor("省.办", "office")
    with pytest.raises(Refused, match="呈报作出批示的领导"):
        services.verify_completion(office, task, checks=checks(task))
    with pytest.raises(Refused, match="缺呈报的领导"):
        services.present(office, fresh(task), leader="", checks=checks(task))
    services.present(office, fresh(task), leader="周明远", checks=checks(task))
    assert [one.pk for one in queries.to_conclude(office)] == [task.pk]
    services.conclude(office, fresh(task))
    assert fresh(task).state == "completed"


def test_a_new_instruction_is_a_new_item(world: World) -> None:
    task, office = done(world), world.actor("省.办", "office")
    services.present(office, task, leader="周明远", checks=checks(task))
    made = services.instruct_anew(office, fresh(task), "再听取园区企业意见。")
    assert (fresh(task).state, made.follows_id, made.state) == ("completed", task.pk, "draft")
    assert made.text == "再听取园区企业意见。"


# ---------- settings ----------


def test_an_office_sets_a_category(world: World) -> None:
    """For its place and those below; another place keeps the default; reset goes back."""
    office = world.actor("省.办", "office")
    services.set_category(office, "meeting", limit_days=10, source="省委督查规定第八条")
    assert services.register_item(office, item(world, category="meeting")).due_on == date(2026, 7, 3)
    assert queries.categories_at(world.units["市.人社"].path)["meeting"].limit_days == 10
    assert queries.categories_at(world.units["他省.办"].path)["meeting"].limit_days == 20
    services.set_category(office, "meeting", issuers=["union"])
    with pytest.raises(Refused, match="由地方工会立项"):
        services.register_item(office, item(world, category="meeting", number="2"))
    services.reset_category(office, "meeting")
    assert queries.categories_at(world.units["省.办"].path)["meeting"].limit_days == 20


@pytest.mark.parametrize("values", [
    {"limit_days": 0}, {"limit_days": 5000}, {"report_day": 31}, {"rhythm": "daily"}, {"issuers": ["place", "x"]}, {"source": " "},
])  # fmt: skip
def test_no_senseless_category(world: World, values: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        services.set_category(world.actor("省.办", "office"), "meeting", **values)


def test_thresholds_move_the_turning_days(world: World) -> None:
    """In the same act, for every running task of the place."""
    task = received(world)
    target = task.targets.get()
    with clock.at(noon(date(2026, 12, 1))):
        services.record_progress(
            world.actor("省.办", "office"),
            task,
            values={target.pk: Decimal(600)},
            nodes={},
            reported_state="on_line",
            latest="",
        )
    before = fresh(task).behind_from
    assert services.set_lights(world.actor("省.办", "office"), behind=20, far_behind=40) == 1
    after = fresh(task).behind_from
    assert before
    assert after
    assert after > before
    with pytest.raises(Invalid):
        services.set_lights(world.actor("省.办", "office"), behind=50)
    with pytest.raises(Refused):
        services.set_lights(world.actor("省.人社", "clerk"), warn_days=5)


# ---------- key tasks ----------


def test_a_key_task_stands_first(world: World) -> None:
    """With all below it, its leader and its team; the list shows it first, the filter finds it."""
    first, second = issued(world, 2)
    services.receive(world.actor("省.人社", "clerk"), lead(second))
    child = handed_down(world, fresh(second))[0]
    office = world.actor("省.办", "office")
    team = [services.Member("leader", "周明远", "省委副书记"), services.Member("head", "高承志", "厅长")]
    with pytest.raises(Invalid, match="须有一名领衔领导"):
        services.set_grade(office, fresh(second), "landmark")
    services.set_grade(office, fresh(second), "landmark", team)
    assert [task.pk for task in queries.tasks(office, Filters(top=True))] == [second.pk, first.pk]
    assert fresh(child).grade == "landmark"
    with pytest.raises(Invalid, match="在上级任务上设置"):
        services.set_grade(office, _issued_by(fresh(child), world), "pillar", team)
    services.set_grade(office, fresh(second), "")
    assert [task.pk for task in queries.tasks(office, Filters(top=True))] == [first.pk, second.pk]
    with pytest.raises(Refused):
        services.set_grade(world.actor("省.人社", "clerk"), fresh(first), "landmark", team)


def _issued_by(child: Task, world: World) -> Task:
    child.issuer = world.units["省.办"]
    return child


# ---------- indicators ----------


def measured(world: World) -> Indicator:
    return services.add_indicator(
        world.actor("省.人社", "clerk"), world.units["省.人社"], name="高技能人才占技能人才比重", unit_name="%", comparator=">=",
        baseline=Decimal("31.2"), baseline_on=date(2025, 12, 31), target=Decimal(35), target_on=date(2027, 12, 31),
        source="人社统计年报",
    )  # fmt: skip


def test_an_indicator_is_entered_once(world: World) -> None:
    """By its owner; everybody at the place reads it; a correction says why; the task shows it."""
    row, clerk = measured(world), world.actor("省.人社", "clerk")
    with clock.at(noon(date(2026, 12, 1))):
        services.enter_value(clerk, row, on=date(2026, 6, 30), value=Decimal("32.8"))
        with pytest.raises(Invalid, match="更正须写明理由"):
            services.enter_value(clerk, row, on=date(2026, 6, 30), value=Decimal(33))
        services.enter_value(clerk, row, on=date(2026, 6, 30), value=Decimal(33), note="年报修订")
        with pytest.raises(Invalid, match="晚于今日"):
            services.enter_value(clerk, row, on=date(2027, 1, 1), value=Decimal(33))
    assert IndicatorValue.objects.get().value == 33
    with pytest.raises(Refused, match="须由江澜省人力资源社会保障厅"):
        services.enter_value(world.actor("省.教育", "clerk"), row, on=date(2026, 1, 1), value=Decimal(1))
    assert [one.indicator for one in indicators.indicators(world.actor("省.教育", "clerk"))] == [row]
    line = indicators.rows_of([row])[0]
    assert (line.standing.reached, line.standing.percent) == (False, 47)
    task = issued(world)[0]
    services.link_indicator(world.actor("省.办", "office"), task, row)
    assert [one.indicator for _, one in indicators.of_task(world.actor("省.工会", "clerk"), task)] == [row]
    with pytest.raises(Refused):
        services.link_indicator(world.actor("省.教育", "clerk"), task, row)


def test_an_indicator_is_not_everybodys(world: World) -> None:
    row = measured(world)
    with pytest.raises(NotVisible):
        indicators.indicator_page(world.actor("他省.办", "office"), row.pk)
    with pytest.raises(Refused):
        services.add_indicator(world.actor("省.人社", "clerk"), world.units["省.教育"], name="x", source="y")


def test_a_chart_stays_in_its_box() -> None:
    points = [Point(date(2026, 1, 1), Decimal(3)), Point(date(2026, 6, 1), Decimal(3))]
    drawn = chart(points)
    assert drawn is not None
    assert all(0 <= x <= 600 and 0 <= y <= 160 for x, y, _ in drawn.dots)
    assert chart([]) is None
    assert standing(points[0], points[1], Point(date(2027, 1, 1), Decimal(2)), "<=", "").reached is False


# ---------- the calendar ----------

ROWS = [
    (1, ["日期", "休/班", "名称"]),
    *((n + 2, [f"2028-10-{n + 1:02d}", "休", "国庆节"]) for n in range(7)),
    (9, ["2028年9月30日", "班", ""]),
]


def test_a_year_is_entered_and_followed(world: World) -> None:
    """Rulings' days and clocks that were stopped follow in the same act."""
    task = received(world)
    with clock.at(noon(date(2028, 9, 29))):
        Task.objects.filter(pk=task.pk).update(due_on=date(2028, 12, 31))
        row = services.request_on_task(
            world.actor("省.人社", "clerk"),
            fresh(task),
            "extension",
            reason="x",
            progress="y",
            proposed_on=date(2029, 6, 30),
        )
        assert row.rule_by == date(2028, 10, 6)
        notice = of_year(from_rows(ROWS), 2028)
        assert notice.faults == []
        with pytest.raises(Refused, match="最高一级"):
            services.enter_year(world.actor("省.办", "office"), 2028, notice.days.values(), "国办发明电")
        services.enter_year(world.actor("国.办", "office"), 2028, notice.days.values(), "国办发明电〔2027〕9号")
        assert NoticedYear.objects.filter(year=2028).exists()
        assert calendar().is_working(date(2028, 9, 30))
        assert Request.objects.get().rule_by == date(2028, 10, 12)
    forget_calendar()


@pytest.mark.parametrize("rows", [
    [(1, ["日期"]), (2, ["2028-13-45", "休"])], [(2, ["2028-10-01", ""])], [(2, ["2028-10-01", "休"]), (3, ["2028-10-01", "班"])],
    [(2, ["2027-10-01", "休"])], [],
])  # fmt: skip
def test_a_table_that_says_too_little(rows: list[Any]) -> None:
    assert of_year(from_rows(rows), 2028).faults


@pytest.mark.parametrize("text", ["", "[", "{}", "[1]", '[{"date": "2028-10-01"}]', "[" * 100_000, '{"days": 5}'])
def test_hostile_json(text: str) -> None:
    assert of_year(from_json(text), 2028).faults


def test_an_ics_file() -> None:
    text = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20281001\nDTEND;VALUE=DATE:20281008\nSUMMARY:国庆节 休\nEND:VEVENT"
    assert sorted(from_ics(text).days) == [date(2028, 10, day) for day in range(1, 8)]
    assert from_ics("BEGIN:VEVENT\nDTSTART:1\nEND:VEVENT").faults
    assert from_ics("BEGIN:VEVENT\nDTSTART:20281001\nDTEND:20991001\nSUMMARY:休\nEND:VEVENT").faults


# ---------- pages ----------


def test_every_page_opens(world: World) -> None:
    """As the office sees it; and posts do what they say."""
    client = Client()
    client.force_login(world.account("省.办", "office"))
    task, row = issued(world)[0], measured(world)
    services.link_indicator(world.actor("省.办", "office"), task, row)
    for path in (
        "items/new/", f"tasks/{task.pk}/key/", f"tasks/{task.pk}/indicators/", "indicators/", "indicators/new/", f"indicators/{row.pk}/",
        "categories/", "categories/edit/?key=meeting", "lights/", "calendar/", "calendar/?year=2030", "calendar/enter/", f"tasks/{task.pk}/requests/",
        f"tasks/{task.pk}/requests/request_change/", f"tasks/{task.pk}/",
    ):  # fmt: skip
        assert client.get(f"/ledger/{path}").status_code == 200, path
    assert "还没有录入" in client.get("/ledger/calendar/?year=2030").content.decode()
    given = {
        "category": "meeting", "source": "市长专题会议", "source_number": "〔2026〕7号", "source_on": "2026-06-23", "number": "会-7",
        "title": "建立信息共享机制", "wanted": "建立机制", "urgency": "", "standards": "",
    }  # fmt: skip
    answer = client.post("/ledger/items/new/", given)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    key = {
        "grade": "landmark",
        "leader": "周明远",
        "leader_title": "省委副书记",
        "members": "专班组长，高承志，厅长\n林岚，处长",
    }
    assert client.post(f"/ledger/tasks/{task.pk}/key/", key).status_code == 302
    seat = TeamMember.objects.get(task=task, role="member")
    post = Post.objects.filter(unit=world.units["省.人社"], tenures__ends_on=None).exclude(tenures=None)[0]
    name = post.tenures.get(ends_on=None).person.name
    actions.change(SYSTEM, "x", seat, post=post, name="")
    members = f"专班组长，高承志，厅长\n联系人，{name}，处长"
    assert client.post(f"/ledger/tasks/{task.pk}/key/", {**key, "members": members}).status_code == 302
    assert TeamMember.objects.get(task=task, role="contact", name="").post == post, (
        "the seat goes on following its post"
    )
    shown = client.get(f"/ledger/tasks/{task.pk}/").content.decode()
    assert "标志性" in shown
    assert "周明远" in shown
    assert "高技能人才占技能人才比重" in shown
    assert (
        client.post("/ledger/lights/", {**dict.fromkeys(services.settings.LIGHTS, 5), "far_behind": 40}).status_code
        == 302
    )
    assert LightSettings.objects.get().far_behind == 40
    body = "\n".join(",".join(cells) for _, cells in ROWS).encode()
    file = io.BytesIO(body)
    file.name = "2028.csv"
    national = Client()
    national.force_login(world.account("国.办", "office"))
    look = national.post(
        "/ledger/calendar/enter/", {"year": 2028, "source": "国办发明电〔2027〕9号", "file": file, "step": "look"}
    )
    assert "2028-10-02" in look.content.decode(), look.content.decode()[:3000]
    assert not NoticedYear.objects.filter(year=2028).exists()
    kept = look.context["kept"]
    done = national.post(
        "/ledger/calendar/enter/", {"year": 2028, "source": "国办发明电〔2027〕9号", "kept": kept, "step": "enter"}
    )
    assert done.status_code == 302
    assert NoticedYear.objects.filter(year=2028).exists()
    forget_calendar()


def test_stranger(world: World) -> None:
    with pytest.raises(Refused):
        services.register_item(world.actor("省.人社", "liaison"), item(world))
    with pytest.raises(Refused):
        services.enter_year(world.actor("省.人社", "clerk"), 2028, [Day(date(2028, 10, 2), False)], "x")
    assert rules.order_key("1", 5, "landmark") < rules.order_key("1", 1)
