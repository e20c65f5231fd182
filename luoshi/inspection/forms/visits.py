"""What people fill in about a visit: its day, its sheet, a finding, each move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.inspection.models import Finding, Visit
from luoshi.inspection.queries import visits as reads
from luoshi.inspection.rules.sheets import AXES, READINGS, YES_VALUES, Question, question_in, written
from luoshi.kernel.forms import ManyFiles, Plain, as_cell, day, line, lines_of, words
from luoshi.ledger.models import Task

TALKS = 3
OWN_LINES = 2


class PlanForm(Plain):
    """When the team goes."""

    planned_on = day(_("计划日期"), required=True)


class CallForm(Plain):
    """走访 at an enterprise that has agreed."""

    unit = line(_("企业"), required=True, most=120, help_text=_("填单位全称。"))
    planned_on = day(_("计划日期"), required=True)
    consent = line(
        _("企业同意情况"), required=True, most=120, help_text=_("谁同意的、怎么同意的，例如“总经理吴征，电话同意”。")
    )
    people = line(_("参加人"), required=True, most=200)


class InviteForm(Plain):
    """Somebody invited beside those drawn."""

    name = line(_("姓名"), required=True, most=60)
    of = line(
        _("单位、身份"), required=True, most=120, help_text=_("例如：市人大代表、某校教授。特邀的不占抽取的名额。")
    )


class TemplateForm(Plain):
    """A sheet as an office words it: one question a line, section by section."""

    name = line(_("表名"), required=True, most=60)

    def __init__(self, *args: Any, questions: Sequence[Question] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for axis, label in AXES.items():
            lines = [written(one) for one in questions if one.axis == axis]
            self.fields[axis] = words(label, rows=max(3, len(lines) + 1), most=6000, initial="\n".join(lines))

    def given(self) -> list[dict[str, str]]:
        """The questions, as the service takes them."""
        found = []
        for axis in AXES:
            found += [vars(one) for text in lines_of(self.cleaned_data[axis]) if (one := question_in(axis, text))]
        return found


class FindingForm(Plain):
    """A finding with its evidence."""

    title = line(_("发现的问题"), required=True, most=120, help_text=_("一句话说清是什么问题。"))
    facts = words(
        _("事实"),
        required=True,
        rows=5,
        most=4000,
        help_text=_("何时、在哪里、看了什么、数量多少。只写事实，不写评价。"),
    )
    axis = forms.ChoiceField(label=_("归类"))
    against = line(_("对照的要求"), help_text=_("哪一份文件、哪一条。"))
    task = forms.ModelChoiceField(
        label=_("有关任务"), queryset=Task.objects.none(), required=False, empty_label=_("不涉及具体任务")
    )
    attached = ManyFiles(
        label=_("证据材料"), required=False, help_text=_("照片、复印件、名册。没有证据材料的不能送单位确认。")
    )

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        axis, task = self.fields["axis"], self.fields["task"]
        if isinstance(axis, forms.ChoiceField):
            axis.choices = list(AXES.items())
        if isinstance(task, forms.ModelChoiceField):
            task.queryset = Task.objects.filter(pk__in=[one.pk for one in reads.tasks_of(visit)]).order_by("order_key")


class SheetForm(Plain):
    """The sheet as it was written with a pen: each question, questions of one's own, workers talked with, tasks as seen."""

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visit = visit
        self.rows = list(visit.lines.all())
        self.tasks = reads.tasks_of(visit) if visit.kind == "inspection" else []
        for one in self.rows:
            self.fields[f"line_{one.pk}"] = as_cell(_answer(one), one.text)
            self.fields[f"note_{one.pk}"] = as_cell(
                line(_("说明"), most=300, initial=one.note), f"{one.text} {_('说明')}"
            )
        if visit.kind == "inspection":
            for at in range(OWN_LINES):
                self.fields[f"own_axis_{at}"] = as_cell(
                    forms.ChoiceField(label=_("归类"), choices=list(AXES.items()), required=False)
                )
                self.fields[f"own_text_{at}"] = as_cell(line(_("自加的一行"), most=200))
                self.fields[f"own_value_{at}"] = as_cell(line(_("所见"), most=300))
        known = {one.task_id: one for one in visit.readings.all()}
        for task in self.tasks:
            self._reading(task, known.get(task.pk))
        talks = list(visit.talks.all())
        for at in range(max(TALKS, len(talks) + 1)):
            talk = talks[at] if at < len(talks) else None
            self.fields[f"talk_theme_{at}"] = as_cell(line(_("谈话内容"), most=60, initial=talk.theme if talk else ""))
            number = forms.IntegerField(
                label=_("人数"), required=False, min_value=0, max_value=9999, initial=talk.number if talk else None
            )
            self.fields[f"talk_number_{at}"] = as_cell(number)
        self._hint()
        self.fields["notes"] = words(_("情况记录"), rows=4, most=8000, initial=visit.notes)
        self.fields["attached"] = ManyFiles(label=_("底稿扫描件"), required=False)

    def _hint(self) -> None:
        """Say in an empty control of a row what belongs there."""
        for name, field in self.fields.items():
            if name.startswith(("note_", "own_text_", "own_value_", "talk_", "reading_note_")):
                field.widget.attrs["placeholder"] = field.label
            elif name.startswith("reading_percent_"):
                field.widget.attrs["placeholder"] = "%"

    def _reading(self, task: Task, known: Any) -> None:
        choices = [("", _("没有看")), *READINGS.items()]
        self.fields[f"reading_{task.pk}"] = as_cell(
            forms.ChoiceField(
                label=_("督察所见"), choices=choices, required=False, initial=known.state if known else ""
            ),
            task.title,
        )
        percent = forms.IntegerField(
            label=_("折算进度"), required=False, min_value=0, max_value=100, initial=known.percent if known else None
        )
        self.fields[f"reading_percent_{task.pk}"] = as_cell(percent)
        self.fields[f"reading_note_{task.pk}"] = as_cell(line(_("依据"), most=300, initial=known.note if known else ""))

    def lines(self) -> list[tuple[object, list[tuple[Any, Any, Any]]]]:
        """Sections with the controls of each question."""
        return [
            (AXES[axis], [(one, self[f"line_{one.pk}"], self[f"note_{one.pk}"]) for one in rows])
            for axis, rows in reads.sections(self.rows).items()
        ]

    def own(self) -> list[tuple[Any, Any, Any]]:
        """The controls of the team's own lines."""
        names = [at for at in range(OWN_LINES) if f"own_text_{at}" in self.fields]
        return [(self[f"own_axis_{at}"], self[f"own_text_{at}"], self[f"own_value_{at}"]) for at in names]

    def talks(self) -> list[tuple[Any, Any]]:
        """The controls of the talks."""
        count = sum(1 for name in self.fields if name.startswith("talk_theme_"))
        return [(self[f"talk_theme_{at}"], self[f"talk_number_{at}"]) for at in range(count)]

    def read(self) -> list[tuple[Task, Any, Any, Any]]:
        """The controls of the tasks."""
        return [
            (one, self[f"reading_{one.pk}"], self[f"reading_percent_{one.pk}"], self[f"reading_note_{one.pk}"])
            for one in self.tasks
        ]

    def given(self) -> dict[str, Any]:
        """What the service is given, the files apart."""
        data = self.cleaned_data
        own = [
            {"axis": data[f"own_axis_{at}"], "text": data[f"own_text_{at}"], "value": data[f"own_value_{at}"]}
            for at in range(len(self.own()))
        ]
        talks = [(data[f"talk_theme_{at}"], data[f"talk_number_{at}"] or 0) for at in range(len(self.talks()))]
        readings = [
            {
                "task": one,
                "state": data[f"reading_{one.pk}"],
                "percent": data[f"reading_percent_{one.pk}"],
                "note": data[f"reading_note_{one.pk}"],
            }
            for one in self.tasks
        ]
        answers = {one.pk: (data[f"line_{one.pk}"], data[f"note_{one.pk}"]) for one in self.rows}
        return {"answers": answers, "own": own, "talks": talks, "readings": readings, "notes": data["notes"]}


