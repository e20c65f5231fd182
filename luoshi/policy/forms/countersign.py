"""What is typed when a division's final text is countersigned?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Plain, day, fair_day, line

SIGN_DAYS = 5
"""Working days that the page offers for signing; whoever asks may give more."""


class CountersignDueForm(Plain):
    """By when."""

    due_on = day(_("会签截止"), required=True, initial=fair_day(SIGN_DAYS))


class CountersignForm(Plain):
    """Who signed for the unit, and the sheet."""

    signed_by = line(_("会签人"), required=True, most=40, help_text=_("单位负责人姓名。"))
    signed_on = day(_("会签日期"), required=True)
    scan = forms.FileField(label=_("会签单扫描件"), required=False)
