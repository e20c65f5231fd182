"""How does a computed thing look on a page? The library behind ``{% load ui %}``.

Everything here is presentation: no queries, no decisions. A light, a move or a page of rows arrives computed (with its
reasons inside) and leaves as HTML; what the marks mean is written in the screens' specification, section 2.
"""

from luoshi.kernel.templatetags.ui.bars import bar, progress, steps
from luoshi.kernel.templatetags.ui.changes import diff
from luoshi.kernel.templatetags.ui.figures import amount, cndate, figure, isodate, shortdate, wan, weekday, when
from luoshi.kernel.templatetags.ui.frames import empty, field, notice, options, pager, panels, pop, timeline
from luoshi.kernel.templatetags.ui.library import register, sentences
from luoshi.kernel.templatetags.ui.lights import light, light_key, mark
from luoshi.kernel.templatetags.ui.marks import icon, period, role, srcbox, tag, zero
from luoshi.kernel.templatetags.ui.moves import act, acts, once
from luoshi.kernel.templatetags.ui.timetable import timebar, timetable_grid, timetable_head
from luoshi.kernel.templatetags.ui.words import counted, get, lines, names, nowrapnum, results, state_label, unitname

__all__ = [
    "act",
    "acts",
    "amount",
    "bar",
    "cndate",
    "counted",
    "diff",
    "empty",
    "field",
    "figure",
    "get",
    "icon",
    "isodate",
    "light",
    "light_key",
    "lines",
    "mark",
    "names",
    "notice",
    "nowrapnum",
    "once",
    "options",
    "pager",
    "panels",
    "period",
    "pop",
    "progress",
    "register",
    "results",
    "role",
    "sentences",
    "shortdate",
    "srcbox",
    "state_label",
    "steps",
    "tag",
    "timebar",
    "timeline",
    "timetable_grid",
    "timetable_head",
    "unitname",
    "wan",
    "weekday",
    "when",
    "zero",
]
