"""A budget line, and which task it pays for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Plain, line
from luoshi.ledger.models import Task
from luoshi.org.models import Unit
from luoshi.policy.models.funds import SOURCES


def _amount(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=18, decimal_places=6, initial=0,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-num"}),
        error_messages={
            "invalid": _("不是数字。"), "required": _("没有的填 0。"), "max_decimal_places": _("金额最多精确到分，即小数点后六位。"),
            "max_whole_digits": _("数值超出可以填写的范围。"), "max_digits": _("数值超出可以填写的范围。"),
        },
    )  # fmt: skip


class FundForm(Plain):
    """Amounts in 万元."""

    unit = forms.ModelChoiceField(label=_("主管单位"), queryset=Unit.objects.none())
    year = forms.IntegerField(
        label=_("年度"), min_value=2000, max_value=2099, widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-num"}),
        error_messages={"invalid": _("不是年份。")},
    )  # fmt: skip
    purpose = line(
        _("用途"),
        required=True,
        most=80,
        help_text=_("写清办什么事，例如“新型学徒培训补贴”。相同用途用同一个说法，才看得出重复。"),
    )
    beneficiary = line(_("受益对象"), required=True, most=60, help_text=_("给谁用，例如“企业新型学徒”。"))
    source = forms.ChoiceField(label=_("资金来源"), choices=SOURCES)
    source_name = line(_("资金名称"), most=80, help_text=_("例如“职业技能提升行动专账资金”。"))
    wanted = _amount(_("需求（万元）"))
    allocated = _amount(_("已安排（万元）"))
    paid = _amount(_("已支付（万元）"))
    pool = line(_("统筹账户"), most=60, help_text=_("几个单位的资金统筹使用的，填同一个账户名称。"))
    note = line(_("说明"), most=300)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class FundTaskForm(Plain):
    """Which task a line pays for."""

    task = forms.ModelChoiceField(label=_("任务"), queryset=Task.objects.none())

    def __init__(self, *args: Any, tasks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].queryset = tasks  # type: ignore[attr-defined]


class RemoveForm(Plain):
    """Why a line should not stand there."""

    note = line(_("删除的理由"), required=True, most=300)
