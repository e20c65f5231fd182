"""What is typed into the room's forms, and is it of a kind that can be kept?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from luoshi.kernel import clock
from luoshi.kernel.forms import Leaves, Plain, as_cell, line, words
from luoshi.kernel.queries import calendar
from luoshi.ledger.models import CATEGORIES
from luoshi.org.models import LEVEL_CHOICES, POST_KINDS
from luoshi.reporting import rules
from luoshi.reporting.models import HELP, SHIFTS, STATES, Period


class FigureField(forms.CharField):
    """A figure as people type it: 1,862 and １８６２ are taken."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "w-num"})

    def to_python(self, value: Any) -> Any:
        """The number, or None where nothing was typed."""
        text = super().to_python(value)
        try:
            return rules.read_number(text or "")
        except ValueError:
            raise ValidationError(
                _("“%(text)s”不是数。请只填数字，小数不超过 4 位。"), params={"text": text}, code="number"
            ) from None

    def prepare_value(self, value: Any) -> Any:
        return rules.plain(value) if isinstance(value, Decimal) else value


def _date_field(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "w-date"}, format="%Y-%m-%d")
    invalid = {"invalid": _("请填日期，如 2026-06-30。")}
    return forms.DateField(label=label, required=required, widget=widget, error_messages=invalid)


LEVELS = [(value, label) for value, label in LEVEL_CHOICES]
OPENED = [(key, label) for key, label in Period.KINDS if key != "change"]


class Narrowed(forms.Form):
    """Whom a period asks, and on what decision."""

    category = forms.ChoiceField(label=_("任务类别"), required=False, choices=[("", _("全部类别")), *CATEGORIES])
    levels = forms.MultipleChoiceField(
        label=_("级次（不选即全部）"), required=False, choices=LEVELS,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-line"}),
    )  # fmt: skip
    basis = forms.CharField(
        label=_("依据文件"),
        required=False,
        max_length=120,
        help_text=_("按月报送、专项报送须写；如 澜产改办〔2026〕8号。"),
    )


class PeriodForm(Leaves, Narrowed):
    """A period to be opened; the next quarter's end is offered."""

    name = forms.CharField(label=_("期次名称"), max_length=40, widget=forms.TextInput(attrs={"class": "w-text"}))
    kind = forms.ChoiceField(label=_("类别"), choices=OPENED)
    starts_on = _date_field(_("开始日期"))
    ends_on = _date_field(_("结束日期"))
    due_on = _date_field(_("报送截止"))


class RhythmForm(Narrowed, Plain):
    """How often the office asks."""

    kind = forms.ChoiceField(label=_("节奏"), choices=[one for one in OPENED if one[0] != "adhoc"])
    due_day = forms.IntegerField(
        label=_("报送日"), min_value=0, max_value=31, help_text=_("期末次月的第几日；0 表示期末当日。")
    )
    shift = forms.ChoiceField(label=_("遇非工作日"), choices=SHIFTS)
    open_before = forms.IntegerField(label=_("提前几个工作日开启"), min_value=0, max_value=60)
    active = forms.BooleanField(label=_("启用"), required=False)


