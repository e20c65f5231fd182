"""How does a computed thing look on a page?

Everything here is presentation: no queries, no decisions. A light, a move or a page of rows arrives computed (with its
reasons inside) and leaves as HTML; what the marks mean is written in the screens' specification, section 2.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import wraps
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, pgettext

from luoshi.kernel import clock, panels

register = template.Library()


# ---------- lights ----------


def _by_language(words: Callable[[str, str], str]) -> Callable[[str, str], str]:
    """The same words for every row: looked up once for each language, or a page of fifty asks the catalogue 2,000 times."""
    kept: dict[tuple[str | None, str, str], str] = {}

    @wraps(words)
    def found(kind: str, state: str) -> str:
        key = (get_language(), kind, state)
        if key not in kept:
            kept[key] = words(kind, state)
        return kept[key]

    return found


@_by_language
def _glyph(kind: str, state: str) -> str:
    if kind == "progress":
        return {
            "green": pgettext("light glyph", "达"),
            "ahead": pgettext("light glyph", "超"),
            "yellow": pgettext("light glyph", "欠"),
            "red": pgettext("light glyph", "滞"),
            "paused": pgettext("light glyph", "停"),
            "closed": pgettext("light glyph", "结"),
        }.get(state, "—")
    return {
        "green": pgettext("light glyph", "正"),
        "yellow": pgettext("light glyph", "近"),
        "red": pgettext("light glyph", "逾"),
        "paused": pgettext("light glyph", "停"),
        "closed": pgettext("light glyph", "结"),
    }.get(state, "—")


@_by_language
def _meaning(kind: str, state: str) -> str:
    if kind == "progress":
        return {
            "green": gettext("达序时进度"),
            "ahead": gettext("超序时进度"),
            "yellow": gettext("欠序时进度"),
            "red": gettext("严重滞后"),
            "paused": gettext("暂停"),
            "closed": gettext("已结束"),
        }.get(state, gettext("未启动"))
    return {
        "green": gettext("按时"),
        "yellow": gettext("临期"),
        "red": gettext("逾期"),
        "paused": gettext("计时暂停"),
        "closed": gettext("已结束"),
    }.get(state, gettext("未起算"))


@_by_language
def _light_name(kind: str, state: str) -> str:
    which = gettext("进度灯") if kind == "progress" else gettext("时间灯")
    return gettext("%(which)s：%(meaning)s") % {"which": which, "meaning": _meaning(kind, state)}


def _sentences(because: Iterable[object] | str | None) -> str:
    """Reasons as running text. A sentence that has no stop of its own gets one."""
    if not because:
        return ""
    parts = [because] if isinstance(because, str) else [str(part) for part in because]
    chinese = _chinese()
    stop, gap = ("。", "") if chinese else (".", " ")
    return gap.join(part if part.rstrip()[-1:] in "。；！？.;!?" else part + stop for part in parts if part)


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


@register.simple_tag
def light(one: Any, size: int = 22, words: bool = False) -> SafeString:
    """``{% light l %}`` the mark; ``words=True`` with l.brief beside it; ``size=32 words=True`` with its sentences."""
    if not one:
        return mark_safe('<span class="zero">—</span>')
    kind, state = str(one.kind), str(one.state)
    because = _sentences(getattr(one, "because", ()))
    brief = str(getattr(one, "brief", "") or "")
    name = _light_name(kind, state)
    full = format_html("{}{}", name, gettext("。") + because if because else "")
    # Sighted readers get the reason beside the mark, so only the bare mark carries it for screen readers.
    spoken = name if words else full
    mark = format_html(
        '<span class="light light-{} is-{}{}" title="{}"><b aria-hidden="true">{}</b>'
        '<span class="visually-hidden">{}</span></span>',
        kind,
        state,
        " light-32" if size >= 32 else "",
        full,
        _glyph(kind, state),
        spoken,
    )
    if not words:
        return mark
    if size >= 32:
        label = gettext("进度") if kind == "progress" else gettext("时间")
        head = gettext("%(label)s：%(text)s") % {"label": label, "text": brief or _meaning(kind, state)}
        return format_html(
            '<div class="lit-full">{}<div><span class="lit-name">{}</span><span class="lit-why">{}</span></div></div>',
            mark,
            nowrapnum(head),
            nowrapnum(because),
        )
    if not brief:
        return mark
    return format_html('<span class="lit">{}<span class="lit-brief is-{}">{}</span></span>', mark, state, brief)


@register.simple_tag
def mark(kind: str, state: str, size: int = 22) -> SafeString:
    """A bare light for heads of columns and keys: ``{% mark "time" "red" %}``."""
    return format_html(
        '<span class="light light-{} is-{}{}" title="{}"><b aria-hidden="true">{}</b>'
        '<span class="visually-hidden">{}</span></span>',
        kind,
        state,
        " light-32" if size >= 32 else "",
        _light_name(kind, state),
        _glyph(kind, state),
        _light_name(kind, state),
    )


@register.inclusion_tag("ui/light_key.html")
def light_key() -> dict[str, Any]:
    """The key to both lights, for the line above a table and for print."""
    return {
        "groups": [
            (gettext("时间灯"), [("time", state, _meaning("time", state)) for state in _TIME_STATES]),
            (gettext("进度灯"), [("progress", state, _meaning("progress", state)) for state in _PROGRESS_STATES]),
        ]
    }


_TIME_STATES = ("green", "yellow", "red", "paused", "closed")
_PROGRESS_STATES = ("ahead", "green", "yellow", "red")


# ---------- small marks ----------

_TAGS = {"grey", "green", "yellow", "ochre", "dark", "accent", "blue", "red"}


@register.simple_tag
def tag(text: object, kind: str = "grey") -> SafeString:
    """A badge: ``{% tag "已接收" "green" %}``; grey, green, yellow, ochre, dark, accent, blue, red (slips only)."""
    return format_html('<span class="tag tag-{}">{}</span>', kind if kind in _TAGS else "grey", text)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite; it is ornament, the words beside it say the same."""
    return format_html(
        '<svg class="icon icon-{0}" aria-hidden="true" focusable="false"><use href="{1}#{0}"></use></svg>',
        name,
        static("luoshi/icons.svg"),
    )