def _answer(one: Any) -> forms.Field:
    if one.kind == "yes":
        return forms.ChoiceField(
            label=one.text, choices=[("", "—"), *YES_VALUES.items()], required=False, initial=one.value
        )
    return line(one.text, most=300, initial=one.value)


# ---------- moves ----------


class MoveForm(Plain):
    """What a move asks for; ``row`` what it is about."""

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.settle()

    def settle(self) -> None:
        """Fill in what follows from the row."""

    def given(self) -> dict[str, Any]:
        """What the service is given, the files apart."""
        return {name: value for name, value in self.cleaned_data.items() if name != "attached"}


class BeginForm(MoveForm):
    visited_on = day(_("到访日期"), required=True)

    def settle(self) -> None:
        """As it was planned."""
        self.initial["visited_on"] = self.row.planned_on


class NoteForm(MoveForm):
    note = words(_("理由"), required=True, rows=2)


class ConfirmForm(MoveForm):
    answered_name = line(_("单位确认人"), required=True, most=40)
    answer = words(_("说明"), rows=2)


class RefuseForm(MoveForm):
    answer = words(_("说明"), required=True, help_text=_("哪一点不符，实际是怎样，附上材料。不认可不影响其他事项。"))
    answered_name = line(_("单位确认人"), required=True, most=40)
    attached = ManyFiles(label=_("材料"), required=False)


