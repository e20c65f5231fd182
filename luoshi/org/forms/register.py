"""What is typed of units: their entries, changes by document, bodies, tags."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel import clock
from luoshi.kernel.forms import Plain, day, line
from luoshi.org.models import KINDS, Post, Tag, Unit
from luoshi.org.models.units import BODY_KINDS, INDUSTRIES


class UnitForm(Plain):
    """A unit's entry."""

    short_name = line(_("简称"), most=40)
    kind = forms.ChoiceField(label=_("类型"), choices=KINDS)
    region_code = forms.RegexField(
        r"^[0-9]{6,12}$", label=_("行政区划代码"), required=False, help_text=_("6 至 12 位数字，如 330106。"),
        error_messages={"invalid": _("区划代码是 6 至 12 位数字。")},
    )  # fmt: skip
    industry = forms.ChoiceField(label=_("行业"), choices=[("", _("不分行业")), *INDUSTRIES], required=False)
    tags = forms.ModelMultipleChoiceField(
        label=_("标签"), queryset=Tag.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    basis = line(_("认定依据"), most=120, help_text=_("新加标签的依据，如名单文号。"))

    def __init__(self, *args: Any, tags: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"].queryset = tags  # type: ignore[attr-defined]


class ChangeForm(Plain):
    """A change by document; which fields are needed the kind says."""

    name = line(_("新名称"), most=120)
    short_name = line(_("新简称"), most=40)
    other = forms.ModelChoiceField(
        label=_("单位"), queryset=Unit.objects.none(), required=False, empty_label=_("请选择")
    )
    title = line(_("依据文件"), required=True, most=200)
    number = line(_("文号"), required=True, most=60)
    on = day(_("生效日期"), required=True)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        field: Any = self.fields["other"]
        field.queryset = others
        field.label = _("改属") if kind == "move" else _("并入")
        for name in ("name", "short_name") if kind != "rename" else ("other",):
            del self.fields[name]
        if kind == "abolish":
            del self.fields["other"]
        self.fields["on"].initial = clock.today().isoformat()

    def clean(self) -> dict[str, Any]:
        """The one thing that the kind needs."""
        given = super().clean() or self.cleaned_data
        if "name" in self.fields and not given.get("name"):
            self.add_error("name", _("请写明新名称。"))
        if "other" in self.fields and not given.get("other"):
            self.add_error("other", _("请选择单位。"))
        return given


class BodyForm(Plain):
    """A coordination body's entry and its members."""

    name = line(_("名称"), required=True, most=120)
    kind = forms.ChoiceField(label=_("形式"), choices=BODY_KINDS)
    head_title = line(_("负责人称谓"), required=True, most=20, help_text=_("如：组长、召集人。"))
    head = forms.ModelChoiceField(
        label=_("负责人岗位"), queryset=Post.objects.none(), required=False, empty_label=_("未登记")
    )
    code = line(_("机关代字"), most=20)
    members = forms.ModelMultipleChoiceField(
        label=_("成员单位"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, heads: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["head"].queryset = heads  # type: ignore[attr-defined]
        self.fields["members"].queryset = units  # type: ignore[attr-defined]


class TagForm(Plain):
    """A tag of one's own."""

    name = line(_("标签"), required=True, most=30)
    note = line(_("说明"), most=200)
