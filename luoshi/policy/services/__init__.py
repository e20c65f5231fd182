"""What is done with a plan before it is a ledger? Reading, reviewing, asking the units, registering the approval."""

from luoshi.policy.services.consulting import (
    agree_all,
    answer,
    approve,
    ask_newcomers,
    open_consultation,
    rule_opinion,
    withdraw_consultation,
)
from luoshi.policy.services.copying import copy_plan
from luoshi.policy.services.naming import create_unit_for, ignore_name, map_name, map_proposed
from luoshi.policy.services.reading import Classified, import_plan
from luoshi.policy.services.reviewing import (
    Corrections,
    assign_heading,
    assign_headings,
    confirm_certain,
    confirm_task,
    leave_out,
    reconsider,
    rename_plan,
    settle_mark,
)

__all__ = [
    "Classified",
    "Corrections",
    "agree_all",
    "answer",
    "approve",
    "ask_newcomers",
    "assign_heading",
    "assign_headings",
    "confirm_certain",
    "confirm_task",
    "copy_plan",
    "create_unit_for",
    "ignore_name",
    "import_plan",
    "leave_out",
    "map_name",
    "map_proposed",
    "open_consultation",
    "reconsider",
    "rename_plan",
    "rule_opinion",
    "settle_mark",
    "withdraw_consultation",
]
