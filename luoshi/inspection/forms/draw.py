"""What is typed on the pages of the draw and the register?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.inspection.models import Target, TeamMember, Tie
from luoshi.kernel.forms import Plain, day, line, lines_of, words
from luoshi.org.models import Unit


class PrepareForm(Plain):
    """How many are drawn, and where the witness's value will come from."""

    sample = forms.IntegerField(
        label=_("随机抽取的对象数"),
        min_value=0,
        max_value=1000,
        initial=1,
        help_text=_("应查的全部列入，不占这个数；只查应查的，填 0。"),
    )
    team = forms.IntegerField(label=_("每组人数"), min_value=2, max_value=20, initial=2)
    source = line(
        _("见证值的来源"), required=True, help_text=_("抽取当场才知道的：某一期开奖号码、掷骰、见证人写的数。")
    )


class WitnessForm(Plain):
    """What the witness gave."""

    witness = line(_("见证值"), required=True)
    witness_name = line(_("见证人"), required=True, most=60)


class ReasonForm(Plain):
    """Why the next one takes the turn."""

    reason = line(_("理由"), required=True)


class InspectorForm(Plain):
    """Somebody for the register."""

    name = line(_("姓名"), required=True, most=60)
    employer = forms.ModelChoiceField(label=_("所在单位"), queryset=Unit.objects.none())
    title = line(_("职务"), most=60)
    skills = words(_("专长"), rows=2, help_text=_("一行一项。"))
    leads = forms.BooleanField(label=_("可任组长"), required=False)
    trained_on = day(_("培训日期"))
    tie_kind = forms.ChoiceField(label=_("须回避的关系"), choices=[("", _("没有")), *Tie.KINDS], required=False)
    tie_unit = forms.ModelChoiceField(label=_("须回避的单位或者地方"), queryset=Unit.objects.none(), required=False)
    left_on = day(_("离任日期"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("employer", "tie_unit"):
            self.fields[name].queryset = units  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """As the service takes it."""
        data = dict(self.cleaned_data)
        tie = (data.pop("tie_kind"), data.pop("tie_unit"), data.pop("left_on"))
        return {**data, "skills": lines_of(data["skills"]), "ties": [tie] if tie[0] and tie[1] else []}


class SeatForm(Plain):
    """A member of a team."""

    seat = forms.ModelChoiceField(label=_("谁"), queryset=TeamMember.objects.none(), empty_label=None)

    def __init__(self, *args: Any, target: Target, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset = target.team.exclude(part="invited").select_related("target")  # type: ignore[attr-defined]


class RecuseForm(SeatForm):
    """Who steps aside, and why."""

    reason = line(_("理由"), required=True)


class TrainForm(Plain):
    """A training."""

    on = day(_("培训日期"), required=True)
    subject = line(_("培训内容"), required=True, most=120)
    given_by = line(_("组织单位"), most=80)


class TieForm(Plain):
    """What keeps somebody away."""

    kind = forms.ChoiceField(label=_("关系"), choices=Tie.KINDS)
    unit = forms.ModelChoiceField(label=_("单位或者地方"), queryset=Unit.objects.none(), empty_label=None)
    left_on = day(_("离任日期"), help_text=_("曾任职的填；离任满三年的不再回避。"))
    note = line(_("说明"), most=120)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class RegisterForm(Plain):
    """What the register says of somebody."""

    title = line(_("职务"), most=60)
    skills = words(_("专长"), rows=2, help_text=_("一行一项。"))
    leads = forms.BooleanField(label=_("可任组长"), required=False)
    active = forms.BooleanField(label=_("在库（参加抽取）"), required=False)

    def clean_skills(self) -> list[str]:
        """One a line."""
        return lines_of(self.cleaned_data["skills"])
