"""How are names and sentences written, and where may their lines break?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from luoshi.kernel import panels
from luoshi.kernel.templatetags.ui.library import register

# Unit names break between these parts only (a leading 省/市/县 stays with what follows it).
_UNIT_BREAKS = re.compile(
    r"(?<=.{3})(?=社会保障|城乡建设|信息化|督查室|协调小组|领导小组|办公室|委员会|监督管理|总工会|联合会|有限公司|"
    r"有限责任公司|股份有限公司|分公司|工会委员会|人民政府|发展改革|人力资源|工业和|住房|自然资源|街道|开发区)"
    r"|(?<=[^省市县区州盟旗].[省市县区州盟旗])(?=.{4,})"
)


@register.filter
def unitname(value: object) -> SafeString:
    """A unit's name that breaks at meaningful places only: 省人力资源|社会保障厅."""
    return _unitname(str(value or ""))


@lru_cache(maxsize=20_000)
def _unitname(name: str) -> SafeString:
    """The same few hundred names stand on every page."""
    parts = [part for part in _UNIT_BREAKS.split(name) if part]
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
    return _nowrapnum(value if isinstance(value, SafeString) else str("" if value is None else value))


@lru_cache(maxsize=20_000, typed=True)
def _nowrapnum(value: str) -> SafeString:
    text = conditional_escape(value)
    # Escaped above; what is added holds no text of its own.
    return mark_safe(_WHOLE.sub(lambda found: f'<span class="nb">{found.group(0)}</span>', text))  # noqa: S308


@register.filter
def counted(number: int, noun: str = "") -> str:
    """6 项; the noun is Chinese in the source and translated by the caller where it matters."""
    if noun:
        return f"{number} {noun}"
    return ngettext("%(count)s 项", "%(count)s 项", number) % {"count": number}


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
