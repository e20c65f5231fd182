"""What is typed about policies, their provisions, and how these hang together?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Plain, day, line, words
from luoshi.policy.forms.plans import WithText
from luoshi.policy.models.provisions import FIELDS, KINDS, PolicyDocument, Provision
from luoshi.policy.queries.provisions import End

RELATION_CHOICES = [
    ("", _("请选择关系")),
    ("implements:left", _("落实对方的要求")), ("implements:right", _("由对方来落实")),
    ("supports:left", _("支持对方（资金、待遇、条件）")), ("supports:right", _("由对方支持")),
    ("waits_on:left", _("对方办成了才能办")), ("waits_on:right", _("是对方的前提")),
    ("conflicts:left", _("和对方不一致")),
    ("replaces:left", _("代替对方")), ("replaces:right", _("被对方代替")),
]  # fmt: skip


class DocumentForm(Plain):
    """What the register says of a document."""

    title = line(_("文件名称"), required=True)
    number = line(_("文号"), most=60, help_text=_("例如：澜政办发〔2026〕12号"))
    issuer_name = line(_("发文机关"), required=True, most=120)
    field = forms.ChoiceField(
        label=_("领域"), choices=[("", _("请选择领域")), *FIELDS], error_messages={"required": _("请选择领域。")}
    )
    issued_on = day(_("成文日期"), required=True)
    valid_from = day(_("施行日期"))
    valid_to = day(_("失效日期"), help_text=_("长期有效的不填。"))
    replaced_by = forms.ModelChoiceField(
        label=_("由哪个文件代替"), queryset=PolicyDocument.objects.none(), required=False, empty_label=_("没有代替")
    )
    note = line(_("说明"), most=300)

    def __init__(self, *args: Any, others: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if others is not None:
            self.fields["replaced_by"].queryset = others  # type: ignore[attr-defined]


class NewDocumentForm(WithText, DocumentForm):
    """The same, with the text: what it says of itself need not be typed."""

    field_order = ("file", "pasted")

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["replaced_by"]
        self.fields["unit"] = forms.ModelChoiceField(label=_("登记单位"), queryset=units)
        self.fields["pasted"].widget.attrs["rows"] = 6
        for name in ("title", "issuer_name", "issued_on"):
            # taken from the text where there is one; the service asks for what it does not say
            self.fields[name].required = False


class ProvisionForm(Plain):
    """One provision, entered by hand."""

    number = line(_("条款号"), required=True, most=40, help_text=_("照原文写，例如：第五条、二（三）"))
    heading = line(_("标题"), most=120)
    text = words(_("内容"), required=True, rows=5, most=20_000)
    kind = forms.ChoiceField(label=_("类型"), choices=KINDS)

    @classmethod
    def of(cls, row: Provision) -> ProvisionForm:
        """Filled with what stands."""
        return cls(initial={name: getattr(row, name) for name in ("number", "heading", "text", "kind")})


class PasteForm(Plain):
    """Numbered clauses of a text."""

    pasted = words(_("粘贴条款文字"), required=True, rows=6, most=200_000)


class LinkForm(Plain):
    """How a thing hangs together with another that was found by its words."""

    relation = forms.ChoiceField(
        label=_("关系"), choices=RELATION_CHOICES, error_messages={"required": _("请选择关系。")}
    )
    other = forms.ChoiceField(
        label=_("对方"), widget=forms.RadioSelect, error_messages={"required": _("请选择对方。"), "invalid_choice": _("请选择对方。")}
    )  # fmt: skip
    note = line(_("说明"), most=300, help_text=_("不一致的，写明哪里不一致。"))

    def __init__(self, *args: Any, found: Sequence[End], task: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(f"{one.node[0]}:{one.node[1]}", f"{one.sub} {one.label} {one.title}".strip()) for one in found]
        self.fields["other"].choices = rows  # type: ignore[attr-defined]
        if len(rows) == 1:
            self.fields["other"].initial = rows[0][0]
        if task:
            kept = [one for one in RELATION_CHOICES if not one[0].startswith("replaces")]
            self.fields["relation"].choices = kept  # type: ignore[attr-defined]
