"""What is typed about findings and coverage?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Plain, words


class VerdictForm(Plain):
    """What is said to a finding; which moves need it, the workflow says."""

    note = words(_("理由"), rows=3)


class UptakeForm(Plain):
    """An office's word on one upper task or clause of two plans."""

    upper = forms.IntegerField(min_value=1)
    lower = forms.IntegerField(min_value=1)
    task = forms.IntegerField(required=False, min_value=1)
    clause = forms.IntegerField(required=False, min_value=1)
    reason = words(_("理由"), rows=2)
