"""Which fields and manners do all forms share?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from luoshi.kernel import clock
from luoshi.kernel.errors import Invalid, LuoshiError
from luoshi.kernel.queries import calendar

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


class Plain(forms.Form):
    """A form that can take a service's refusal in: at its fields where it names them, else above them."""

    def refuse(self, error: LuoshiError) -> None:
        """Show why nothing was done, with what was typed kept."""
        named = error.fields if isinstance(error, Invalid) else {}
        for name, reasons in named.items():
            for reason in reasons:
                self.add_error(name if name in self.fields else None, str(reason))
        if not named:
            for reason in error.reasons:
                self.add_error(None, str(reason))


class Leaves(Plain):
    """A form by which something goes out: with the reason why it does against a rule (`kernel.checks`). Drawn by
    ``ui/findings.html`` where one is asked for."""

    despite = forms.CharField(
        label=_("仍要发出的理由"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("理由随文留存，在减负监测中列出。"),
    )  # fmt: skip

    def __iter__(self) -> Iterator[forms.BoundField]:
        """What is drawn of itself: all but the reason."""
        return (one for one in super().__iter__() if one.name != "despite")


class Cells(Plain):
    """A form drawn as one row of a table: the column's head is each control's name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            as_cell(field)


def as_cell(field: forms.Field, name: Any = None) -> forms.Field:
    """Give a control its look and its name for those who do not see the column's head."""
    attrs = field.widget.attrs
    base = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
    if not field.widget.is_hidden and not isinstance(field.widget, forms.CheckboxInput):
        attrs["class"] = f"{base} {attrs.get('class', '')}".strip()
        attrs["aria-label"] = name or field.label
    return field


def day(label: Any, *, required: bool = False, **kwargs: Any) -> forms.DateField:
    """A date, chosen or typed as 2026-06-30."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "w-date"})
    missing = {"invalid": _("不是日期，请写成 2026-06-30。"), "required": _("请写明日期。")}
    # Working days are counted one by one: a slip such as 20266 must not cost millions of steps on every list.
    within = [
        MinValueValidator(EARLIEST, message=_("日期早于 2000 年。")),
        MaxValueValidator(LATEST, message=_("日期晚于 2099 年。")),
    ]
    return forms.DateField(
        label=label, required=required, widget=widget, error_messages=missing, validators=within, **kwargs
    )


def fair_day(working_days: int) -> Callable[[], date]:
    """What a form offers as the day of an answer: so many working days from today, and nobody's weekend."""
    return lambda: calendar().answer_by(clock.today(), working_days)


def words(label: Any, *, required: bool = False, rows: int = 3, most: int = 2000, **kwargs: Any) -> forms.CharField:
    """Some lines of text."""
    needed = {"required": format_lazy(_("请写明{what}。"), what=label)}
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=required, max_length=most, widget=widget, error_messages=needed, **kwargs
    )


def line(label: Any, *, required: bool = False, most: int = 200, **kwargs: Any) -> forms.CharField:
    """One line of text."""
    needed = {"required": format_lazy(_("请写明{what}。"), what=label)}
    return forms.CharField(label=label, required=required, max_length=most, error_messages=needed, **kwargs)


class ManyFilesInput(forms.ClearableFileInput):
    """``<input type=file multiple>``, nothing more."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class ManyFiles(forms.FileField):
    """Any number of files in one control."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Each file cleaned as one."""
        given: Sequence[Any] = data if isinstance(data, list | tuple) else [data]
        found = [super(ManyFiles, self).clean(one, initial) for one in given if one]
        if not found and self.required:
            super().clean(None, initial)
        return found


def lines_of(text: str) -> list[str]:
    """The lines of a field that holds one thing a line."""
    return [part.strip() for part in text.splitlines() if part.strip()]
