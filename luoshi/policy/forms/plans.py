"""What is typed on the room's pages?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.kernel import clock
from luoshi.kernel.errors import LuoshiError
from luoshi.kernel.forms import Plain, day, fair_day, line, lines_of, words
from luoshi.ledger.models import Clause, Plan
from luoshi.org.models import KINDS, Unit
from luoshi.policy.queries import Card
from luoshi.policy.rules.review import year_end
from luoshi.policy.services import Classified, Corrections

OPINION_DAYS = 5
"""Working days that the page offers for opinions; whoever asks may give more."""
NEW_KINDS = [pair for pair in KINDS if pair[0] in {"department", "party", "union"}]


class WithText(Plain):
    """A document's text: a file, or pasted."""

    file = forms.FileField(
        label=_("文件"),
        required=False,
        help_text=_(
            "支持 Word（.docx、.doc、.wps）、Excel（.xlsx、.xls、.csv）、有文字的 .pdf 和 .ofd、网页（.html）和 .txt，20 MB 以内。"
            "扫描件请先识别成文字。"
        ),
        widget=forms.FileInput(attrs={"accept": ".docx,.doc,.wps,.xlsx,.xls,.csv,.pdf,.ofd,.html,.htm,.txt"}),
        error_messages={"empty": _("文件里没有文字。")},
        allow_empty_file=True,
    )
    pasted = forms.CharField(
        label=_("或者粘贴文字"),
        required=False,
        max_length=2_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def refuse(self, error: LuoshiError) -> None:
        """Keep what was typed, unless it is classified: that goes no further, not even back."""
        if isinstance(error, Classified):
            self.data = {**self.data.dict(), "pasted": ""}  # type: ignore[attr-defined]
        super().refuse(error)


class ImportForm(WithText):
    """The text of a plan."""

    title = line(_("方案名称"), help_text=_("不写的，取文件里的标题。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("方案文件")

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        given = super().clean() or self.cleaned_data
        if not self.errors and given.get("file") is None and not (given.get("pasted") or "").strip():
            self.add_error("file", _("请选择文件，或者粘贴文字。"))
        return given


class CopyForm(Plain):
    """The new plan's title, and how many years on its dates lie."""

    title = line(_("新方案名称"), required=True)
    years = forms.IntegerField(label=_("日期顺延（年）"), min_value=0, max_value=10, initial=1)


class UnitChoice(forms.TypedChoiceField):
    """One of the rows that a list names; the list is read once for all forms of a page."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **kwargs)


class CardForm(Plain):
    """The corrections of one task."""

    title = line(_("任务"), required=True)
    lead = UnitChoice(label=_("牵头单位"))
    lead_basis = line(_("指定牵头单位的依据"))
    supports = forms.TypedMultipleChoiceField(
        label=_("共同负责和配合单位"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    due_on = day(_("完成时限"))
    review_on = day(_("复核日期"))
    standards = words(_("达到的标准"), rows=3, help_text=_("一行一条，完成时逐条核验。"))
    post_name = line(_("责任岗位"), most=60)
    person_name = line(_("具体责任人"), most=40, help_text=_("可以不写，由责任单位反馈意见时写明。"))

    def __init__(self, *args: Any, card: Card, units: Sequence[Unit], **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(card))
        super().__init__(*args, **kwargs)
        self.card = card
        self.units = {unit.pk: unit for unit in units} | {duty.unit_id: duty.unit for duty in card.duties}
        joint = {duty.unit_id for duty in card.duties if duty.role == "joint"}
        names = [(pk, unit.name) for pk, unit in self.units.items()]
        own = {duty.unit_id for duty in card.duties}
        named, others = [one for one in names if one[0] in own], [one for one in names if one[0] not in own]
        groups = [(_("原文写到的单位"), named), (_("其他单位"), others)] if named else others
        self.fields["lead"].choices = [("", _("请选择")), *groups]  # type: ignore[attr-defined]
        self.fields["supports"].choices = [  # type: ignore[attr-defined]
            (pk, gettext("%(unit)s（共同负责）") % {"unit": name} if pk in joint else name) for pk, name in names
        ]
        for mark in card.residue:
            self.fields[f"residue_{mark.pk}"] = forms.ChoiceField(
                label=gettext("“%(text)s”") % {"text": mark.text},
                choices=[("seen", _("已核对原文，任务不用改")), ("standard", _("写入达到的标准"))],
                initial="seen",
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def residue_fields(self) -> list[forms.BoundField]:
        """The choices on what was not understood."""
        return [self[f"residue_{mark.pk}"] for mark in self.card.residue]

    def corrections(self) -> Corrections:
        """What was confirmed."""
        given = self.cleaned_data
        return Corrections(
            title=given["title"],
            due_on=given["due_on"],
            review_on=given["review_on"],
            standards=lines_of(given["standards"]),
            lead=self.units[given["lead"]],
            supports=[self.units[pk] for pk in given["supports"]],
            lead_basis=given["lead_basis"],
            post_name=given["post_name"],
            person_name=given["person_name"],
            residue={mark.pk: given.get(f"residue_{mark.pk}", "") for mark in self.card.residue},
        )


class ProposeForm(Plain):
    """What is proposed for all tasks of which the source leaves the lead, or the day, open."""

    basis = line(_("指定牵头单位的依据"), required=True)
    review_on = day(_("复核日期"), required=True)

    def __init__(self, *args: Any, cards: Sequence[Card], **kwargs: Any) -> None:
        said = gettext("原文没有写谁牵头，暂由列在首位的单位牵头，征求意见时核定。")
        kwargs.setdefault("initial", {"basis": said, "review_on": year_end(clock.today())})
        super().__init__(*args, **kwargs)
        self.cards = cards
        self.leaderless = sum(card.lead is None for card in cards)
        self.undated = sum(not card.facts.dated for card in cards)
        for name, count in (("basis", self.leaderless), ("review_on", self.undated)):
            if not count:
                del self.fields[name]

    def proposed(self) -> dict[str, Any]:
        """What is to be filled in."""
        return {"basis": self.cleaned_data.get("basis", ""), "review_on": self.cleaned_data.get("review_on")}


def _initial(card: Card) -> dict[str, Any]:
    lead = card.lead
    return {
        "title": card.task.title,
        "lead": lead.unit_id if lead else None,
        "lead_basis": lead.basis_note if lead else "",
        "supports": [duty.unit_id for duty in card.helpers],
        "due_on": card.task.due_on,
        "review_on": card.task.review_on or card.proposed_on,
        "standards": "\n".join(card.standards),
        "post_name": lead.post.name if lead and lead.post else "",
        "person_name": card.person,
    }


class SplitForm(Plain):
    """A clause's own words, with one more line break where it is cut."""

    text = forms.CharField(
        label=_("原文"),
        strip=False,
        max_length=20_000,
        help_text=_(
            "在要断开的地方按一下回车，其他字不改。断开处后面的单位、时限和目标归第二项；责任单位只写了一处的，两项都有。"
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class HangForm(Plain):
    """The clause under which a task is hung."""

    under = UnitChoice(label=_("挂在哪一条下面"), help_text=_("编号随之改变，它下面的条款一并改挂。原文位置不动。"))

    def __init__(self, *args: Any, clauses: Sequence[Clause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clauses = {row.pk: row for row in clauses}
        names = [(pk, f"{''.join(row.labels)} {row.heading[:40]}") for pk, row in self.clauses.items()]
        self.fields["under"].choices = [("", _("请选择")), *names]  # type: ignore[attr-defined]


class MapForm(Plain):
    """Which unit a name means: one of the list, or a new one."""

    name = forms.CharField(max_length=300, widget=forms.HiddenInput)
    unit = UnitChoice(label=_("对应单位"), required=False)
    unit_name = line(_("新单位全称"), most=120)
    kind = forms.ChoiceField(label=_("类型"), required=False, choices=NEW_KINDS)

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.pk: unit for unit in units}
        self.fields["unit"].choices = [("", _("请选择")), *((unit.pk, unit.name) for unit in units)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Either of the two; a new name that was typed goes before the proposal that was left standing."""
        given = super().clean() or self.cleaned_data
        if not self.errors and not given.get("unit") and not given.get("unit_name"):
            self.add_error("unit", _("请选择对应单位，或写明新单位的全称。"))
        return given

    def unit_chosen(self) -> Unit | None:
        """The unit of the list; None where a new one was typed."""
        return None if self.cleaned_data.get("unit_name") else self.units[self.cleaned_data["unit"]]


class NameForm(Plain):
    """A name, and the unit that it means for the office."""

    name = line(_("名称"), required=True, most=120)
    unit = UnitChoice(label=_("对应单位"))

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.pk: unit for unit in units}
        self.fields["unit"].choices = [("", _("请选择")), *((unit.pk, unit.name) for unit in units)]  # type: ignore[attr-defined]


class PlanForm(Plain):
    """What was read of the first page."""

    title = line(_("方案名称"), required=True)
    doc_number = line(_("方案文号"), most=60)
    issuer_name = line(_("发文机关"), most=120)
    issued_on = day(_("成文日期"))

    @classmethod
    def of(cls, plan: Plan) -> PlanForm:
        """Filled with what stands."""
        return cls(initial={name: getattr(plan, name) for name in ("title", "doc_number", "issuer_name", "issued_on")})


class DueForm(Plain):
    """By when opinions are asked for."""

    due_on = day(_("反馈截止日期"), required=True, initial=fair_day(OPINION_DAYS))


class AnswerForm(Plain):
    """A unit's answer on one draft duty."""

    text = words(_("意见"), rows=3, help_text=_("不同意或需要修改的，请写明修改建议和理由。"))
    post_name = line(_("责任岗位"), most=60)
    person_name = line(_("具体责任人"), most=40)


class RulingForm(Plain):
    """Whether an opinion was adopted, and why."""

    note = words(_("采纳情况说明"), required=True, rows=2)


class BaseForm(Plain):
    """The plan in force that a new version is held against."""

    base = UnitChoice(label=_("在用方案"))

    def __init__(self, *args: Any, bases: Sequence[Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bases = {row.pk: row for row in bases}
        self.fields["base"].choices = [(pk, row.title) for pk, row in self.bases.items()]  # type: ignore[attr-defined]

    def chosen(self) -> Plan:
        """The plan chosen."""
        return self.bases[self.cleaned_data["base"]]


class RemarkForm(Plain):
    """A reason, where one is needed."""

    note = words(_("说明"), rows=2)


class NoteForm(Plain):
    """One reason."""

    note = words(_("理由"), required=True, rows=2)


class ApprovalForm(Plain):
    """The document that orders the division."""

    title = line(_("印发文件名称"), required=True)
    number = line(_("文号"), required=True, most=60, help_text=_("例如：澜产改〔2026〕6号"))
    ordered_on = day(_("印发日期"), required=True)
    approved_by = line(_("签发人"), required=True, most=40)
