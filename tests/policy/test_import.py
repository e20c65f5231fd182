"""Reading a plan document into a draft ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from luoshi.kernel.errors import Invalid, NotVisible
from luoshi.kernel.queries import files_of
from luoshi.ledger.models import Plan, Task
from luoshi.policy import queries, services
from tests.kernel.pages import as_paragraphs, pdf, typeset, webpage
from tests.world import World

PLAN = (Path(__file__).parent / "fixtures" / "plan.txt").read_bytes()


def test_it_works(world: World) -> None:
    """Tasks with their numbers, units, dates and targets; what is unknown is left to a person."""
    office = world.actor("省.办", "office")
    plan = services.import_plan(office, data=PLAN, name="方案.txt")
    tasks = {task.number: task for task in plan.tasks.all()}
    assert sorted(tasks) == ["2.1-01", "2.1-02", "2.1-03", "2.2-01", "3-01", "3-02"]
    first = tasks["2.1-01"]
    assert first.title == "全面推行企业新型学徒制"
    assert first.lead_unit == world.units["省.人社"]
    assert first.due_on == date(2027, 12, 31)
    assert {duty.unit.name for duty in first.duties.filter(role="support")} == {"江澜省总工会", "江澜省教育厅"}
    assert [int(target.number) for target in first.targets.all()] == [6000, 90]
    assert first.clause is not None
    assert plan.text[first.clause.start : first.clause.end] == first.clause.text
    assert [row.name for row in queries.names_to_map(plan)] == ["省工业和信息化厅"]
    page = queries.review_page(office, plan)
    assert page.counts == {"unsure": 2, "waiting": 4, "confirmed": 0, "dropped": 0}


def test_the_source_is_whole(world: World) -> None:
    """The marked source says every word of the document, in order."""
    office = world.actor("省.办", "office")
    plan = services.import_plan(office, data=PLAN, name="方案.txt")
    told = "".join(piece.text for paragraph in queries.source(plan) for piece in paragraph.pieces)
    assert told == "".join(line for line in plan.text.split("\n") if line.strip())


def test_without_duties_the_headings_are_offered(world: World) -> None:
    office = world.actor("省.办", "office")
    plan = services.import_plan(office, pasted="工作意见\n一、加强领导\n要提高认识。\n二、抓好培训\n办好培训班。\n")
    assert not plan.tasks.exists()
    page = queries.review_page(office, plan)
    assert [clause.heading for clause in page.loose] == ["加强领导", "抓好培训"]
    made = services.assign_headings(office, plan, page.loose[1:])
    assert [task.title for task in made] == ["抓好培训"]
    assert made[0].clause == page.loose[1]


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.txt", "没有文字"),
        ("机密★1年\n方案\n一、内容".encode(), "a.txt", "密级标志"),
        (b"PK\x03\x04rubbish", "a.docx", "已损坏"),
        (b"%PDF-1.7", "a.txt", "不符"),
        (b"x", "a.exe", "暂不支持"),
        (b"The plan of the province. " * 40, "plan.txt", "不是中文文件"),
        ("第二天清早，他推开门，雪已经停了。\n她说：“走吧。”\n".encode() * 400, "小说.txt", "不像是方案"),
        ("雪已经停了。".encode() * 60_000, "小说.txt", "超过 300000 个?字"),
        ("姓名,电话\n甲,1\n乙,2\n".encode(), "名单.csv", "没有“任务”和“责任单位”两栏"),
    ],
)
def test_bad_input_leaves_nothing(world: World, data: bytes, name: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        services.import_plan(world.actor("省.办", "office"), data=data, name=name)
    assert not Plan.objects.exists()
    assert not Task.objects.exists()


@pytest.mark.parametrize(("name", "kept"), [("方案.pdf", "方案.pdf"), ("方案.html", "方案.html.txt")])
def test_pages_are_read_and_kept(world: World, name: str, kept: str) -> None:
    """From PDF and web page come the same tasks as from text; a web page is kept under a name no browser opens."""
    office = world.actor("省.办", "office")
    lines = [line.strip() for line in PLAN.decode().split("\n") if line.strip()]
    data = pdf(typeset(lines)) if name.endswith(".pdf") else webpage(lines[0], as_paragraphs(lines))
    plan = services.import_plan(office, data=data, name=name)
    assert sorted(plan.tasks.values_list("number", flat=True)) == [
        "2.1-01",
        "2.1-02",
        "2.1-03",
        "2.2-01",
        "3-01",
        "3-02",
    ]
    assert [one.file.name for one in files_of(plan, "source")] == [kept]


def test_a_name_is_mapped_once_and_remembered(world: World) -> None:
    office = world.actor("省.办", "office")
    plan = services.import_plan(office, data=PLAN, name="方案.txt")
    unit = services.create_unit_for(office, plan, "省工业和信息化厅", "江澜省工业和信息化厅", "department")
    assert not queries.names_to_map(plan)
    assert plan.tasks.get(number="2.2-01").duties.filter(unit=unit, role="support").exists()
    again = services.import_plan(office, data=PLAN, name="方案.txt")
    assert not queries.names_to_map(again)


def test_stranger(world: World) -> None:
    plan = services.import_plan(world.actor("省.办", "office"), data=PLAN, name="方案.txt")
    with pytest.raises(NotVisible):
        queries.find_plan(world.actor("他省.办", "office"), plan.pk)


def test_a_file_in_one_paragraph_is_shown_clause_by_clause(world: World) -> None:
    """Some files run all into one line: each clause still begins a paragraph, beside its own task."""
    office = world.actor("省.办", "office")
    text = (
        "实施方案\n一、培训（一）办班。（省教育厅负责）（二）考核。（省财政厅负责）二、保障（一）经费。（省财政厅负责）"
    )
    plan = services.import_plan(office, pasted=text)
    shown = [("".join(piece.text for piece in one.pieces), one.task_id) for one in queries.source(plan)]
    tasks = dict(plan.tasks.values_list("number", "pk"))
    assert shown == [
        ("实施方案", None), ("一、培训", None), ("（一）办班。（省教育厅负责）", tasks["1-01"]),
        ("（二）考核。（省财政厅负责）", tasks["1-02"]), ("二、保障", None), ("（一）经费。（省财政厅负责）", tasks["2-01"]),
    ]  # fmt: skip
