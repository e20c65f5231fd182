"""What a worker fills in. Few fields, plain words; only the text must be there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.errors import Invalid
from luoshi.kernel.forms import ManyFiles, ManyFilesInput, Plain, line, words
from luoshi.org.models import Unit
from luoshi.voice.models import KINDS, LEVELS, MARKS, THEMES, Survey
from luoshi.voice.services import tickets, writing

MOST_BYTES = 6 * 1024 * 1024


class Unnamed(Plain):
    """A form without a session: it carries a ticket, and the work done on it or the answer to a question."""

    ticket = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    work = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    answer = forms.CharField(required=False, max_length=10)

    used: tickets.Ticket | None = None

    def clean(self) -> dict[str, Any]:
        """Whether the form is ours, and whether it has cost something."""
        given = self.cleaned_data
        self.used = tickets.read(given.get("ticket", ""))
        reason = tickets.refusal(self.used, given.get("work", ""), given.get("answer", ""))
        if reason is not None:
            self.add_error("answer" if self.used else None, str(reason))
        return given


class Pictures(ManyFiles):
    """Up to three pictures, each without what was written beside it."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Cleaned as (kind, bytes)."""
        found: list[UploadedFile[Any]] = super().clean(data, initial)
        if len(found) > writing.MOST_PICTURES:
            raise forms.ValidationError(_("最多传三张图片。"))
        if any((one.size or 0) > MOST_BYTES for one in found):
            raise forms.ValidationError(_("单张图片不超过 6 MB。"))
        try:
            return tuple(writing.clean_picture(one.read()) for one in found)
        except Invalid as error:
            raise forms.ValidationError(str(error)) from None


def pictures() -> Pictures:
    """The field, wherever a worker may show something."""
    return Pictures(
        label=_("照片"),
        required=False,
        widget=ManyFilesInput(attrs={"accept": "image/jpeg,image/png"}),
        help_text=_("最多三张 JPG 或 PNG。照片里的时间、地点、手机型号会自动去掉；画面上的人脸、工牌请自己留意。"),
    )


class WriteForm(Unnamed):
    """反映问题、提建议、说说好的做法、申报首创做法."""

    kind = forms.ChoiceField(label=_("您想"), choices=KINDS, widget=forms.RadioSelect, initial="problem")
    text = words(_("写下来"), required=True, rows=7, most=writing.MOST_TEXT)
    place = forms.ModelChoiceField(label=_("在哪里"), queryset=Unit.objects.none(), empty_label=None)
    theme = forms.ChoiceField(label=_("关于"), choices=THEMES, initial="other", required=False)
    concerned = forms.ModelChoiceField(
        label=_("说的是哪个单位"), queryset=Unit.objects.none(), required=False, empty_label=_("不说明"),
    )  # fmt: skip
    about_office = forms.BooleanField(
        label=_("我说的就是当地产改协调办的工作"), required=False, help_text=_("选上以后，由上一级协调办受理。")
    )
    credit = line(_("首创的班组、车间或者企业"), most=120, help_text=_("只在申报首创做法时填写，推广时署这个名字。"))
    pictures = pictures()
    name = line(_("怎么称呼您"), most=40)
    contact = line(_("电话或者其他联系方式"), most=60)
    advised = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, places: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        self.fields["concerned"].queryset = units  # type: ignore[attr-defined]
        for name in ("text", "name", "contact", "credit"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["text"].widget.attrs["placeholder"] = _("什么事、在哪里、什么时候、希望怎么办。几句话就行。")


class LookForm(Unnamed):
    """查答复: the receipt alone."""

    receipt = line(_("16 位查询码"), required=True, most=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receipt"].widget.attrs.update(
            {
                "autocomplete": "off",
                "inputmode": "numeric",
                "placeholder": "0000 0000 0000 0000",
                "class": "receipt-input",
            }
        )


class AddForm(Unnamed):
    """The reporter adds something, or says what the answer was worth."""

    receipt = forms.CharField(max_length=40, widget=forms.HiddenInput)
    text = words(_("补充"), rows=4, most=writing.MOST_TEXT)
    pictures = pictures()
    mark = forms.ChoiceField(label=_("对答复"), choices=MARKS, required=False, widget=forms.RadioSelect)


class AnswerForm(Unnamed):
    """Three questions."""

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("known", "reached", "content"):
            self.fields[name] = forms.ChoiceField(
                label=getattr(survey, name), choices=LEVELS, widget=forms.RadioSelect,
                error_messages={"required": _("请选一个。")},
            )  # fmt: skip
