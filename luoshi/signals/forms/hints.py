"""What people fill in about a hint."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Plain, day, words
from luoshi.signals.models import DISMISSALS
from luoshi.signals.queries.thresholds import Kept


class AskForm(Plain):
    """Until when the unit is asked to reply."""

    reply_by = day(_("请于何日前说明"), required=True)


class ReplyForm(Plain):
    """What the unit says to it."""

    reply = words(_("情况说明"), required=True, rows=4, most=4000)


class DismissForm(Plain):
    """Why it is nothing."""

    dismissal = forms.ChoiceField(label=_("排除的原因"), choices=DISMISSALS)
    verdict = words(_("核实意见"), required=True, rows=3)


class ConfirmForm(Plain):
    """What was found out."""

    verdict = words(_("核实意见"), required=True, rows=3)


class HandOnForm(Plain):
    """To whom it goes."""

    handed_to = words(_("转交何处"), required=True, rows=1, most=120)


class StopForm(Plain):
    """Why a rule is stopped."""

    reason = words(_("停用的理由"), required=True, rows=2, most=200)


class ThresholdsForm(Plain):
    """From where on a rule speaks, each within its bounds, and why."""

    def __init__(self, kept: Kept, data: Any = None) -> None:
        super().__init__(data)
        for one, value in kept.values:
            told = format_lazy(
                _("默认 {usual}{unit}，可以设为 {least} 至 {most}"),
                usual=one.usual,
                unit=one.unit,
                least=one.least,
                most=one.most,
            )
            self.fields[one.name] = forms.IntegerField(
                label=format_lazy(_("{label}（{unit}）"), label=one.label, unit=one.unit), min_value=one.least, max_value=one.most,
                initial=value, help_text=told,
            )  # fmt: skip
        self.fields["reason"] = words(_("调整的理由"), required=True, rows=2, most=200)

    @property
    def values(self) -> dict[str, int]:
        """The thresholds without the reason."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


class ListForm(Plain):
    """What the problem is called and in what it consists."""

    title = words(_("问题"), required=True, rows=1, most=120)
    facts = words(_("问题情况"), required=True, rows=4, most=4000)


FORMS: dict[str, type[Plain]] = {
    "ask": AskForm, "explain": ReplyForm, "object": ReplyForm, "dismiss": DismissForm, "confirm": ConfirmForm,
    "hand_on": HandOnForm, "list": ListForm,
}  # fmt: skip
