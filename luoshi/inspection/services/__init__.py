"""What do people do here? One function per thing; one file per kind of thing."""

from luoshi.inspection.services.draw import (
    annul_draw,
    appoint_leader,
    draw_now,
    freeze_draw,
    prepare_draw,
    publish_draw,
    recuse,
    replace_target,
)
from luoshi.inspection.services.plan import (
    add_item,
    answer_proposal,
    approve_item,
    edit_item,
    move_item,
    note_export,
    propose_merge,
    propose_target,
    read_item,
    set_burden,
    set_objects,
)
from luoshi.inspection.services.register import add_inspector, set_inspector, tie, train, untie

__all__ = [
    "add_inspector",
    "add_item",
    "annul_draw",
    "answer_proposal",
    "appoint_leader",
    "approve_item",
    "draw_now",
    "edit_item",
    "freeze_draw",
    "move_item",
    "note_export",
    "prepare_draw",
    "propose_merge",
    "propose_target",
    "publish_draw",
    "read_item",
    "recuse",
    "replace_target",
    "set_burden",
    "set_inspector",
    "set_objects",
    "tie",
    "train",
    "untie",
]
