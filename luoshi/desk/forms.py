"""Which fields does the page of one's own settings have?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from luoshi.desk import queries
from luoshi.desk.models import DEFAULT_WAY, WAYS
from luoshi.kernel.actor import Actor
from luoshi.kernel.forms import Plain, day


def moment(label: Any, **kwargs: Any) -> forms.TimeField:
    """A time of the day."""
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "w-date"})
    return forms.TimeField(
        label=label, widget=widget, error_messages={"invalid": _("不是时间，请写成 08:30。")}, **kwargs
    )


class NoticeForm(Plain):
    """By which way, when, and where to."""

    mail = forms.EmailField(
        label=_("邮箱"), required=False, max_length=200, error_messages={"invalid": _("不是邮箱地址。")},
        help_text=_("邮件里只有编号、名称、时限和链接。不填，就不发邮件。"),
    )  # fmt: skip
    digest_at = moment(_("每日汇总邮件的时间"), help_text=_("工作日发一封；没有新的事就不发。"))
    quiet_from = moment(_("免打扰，从"), required=False)
    quiet_to = moment(_("到"), required=False, help_text=_("这段时间里的事，过后再发邮件。"))
    away_until = day(_("暂停邮件，直到"), help_text=_("休假时用；站内通知照常。"))

    def __init__(self, actor: Actor, data: Any = None) -> None:
        person_id = actor.person_id or 0
        kept, ways = queries.settings_of(person_id), queries.ways_of([person_id])
        names = ("mail", "digest_at", "quiet_from", "quiet_to", "away_until")
        super().__init__(data, initial={name: getattr(kept, name) for name in names})
        self.kinds = queries.kinds(actor)
        for one in self.kinds:
            self.fields[self._name(one.kind)] = forms.ChoiceField(
                label=str(one.label), choices=WAYS, required=False, initial=ways.get((person_id, one.kind), DEFAULT_WAY)
            )

    @staticmethod
    def _name(kind: str) -> str:
        return "way_" + kind.replace(".", "_")

    def ways_fields(self) -> list[BoundField]:
        """The choices, one for each kind."""
        return [self[self._name(one.kind)] for one in self.kinds]

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        ways = {one.kind: data.pop(self._name(one.kind)) or DEFAULT_WAY for one in self.kinds}
        return {**data, "ways": ways}
