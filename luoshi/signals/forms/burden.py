"""What people fill in about burdens: a complaint, its answer, the limits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from luoshi.inspection.rules.plan import Caps
from luoshi.kernel.forms import Plain, line, words
from luoshi.signals.models import OUTCOMES, Sending
from luoshi.signals.queries.limits import DEFAULTS
from luoshi.signals.rules.notices import Limits

LABELS = {
    "days": _("从发出到截止至少（工作日）"), "whole": _("综合性文件不超过（字）"), "special": _("专项文件不超过（字）"),
    "speech": _("讲话不超过（分钟）"), "repeat": _("多少日内两家要同一事项算重复"), "answer": _("负担问题的答复期限（工作日）"),
    "days_between": _("同一单位两次督查至少间隔（日）"), "comprehensive": _("每年综合督查不超过（项）"),
    "random_percent": _("随机抽取不少于（%）"), "risk_most": _("风险权重最高（与 1 之比）"),
    "borrowed_percent": _("从县及以下抽调人员不超过（%）"), "meeting": _("座谈会不超过（人）"),
}  # fmt: skip


class ComplainForm(Plain):
    """What is too much, and about which request."""

    text = words(_("什么太多、希望怎样"), required=True, rows=4)
    about = forms.ModelChoiceField(
        label=_("是哪一项要求（可以不选）"),
        queryset=Sending.objects.none(),
        required=False,
        empty_label=_("不针对某一项"),
    )
    page = line(_("哪个页面"), most=200)
    unnamed = forms.BooleanField(
        label=_("不显示姓名"),
        required=False,
        help_text=_("选中后，受理的办公室只看到单位，本单位看不到这件事；答复只有您本人看得到。"),
    )

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].queryset = rows  # type: ignore[attr-defined]
        self.fields["about"].label_from_instance = lambda row: f"{row.asker.name}：{row.title}"  # type: ignore[attr-defined]


class AnswerForm(Plain):
    """What has been done about it."""

    outcome = forms.ChoiceField(label=_("办理结果"), choices=OUTCOMES, widget=forms.RadioSelect)
    answer = words(_("答复"), required=True, rows=4)


class AgainForm(Plain):
    """What is not settled."""

    note = words(_("还有什么没有解决"), required=True, rows=3, most=1000)


class LimitsForm(Plain):
    """Whole numbers, one for each limit of a set."""

    def __init__(self, limits: Limits | Caps, data: Any = None, *, prefix: str) -> None:
        super().__init__(data, prefix=prefix)
        for name, value in vars(limits).items():
            told = format_lazy(_("默认 {number}"), number=DEFAULTS[name])
            self.fields[name] = forms.IntegerField(
                label=LABELS[name], min_value=0, max_value=10000, initial=value, help_text=told
            )
