"""A shared resource as its unit describes it, and a booking."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Plain, day, line
from luoshi.ledger.models import Task
from luoshi.org.models import Post, Unit
from luoshi.policy.models import RESOURCE_KINDS, SHARED_WITH


def _count(label: Any, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=1, max_value=1_000_000, widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-num"}),
        error_messages={
            "invalid": _("不是整数。"), "required": _("请写明人数。"), "min_value": _("至少 1 人。"), "max_value": _("数值超出可以填写的范围。"),
        },
        **kwargs,
    )  # fmt: skip


class ResourceTableForm(Plain):
    """A table of resources."""

    file = forms.FileField(
        label=_("表格文件"), help_text=_("支持 .xlsx、.xls、.csv，20 MB 以内。不得上传涉密文件。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.et,.csv"}), allow_empty_file=True,
        error_messages={"required": _("请选择文件。"), "empty": _("文件里没有内容。")},
    )  # fmt: skip


class ResourceForm(Plain):
    """What is offered, where, to whom and on what terms."""

    unit = forms.ModelChoiceField(label=_("所属单位"), queryset=Unit.objects.none())
    kind = forms.ChoiceField(label=_("类别"), choices=RESOURCE_KINDS, widget=forms.RadioSelect, initial="base")
    name = line(_("名称"), required=True, most=80)
    field = line(_("专业方向"), required=True, most=80, help_text=_("例如“数控加工、焊接”。"))
    place = line(_("地点"), most=120)
    capacity = _count(_("每天可接待人数"), help_text=_("师资填一个班次最多人数，课程填一期最多人数。"))
    single = forms.BooleanField(
        label=_("一次只接待一个单位"),
        required=False,
        help_text=_("师资一般选上；选上后，同一天不论人数只接待一个单位。"),
    )
    contact = forms.ModelChoiceField(
        label=_("联系岗位"), queryset=Post.objects.none(), required=False, empty_label=_("不写")
    )
    conditions = line(_("使用条件"), most=300)
    cost = line(_("费用"), most=120, help_text=_("不收费的写“免费”。"))
    shared_with = forms.ChoiceField(label=_("共享范围"), choices=SHARED_WITH, widget=forms.RadioSelect, initial="below")

    def __init__(self, *args: Any, units: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["contact"].queryset = posts  # type: ignore[attr-defined]
        self.fields["contact"].label_from_instance = lambda post: f"{post.unit.name} {post.name}"  # type: ignore[attr-defined]


class BookForm(Plain):
    """When, for how many, to what end."""

    starts_on = day(_("开始日期"), required=True)
    ends_on = day(_("结束日期"), required=True)
    people = _count(_("人数"))
    purpose = line(_("用途"), required=True)
    task = forms.ModelChoiceField(
        label=_("对应任务"), queryset=Task.objects.none(), required=False, empty_label=_("不对应任务")
    )

    def __init__(self, *args: Any, tasks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].queryset = tasks  # type: ignore[attr-defined]
