"""What people fill in about a hint."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Plain, day, words
from luoshi.signals.models import DISMISSALS


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


class ListForm(Plain):
    """What the problem is called and in what it consists."""

    title = words(_("问题"), required=True, rows=1, most=120)
    facts = words(_("问题情况"), required=True, rows=4, most=4000)


FORMS: dict[str, type[Plain]] = {
    "ask": AskForm, "explain": ReplyForm, "object": ReplyForm, "dismiss": DismissForm, "confirm": ConfirmForm,
    "hand_on": HandOnForm, "list": ListForm,
}  # fmt: skip
