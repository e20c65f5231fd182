"""Items without a plan, key tasks, requests on a task, outcome indicators, and what an office sets: the same services as the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid
from luoshi.kernel.holidays import Day
from luoshi.kernel.rest import Id, Paging, actor_on
from luoshi.kernel.say import say
from luoshi.ledger import queries, services
from luoshi.ledger.api.answers import task_out
from luoshi.ledger.api.common import unit_named
from luoshi.ledger.api.shapes import TaskOut
from luoshi.ledger.models import Indicator
from luoshi.ledger.queries import indicators, page_office
from luoshi.ledger.rules.categories import told

router = Router()

Figure = Annotated[Decimal, Field(max_digits=18, decimal_places=4)]
Line = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(max_length=4000)]


class ItemIn(Schema):
    """``due_on`` only where the paper names one; else it follows from the category."""

    category: Annotated[str, Field(max_length=20)]
    source: Line
    source_number: Annotated[str, Field(max_length=60)]
    source_on: date
    number: Annotated[str, Field(max_length=30)]
    title: Line
    wanted: Text
    signed_by: Annotated[str, Field(max_length=40)] = ""
    urgency: Literal["", "urgent", "hard"] = ""
    due_on: date | None = None
    standards: Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=50)] = []
    lead_id: Id | None = None


@router.post("/items", response={201: TaskOut}, summary="Register an item without a plan (立项)")
def register(request: HttpRequest, given: ItemIn) -> Status[TaskOut]:
    """The date and the reason for it follow from the category."""
    actor = actor_on(request)
    facts = given.dict()
    lead, standards = facts.pop("lead_id"), tuple(facts.pop("standards"))
    unit = unit_named(lead, "lead_id") if lead else None
    task = services.register_item(actor, services.Item(**facts, standards=standards, lead=unit))
    return Status(201, task_out(actor, task.pk))


class MemberIn(Schema):
    role: Literal["leader", "head", "member", "contact"]
    name: Annotated[str, Field(max_length=40)]
    title: Annotated[str, Field(max_length=80)] = ""


class GradeIn(Schema):
    grade: Literal["", "landmark", "leading", "pillar"]
    members: Annotated[list[MemberIn], Field(max_length=60)] = []
    version: int | None = None


@router.put("/tasks/{pk}/grade", response=TaskOut, summary="Make it a key task, with its leader and team")
def grade(request: HttpRequest, pk: int, given: GradeIn) -> TaskOut:
    """The tasks below carry the same grade."""
    actor = actor_on(request)
    task = actions.expect(queries.task_page(actor, pk), given.version)
    services.set_grade(
        actor, task, given.grade, [services.Member(one.role, one.name, one.title) for one in given.members]
    )
    return task_out(actor, pk)


class TaskRequestIn(Schema):
    """``wanted`` of a change: title, text, standards, targets (id → figure), unit (id)."""

    kind: Literal["extension", "change", "suspension", "resumption", "cancellation"]
    reason: Text
    progress: Text = ""
    proposed_on: date | None = None
    signed_by: Annotated[str, Field(max_length=40)] = ""
    title: Annotated[str, Field(max_length=200)] = ""
    text: Text = ""
    standards: Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=50)] = []
    targets: dict[int, Figure] = {}
    unit_id: Id | None = None
    version: int | None = None


class RequestMadeOut(Schema):
    id: int
    kind: str
    state: str
    rule_by: date | None


@router.post(
    "/tasks/{pk}/requests", response={201: RequestMadeOut}, summary="Ask for an extension, a change, a stop or an end"
)
def ask(request: HttpRequest, pk: int, given: TaskRequestIn) -> Status[RequestMadeOut]:
    """Read it with ``GET /requests/{id}``, rule on it with its moves."""
    actor = actor_on(request)
    task = actions.expect(queries.task_page(actor, pk), given.version)
    unit = unit_named(given.unit_id).pk if given.unit_id else None
    wanted = {
        "title": given.title,
        "text": given.text,
        "standards": given.standards,
        "targets": given.targets,
        "unit": unit,
    }
    row = services.request_on_task(
        actor, task, given.kind, reason=given.reason, progress=given.progress, proposed_on=given.proposed_on,
        wanted=wanted, signed_by=given.signed_by,
    )  # fmt: skip
    return Status(201, RequestMadeOut(id=row.pk, kind=row.kind, state=row.state, rule_by=row.rule_by))


# ---------- indicators ----------


class IndicatorOut(Schema):
    id: int
    name: str
    definition: str
    unit_name: str
    comparator: str
    owner: str
    source: str
    baseline: Decimal | None
    baseline_on: date | None
    target: Decimal | None
    target_on: date | None
    latest: Decimal | None
    latest_on: date | None
    percent: int | None
    because: list[str]


class IndicatorsOut(Schema):
    items: list[IndicatorOut]
    total: int


class IndicatorIn(Schema):
    name: Annotated[str, Field(max_length=120)]
    definition: Text = ""
    unit_name: Annotated[str, Field(max_length=20)] = ""
    comparator: Literal[">=", "<="] = ">="
    owner_id: Id
    source: Line
    baseline: Figure | None = None
    baseline_on: date | None = None
    target: Figure | None = None
    target_on: date | None = None


class ValueIn(Schema):
    on: date
    value: Figure
    source: Line = ""
    note: Line = ""


class ValueOut(Schema):
    on: date
    value: Decimal
    source: str
    entered_by: str


def _out(row: indicators.IndicatorRow) -> IndicatorOut:
    one, latest = row.indicator, row.latest
    same = ("name", "definition", "unit_name", "comparator", "source", "baseline", "baseline_on", "target", "target_on")
    facts: dict[str, Any] = {name: getattr(one, name) for name in same}
    return IndicatorOut(
        id=one.pk, owner=one.owner.name, latest=latest.value if latest else None, latest_on=latest.on if latest else None,
        percent=row.standing.percent, because=[str(text) for text in row.standing.because], **facts,
    )  # fmt: skip


def _one(row: Indicator) -> IndicatorOut:
    return _out(indicators.rows_of([row])[0])


@router.get("/indicators", response=IndicatorsOut, summary="Outcome indicators that are shared with me")
def list_indicators(
    request: HttpRequest, paging: Query[Paging], q: Annotated[str, Field(max_length=60)] = ""
) -> IndicatorsOut:
    """By owner and name."""
    rows = indicators.indicators(actor_on(request), q)
    return IndicatorsOut(
        items=[_out(row) for row in rows[paging.offset : paging.offset + paging.limit]], total=len(rows)
    )


@router.post("/indicators", response={201: IndicatorOut}, summary="Register an indicator")
def add_indicator(request: HttpRequest, given: IndicatorIn) -> Status[IndicatorOut]:
    """Of the own unit; the office may register one for a member of its place."""
    facts = given.dict()
    owner = unit_named(facts.pop("owner_id"), "owner_id")
    return Status(201, _one(services.add_indicator(actor_on(request), owner, **facts)))


@router.get("/indicators/{pk}", response=IndicatorOut, summary="One indicator")
def get_indicator(request: HttpRequest, pk: int) -> IndicatorOut:
    """404 where it is not visible."""
    return _one(indicators.indicator_page(actor_on(request), pk))


@router.get("/indicators/{pk}/values", response=list[ValueOut], summary="Its values, newest first")
def list_values(request: HttpRequest, pk: int) -> list[ValueOut]:
    """Entered by the owner."""
    rows = indicators.values_of(indicators.indicator_page(actor_on(request), pk))
    return [
        ValueOut(
            on=row.on, value=row.value, source=row.source, entered_by=row.entered_by.name if row.entered_by else ""
        )
        for row in rows
    ]


@router.post("/indicators/{pk}/values", response=IndicatorOut, summary="Enter a value, once, by the owner")
def enter_value(request: HttpRequest, pk: int, given: ValueIn) -> IndicatorOut:
    """A day that has a value is corrected with ``note``."""
    actor = actor_on(request)
    row = indicators.indicator_page(actor, pk)
    services.enter_value(actor, row, **given.dict())
    return _one(row)


@router.put("/tasks/{pk}/indicators/{indicator}", response=IndicatorOut, summary="Link an indicator to a task")
def link_indicator(request: HttpRequest, pk: int, indicator: int) -> IndicatorOut:
    """By the task's issuer or its lead."""
    actor = actor_on(request)
    row = indicators.indicator_page(actor, indicator)
    services.link_indicator(actor, queries.task_page(actor, pk), row)
    return _one(row)


