"""What is done to the ledger? One function per thing a person does; nothing is written elsewhere."""

from luoshi.ledger.services.cascade import Order, break_down
from luoshi.ledger.services.completion import apply_completion, reopen, send_back, verify_completion
from luoshi.ledger.services.drafting import (
    MilestoneDraft,
    TargetDraft,
    add_generic_duty,
    draft_task,
    drop_duty,
    drop_task,
    edit_task,
    name_responsible,
    restore_task,
    set_duty,
    set_milestones,
    set_standards,
    set_targets,
    settle_generic,
)
from luoshi.ledger.services.issuing import issue_tasks
from luoshi.ledger.services.pauses import reckon_clocks
from luoshi.ledger.services.plans import (
    ClauseDraft,
    add_clauses,
    approve_plan,
    consult_plan,
    create_plan,
    redraft_plan,
    register_basis,
)
from luoshi.ledger.services.progress import hold_upward, record_progress
from luoshi.ledger.services.receipts import (
    name_liaison,
    receive,
)
from luoshi.ledger.services.requests import (
    answer_request,
    dispute_division,
    request_division,
    request_on_task,
    rule_request,
    withdraw_request,
)
from luoshi.ledger.services.timetable import add_milestones, plan_dates, quarter_nodes, stop_waiting, wait_on

__all__ = [
    "ClauseDraft",
    "MilestoneDraft",
    "Order",
    "TargetDraft",
    "add_clauses",
    "add_generic_duty",
    "add_milestones",
    "answer_request",
    "apply_completion",
    "approve_plan",
    "break_down",
    "consult_plan",
    "create_plan",
    "dispute_division",
    "draft_task",
    "drop_duty",
    "drop_task",
    "edit_task",
    "hold_upward",
    "issue_tasks",
    "name_liaison",
    "name_responsible",
    "plan_dates",
    "quarter_nodes",
    "receive",
    "reckon_clocks",
    "record_progress",
    "redraft_plan",
    "register_basis",
    "reopen",
    "request_division",
    "request_on_task",
    "restore_task",
    "rule_request",
    "send_back",
    "set_duty",
    "set_milestones",
    "set_standards",
    "set_targets",
    "settle_generic",
    "stop_waiting",
    "verify_completion",
    "wait_on",
    "withdraw_request",
]
