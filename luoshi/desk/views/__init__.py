"""Pages of the room: what I owe, my tasks, the cockpit, the tree with its lights, search, and notices."""

from luoshi.desk.views.notices import notice_settings, notices, open_notice, see_all
from luoshi.desk.views.pages import brief, cockpit, fields, home, mile, mile_export, search, tasks, tree

__all__ = [
    "brief", "cockpit", "fields", "home", "mile", "mile_export", "notice_settings", "notices", "open_notice", "search",
    "see_all", "tasks", "tree",
]  # fmt: skip
