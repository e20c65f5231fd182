"""What is typed on the room's pages: hand-overs, deputies, posts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel import clock
from luoshi.kernel.forms import Plain, day, line, words
from luoshi.org.models import POST_KINDS, Person


class HandOverForm(Plain):
    """The taker (of the unit, new, or nobody yet) and the day."""

    taker = forms.ModelChoiceField(
        label=_("接任人"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("另行填写姓名（在下面填写）"),
        help_text=_("本单位现有人员直接选；外单位调入、新到的在下面填写。"),
    )
    name = line(_("接任人姓名"), most=40)
    phone = line(_("接任人电话"), most=30)
    vacant = forms.BooleanField(label=_("暂时空缺，以后再登记接任人"), required=False)
    on = day(_("接任人到岗日期"), required=True, help_text=_("当天起归接任人；可以填以后的日期，到时自动生效。"))
    reason = line(_("事由"), most=200, help_text=_("如：轮岗、调离、退休。"))
    note = words(_("需要说明的事项"), rows=3, most=2000, help_text=_("印在交接单上，如：正在催办的事、口头约定。"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taker"].queryset = people  # type: ignore[attr-defined]
        self.fields["on"].initial = clock.today().isoformat()

    def clean(self) -> dict[str, Any]:
        """One of the three ways."""
        given = super().clean() or self.cleaned_data
        chosen = [bool(given.get("taker")), bool(given.get("name")), bool(given.get("vacant"))]
        if sum(chosen) == 0:
            self.add_error("name", _("请选择接任人，或写明姓名；没有接任人的，勾选“暂时空缺”。"))
        if sum(chosen) > 1:
            self.add_error("name", _("接任人只能有一位：选择、填写、空缺三者取一。"))
        return given

    def asked(self) -> dict[str, Any]:
        """What the service takes."""
        given = dict(self.cleaned_data)
        given.pop("vacant")
        return given


class LendForm(Plain):
    """Who acts for the post, from when to when, and why."""

    kind = forms.ChoiceField(label=_("方式"), choices=[], widget=forms.RadioSelect)
    deputy = forms.ModelChoiceField(label=_("代办人"), queryset=Person.objects.none(), empty_label=_("请选择"))
    starts_on = day(_("起"), required=True)
    ends_on = day(_("止"), required=True, help_text=_("到期自动停止；一次不超过一年。"))
    roles = forms.MultipleChoiceField(
        label=_("代办的权限"), choices=[], widget=forms.CheckboxSelectMultiple, required=False
    )
    reason = line(_("事由"), required=True, most=200, help_text=_("如：外出学习、病假、岗位空缺。"))

    def __init__(self, *args: Any, people: Any, kinds: Any, roles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in (("kind", kinds), ("roles", roles)):
            self.fields[name].choices = value  # type: ignore[attr-defined]
        self.fields["kind"].initial = kinds[0][0] if kinds else None
        self.fields["roles"].initial = [key for key, _label in roles]
        self.fields["deputy"].queryset = people  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = clock.today().isoformat()


class PostForm(Plain):
    """A post and who holds it."""

    name = line(_("岗位"), required=True, most=60)
    kind = forms.ChoiceField(label=_("岗位类别"), choices=POST_KINDS)
    person = line(_("现任"), required=True, most=40)
    phone = line(_("电话"), most=30)


class KeepPostForm(Plain):
    """A post's name and kind, and its holder's telephone."""

    name = line(_("岗位"), required=True, most=60)
    kind = forms.ChoiceField(label=_("岗位类别"), choices=POST_KINDS)
    phone = line(_("电话"), most=30)


class NoteForm(Plain):
    """One reason."""

    note = words(_("理由"), required=True)
