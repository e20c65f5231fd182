"""What does the desk show: what is owed, how it stands, what is found? Reads only."""

from luoshi.desk.queries.awaiting import awaiting
from luoshi.desk.queries.cockpit import cockpit
from luoshi.desk.queries.counts import Node, node
from luoshi.desk.queries.fields import fields
from luoshi.desk.queries.mile import exported, mile
from luoshi.desk.queries.narrowing import narrowing, only_of
from luoshi.desk.queries.notices import (
    Line,
    Reader,
    closed_notices,
    for_digest,
    for_digests,
    job_ends,
    kinds,
    notice_for,
    open_notices,
    reader,
    settings_of,
    shown,
    stopped_jobs,
    unseen,
    way_of,
    ways_of,
    wishes_of,
)
from luoshi.desk.queries.search import light_up, search
from luoshi.desk.queries.todo import burden, crumbs, forget, led_by, my_tasks, todo, waiting
from luoshi.desk.queries.tree import tree

__all__ = [
    "Line",
    "Node",
    "Reader",
    "awaiting",
    "burden",
    "closed_notices",
    "cockpit",
    "crumbs",
    "exported",
    "fields",
    "for_digest",
    "for_digests",
    "forget",
    "job_ends",
    "kinds",
    "led_by",
    "light_up",
    "mile",
    "my_tasks",
    "narrowing",
    "node",
    "notice_for",
    "only_of",
    "open_notices",
    "reader",
    "search",
    "settings_of",
    "shown",
    "stopped_jobs",
    "todo",
    "tree",
    "unseen",
    "waiting",
    "way_of",
    "ways_of",
    "wishes_of",
]  # fmt: skip