@register.simple_tag
def role(code: str) -> SafeString:
    """Who bears what in a matrix: lead, joint, support; anything else is drawn as "other"."""
    known = {
        "lead": (pgettext("role glyph", "牵"), gettext("牵头")),
        "joint": (pgettext("role glyph", "共"), gettext("共同负责")),
        "support": (pgettext("role glyph", "配"), gettext("配合")),
        "supervising": (pgettext("role glyph", "督"), gettext("督促")),
        "liaison": (pgettext("role glyph", "联"), gettext("联系")),
    }
    if code not in known:
        return mark_safe("")
    glyph, name = known[code]
    kind = code if code in {"lead", "joint", "support"} else "other"
    return _square("role", kind, glyph, name)


@register.simple_tag
def period(code: str) -> SafeString:
    """What became of one period: done, late, missing, returned, waived, due; "none" is a grey dot."""
    known = {
        "done": (pgettext("period glyph", "报"), gettext("按时报送")),
        "late": (pgettext("period glyph", "迟"), gettext("迟报")),
        "missing": (pgettext("period glyph", "缺"), gettext("未报")),
        "returned": (pgettext("period glyph", "退"), gettext("退回重报")),
        "waived": (pgettext("period glyph", "免"), gettext("准予免报")),
        "due": (pgettext("period glyph", "待"), gettext("本期待报")),
    }
    if code not in known:
        return mark_safe('<span class="zero">·</span>')
    glyph, name = known[code]
    return _square("period", code, glyph, name)


def _square(family: str, kind: str, glyph: str, name: str) -> SafeString:
    return format_html(
        '<span class="{0} {0}-{1}" title="{3}"><span aria-hidden="true">{2}</span>'
        '<span class="visually-hidden">{3}</span></span>',
        family,
        kind,
        glyph,
        name,
    )


@register.simple_tag
def srcbox(text: str, url: str = "", name: str = "") -> SafeString:
    """The small box naming the child a sentence came from; it leads to the child's text."""
    if url:
        return format_html('<a class="srcbox" href="{}" title="{}">{}</a>', url, name or text, text)
    return format_html('<span class="srcbox" title="{}">{}</span>', name or text, text)


