"""What is typed on the pages of the plan?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.inspection.models import Item, ItemUnit
from luoshi.inspection.queries import tasks_called
from luoshi.kernel.actor import Actor
from luoshi.kernel.forms import Plain, day, line, lines_of, words
from luoshi.kernel.say import say
from luoshi.ledger.models import Task
from luoshi.org.models import Unit


class ItemForm(Plain):
    """An item of the plan, before it is approved."""

    kind = forms.ChoiceField(label=_("类别"), choices=Item.KINDS, initial="special")
    name = line(_("名称"), required=True, most=120)
    theme = line(_("主题"), required=True, most=60, help_text=_("同一主题的事项一年只安排一次，各单位的合并进行。"))
    content = words(_("督查内容"), required=True, rows=4, help_text=_("通知按此发出，发出前按“八不得”核对。"))
    range_text = line(_("范围"), required=True)
    grounds = line(_("依据"), required=True)
    phase = line(_("阶段"), most=40)
    starts_on = day(_("开始日期"), required=True)
    ends_on = day(_("结束日期"), required=True)
    level_reason = line(_("督查到下两级以下的理由"), help_text=_("一般只督查下一级。"))
    unannounced = forms.BooleanField(label=_("不打招呼（四不两直）"), required=False)


class ObjectsForm(Plain):
    """Units that an item looks at."""

    units = forms.ModelMultipleChoiceField(
        label=_("督察对象"),
        queryset=Unit.objects.none(),
        error_messages={"required": _("请选择单位。")},
        widget=forms.SelectMultiple(attrs={"size": 10}),
    )
    stream = forms.ChoiceField(label=_("方式"), choices=ItemUnit.STREAMS, initial="random")
    weight = forms.FloatField(label=_("权重"), initial=1, required=False, help_text=_("按风险确定的填 1 至 5。"))
    reason = line(_("理由"))
    tasks = words(_("要看的任务"), rows=2, help_text=_("填台账编号，一行一个；督察时对照这些任务录入实际进展。"))

    def __init__(self, *args: Any, units: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["units"].queryset = units  # type: ignore[attr-defined]

    def clean_weight(self) -> float:
        """Without a weight, one like all others."""
        return float(self.cleaned_data["weight"] or 1)

    def clean_tasks(self) -> list[Task]:
        """Tasks by their numbers, each of them known."""
        numbers = lines_of(self.cleaned_data["tasks"])
        found = tasks_called(self.actor, numbers)
        if missing := [one for one in numbers if one not in {task.number for task in found}]:
            raise forms.ValidationError(str(say("台账里没有找到：{numbers}", numbers=missing)))
        return found


class ApproveForm(Plain):
    """The approval as it stands on paper."""

    basis = forms.ChoiceField(label=_("批准依据"), choices=Item.BASES[:2])
    number = line(_("年度计划编号或者批准文号"), required=True, most=60)
    approved_on = day(_("批准日期"), required=True)
    approved_by = line(_("批准机关"), required=True, most=80)
    scan = forms.FileField(label=_("批准件扫描件"), required=False)


class NoteForm(Plain):
    """Why."""

    note = words(_("理由"), required=True, most=200)


class MergeForm(Plain):
    """Into which item."""

    merged_into = forms.ModelChoiceField(label=_("并入哪一项"), queryset=Item.objects.none(), empty_label=None)

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["merged_into"].queryset = items  # type: ignore[attr-defined]
