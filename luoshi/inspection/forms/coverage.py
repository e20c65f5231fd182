"""What is typed where somebody proposes what should be looked at, and where an office answers?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.inspection.models import Item, ItemUnit, Proposal
from luoshi.inspection.queries import taking
from luoshi.kernel.forms import Plain, words


class ProposeForm(Plain):
    """Why somebody should look there."""

    reason = words(_("理由"), required=True, most=400, help_text=_("写事实：多久没有看、哪里对不上。不写由谁去查。"))


class TakeForm(Plain):
    """Into which item, and how it is chosen there."""

    item = forms.ModelChoiceField(
        label=_("列入哪一项"),
        queryset=Item.objects.none(),
        empty_label=None,
        help_text=_("只能列入还没有批准的事项：批准以后范围锁定。"),
    )
    stream = forms.ChoiceField(label=_("方式"), choices=ItemUnit.STREAMS, initial="must", required=False)
    weight = forms.FloatField(
        label=_("权重"), initial=2, required=False, help_text=_("按风险确定的填 1 至 5，其他方式不用填。")
    )

    def __init__(self, *args: Any, row: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = taking(row)  # type: ignore[attr-defined]
        if row.merges_id:
            del self.fields["stream"], self.fields["weight"]
            self.initial["item"] = row.item_id

    def given(self) -> dict[str, Any]:
        """As the service takes it."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
