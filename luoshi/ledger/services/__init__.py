"""What is done to the ledger? One function per thing a person does; nothing is written elsewhere."""

from luoshi.ledger.services.bulk import drop_many, name_responsible_many, receive_many
from luoshi.ledger.services.calendar import enter_year, may_enter, reckon_calendar
from luoshi.ledger.services.calendar import FIRST, LAST, enter_year, may_enter, reckon_calendar
from luoshi.ledger.services.cascade import Order, break_down
from luoshi.ledger.services.completion import apply_completion, reopen, send_back, verify_completion
from luoshi.ledger.services.copying import copy_plan
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
from luoshi.ledger.services.indicators import (
    add_indicator,
    edit_indicator,
    enter_value,
    link_indicator,
    unlink_indicator,
)
from luoshi.ledger.services.issuing import issue_tasks
from luoshi.ledger.services.letters import (
    answer_letter,
    ask_again,
    close_letter,
    draft_letters,
    drop_letter,
    edit_letter,
    receive_letter,
    send_letter,
    set_letters,
    withdraw_letter,
)
from luoshi.ledger.services.items import Item, conclude, instruct_anew, present, register_item
from luoshi.ledger.services.key_tasks import Member, set_grade
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
from luoshi.ledger.services.settings import place_of, reckon_turns, reset_category, set_category, set_lights
from luoshi.ledger.services.timetable import add_milestones, plan_dates, quarter_nodes, stop_waiting, wait_on

__all__ = [
    "FIRST",
    "LAST",
    "ClauseDraft",
    "Item",
    "Member",
    "MilestoneDraft",
    "Order",
    "TargetDraft",
    "add_clauses",
    "add_generic_duty",
    "add_indicator",
    "add_milestones",
    "answer_letter",
    "answer_request",
    "apply_completion",
    "approve_plan",
    "ask_again",
    "break_down",
    "close_letter",
    "conclude",
    "consult_plan",
    "copy_plan",
    "create_plan",
    "dispute_division",
    "draft_letters",
    "draft_task",
    "drop_duty",
    "drop_letter",
    "drop_many",
    "drop_task",
    "edit_letter",
    "edit_indicator",
    "edit_task",
    "enter_value",
    "enter_year",
    "hold_upward",
    "instruct_anew",
    "issue_tasks",
    "link_indicator",
    "may_enter",
    "name_liaison",
    "name_responsible",
    "name_responsible_many",
    "place_of",
    "plan_dates",
    "present",
    "quarter_nodes",
    "receive",
    "receive_letter",
    "receive_many",
    "reckon_calendar",
    "reckon_clocks",
    "reckon_turns",
    "record_progress",
    "redraft_plan",
    "register_basis",
    "register_item",
    "reopen",
    "request_division",
    "request_on_task",
    "reset_category",
    "restore_task",
    "rule_request",
    "send_back",
    "send_letter",
    "set_duty",
    "set_letters",
    "set_category",
    "set_grade",
    "set_lights",
    "set_milestones",
    "set_standards",
    "set_targets",
    "settle_generic",
    "stop_waiting",
    "unlink_indicator",
    "verify_completion",
    "wait_on",
    "withdraw_letter",
    "withdraw_request",
]