# ---------- what an office sets ----------


class CategoryOut(Schema):
    key: str
    name: str
    limit_days: int | None
    urgent_days: int | None
    hard_days: int | None
    limit_kind: str
    rhythm: str
    ends_by: str
    source: str
    told: list[str]


@router.get("/categories", response=list[CategoryOut], summary="The rules of every category of items, here")
def list_categories(request: HttpRequest) -> list[CategoryOut]:
    """Those of the nearest place above the unit acted for."""
    return [
        CategoryOut(
            key=row.key, name=str(row.rules.name), limit_days=row.rules.limit_days, urgent_days=row.rules.urgent_days,
            hard_days=row.rules.hard_days, limit_kind=row.rules.limit_kind, rhythm=row.rules.rhythm,
            ends_by=row.rules.ends_by, source=str(row.rules.source), told=[str(text) for text in told(row.rules)],
        )
        for row in page_office.category_rows(actor_on(request))
    ]  # fmt: skip


class DayIn(Schema):
    day: date
    working: bool
    name: Annotated[str, Field(max_length=30)] = ""


class YearIn(Schema):
    source: Annotated[str, Field(max_length=120)]
    days: Annotated[list[DayIn], Field(max_length=400)]


class YearOut(Schema):
    year: int
    source: str
    working: int
    is_noticed: bool
    may_enter: bool
    days: list[DayIn]


