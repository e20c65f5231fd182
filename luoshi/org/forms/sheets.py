"""What is typed on the pages of an import: what columns and names mean."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Plain


class ColumnsForm(Plain):
    """What each column of a table means: for everything that can be said, which column says it."""

    def __init__(self, *args: Any, columns: Any, shown: Any, meant: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in columns:
            field = forms.ChoiceField(
                label=str(column.label),
                required=column.required,
                choices=[("", _("表中没有")), *shown],
                initial=str(meant[column.key]) if column.key in meant else "",
                error_messages={"required": _("请指明是哪一列。")},
            )
            self.fields[f"c-{column.key}"] = field
        self.known = {f"c-{column.key}" for column in columns if column.required or column.key in meant}

    def guessed(self) -> list[forms.BoundField]:
        """Those that the heads answer, and those that are needed: shown first."""
        return [self[name] for name in self.fields if name in self.known]

    def others(self) -> list[forms.BoundField]:
        """The rest, folded away."""
        return [self[name] for name in self.fields if name not in self.known]

    def meant(self) -> dict[str, int]:
        """Key → column."""
        return {name[2:]: int(at) for name, at in self.cleaned_data.items() if at}


class AliasForm(Plain):
    """Which unit a name in a table means."""

    name = forms.CharField(max_length=120, widget=forms.HiddenInput)
    unit = forms.TypedChoiceField(label=_("对应单位"), coerce=int, error_messages={"required": _("请选择对应单位。")})

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("请选择")), *((unit.pk, unit.name) for unit in units)]  # type: ignore[attr-defined]


class TableForm(Plain):
    """A table to be taken in."""

    file = forms.FileField(
        label=_("表格文件"), help_text=_("支持 .xlsx、.xls、.csv，20 MB 以内。不得上传涉密文件。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.et,.csv"}), allow_empty_file=True,
        error_messages={"required": _("请选择文件。"), "empty": _("文件里没有内容。")},
    )  # fmt: skip
