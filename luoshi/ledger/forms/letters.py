"""Letters about tasks: what is written, who signs, what is answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Leaves, ManyFiles, Plain, day, line, words
from luoshi.ledger.models import Letter
from luoshi.ledger.queries.letters import Addressed
from luoshi.org.rules import Act


class WriteForm(Plain):
    """Which kind of letter each unit gets, of those that the relation allows; to be answered by when."""

    due_on = day(_("反馈期限"))

    def __init__(self, *args: Any, groups: Sequence[Addressed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._groups = groups
        for one in groups:
            choices = [(act.value, document) for act, _wording, document in one.choices]
            self.fields[self._name(one)] = forms.ChoiceField(
                label=_("函件"), widget=forms.RadioSelect, choices=choices, initial=choices[0][0] if choices else "",
                required=False,
            )  # fmt: skip

    @staticmethod
    def _name(one: Addressed) -> str:
        return f"act_{one.unit.pk}"

    def rows(self) -> list[tuple[Addressed, BoundField]]:
        """Each unit with its choice."""
        return [(one, self[self._name(one)]) for one in self._groups]

    def acts(self) -> dict[int, Act]:
        """What was chosen, by unit; the mildest where nothing was."""
        chosen = {
            one.unit.pk: self.cleaned_data[self._name(one)] or one.choices[0][0] for one in self._groups if one.choices
        }
        return {unit: Act(act) for unit, act in chosen.items()}


class LetterForm(Plain):
    """The draft of a letter."""

    title = line(_("标题"), required=True)
    text = words(_("正文"), required=True, rows=10, most=4000)
    due_on = day(_("反馈期限"))
    colour = forms.ChoiceField(label=_("颜色"), choices=[("", _("不用")), *Letter.COLOURS], required=False)

    def __init__(self, *args: Any, coloured: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not coloured:
            del self.fields["colour"]


class SendForm(Leaves):
    """Who signs, with the signed sheet where it was signed on paper."""

    signed_by = line(_("签发人"), required=True, most=40)
    scan = forms.FileField(label=_("签发件扫描件"), required=False)


class AnswerForm(Plain):
    """What is answered."""

    answer = words(
        _("反馈内容"),
        required=True,
        rows=5,
        most=4000,
        help_text=_("已采取的措施、目前进展、何时完成；办不了的写明原因。"),
    )
    attached = ManyFiles(label=_("附件"), required=False)


class SettingsForm(Plain):
    """How the unit's letters are numbered and paced."""

    code = line(_("机关代字"), most=20, help_text=_("写在〔年份〕之前，例如：澜产改办。"))
    answer_days = forms.IntegerField(label=_("反馈期限（工作日）"), min_value=1, max_value=60)
    coloured = forms.BooleanField(
        label=_("使用蓝、黄、红单"), required=False, help_text=_("颜色只由人选定，不随时间或者次数自动升级。")
    )