@register.filter
def zero(value: object) -> object:
    """Zero is a grey dot, unknown is a dash."""
    if value is None or value == "":
        return mark_safe('<span class="zero">—</span>')
    return mark_safe('<span class="zero">·</span>') if value == 0 else value


# ---------- progress ----------


def _percent(value: object) -> str | None:
    """As an SVG length between 0% and 100%; None when there is no figure."""
    if value is None or isinstance(value, str):
        return None
    number = min(max(float(value), 0.0), 100.0)  # type: ignore[arg-type]
    return f"{number:.1f}".rstrip("0").rstrip(".") + "%"


def _plain(value: object) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, float | Decimal):
        return f"{value:.1f}".rstrip("0").rstrip(".")
    return str(value)


def _bar(done: object, planned: object) -> SafeString:
    fill, tick = _percent(done), _percent(planned)
    parts = [mark_safe('<rect class="bar-track" x="0" y="3" width="100%" height="6"/>')]
    if fill not in (None, "0%"):
        parts.append(format_html('<rect class="bar-fill" x="0" y="3" width="{}" height="6"/>', fill))
    if tick is not None:
        # The tick keeps inside the bar at both ends.
        place = float(tick[:-1])
        shift = 0 if place < 1 else -2 if place > 99 else -1
        parts.append(
            format_html(
                '<rect class="bar-tick" x="{}" y="0" width="2" height="12" transform="translate({})"/>', tick, shift
            )
        )
    return format_html(
        '<svg class="bar" aria-hidden="true" focusable="false">{}</svg>',
        format_html_join("", "{}", ((p,) for p in parts)),
    )


@register.simple_tag
def progress(done: Any, planned: Any = None, layout: str = "cell") -> SafeString:
    """The cell 当前 / 序时 with its bar: percentages, None, or a word (停). ``layout="line"``: bar, then 43%."""
    bar = _bar(done, planned)
    spoken = gettext("当前 %(done)s，序时 %(planned)s") % {"done": _plain(done), "planned": _plain(planned)}
    if layout == "line":
        return format_html(
            '<span class="prog prog-line">{}<span class="prog-num"><span aria-hidden="true">{}{}</span>'
            '<span class="visually-hidden">{}</span></span></span>',
            bar,
            _plain(done),
            "%" if _percent(done) else "",
            spoken,
        )
    return format_html(
        '<span class="prog"><span class="prog-num" aria-hidden="true">{} <span class="of">/ {}</span></span>'
        '<span class="visually-hidden">{}</span>{}</span>',
        _plain(done),
        _plain(planned),
        spoken,
        bar,
    )


@register.simple_tag
def bar(value: Any, full: Any = 100, planned: Any = None) -> SafeString:
    """A bare bar: ``{% bar 31 41 %}``; the figures must stand beside it in words."""
    share = 0.0 if not full else float(value or 0) * 100 / float(full)
    mark_at = None if planned is None or not full else float(planned) * 100 / float(full)
    return _bar(share, mark_at)


@register.simple_tag
def steps(now: int, total: int, label: str = "") -> SafeString:
    """The line of steps of 销号: ``{% steps 5 8 "现场核查" %}``; below it "5/8 现场核查"."""
    width, y = 168.0, 7
    gap = (width - 14) / max(total - 1, 1)
    shapes = []
    for index in range(1, total):
        x1, x2 = 7 + gap * (index - 1), 7 + gap * index
        shapes.append(
            format_html(
                '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>',
                "done" if index < now else "",
                f"{x1:.1f}",
                f"{x2:.1f}",
                y,
                y,
            )
        )
    for index in range(1, total + 1):
        kind = "now" if index == now else "done" if index < now else ""
        shapes.append(
            format_html(
                '<circle class="{}" cx="{}" cy="{}" r="{}"/>',
                kind,
                f"{7 + gap * (index - 1):.1f}",
                y,
                5 if kind else 4.5,
            )
        )
    return format_html(
        '<svg class="steps" aria-hidden="true" focusable="false">{}</svg><span class="steps-say">{}/{} {}</span>',
        format_html_join("", "{}", ((shape,) for shape in shapes)),
        now,
        total,
        label,
    )


