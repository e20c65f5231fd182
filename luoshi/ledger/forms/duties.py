"""Receiving, naming a liaison officer, and applying to change the division."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Plain, line, words
from luoshi.org.models import Post, Unit


class LiaisonForm(Plain):
    """An existing post, or a new officer by name and phone."""

    post = forms.ModelChoiceField(
        label=_("联络员"),
        queryset=Post.objects.none(),
        required=False,
        empty_label=_("另行指定（在下面填写）"),
        help_text=_("选了已有岗位的，下面两项不用填写。"),
    )
    name = line(_("姓名"), most=40)
    phone = line(_("电话"), most=30)

    def __init__(
        self, *args: Any, posts: Any, needed: bool = False, labels: dict[int, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.needed = needed
        field: Any = self.fields["post"]
        field.queryset = posts
        field.label_from_instance = lambda post: (labels or {}).get(post.pk, post.name)

    def clean(self) -> dict[str, Any]:
        """Either of the two, where one is needed."""
        given = super().clean() or self.cleaned_data
        if self.needed and not given.get("post") and not given.get("name"):
            self.add_error("name", _("请选择一名联络员，或写明姓名和电话。"))
        if given.get("name") and not given.get("post") and not given.get("phone"):
            self.add_error("phone", _("请写明联络员的电话。"))
        return given


class DivisionForm(Plain):
    """An application to change the division, signed by the unit's head."""

    reason = words(_("申请理由"), required=True, rows=4)
    proposed_unit = forms.ModelChoiceField(
        label=_("建议由哪个单位承担"), queryset=Unit.objects.none(), required=False, empty_label=_("不提出建议")
    )
    signed_by = line(
        _("签字的单位负责人"), required=True, most=40, help_text=_("须由本单位负责人签字；裁定前工作照常进行。")
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposed_unit"].queryset = units  # type: ignore[attr-defined]


class NoteForm(Plain):
    """One reason."""

    note = words(_("理由"), required=True)

    def __init__(self, *args: Any, label: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            field = self.fields["note"]
            field.label = label
            field.error_messages["required"] = format_lazy(_("请写明{what}。"), what=label)
