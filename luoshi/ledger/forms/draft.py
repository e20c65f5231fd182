"""A draft task: its facts, standards, targets and nodes, and who bears it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Cells, Plain, day, line, lines_of, words
from luoshi.ledger.models import DUTY_ROLES, Target, Task
from luoshi.org.models import Unit


class DraftForm(Plain):
    """The facts of a draft and its standards."""

    number = line(_("编号"), required=True, most=30)
    title = line(_("任务"), required=True, most=200)
    text = words(_("任务内容"), rows=4, most=4000)
    starts_on = day(_("开始日期"))
    due_on = day(_("完成时限"), help_text=_("最晚的日期；更早的日期写成节点。"))
    review_on = day(_("复核日期"), help_text=_("长期、经常性工作没有时限的，写复核日期。"))
    standards = words(_("达到的标准"), rows=4, help_text=_("一行一条，完成时逐条核验。"))

    @classmethod
    def of(cls, task: Task, standards: Iterable[str]) -> DraftForm:
        """The form as the draft stands."""
        names = ("number", "title", "text", "starts_on", "due_on", "review_on")
        return cls(initial={**{name: getattr(task, name) for name in names}, "standards": "\n".join(standards)})

    def facts(self) -> dict[str, Any]:
        """What `services.edit_task` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "standards"}

    def standard_lines(self) -> list[str]:
        """The standards, one a line."""
        return lines_of(self.cleaned_data["standards"])


class TargetRow(Cells):
    """One figure to be reached; an empty row is none."""

    name = forms.CharField(label=_("指标"), max_length=120, required=False)
    comparator = forms.ChoiceField(label=_("比较"), choices=Target.COMPARATORS, required=False, initial=">=")
    number = forms.DecimalField(
        label=_("目标值"),
        max_digits=18,
        decimal_places=4,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-num"}),
        error_messages={"invalid": _("目标值不是数字。")},
    )
    unit_name = forms.CharField(label=_("计量单位"), max_length=20, required=False)
    start = forms.IntegerField(required=False, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A name needs a figure and the other way round."""
        given = super().clean() or self.cleaned_data
        if given.get("name") and given.get("number") is None and "number" not in self.errors:
            self.add_error("number", _("请写明目标值。"))
        if given.get("number") is not None and not given.get("name"):
            self.add_error("name", _("请写明指标。"))
        return given


class NodeRow(Cells):
    """One dated node; an empty row is none."""

    title = forms.CharField(label=_("节点"), max_length=200, required=False)
    due_on = day(_("日期"))
    weight = forms.IntegerField(
        label=_("权重"),
        min_value=1,
        max_value=100,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-num"}),
        error_messages={"invalid": _("权重是 1 到 100 的整数。")},
    )

    def clean(self) -> dict[str, Any]:
        """A title needs a date and the other way round."""
        given = super().clean() or self.cleaned_data
        if given.get("title") and not given.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("请写明日期。"))
        if given.get("due_on") and not given.get("title"):
            self.add_error("title", _("请写明节点。"))
        return given


TargetRows = forms.formset_factory(TargetRow, extra=2, max_num=40)
NodeRows = forms.formset_factory(NodeRow, extra=2, max_num=40)


class DutyForm(Plain):
    """A unit added to a draft, and as what."""

    unit = forms.ModelChoiceField(
        label=_("单位"), queryset=Unit.objects.none(), error_messages={"required": _("请选择单位。")}
    )
    role = forms.ChoiceField(label=_("职责"), choices=[row for row in DUTY_ROLES if row[0] != "supervising"])
    basis_note = line(_("指定依据"), help_text=_("方案没有写明牵头单位而由本办指定的，注明依据。"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class HolderForm(Plain):
    """The post that bears a duty, and who holds it."""

    post = line(_("岗位"), required=True, most=60)
    person = line(_("姓名"), required=True, most=40)
