"""What is planned ahead: a node more, a draft's dates, a task that another waits on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Plain, day, line
from luoshi.ledger.models import Task


class DatesForm(Plain):
    """The dates of a draft; one of them may be open still."""

    starts_on = day(_("开始日期"))
    due_on = day(_("完成时限"))

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = getattr(task, name) is not None


class MilestoneForm(Plain):
    """A node by title and date, or one at each quarter's end."""

    title = line(_("节点"), help_text=_("例如：印发实施办法、完成首批评审。"))
    due_on = day(_("日期"))
    weight = forms.IntegerField(
        label=_("权重"), min_value=1, max_value=100, initial=1, help_text=_("节点之间的相对分量，一般填 1。")
    )
    quarters = forms.BooleanField(label=_("按季度设节点：起止日期之间每个季度末一个"), required=False)

    def clean(self) -> dict[str, Any]:
        """Either the quarters, or a title with its date."""
        given = super().clean() or self.cleaned_data
        if not given.get("quarters"):
            for name, missing in (("title", _("请写明节点。")), ("due_on", _("请写明日期。"))):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, missing)
        return given


class WaitForm(Plain):
    """Which task has to be done first."""

    before = forms.ModelChoiceField(label=_("等待哪一项"), queryset=Task.objects.none(), empty_label=_("请选择"))

    def __init__(self, *args: Any, tasks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["before"].queryset = tasks  # type: ignore[attr-defined]
