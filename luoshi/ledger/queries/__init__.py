"""What does the ledger hold, for whom? Reads only; `facts` is the bridge to the pure rules."""

from luoshi.kernel.queries import calendar, timeline
from luoshi.ledger.queries.detail import (
    cascade,
    completions,
    duties,
    duty_page,
    header,
    not_received,
    of_ids,
    open_completion,
    parent_extract,
    plan_page,
    plans,
    request_page,
    requests_of,
    standards_of,
    task_page,
    to_issue,
    to_receive,
    to_rule,
    to_verify,
)
from luoshi.ledger.queries.facts import (
    OWN,
    duty_facts,
    here,
    holders,
    many_task_facts,
    own_duty,
    plan_facts,
    positions,
    request_facts,
    task_facts,
)
from luoshi.ledger.queries.lights import lights, lights_of, line_of, measured, nearest, thresholds, thresholds_for
from luoshi.ledger.queries.page import ledger_page, ledger_rows, report_source, report_states, tasks
from luoshi.ledger.queries.shapes import (
    CascadeRow,
    DutyRow,
    Filters,
    Header,
    LedgerRow,
    Lights,
    ParentExtract,
)

__all__ = [
    "OWN", "CascadeRow", "DutyRow", "Filters", "Header", "LedgerRow", "Lights", "ParentExtract", "calendar", "cascade",
    "completions", "duties", "duty_facts", "duty_page", "header", "here", "holders", "ledger_page", "ledger_rows", "lights",
    "lights_of", "line_of", "many_task_facts", "measured", "nearest", "not_received", "of_ids", "open_completion",
    "own_duty", "parent_extract", "plan_facts", "plan_page", "plans", "positions", "report_source", "report_states",
    "request_facts", "request_page", "requests_of", "standards_of", "task_facts", "task_page", "tasks", "thresholds",
    "thresholds_for", "timeline", "to_issue", "to_receive", "to_rule", "to_verify",
]  # fmt: skip