class KeepForm(MoveForm):
    ruling = words(_("核对情况"), required=True, rows=3, help_text=_("对照单位的说明又看了什么，为什么仍然列。"))


class ListForm(MoveForm):
    standard = words(_("整改标准"), rows=2, help_text=_("改到什么程度算完成。"))
    due_on = day(_("整改时限"), help_text=_("可以到审定措施时再定。"))

    def settle(self) -> None:
        """The requirement that it was held against."""
        self.initial["standard"] = self.row.against


class TextForm(MoveForm):
    text = words(_("督察结论"), required=True, rows=8, most=20000)

    def settle(self) -> None:
        """As it stands."""
        self.initial["text"] = self.row.text


class DraftForm(Plain):
    """The conclusion as it is first written."""

    text = words(
        _("督察结论"),
        required=True,
        rows=10,
        most=20000,
        help_text=_("总体情况、做得好的、问题、意见建议。签发以前可以修改。"),
    )


class SignForm(MoveForm):
    number = line(_("文号"), required=True, most=60)
    signed_on = day(_("签发日期"), required=True)
    signer = line(_("签发人"), required=True, most=40)
    attached = ManyFiles(label=_("签发件扫描件"), required=False)


class DeliverForm(MoveForm):
    delivery = line(_("送达方式"), required=True, most=60, help_text=_("例如：机要、公文交换、当面送达。"))


class ReceiveForm(MoveForm):
    receiver = line(_("签收人"), required=True, most=40)


class ReceiptForm(ReceiveForm):
    received_on = day(_("签收日期"), required=True)
    attached = ManyFiles(label=_("送达回证扫描件"), required=False)


class ObjectForm(MoveForm):
    finding = forms.ModelChoiceField(
        label=_("对哪一条"), queryset=Finding.objects.none(), required=False, empty_label=_("对结论整体")
    )
    reason = words(_("理由"), required=True, rows=4, most=4000)
    signed_by = line(_("单位主要负责人"), required=True, most=40)
    attached = ManyFiles(label=_("材料"), required=False)

    def settle(self) -> None:
        """What stands in the conclusion."""
        field = self.fields["finding"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = self.row.visit.findings.filter(state__in=reads.HELD)


class DismissForm(MoveForm):
    ruling = words(_("复核意见"), required=True, rows=4, most=4000)
    deciders = line(
        _("复核人"), required=True, most=120, help_text=_("两人以上，用顿号隔开；参加过督察、起草或者签发的不能参加。")
    )
    number = line(_("复核决定文号"), most=60)
    attached = ManyFiles(label=_("复核材料"), required=False)


class UpholdForm(DismissForm):
    text = words(_("更正后的结论"), required=True, rows=6, most=20000, help_text=_("原文保留，可以查看。"))

    def settle(self) -> None:
        """The conclusion as it stands, to be corrected."""
        self.initial["text"] = self.row.conclusion.text


FORMS: Mapping[str, Mapping[str, type[MoveForm]]] = {
    "visit": {"begin": BeginForm, "finish": MoveForm, "reopen": NoteForm, "cancel": NoteForm},
    "finding": {
        "send": MoveForm, "confirm": ConfirmForm, "refuse": RefuseForm, "lapse": MoveForm, "keep": KeepForm, "drop": NoteForm,
        "list": ListForm,
    },
    "conclusion": {
        "write": TextForm, "sign": SignForm, "deliver": DeliverForm, "receive": ReceiveForm, "record_receipt": ReceiptForm,
        "object": ObjectForm,
    },
    "objection": {"uphold": UpholdForm, "dismiss": DismissForm, "withdraw": MoveForm},
}  # fmt: skip
