"""Applying for completion, and verifying it standard by standard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.kernel.forms import ManyFiles, Plain, line, words
from luoshi.ledger.models import ENDINGS, Check, Standard


class CompletionForm(Plain):
    """How the task ends, what was done, and how each standard was met."""

    ending = forms.ChoiceField(
        label=_("完成方式"),
        choices=ENDINGS,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择完成方式。")},
    )
    statement = words(_("完成情况说明"), required=True, rows=5, most=4000)
    evidence = ManyFiles(label=_("佐证材料"), required=False, help_text=_("可一次选择多个文件。"))

    def __init__(self, *args: Any, standards: Sequence[Standard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standards = standards
        for standard in standards:
            self.fields[f"claim-{standard.pk}"] = words(standard.text, rows=2)

    def claims(self) -> dict[int, str]:
        """standard id → how it was met."""
        return {one.pk: self.cleaned_data[f"claim-{one.pk}"] for one in self.standards}

    def claim_fields(self) -> Iterator[BoundField]:
        """One field per standard."""
        for one in self.standards:
            yield self[f"claim-{one.pk}"]


class VerificationForm(Plain):
    """The verifier's answer on each standard."""

    leader = line(_("呈报的领导"), most=40)
    note = words(_("核验意见"), help_text=_("退回时必填，写明哪一条没有达到、须补什么。"))

    def __init__(self, *args: Any, checks: Sequence[Check], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checks = checks
        for check in checks:
            self.fields[f"met-{check.standard_id}"] = forms.ChoiceField(
                label=check.standard.text,
                required=False,
                widget=forms.RadioSelect,
                choices=[("yes", pgettext_lazy("verdict", "达到")), ("no", pgettext_lazy("verdict", "没有达到"))],
            )
            self.fields[f"remark-{check.standard_id}"] = forms.CharField(
                label=_("说明"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
            )

    def answers(self) -> dict[int, tuple[bool, str]]:
        """standard id → (met, remark)."""
        given = self.cleaned_data
        return {
            one.standard_id: (given[f"met-{one.standard_id}"] == "yes", given[f"remark-{one.standard_id}"])
            for one in self.checks
        }

    def lines(self) -> Iterator[tuple[Check, BoundField, BoundField]]:
        """Each standard's check with its two fields."""
        for one in self.checks:
            yield one, self[f"met-{one.standard_id}"], self[f"remark-{one.standard_id}"]