@router.get("/calendar", response=YearOut, summary="The working-day calendar of a year")
def get_year(request: HttpRequest, year: int) -> YearOut:
    """``is_noticed`` false: no official notice has been entered, Monday to Friday are worked."""
    return _year(actor_on(request), year)


def _year(actor: Actor, year: int) -> YearOut:
    _in_range(year)
    shown = page_office.year_page(year)
    special = [
        one
        for month in shown["months"]
        for week in month.weeks
        for one in week
        if one and one.kind in {"holiday", "shifted"}
    ]
    days = [DayIn(day=one.day, working=one.kind == "shifted", name=one.name) for one in special]
    source = shown["notice"].source if shown["notice"] else ""
    return YearOut(
        year=year,
        source=source,
        may_enter=services.may_enter(actor),
        working=shown["working"],
        is_noticed=shown["notice"] is not None,
        days=days,
    )


@router.put("/calendar", response=YearOut, summary="Enter a year's notice")
def put_year(request: HttpRequest, year: int, given: YearIn) -> YearOut:
    """All or nothing; what hangs on it follows in the same act."""
    _in_range(year)
    if any(one.day.year != year for one in given.days):
        raise Invalid({"days": [say("只能录入 {year} 年的日期。", year=str(year))]})
    days = [Day(one.day, one.working, one.name) for one in given.days]
    services.enter_year(actor_on(request), year, days, given.source)
    return _year(actor_on(request), year)


def _in_range(year: int) -> None:
    if not services.FIRST <= year <= services.LAST:
        raise Invalid(
            {"year": [say("年份须在 {first} 至 {last} 之间。", first=str(services.FIRST), last=str(services.LAST))]}
        )
