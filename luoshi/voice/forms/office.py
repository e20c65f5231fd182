"""What those who deal with workers' words fill in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Plain, day, line, words
from luoshi.org.models import Unit
from luoshi.voice.models import KINDS, THEMES, Survey, VoiceSettings
from luoshi.voice.queries.settings import DAYS


def _units(field: forms.Field, units: Sequence[Unit]) -> None:
    """Let these be chosen, in this order."""
    field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])  # type: ignore[attr-defined]
    field.choices = [("", _("请选择")), *((unit.pk, unit.name) for unit in units)]  # type: ignore[attr-defined]


class HandlerForm(Plain):
    """To whom a case is given."""

    handler = forms.ModelChoiceField(label=_("办理单位"), queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _units(self.fields["handler"], units)


class RouteForm(HandlerForm):
    """And by when it is answered."""

    due = day(_("答复期限"))


class TextForm(Plain):
    """What is said to the reporter."""

    text = words(
        _("写给反映人"),
        required=True,
        rows=5,
        most=4000,
        help_text=_("反映人凭查询码看得到，请用平常话；不要写单位内部的情况。"),
    )


class ReasonForm(Plain):
    """Why."""

    reason = line(_("理由"), required=True, most=500)


class AdoptForm(Plain):
    """A practice as it is taken up, and under whose name."""

    title = line(_("做法的名称"), required=True, most=120)
    gist = words(_("做法要点"), required=True, rows=4, most=2000, help_text=_("登录的单位都看得到；不要写是谁申报的。"))
    credit = line(
        _("首创单位（班组、车间、企业）"), required=True, most=120, help_text=_("照申报的写，推广时署这个名字。")
    )


class DaysForm(Plain):
    """How soon the place answers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in DAYS:
            column: Any = VoiceSettings._meta.get_field(name)
            self.fields[name] = forms.IntegerField(label=column.verbose_name, min_value=1, max_value=1000)


class CorrectForm(Plain):
    """What it is, and whom it is about."""

    kind = forms.ChoiceField(label=_("类别"), choices=KINDS)
    theme = forms.ChoiceField(label=_("主题"), choices=THEMES)
    concerned = forms.ModelChoiceField(label=_("涉及单位"), queryset=Unit.objects.none(), required=False)

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _units(self.fields["concerned"], units)


class HandInForm(Plain):
    """代职工转报: what workers have told a unit with a log-in."""

    kind = forms.ChoiceField(label=_("类别"), choices=KINDS, widget=forms.RadioSelect, initial="suggestion")
    text = words(_("职工说的"), required=True, rows=6, most=4000, help_text=_("照职工的话写；不要写是谁说的。"))
    theme = forms.ChoiceField(label=_("主题"), choices=THEMES, initial="other")
    credit = line(_("首创的班组、车间或者企业"), most=120)


class EntranceForm(Plain):
    """A link for one task, or for the office's own place."""

    title = line(
        _("给职工看的名称"), required=True, most=120, help_text=_("会公开在二维码旁边和页面上，不要写文号和内部提法。")
    )


class SurveyForm(Plain):
    """Three questions on one task, until a date."""

    title = line(
        _("给职工看的名称"), required=True, most=120, help_text=_("会公开在二维码旁边和页面上，不要写文号和内部提法。")
    )
    known = line(_("第一问：知不知道"), required=True, most=80)
    reached = line(_("第二问：用没用上"), required=True, most=80)
    content = line(_("第三问：满不满意"), required=True, most=80)
    closes_on = day(_("截止日期"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            **dict(zip(("known", "reached", "content"), map(str, Survey.QUESTIONS), strict=True)), **(kwargs.get("initial") or {}),
        }  # fmt: skip
        super().__init__(*args, **kwargs)


class NoteForm(Plain):
    """调研记录."""

    question = line(_("调研的问题"), required=True, most=200)
    went_on = day(_("调研日期"), required=True)
    places = line(_("去了哪里"), required=True, most=300, help_text=_("到企业调研须先经同意，不打分、不下指令。"))
    talked = forms.IntegerField(
        label=_("访谈人数"), min_value=0, max_value=9999, initial=0, help_text=_("只记人数，不记姓名。")
    )
    found = words(_("看到和听到的"), required=True, rows=6, most=4000)
    remedies = words(_("建议怎么办"), required=True, rows=4, most=4000)
