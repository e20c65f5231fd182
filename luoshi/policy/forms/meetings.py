"""What is typed on the pages of matters and meetings?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import ManyFiles, Plain, as_cell, day, line, words
from luoshi.org.models import Unit
from luoshi.policy.models import Attendance, Meeting, ThreadPaper


class BringForm(Plain):
    """A matter, as who brings it words it."""

    subject = line(_("议题"), required=True)
    asked = words(_("提请议定的事项"), required=True, rows=5, most=4000)


class ItemForm(BringForm):
    """The same with what the office proposes, which only the office writes."""

    advice = words(
        _("办公室预案"), rows=5, most=4000, help_text=_("会前与有关单位沟通的情况和建议方案，发出议程后参会单位可见。")
    )

    def __init__(self, *args: Any, host: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not host:
            del self.fields["advice"]


class ListForm(Plain):
    """Which meeting a matter goes to."""

    meeting = forms.ModelChoiceField(
        label=_("会议"),
        queryset=Meeting.objects.none(),
        empty_label=None,
        error_messages={"required": _("请选择会议。")},
    )

    def __init__(self, *args: Any, meetings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]


def clock_time() -> forms.TimeField:
    """When it begins."""
    return forms.TimeField(
        label=_("时间"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "w-date"}),
        error_messages={"invalid": _("不是时间，请写成 09:30。")},
    )  # fmt: skip


class EditMeetingForm(Plain):
    """When, where and who presides."""

    name = line(_("会议名称"), required=True, most=120)
    held_on = day(_("会议日期"), required=True)
    starts_at = clock_time()
    place = line(_("地点"), most=120)
    chair = line(_("主持人"), most=60)
    notice = words(
        _("参会要求"),
        most=2000,
        help_text=_("谁来参加、带什么材料；发出议程时一并告知参会单位，发出前按减负规定核对。"),
    )


class MeetingForm(Plain):
    """The next meeting of the body's series; its name follows from kind, year and number."""

    kind = forms.ChoiceField(label=_("会议类型"), choices=Meeting.KINDS, initial="topic", widget=forms.RadioSelect)
    held_on = day(_("会议日期"), required=True)
    starts_at = clock_time()
    place = line(_("地点"), most=120)
    chair = line(_("主持人"), most=60)
    whole = forms.BooleanField(
        label=_("成员单位全部参加"), required=False, help_text=_("不选的，只请议题涉及的单位，列入议程时自动加入。")
    )


class CollectForm(Plain):
    """By when matters are to be brought."""

    collect_by = day(_("议题征集截止"), required=True)


class SignForm(Plain):
    """The minutes as they were signed."""

    number = line(_("纪要文号"), required=True, most=60)
    signed_on = day(_("签发日期"), required=True)
    signed_by = line(_("签发人"), required=True, most=40)
    scan = forms.FileField(label=_("签发件扫描件"), required=False)


class UnitsForm(Plain):
    """More units to call."""

    units = forms.ModelMultipleChoiceField(
        label=_("增加参会单位"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请选择单位。")},
    )  # fmt: skip

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]


class AttendanceForm(Plain):
    """Who came: a line for every unit called."""

    def __init__(self, *args: Any, seats: Iterable[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = list(seats)
        for seat in self.seats:
            came = forms.ChoiceField(
                label=_("到会情况"), choices=Attendance.STATES, required=False, initial=seat.came or "present"
            )
            self.fields[f"came_{seat.pk}"] = as_cell(came)
            self.fields[f"person_{seat.pk}"] = as_cell(line(_("参会人"), most=60, initial=seat.person))

    def rows(self) -> list[tuple[Attendance, Any, Any]]:
        """(seat, whether it came, who) as the table draws them."""
        return [(seat, self[f"came_{seat.pk}"], self[f"person_{seat.pk}"]) for seat in self.seats]

    def came(self) -> dict[int, tuple[str, str]]:
        """As the service takes it."""
        given = self.cleaned_data
        return {seat.pk: (given[f"came_{seat.pk}"], given[f"person_{seat.pk}"]) for seat in self.seats}


class DecideForm(Plain):
    """One thing that was decided: who does what by when."""

    text = words(_("议定事项"), required=True, rows=3, most=4000)
    lead = forms.ModelChoiceField(
        label=_("牵头单位"), queryset=Unit.objects.none(), required=False, empty_label=_("不定牵头单位")
    )
    supports = forms.ModelMultipleChoiceField(
        label=_("配合单位"), queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    due_on = day(_("完成时限"), help_text=_("不写的，按会议议定事项的默认时限。"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("lead", "supports"):
            self.fields[name].queryset = units  # type: ignore[attr-defined]


class PaperForm(Plain):
    """A 请示, 报告, 专报 or an instruction on the thread."""

    kind = forms.ChoiceField(label=_("文种"), choices=ThreadPaper.KINDS, widget=forms.RadioSelect, initial="petition")
    party = line(_("主送或批示人"), required=True, most=80)
    number = line(_("文号"), most=60)
    dated_on = day(_("日期"), required=True)
    text = words(_("内容"), required=True, rows=3, most=4000)
    scans = ManyFiles(label=_("扫描件"), required=False)
