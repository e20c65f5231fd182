"""What is typed on the pages of papers upward?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import ManyFiles, Plain, day, line, words
from luoshi.org.models import Unit
from luoshi.policy.models import Submission


class SubmissionForm(Plain):
    """A paper as it is drafted."""

    kind = forms.ChoiceField(label=_("文种"), choices=Submission.KINDS, widget=forms.RadioSelect, initial="petition")
    to = forms.ModelChoiceField(
        label=_("上级单位"), queryset=Unit.objects.none(), required=False, empty_label=_("系统外的上级"),
        help_text=_("上级在本系统里的，报送以后由对方登记收到和答复。"),
    )  # fmt: skip
    party = line(_("主送机关"), most=80, help_text=_("上级不在系统里的写这里；请示只写一个。"))
    copied = line(_("抄送"))
    title = line(_("标题"), required=True, help_text=_("例如“关于增加实训基地建设资金的请示”。"))
    text = words(_("正文"), required=True, rows=12, most=20_000)

    def __init__(self, *args: Any, above: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in above])  # type: ignore[attr-defined]


class SignSubmissionForm(Plain):
    """Who signed it, and the sheet."""

    signed_by = line(_("签发人"), required=True, most=40)
    signed_on = day(_("签发日期"), required=True)
    scan = forms.FileField(label=_("签批单扫描件"), required=False)


class AnswerSubmissionForm(Plain):
    """What came back."""

    answer_kind = forms.ChoiceField(
        label=_("答复"), choices=Submission.ANSWERS, widget=forms.RadioSelect, initial="reply"
    )
    answered_by = line(_("批复机关或者批示人"), required=True, most=80)
    answer_number = line(_("批复文号"), most=60, help_text=_("批复须有文号；领导批示没有的不填。"))
    answered_on = day(_("答复日期"), required=True)
    answer = words(_("答复内容"), required=True, rows=4, most=4000)
    scans = ManyFiles(label=_("扫描件"), required=False)


class RegisterForm(Plain):
    """Who is to carry an instruction out."""

    lead = forms.ModelChoiceField(
        label=_("牵头单位"), queryset=Unit.objects.none(), error_messages={"required": _("请选择牵头单位。")}
    )
    due_on = day(_("完成时限"), help_text=_("不写的，按领导批示的默认时限。"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = units  # type: ignore[attr-defined]
