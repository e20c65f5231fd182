"""What does the desk show: what is owed, how it stands, what is found? Reads only."""

from luoshi.desk.queries.cockpit import cockpit
from luoshi.desk.queries.counts import Node, node
from luoshi.desk.queries.mile import mile
from luoshi.desk.queries.search import light_up, search
from luoshi.desk.queries.todo import burden, crumbs, led_by, my_tasks, todo, waiting
from luoshi.desk.queries.tree import tree

__all__ = [
    "Node", "burden", "cockpit", "crumbs", "led_by", "light_up", "mile", "my_tasks", "node", "search", "todo", "tree", "waiting",
]  # fmt: skip
