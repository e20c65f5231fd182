"""What does the room know? Reads only; one file per kind of thing."""

from luoshi.inspection.queries.draw import (
    draw_facts,
    draw_page,
    find_draw,
    find_target,
    frame_value,
    inspectors_of,
    recusals_of,
    target_facts,
)
from luoshi.inspection.queries.plan import (
    candidates,
    caps_of,
    find_item,
    inspects,
    item_facts,
    item_page,
    items,
    open_proposals,
    overlaps_of,
    research_of,
)

__all__ = [
    "candidates",
    "caps_of",
    "draw_facts",
    "draw_page",
    "find_draw",
    "find_item",
    "find_target",
    "frame_value",
    "inspectors_of",
    "inspects",
    "item_facts",
    "item_page",
    "items",
    "open_proposals",
    "overlaps_of",
    "recusals_of",
    "research_of",
    "target_facts",
]
