"""What do people do here? One function per thing; one file per kind of thing."""

from luoshi.inspection.services.draw import (
    add_inspector,
    annul_draw,
    draw_now,
    freeze_draw,
    prepare_draw,
    publish_draw,
    replace_target,
)
from luoshi.inspection.services.plan import (
    add_item,
    answer_proposal,
    approve_item,
    edit_item,
    move_item,
    propose_target,
    read_item,
    set_burden,
    set_objects,
)

__all__ = [
    "add_inspector",
    "add_item",
    "annul_draw",
    "answer_proposal",
    "approve_item",
    "draw_now",
    "edit_item",
    "freeze_draw",
    "move_item",
    "prepare_draw",
    "propose_target",
    "publish_draw",
    "read_item",
    "replace_target",
    "set_burden",
    "set_objects",
]
