"""What is handed in with a table of tasks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Plain
from luoshi.ledger.models import Plan


class ImportForm(Plain):
    """The file, and the plan that its tasks belong to."""

    file = forms.FileField(
        label=_("台账文件"), help_text=_("支持 .xlsx、.xls、.csv，20 MB 以内；表头在前 40 行内即可。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.et,.csv"}), allow_empty_file=True,
        error_messages={"required": _("请选择文件。"), "empty": _("文件里没有内容。")},
    )  # fmt: skip
    plan = forms.ModelChoiceField(
        label=_("所属方案"), queryset=Plan.objects.none(), required=False, empty_label=_("不属于任何方案"),
        help_text=_("选了方案，表中“条款”一栏会与方案条款对上。"),
    )  # fmt: skip

    month_end = forms.BooleanField(
        label=_("时限只写到月或年的，按当月、当年最后一日"), required=False,
        help_text=_("如“2026年10月”“2026年12月底前”“2026年底”。不选时逐格指出，由本单位在表中写明。"),
    )  # fmt: skip

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]
