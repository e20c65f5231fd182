"""What is typed on the room's pages?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Plain, day, line, lines_of, words
from luoshi.org.models import KINDS, Unit
from luoshi.policy.queries import Card
from luoshi.policy.services import Corrections


class ImportForm(Plain):
    """A file, or pasted text."""

    file = forms.FileField(label=_("方案文件"), required=False, help_text=_("支持 .txt、.docx、.xlsx。"))
    pasted = forms.CharField(
        label=_("或者粘贴文字"), required=False, max_length=2_000_000, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        given = super().clean() or self.cleaned_data
        if not self.errors and not given.get("file") and not (given.get("pasted") or "").strip():
            self.add_error("file", _("请选择文件，或者粘贴文字。"))
        return given


class CardForm(Plain):
    """The corrections of one task."""

    title = line(_("任务"), required=True)
    lead = forms.ModelChoiceField(label=_("牵头单位"), queryset=Unit.objects.none(), empty_label=_("请选择"))
    lead_basis = line(_("指定牵头单位的依据"), help_text=_("原文没有写明牵头单位时填写。"))
    supports = forms.ModelMultipleChoiceField(
        label=_("配合单位"), queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    due_on = day(_("完成时限"))
    review_on = day(_("复核日期"), help_text=_("长期坚持、每年开展的任务填写。"))
    standards = words(_("达到的标准"), rows=3, help_text=_("一行一条，完成时逐条核验。"))

    def __init__(self, *args: Any, card: Card, units: Any, **kwargs: Any) -> None:
        lead = card.lead
        kwargs.setdefault(
            "initial",
            {
                "title": card.task.title,
                "lead": lead.unit_id if lead else None,
                "lead_basis": lead.basis_note if lead else "",
                "supports": [duty.unit_id for duty in card.helpers],
                "due_on": card.task.due_on,
                "review_on": card.task.review_on,
                "standards": "\n".join(card.standards),
            },
        )
        super().__init__(*args, **kwargs)
        for name in ("lead", "supports"):
            self.fields[name].queryset = units  # type: ignore[attr-defined]

    def corrections(self) -> Corrections:
        """What was confirmed."""
        given = self.cleaned_data
        return Corrections(
            title=given["title"],
            due_on=given["due_on"],
            review_on=given["review_on"],
            standards=lines_of(given["standards"]),
            lead=given["lead"],
            supports=list(given["supports"]),
            lead_basis=given["lead_basis"],
        )


class MapForm(Plain):
    """Which unit a name means: one of the list, or a new one."""

    name = forms.CharField(max_length=300, widget=forms.HiddenInput)
    unit = forms.ModelChoiceField(label=_("对应单位"), queryset=Unit.objects.none(), required=False, empty_label=_("请选择"))
    unit_name = line(_("新单位全称"), most=120)
    kind = forms.ChoiceField(
        label=_("类型"), required=False, choices=[pair for pair in KINDS if pair[0] in {"party", "department", "union"}]
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Either of the two."""
        given = super().clean() or self.cleaned_data
        if not given.get("unit") and not given.get("unit_name"):
            self.add_error("unit", _("请选择对应单位，或写明新单位的全称。"))
        return given


class DueForm(Plain):
    """By when opinions are asked for."""

    due_on = day(_("反馈截止日期"), required=True)


class AnswerForm(Plain):
    """A unit's answer on one draft duty."""

    text = words(_("意见"), rows=3, help_text=_("不同意或需要修改的，请写明修改建议和理由。"))
    post_name = line(_("责任岗位"), most=60)
    person_name = line(_("具体责任人"), most=40)


class RulingForm(Plain):
    """Whether an opinion was adopted, and why."""

    note = words(_("采纳情况说明"), required=True, rows=2)


class NoteForm(Plain):
    """One reason."""

    note = words(_("理由"), required=True, rows=2)


class ApprovalForm(Plain):
    """The document that orders the division."""

    title = line(_("印发文件名称"), required=True)
    number = line(_("文号"), required=True, most=60, help_text=_("例如：澜产改〔2026〕6号"))
    ordered_on = day(_("印发日期"), required=True)
    approved_by = line(_("签发人"), required=True, most=40)