class ChangeForm(Plain):
    """Which tasks a unit reports on of its own accord."""

    tasks = forms.MultipleChoiceField(
        label=_("要报告的任务"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请选择要报告的任务。")},
    )

    def __init__(self, tasks: Sequence[Any], data: Any = None) -> None:
        super().__init__(data)
        self.fields["tasks"].choices = [  # type: ignore[attr-defined]
            (str(task.pk), f"{task.number} {task.title}") for task in tasks
        ]


def quarter(today: date) -> dict[str, Any]:
    """The quarter that ``today`` lies in, due about ten days after it ends: what the form offers."""
    span = rules.span_of("quarter", today)
    after = date.fromordinal(span.ends_on.toordinal() + 1)
    return {
        "name": span.name,
        "kind": "quarter",
        "starts_on": span.starts_on,
        "ends_on": span.ends_on,
        "due_on": calendar().fair(max(today, after.replace(day=10))),
    }


class EntryForm(Plain):
    """What is said of one task. Nothing is required while drafting: what is missing is said when it is handed in."""

    progress = forms.ChoiceField(
        label=_("进展状态"), choices=STATES, required=False, widget=forms.RadioSelect(attrs={"class": "choices-line"})
    )
    narrative = forms.CharField(
        label=_("进展情况"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    help = forms.ChoiceField(
        label=_("需要的支持"), choices=HELP, required=False, widget=forms.RadioSelect(attrs={"class": "choices-line"})
    )
    difficulty = forms.CharField(
        label=_("存在困难"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    next_steps = forms.CharField(
        label=_("下步打算"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, said: rules.Said, data: Any = None) -> None:
        super().__init__(data, initial=_initial(said))
        self.said = said
        for figure in said.figures:
            self.fields[f"figure_{figure.target_id}"] = FigureField(label=figure.name, required=False)
            self.fields[f"note_{figure.target_id}"] = forms.CharField(
                label=_("低于上期的原因"), required=False, max_length=200
            )
        for node in said.nodes:
            if not node.accepted:
                self.fields[f"node_{node.milestone_id}"] = _date_field(node.title, required=False)

    def clean_help(self) -> str:
        """Nothing chosen means that no help is needed."""
        return str(self.cleaned_data["help"] or "none")

    def clean(self) -> dict[str, Any]:
        """A node cannot have been done on a day to come."""
        for name, value in self.cleaned_data.items():
            if name.startswith("node_") and value and value > clock.today():
                self.add_error(name, _("完成日期晚于今天。"))
        return self.cleaned_data

    def figure_rows(self) -> list[tuple[rules.Figure, Any, Any]]:
        """Targets with the fields for their figure and for the word where it is lower."""
        return [(f, self[f"figure_{f.target_id}"], self[f"note_{f.target_id}"]) for f in self.said.figures]

    def node_rows(self) -> list[tuple[rules.Node, Any]]:
        """Nodes with the field for their date; None where their completion has been accepted."""
        return [(n, None if n.accepted else self[f"node_{n.milestone_id}"]) for n in self.said.nodes]

    def kept(self) -> dict[str, Any]:
        """What `services.save_entry` takes: every field that could be read."""
        data = self.cleaned_data
        plain = ("progress", "narrative", "help", "difficulty", "next_steps")
        return {
            **{name: data[name] for name in plain if name in data},
            "figures": _by_id(data, "figure_"),
            "notes": _by_id(data, "note_"),
            "nodes": _by_id(data, "node_"),
        }


def _by_id(data: dict[str, Any], prefix: str) -> dict[int, Any]:
    return {int(name.removeprefix(prefix)): value for name, value in data.items() if name.startswith(prefix)}


def _initial(said: rules.Said) -> dict[str, Any]:
    found: dict[str, Any] = {
        "progress": said.progress,
        "narrative": said.narrative,
        "help": said.help,
        "difficulty": said.difficulty,
        "next_steps": said.next_steps,
    }
    for figure in said.figures:
        found[f"figure_{figure.target_id}"] = figure.value
        found[f"note_{figure.target_id}"] = figure.note
    for node in said.nodes:
        found[f"node_{node.milestone_id}"] = node.done_on
    return found


class ScanForm(Plain):
    """The pen-signed sheet, and who signed it."""

    signed_by = forms.CharField(label=_("签批人"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    scan = forms.FileField(label=_("签批单扫描件"), help_text=_("PDF 或者图片。"))


class ReturnForm(Plain):
    """The reason for giving an entry back; never empty."""

    note = forms.CharField(
        label=_("理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明理由：哪一处、要补什么。")},
    )  # fmt: skip


class NoteForm(Plain):
    """A word with an act; a reason where the act needs one."""

    note = forms.CharField(
        label=_("说明"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明理由。")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, must: bool = False) -> None:
        super().__init__(data)
        self.fields["note"].required = must
        if must:
            self.fields["note"].label = _("理由")


CHAIN_ROWS = 4
HOLDERS = [("", _("有签批权的人")), *POST_KINDS]


class ChainForm(Plain):
    """Up to four steps for every period, and up to four of its own for the year's end."""

    def __init__(self, kept: dict[str, list[tuple[str, str]]], data: Any = None) -> None:
        super().__init__(data)
        for when in ("any", "year"):
            rows = kept.get("" if when == "any" else when, [])
            for number in range(CHAIN_ROWS):
                name, kind = rows[number] if number < len(rows) else ("", "")
                step = forms.CharField(label=_("环节名称"), required=False, max_length=20, initial=name)
                holder = forms.ChoiceField(label=_("由谁办理"), required=False, choices=HOLDERS, initial=kind)
                self.fields[f"{when}_name_{number}"] = as_cell(step)
                self.fields[f"{when}_kind_{number}"] = as_cell(holder)

    def rows(self, when: str) -> list[tuple[int, Any, Any]]:
        """The controls of one chain, line by line."""
        return [(n + 1, self[f"{when}_name_{n}"], self[f"{when}_kind_{n}"]) for n in range(CHAIN_ROWS)]

    def any_rows(self) -> list[tuple[int, Any, Any]]:
        return self.rows("any")

    def year_rows(self) -> list[tuple[int, Any, Any]]:
        return self.rows("year")

    def steps(self, when: str) -> list[tuple[str, str]]:
        """What was entered, as the service takes it."""
        key, data = when or "any", self.cleaned_data
        return [(data[f"{key}_name_{n}"], data[f"{key}_kind_{n}"]) for n in range(CHAIN_ROWS)]


class FeedForm(Plain):
    """What a supporting unit says of each task; "no change" is one press."""

    def __init__(self, rows: Sequence[Any], data: Any = None) -> None:
        super().__init__(data)
        self.asked = rows
        for row in rows:
            said = row.feed
            label = _("本单位承担部分的进展")
            self.fields[f"text_{row.task.pk}"] = words(label, initial=said.text if said else "")
            self.fields[f"same_{row.task.pk}"] = forms.BooleanField(
                label=_("本期无变化"), required=False, initial=said.no_change if said else False
            )

    def lines(self) -> list[tuple[Any, Any, Any]]:
        """Tasks with their controls."""
        return [(row, self[f"text_{row.task.pk}"], self[f"same_{row.task.pk}"]) for row in self.asked]

    def texts(self) -> dict[int, str]:
        return _by_id(self.cleaned_data, "text_")

    def same(self) -> dict[int, bool]:
        return _by_id(self.cleaned_data, "same_")


class AppealForm(Plain):
    """A letter that asks for help: its text and who signed it, or its answer. ``act`` says what is needed."""

    title = line(_("标题"))
    text = words(_("正文"), rows=8, most=4000)
    signed_by = line(_("签发人"), most=40)
    answer = words(_("答复"), rows=5, most=4000)
    note = line(_("不发的理由"))

    NEEDED: ClassVar = {
        "send": ("title", "text", "signed_by"),
        "keep": ("title", "text"),
        "answer": ("answer",),
        "drop": ("note",),
    }

    def __init__(self, row: Any, act: str, data: Any = None) -> None:
        super().__init__(data, initial={"title": row.title, "text": row.text})
        for name in self.NEEDED.get(act, ()):
            self.fields[name].required = True


class LimitsForm(Plain):
    """The office's own limits."""

    grace_days = forms.IntegerField(
        label=_("缺报宽限（工作日）"),
        min_value=0,
        max_value=60,
        help_text=_("到期后过了这些天，并且催办过，才可以告知上一级。"),
    )
    feed_days = forms.IntegerField(
        label=_("协办反馈提前（工作日）"),
        min_value=0,
        max_value=60,
        help_text=_("协办单位早于牵头单位几个工作日反馈。"),
    )
    names_shown = forms.BooleanField(label=_("向下级显示审核人姓名"), required=False)