# ---------- moves ----------


@register.simple_tag
def once() -> SafeString:
    """The key that makes a second press of the same form do nothing; every form on a page has its own."""
    return format_html('<input type="hidden" name="_key" value="{}">', uuid.uuid4().hex)


@register.inclusion_tag("ui/act.html", takes_context=True)
def act(context: Context, one: Any, small: bool = False, line: bool = False) -> dict[str, Any]:
    """A move button. Acts that cannot be taken stay visible with their reason; ``small`` in rows, ``line`` outlined."""
    kind = "btn-primary" if getattr(one, "primary", False) else "btn-line" if line else ""
    return {
        "a": one,
        "look": f"btn {kind} btn-sm" if small else f"btn {kind}".rstrip(),
        "uid": uuid.uuid4().hex[:8],
        "why": _sentences(getattr(one, "because", ())),
        "asks": getattr(one, "ask", ()) or (),
        "fields": dict(getattr(one, "fields", {}) or {}),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("ui/acts.html", takes_context=True)
def acts(context: Context, several: Iterable[Any]) -> dict[str, Any]:
    """The panel of acts: possible ones first, then those not possible with their reasons."""
    every = list(several)
    return {
        "open": [one for one in every if one.enabled],
        "shut": [one for one in every if not one.enabled],
        "csrf_token": context.get("csrf_token"),
    }


# ---------- timeline, notices, empty, pager ----------


@register.inclusion_tag("ui/timeline.html")
def timeline(entries: Iterable[Any]) -> dict[str, Any]:
    """Entries with at, title, text, who, mark (solid, hollow, warn), newest first."""
    return {"entries": entries}


@register.inclusion_tag("ui/notice.html", takes_context=True)
def notice(context: Context, message: Any, kind: str = "") -> dict[str, Any]:
    """One line: done, warn or fault. A message may carry ``undo:URL`` among its extra tags."""
    words = str(getattr(message, "tags", "") or "").split()
    undo = next((word[5:] for word in words if word.startswith("undo:")), "")
    chosen = kind or next((word for word in words if word in {"done", "warn", "fault"}), "")
    if not chosen:
        chosen = "fault" if "error" in words else "warn" if "warning" in words else "done"
    return {"text": message, "kind": chosen, "undo": undo, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/empty.html")
def empty(title: object, text: object = "", url: str = "", label: object = "", primary: bool = False) -> dict[str, Any]:
    """What is so, what next, one button. Inside a ``for`` it stands after Django's own ``{% empty %}``."""
    return {"title": title, "text": text, "url": url, "label": label, "primary": primary}


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: Context, page: Any, name: str = "page") -> dict[str, Any]:
    """Previous, next and the count; keeps the rest of the query string."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else None

    def link(number: int) -> str:
        if query is None:
            return f"?{name}={number}"
        query[name] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "before": link(page.previous_page_number()) if page.has_previous() else "",
        "after": link(page.next_page_number()) if page.has_next() else "",
        "count": getattr(getattr(page, "paginator", None), "count", None),
        "pages": getattr(getattr(page, "paginator", None), "num_pages", None),
    }


# ---------- forms ----------


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, source: object = "", label: object = "", css: str = "") -> dict[str, Any]:
    """One form field: label with （必填）, control, where a prefilled value came from, help, error with its icon."""
    widget = bound.field.widget
    name = bound.auto_id or bound.html_name
    errors = list(bound.errors)
    help_text = bound.help_text
    grouped = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    single = isinstance(widget, forms.CheckboxInput)
    ids = [f"{name}_error"] if errors else []
    ids += [f"{name}_from"] if source else []
    ids += [f"{name}_help"] if help_text else []
    attrs: dict[str, Any] = {}
    if ids:
        attrs["aria-describedby"] = " ".join(ids)
    if errors:
        attrs["aria-invalid"] = "true"
    if isinstance(widget, forms.Select) and not grouped:
        base = "form-select"
    elif grouped or single:
        base = ""
    else:
        base = "form-control"
    own = str(widget.attrs.get("class", ""))
    classes = " ".join(part for part in (base, own, css) if part)
    if classes:
        attrs["class"] = classes
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attrs),
        "name": name,
        "label": label or bound.label,
        "target": bound.id_for_label,
        "required": bound.field.required,
        "errors": errors,
        "help": help_text,
        "source": source,
        "grouped": grouped,
        "single": single,
        "hidden": bound.is_hidden,
    }


# ---------- differences ----------

_TOKEN = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*%?|\s+|.", re.DOTALL)
_CLAUSE = re.compile(r"[^，。；！？、\n]*[，。；！？、\n]?")
# Comparing by words is quadratic; beyond this many tokens whole clauses are compared instead.
_MANY = 3000


def _tokens(text: str, coarse: bool) -> list[str]:
    return [part for part in (_CLAUSE if coarse else _TOKEN).findall(text) if part]


@register.simple_tag
def diff(old: str | None, new: str | None) -> SafeString:
    """What was struck and what was added, readable without colour."""
    before, after = old or "", new or ""
    coarse = len(before) + len(after) > _MANY
    a, b = _tokens(before, coarse), _tokens(after, coarse)
    pieces: list[tuple[str, str, str]] = []
    for op, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        was, now = "".join(a[i1:i2]), "".join(b[j1:j2])
        # One character kept between two changes reads worse than one larger change.
        if op == "equal" and len(was) == 1 and pieces and i1 > 0 and i2 < len(a) and j2 < len(b):
            pieces.append(("thin", was, now))
        else:
            pieces.append((op, was, now))
    out: list[SafeString] = []
    gone, come = "", ""
    for what, was, now in [*pieces, ("equal", "", "")]:
        if what == "equal":
            if gone:
                out.append(format_html("<del>{}</del>", gone))
            if come:
                out.append(format_html("<ins>{}</ins>", come))
            gone, come = "", ""
            out.append(conditional_escape(now))
        else:
            gone, come = gone + was, come + now
    return format_html('<div class="diff">{}</div>', format_html_join("", "{}", ((part,) for part in out)))


# ---------- dates and numbers ----------


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, dt.date) else None


_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


@register.filter
def cndate(value: object) -> str:
    """2026年12月31日; in English 31 December 2026."""
    day = _day(value)
    if day is None:
        return "—" if value in (None, "") else str(value)
    if _chinese():
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


@register.filter
def shortdate(value: object, today: object = None) -> str:
    """6月23日; the year is written when it is not this one."""
    day = _day(value)
    if day is None:
        return "—" if value in (None, "") else str(value)
    now = _day(today) or clock.today()
    if day.year != now.year:
        return cndate(day)
    return f"{day.month}月{day.day}日" if _chinese() else f"{day.day} {_MONTHS[day.month - 1]}"


@register.filter
def isodate(value: object) -> str:
    """2026-12-31, for columns."""
    day = _day(value)
    if day is None:
        return "—" if value in (None, "") else str(value)
    return day.isoformat()


@register.filter
def when(value: object, today: object = None) -> str:
    """6月22日 16:08."""
    if isinstance(value, dt.datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{shortdate(local.date(), today)} {local:%H:%M}"
    return shortdate(value, today)


@register.filter
def weekday(value: object) -> str:
    """星期二."""
    day = _day(value)
    if day is None:
        return ""
    names = (
        gettext("星期一"),
        gettext("星期二"),
        gettext("星期三"),
        gettext("星期四"),
        gettext("星期五"),
        gettext("星期六"),
        gettext("星期日"),
    )
    return names[day.weekday()]


def _trim(number: Decimal, places: int) -> str:
    text = number_format(round(number, places), decimal_pos=places, use_l10n=False, force_grouping=False)
    text = f"{Decimal(text):,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def figure(value: object) -> object:
    """1035 is 1,035; None is a dash."""
    if value is None or value == "":
        return mark_safe('<span class="zero">—</span>')
    return _trim(Decimal(str(value)), 2)


@register.filter
def wan(value: object, unit: str = "") -> str:
    """Large figures in 万 and 亿: 19,200,000 元 is 1,920 万元; in English plain figures with separators."""
    if value is None or value == "":
        return "—"
    number = Decimal(str(value))
    space = " " if unit else ""
    if not _chinese() or abs(number) < 10_000:
        return f"{_trim(number, 2)}{space}{unit}"
    if abs(number) < 100_000_000:
        return f"{_trim(number / 10_000, 2)} 万{unit}"
    return f"{_trim(number / 100_000_000, 2)} 亿{unit}"


# ---------- where a line may break ----------

# Unit names break between these parts only (a leading 省/市/县 stays with what follows it).
_UNIT_BREAKS = re.compile(
    r"(?<=.{3})(?=社会保障|城乡建设|信息化|督查室|协调小组|领导小组|办公室|委员会|监督管理|总工会|联合会|有限公司|"
    r"有限责任公司|股份有限公司|分公司|工会委员会|人民政府|发展改革|人力资源|工业和|住房|自然资源|街道|开发区)"
    r"|(?<=[^省市县区州盟旗].[省市县区州盟旗])(?=.{4,})"
)


@register.filter
def unitname(value: object) -> SafeString:
    """A unit's name that breaks at meaningful places only: 省人力资源|社会保障厅."""
    parts = [part for part in _UNIT_BREAKS.split(str(value or "")) if part]
    return format_html(
        '<span class="unit">{}</span>', format_html_join(mark_safe("<wbr>"), "{}", ((p,) for p in parts))
    )


_COUNTERS = (
    "个百分点|个工作日|个自然日|个季度|个月|万人次|人次|万平方米|平方米|亿元|万元|万人|万户|万名|万件|工作日|小时|分钟|"
    "[个人户家项件条次日天年月期场名所支点分元岁台套座间张份篇字页组类种层级步处起批%‰]"
)
_WHOLE = re.compile(
    r"〔\d{4}〕\s*第?\d+\s*号"
    r"|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:底|前|底前)?"
    r"|\d{1,2}月\d{1,2}日(?:前)?(?:\s*\d{1,2}:\d{2})?"
    r"|(?:(?:不低于|不少于|不超过|不高于|不大于|不小于|至少|最多|超过|低于|高于|约|逾期|剩|差|超|第|[≥≤＝=])\s*)?"
    r"\d[\d,]*(?:\.\d+)?\s*(?:万|亿)?(?:" + _COUNTERS + r")"
)


@register.filter
def nowrapnum(value: object) -> SafeString:
    """Keeps a number with its comparator and unit, a document number and a date whole."""
    text = conditional_escape(value if isinstance(value, SafeString) else str("" if value is None else value))
    # Escaped above; what is added holds no text of its own.
    return mark_safe(_WHOLE.sub(lambda found: f'<span class="nb">{found.group(0)}</span>', text))  # noqa: S308


# ---------- words ----------


@register.filter
def counted(number: int, noun: str = "") -> str:
    """6 项; the noun is Chinese in the source and translated by the caller where it matters."""
    return f"{number} {noun or gettext('项')}"


@register.simple_tag
def results(shown: int, total: int) -> str:
    """共 41 项，当前显示 18 项."""
    if shown == total:
        return ngettext("共 %(total)s 项", "共 %(total)s 项", total) % {"total": total}
    return gettext("共 %(total)s 项，当前显示 %(shown)s 项") % {"total": total, "shown": shown}


@register.filter
def get(mapping: Mapping[Any, Any] | None, key: object) -> Any:
    """A value of a mapping by a key held in a variable."""
    return None if mapping is None else mapping.get(key)


@register.filter
def names(values: Sequence[object] | None, most: int = 3) -> str:
    """省财政厅、省总工会等 5 家."""
    every = [str(value) for value in values or ()]
    if len(every) <= most:
        return gettext("、").join(every)
    return gettext("%(first)s等 %(count)s 家") % {"first": gettext("、").join(every[:most]), "count": len(every)}


@register.filter
def lines(value: object) -> SafeString:
    """Plain text with its line breaks, escaped."""
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in str(value or "").splitlines()))


@register.filter
def state_label(obj: Any) -> str:
    """The state of a thing that a workflow moves, in words; the room has made its workflow known to `kernel.panels`."""
    table = panels.WORKFLOWS.get(obj._meta.label_lower)
    return str(table.states[obj.state]) if table else obj.state
