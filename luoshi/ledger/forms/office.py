"""What an office sets for its place, and a year of the working-day calendar."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Plain, line
from luoshi.ledger.models import CategorySettings, LightSettings
from luoshi.ledger.services.settings import LIGHTS
from luoshi.org.models import KINDS

ISSUERS = [
    (key, label) for key, label in KINDS if key not in {"place", "enterprise", "enterprise_union", "grassroots_union"}
]


class LightsForm(Plain):
    """Thresholds and limits of a place."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = {field.name: field for field in LightSettings._meta.concrete_fields}
        for name in LIGHTS:
            label = fields[name].verbose_name
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=365)


class CategoryForm(Plain):
    """What holds for one category."""

    name = line(_("名称"), required=True, most=40)
    limit_days = forms.IntegerField(label=_("一般时限"), required=False, min_value=1, max_value=1000)
    urgent_days = forms.IntegerField(label=_("急办时限"), required=False, min_value=1, max_value=1000)
    hard_days = forms.IntegerField(label=_("难办时限"), required=False, min_value=1, max_value=1000)
    limit_kind = forms.ChoiceField(label=_("时限按"), choices=CategorySettings.KINDS)
    receive_days = forms.IntegerField(label=_("签收（工作日）"), min_value=1, max_value=1000)
    feedback_days = forms.IntegerField(label=_("首次反馈（工作日）"), required=False, min_value=1, max_value=1000)
    rhythm = forms.ChoiceField(label=_("反馈频次"), choices=CategorySettings.RHYTHMS)
    report_day = forms.IntegerField(label=_("每月几日前"), required=False, min_value=1, max_value=28)
    ends_by = forms.ChoiceField(label=_("怎样办结"), choices=CategorySettings.ENDS)
    issuers = forms.MultipleChoiceField(
        label=_("可以立项的单位"), choices=ISSUERS, required=False, widget=forms.CheckboxSelectMultiple
    )
    source = line(_("依据"), required=True, help_text=_("哪一份制度、哪一次会议定的；时限的理由会引用这一句。"))


class YearForm(Plain):
    """A file with the days off and the days worked of one year."""

    year = forms.IntegerField(label=_("年份"), min_value=2000, max_value=2099)
    source = line(_("通知文号或来源"), required=True, most=120, help_text=_("如：国办发明电〔2026〕8号。"))
    file = forms.FileField(
        label=_("文件"),
        required=False,
        help_text=_("表格（日期、休或班、名称）、CSV、ics 日历或者 JSON，不超过 1 MB。"),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20_000)
