"""Asking for more time, another text, a stop or an end; and ruling on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import ManyFiles, Plain, day, line, lines_of, words
from luoshi.ledger.forms.duties import NoteForm
from luoshi.ledger.models import Target, Task
from luoshi.ledger.rules.requests import Kind
from luoshi.org.models import Unit

DATED = {"extension": _("申请延至"), "suspension": _("中止至")}


class AskForm(Plain):
    """What every request states, and what its kind adds."""

    reason = words(_("理由"), required=True, rows=4)
    progress = words(_("目前进展"), rows=3)
    proposed_on = day(_("日期"))
    signed_by = line(_("签字的单位负责人"), most=40)
    papers = ManyFiles(label=_("附件"), required=False, help_text=_("签字的申请、会议纪要等扫描件，可选多个。"))

    def __init__(self, *args: Any, kind: str, latest: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind in DATED:
            self.fields["proposed_on"].label = DATED[kind]
            self.fields["proposed_on"].required = True
        else:
            del self.fields["proposed_on"]
        if kind != "extension":
            del self.fields["progress"]
        else:
            self.fields["progress"].required = True
            self.fields["progress"].initial = latest
            if latest:
                self.fields["progress"].help_text = _("已填入最近接收的进展。")


class ChangeForm(AskForm):
    """What should stand there instead; what is left as it is asks for nothing."""

    title = line(_("任务"))
    text = words(_("任务内容"), rows=4, most=4000)
    standards = words(_("达到的标准"), rows=4, most=4000, help_text=_("一行一条。"))
    unit = forms.ModelChoiceField(
        label=_("牵头单位"), queryset=Unit.objects.none(), required=False, empty_label=_("不变")
    )

    def __init__(
        self, *args: Any, task: Task, targets: Sequence[Target], units: Any, standards: str, **kwargs: Any
    ) -> None:
        initial = {"title": task.title, "text": task.text, "standards": standards, **kwargs.pop("initial", {})}
        super().__init__(*args, kind="change", initial=initial, **kwargs)
        self.targets = targets
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        for one in targets:
            self.fields[f"target-{one.pk}"] = forms.DecimalField(
                label=f"{one.name}（{one.unit_name}）" if one.unit_name else one.name, required=False, min_value=0,
                max_digits=18, decimal_places=4, initial=f"{one.number.normalize():f}",
            )  # fmt: skip
        # what should stand there first, who signed and the scans last
        self.order_fields(["reason", "title", "text", "standards", *(f"target-{one.pk}" for one in targets), "unit"])

    def wanted(self) -> dict[str, Any]:
        """As the service takes it."""
        given = self.cleaned_data
        unit = given.get("unit")
        return {
            "title": given["title"], "text": given["text"], "standards": lines_of(given["standards"]),
            "targets": {one.pk: given[f"target-{one.pk}"] for one in self.targets}, "unit": unit.pk if unit else None,
        }  # fmt: skip


class AnswerForm(Plain):
    """The lead's opinion on a dispute."""

    answer = words(_("答复意见"), required=True, rows=4)


class RulingForm(NoteForm):
    """The ruling on a request: what its kind needs, and whom a duty goes to."""

    granted_on = day(_("核定的时限"))
    approved_by = line(_("批准人"), most=40)
    document = line(_("批准文号"), most=60)
    papers = ManyFiles(label=_("批准件扫描件"), required=False)
    unit = forms.ModelChoiceField(
        label=_("同意的，改由哪个单位承担"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("按申请单位的建议"),
    )

    def __init__(self, *args: Any, kind: Kind, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, label=_("裁定意见"), **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        unused = {"unit"} if kind.key not in {"division", "dispute"} else set()
        unused |= {"granted_on"} if not kind.dated else set()
        unused |= {"approved_by", "document", "papers"} if kind.paper == "never" else set()
        for name in unused:
            del self.fields[name]
        if kind.dated == "until":
            self.fields["granted_on"].label = _("中止至")
