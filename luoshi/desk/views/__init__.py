"""Pages of the room: what I owe, my tasks, the cockpit, the tree with its lights, search, and notices."""

from luoshi.desk.views.notices import notice_settings, notices, open_notice, see_all
from luoshi.desk.views.pages import cockpit, fields, home, mile, search, tasks, tree

__all__ = [
    "cockpit", "fields", "home", "mile", "notice_settings", "notices", "open_notice", "search", "see_all", "tasks", "tree",
]  # fmt: skip
