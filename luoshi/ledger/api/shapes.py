"""Which shapes does the room's API take and answer? Written by hand, so that a column renamed breaks no caller."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from luoshi.kernel.rest import Id, MoveOut, Paging

Amount = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=4)]

# ---------- what is answered ----------


class LedgerLightOut(Schema):
    state: str
    brief: str
    because: list[str]


class TaskRowOut(Schema):
    id: int
    number: str
    title: str
    category: str
    state: str
    version: int
    plan_id: int | None
    clause_id: int | None
    parent_id: int | None
    issuer_id: int
    issuer: str
    lead_id: int | None
    lead: str
    person: str
    joint: list[str]
    support: list[str]
    starts_on: date | None
    due_on: date | None
    first_due_on: date | None
    review_on: date | None
    done: float | None
    planned: float | None
    time: LedgerLightOut
    progress: LedgerLightOut
    reported_state: str
    latest: str
    report: str


class TasksOut(Schema):
    """``total``: where the counters do not know, it is counted no further than 2,001."""

    items: list[TaskRowOut]
    total: int


class LedgerDutyOut(Schema):
    id: int
    task_id: int
    task: str
    unit_id: int
    unit: str
    role: str
    state: str
    version: int
    post: str
    person: str
    liaison: str
    received_at: datetime | None


class DutiesOut(Schema):
    items: list[LedgerDutyOut]
    total: int


class StandardOut(Schema):
    id: int
    text: str


class LedgerTargetOut(Schema):
    id: int
    name: str
    comparator: str
    number: Decimal
    unit: str
    value: Decimal | None


class MilestoneOut(Schema):
    id: int
    title: str
    due_on: date
    weight: int
    done_on: date | None


class ParentOut(Schema):
    """``id`` only where the reader may open it."""

    id: int | None
    number: str
    title: str
    clause: str
    issuer: str
    basis: str
    due_on: date | None
    review_on: date | None


class CheckOut(Schema):
    standard_id: int
    standard: str
    claim: str
    met: bool | None
    remark: str


class CompletionOut(Schema):
    id: int
    ending: str
    statement: str
    applied_at: datetime
    outcome: str
    remark: str
    checks: list[CheckOut]


class TaskOut(TaskRowOut):
    text: str
    basis: str
    tightening: str
    duties: list[LedgerDutyOut]
    standards: list[StandardOut]
    targets: list[LedgerTargetOut]
    milestones: list[MilestoneOut]
    completions: list[CompletionOut]
    parent: ParentOut | None
    missing: list[str]
    moves: list[MoveOut]


class RequestOut(Schema):
    id: int
    kind: str
    task_id: int
    task: str
    unit: str
    assigner: str
    state: str
    version: int
    reason: str
    proposed_on: date | None
    proposed_unit: str
    signed_by: str
    raised_at: datetime
    rule_by: date | None
    ruling: str
    ruled_at: datetime | None
    progress: str = ""
    wanted: dict[str, Any] = Field(default_factory=dict)
    before: dict[str, Any] = Field(default_factory=dict)
    responder: str = ""
    answer_by: date | None = None
    answer: str = ""
    granted_on: date | None = None
    approved_by: str = ""
    document: str = ""
    moves: list[MoveOut] = Field(default_factory=list)


class RequestsOut(Schema):
    items: list[RequestOut]
    total: int


class LedgerClauseOut(Schema):
    id: int
    labels: list[str]
    heading: str
    text: str
    start: int
    end: int


class PlanRowOut(Schema):
    id: int
    title: str
    doc_number: str
    issuer_name: str
    issued_on: date | None
    unit_id: int
    unit: str
    state: str
    version: int
    basis: str


class LedgerPlansOut(Schema):
    items: list[PlanRowOut]
    total: int


class LedgerPlanOut(PlanRowOut):
    text: str
    clauses: list[LedgerClauseOut]
    moves: list[MoveOut]


class CascadeOut(Schema):
    id: int
    parent_id: int | None
    depth: int
    number: str
    unit: str
    person: str
    share: Decimal | None
    value: Decimal | None
    done: float | None
    time: LedgerLightOut
    progress: LedgerLightOut
    children: int
    report: str


class EventOut(Schema):
    at: datetime
    code: str
    title: str
    text: str
    who: str


# ---------- what is asked ----------


class TaskQuery(Paging):
    """``unit`` a subtree by its top unit, ``lead`` the very lead unit; ``time``/``progress`` the state of a light;
    ``grade`` of key tasks, "key" for all of them; ``tag`` of the lead unit."""

    q: str = Field("", max_length=100)
    unit: Id | None = None
    lead: Id | None = None
    plan: Id | None = None
    clause: Id | None = None
    parent: Id | None = None
    state: Literal["", "open", "draft", "active", "verifying", "presented", "completed", "cancelled", "dropped"] = ""
    time: Literal["", "green", "yellow", "red", "paused", "closed", "none"] = ""
    progress: Literal["", "green", "yellow", "red", "ahead", "paused", "closed", "none"] = ""
    category: Literal["", "plan", "instruction", "meeting", "letter"] = ""
    mine: Literal["", "lead", "support", "issued", "any"] = ""
    grade: Literal["", "key", "landmark", "leading", "pillar"] = ""
    tag: Id | None = None
    top: bool = False
    order: Literal["number", "due"] = "number"


class LedgerMoveIn(Schema):
    """``version``: as read; a move made meanwhile gives 409 with who and when. ``note``: the reason, where one is needed."""

    version: int | None = None
    note: str = Field("", max_length=1000)


class TaskDraftIn(Schema):
    plan_id: Id | None = None
    clause_id: Id | None = None
    number: str
    title: str
    text: str = ""
    due_on: date | None = None
    review_on: date | None = None
    starts_on: date | None = None


class TargetIn(Schema):
    name: str = Field(max_length=120)
    comparator: Literal[">=", "<=", "=", "~"] = ">="
    number: Amount
    unit_name: str = Field("", max_length=20)


class MilestoneIn(Schema):
    title: str = Field(max_length=200)
    due_on: date
    weight: int = Field(1, ge=1, le=1000)


class EditIn(Schema):
    """Only what is given is changed; null takes a date away. The three lists replace those of the draft."""

    version: int | None = None
    number: str | None = None
    title: str | None = None
    text: str | None = None
    due_on: date | None = None
    review_on: date | None = None
    starts_on: date | None = None
    standards: list[str] | None = None
    targets: list[TargetIn] | None = None
    milestones: list[MilestoneIn] | None = None


class DutyIn(Schema):
    unit_id: Id
    role: Literal["lead", "joint", "support"]
    post_id: Id | None = None
    basis_note: str = Field("", max_length=200)


class IssueIn(Schema):
    """Task id → version as read (null: whichever it is now). ``despite``: why it goes out against a rule on burdens."""

    tasks: dict[Id, int | None]
    despite: str = Field("", max_length=300)


class OrderIn(Schema):
    """``shares`` target id → this unit's part. Without ``post_id`` the unit's default post answers."""

    unit_id: Id
    due_on: date | None = None
    post_id: Id | None = None
    shares: dict[Id, Amount] = Field(default_factory=dict)
    standards: list[str] | None = None
    title: str = Field("", max_length=200)


class BreakdownIn(Schema):
    version: int | None = None
    orders: list[OrderIn] = Field(max_length=500)
    reason: str = Field("", max_length=1000)


class ApplyIn(Schema):
    """``claims`` a JSON object: standard id → the unit's own check."""

    version: int | None = None
    ending: Literal["done", "stage", "routine"]
    statement: str = Field(max_length=4000)
    claims: str = "{}"


class LedgerAnswerIn(Schema):
    met: bool | None = None
    remark: str = Field("", max_length=300)


class VerifyIn(Schema):
    """``checks`` standard id → answer."""

    version: int | None = None
    checks: dict[Id, LedgerAnswerIn] = Field(default_factory=dict)
    note: str = Field("", max_length=1000)


class PresentIn(VerifyIn):
    """``leader`` before whom the result is laid."""

    leader: Annotated[str, Field(max_length=40)]


class ReceiveIn(Schema):
    version: int | None = None
    liaison_id: Id | None = None


class DivisionIn(Schema):
    version: int | None = None
    reason: str = Field(max_length=2000)
    signed_by: str = Field(max_length=40)
    proposed_unit_id: Id | None = None


class RulingIn(LedgerMoveIn):
    """``unit_id``: whom the duty goes to, where the ruling differs from what was proposed; ``granted_on`` the date that the
    ruling sets; ``approved_by`` and ``document`` who approved it and in which paper. For ``answer``, ``note`` is the answer."""

    unit_id: Id | None = None
    granted_on: date | None = None
    approved_by: Annotated[str, Field(max_length=40)] = ""
    document: Annotated[str, Field(max_length=60)] = ""
