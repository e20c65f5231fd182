"""How are days, moments and figures written, in the reader's language?"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from luoshi.kernel import clock
from luoshi.kernel.templatetags.ui.library import chinese, register


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
    if chinese():
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
    return f"{day.month}月{day.day}日" if chinese() else f"{day.day} {_MONTHS[day.month - 1]}"


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
def amount(value: Decimal) -> str:
    """A sum of money in full, to the fen where it has one: 1,280.5."""
    return _trim(value, 6)


@register.filter
def wan(value: object, unit: str = "") -> str:
    """Large figures in 万 and 亿: 19,200,000 元 is 1,920 万元; in English plain figures with separators."""
    if value is None or value == "":
        return "—"
    number = Decimal(str(value))
    space = " " if unit else ""
    if not chinese() or abs(number) < 10_000:
        return f"{_trim(number, 2)}{space}{unit}"
    if abs(number) < 100_000_000:
        return f"{_trim(number / 10_000, 2)} 万{unit}"
    return f"{_trim(number / 100_000_000, 2)} 亿{unit}"
