"""Outcome indicators: what one means, its values, and which tasks it belongs to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Plain, day, line, words
from luoshi.ledger.models import Indicator
from luoshi.org.models import Unit


def _figure(label: Any, *, required: bool = False) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "w-num"})
    wrong = {"invalid": _("不是数字。"), "required": _("请填数值。")}
    return forms.DecimalField(
        label=label, required=required, max_digits=18, decimal_places=4, widget=widget, error_messages=wrong
    )


class IndicatorForm(Plain):
    """What is measured, from where to where, by whom and from which source."""

    name = line(_("指标名称"), required=True, most=120)
    definition = words(_("口径"), rows=3, help_text=_("怎样统计，包括什么、不包括什么。"))
    owner = forms.ModelChoiceField(label=_("责任单位"), queryset=Unit.objects.none())
    unit_name = line(_("计量单位"), most=20)
    comparator = forms.ChoiceField(label=_("目标方向"), choices=Indicator.COMPARATORS)
    baseline = _figure(_("基期值"))
    baseline_on = day(_("基期"))
    target = _figure(_("目标值"))
    target_on = day(_("目标日期"))
    source = line(_("数据来源"), required=True)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = units  # type: ignore[attr-defined]


class ValueForm(Plain):
    """One value, entered once by the owner."""

    on = day(_("截至日期"), required=True)
    value = _figure(_("数值"), required=True)
    source = line(_("来源"), help_text=_("留空的用指标的数据来源。"))
    note = line(_("更正理由"), help_text=_("更正已填的数值时写明。"))


class LinkForm(Plain):
    """Which indicator shows the effect of a task."""

    indicator = forms.ModelChoiceField(label=_("成效指标"), queryset=Indicator.objects.none())

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = rows  # type: ignore[attr-defined]
