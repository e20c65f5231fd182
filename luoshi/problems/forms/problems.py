"""What people fill in about a problem: its listing, each move, the answer to an extension, the settings of a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import ManyFiles, Plain, as_cell, day, line, words
from luoshi.org.models import Post
from luoshi.problems.models import PUBLICITY, Check, Measure, Problem, ProblemSettings
from luoshi.problems.queries import LIMITS
from luoshi.problems.queries.recurrence import Before
from luoshi.problems.rules import ORIGINS, STANDARDS

BLANK_MEASURES = 3
"""Empty lines offered beside the measures that stand there already."""


class EnterForm(Plain):
    """A problem as it is listed."""

    title = line(
        _("问题"), required=True, most=120, help_text=_("一句话说清是什么问题，例如“学徒名册与实训记录不一致”。")
    )
    facts = words(
        _("问题情况"), required=True, rows=5, most=4000, help_text=_("何时、在哪里、查了什么、数量多少。只写事实。")
    )
    unit = line(_("责任单位"), required=True, most=120, help_text=_("填单位全称，键入后可以从列表中选。"))
    theme = forms.ChoiceField(label=_("类别"), required=False)
    origin = forms.ChoiceField(label=_("来源"), initial="inspection")
    origin_label = line(_("来源说明"), most=120, help_text=_("例如“2026 年专项督查第 3 组”。"))
    found_on = day(_("发现日期"))
    standard = words(_("整改标准"), rows=2, help_text=_("改到什么程度算完成，按什么规定。"))
    due_on = day(_("整改时限"), help_text=_("审定措施以后开始计时；可以到时再定。"))
    attached = ManyFiles(label=_("问题材料"), required=False)

    def __init__(self, *args: Any, themes: Sequence[str], units: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        self.fields["unit"].widget.attrs.update({"list": "known-units", "autocomplete": "off"})
        choose(self, "theme", [("", _("不分类")), *((one, one) for one in themes)])
        choose(self, "origin", [(key, label) for key, label in ORIGINS.items()])


class EditForm(EnterForm):
    """The same, until the measures are vetted; whose it is and where it comes from stay."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, units=(), **kwargs)
        for name in ("unit", "origin", "origin_label", "found_on", "attached"):
            del self.fields[name]


def choose(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    """Give a choice its values, which are known only when the form is drawn."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


# ---------- moves ----------


class MoveForm(Plain):
    """What a move asks for; ``problem`` it is about, ``before`` earlier ones that it may repeat."""

    def __init__(self, *args: Any, problem: Problem, before: Sequence[Before] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problem, self.before = problem, before
        self.settle()

    def settle(self) -> None:
        """Fill in what follows from the problem."""

    def given(self) -> dict[str, Any]:
        """What the service is given, the files apart."""
        return {name: value for name, value in self.cleaned_data.items() if name != "attached"}


class NoteForm(MoveForm):
    """A reason."""

    note = words(_("理由"), required=True)


class NoteAndFilesForm(NoteForm):
    """A reason, with what shows it."""

    attached = ManyFiles(label=_("材料"), required=False)


class PlainForm(MoveForm):
    """A word with it, if one likes."""

    note = words(_("说明"), rows=2)


class ProposeForm(MoveForm):
    """Measures as lines of a table, the post that answers for the problem, and the limit proposed."""

    post = forms.ModelChoiceField(label=_("具体责任人（岗位）"), queryset=Post.objects.none(), empty_label=None)
    due_on = day(_("整改时限"), required=True, help_text=_("由列单单位审定，审定后开始计时。"))
    attached = ManyFiles(label=_("整改方案"), required=False)

    def settle(self) -> None:
        """The measures that were sent back stand there to be mended."""
        post = self.fields["post"]
        if isinstance(post, forms.ModelChoiceField):
            post.queryset = Post.objects.filter(unit=self.problem.unit_id)
        self.initial = {**self.initial, "post": self.problem.post_id, "due_on": self.problem.due_on}
        known: list[Measure | None] = list(self.problem.measures.all())
        self.count = len(known) + BLANK_MEASURES
        for at, row in enumerate([*known, *[None] * BLANK_MEASURES]):
            for name, field in _measure_fields().items():
                field.initial = getattr(row, name, None)
                self.fields[f"{name}_{at}"] = as_cell(field)

    def lines(self) -> list[tuple[BoundField, ...]]:
        """The controls of each measure."""
        return [tuple(self[f"{name}_{at}"] for name in ("text", "due_on", "person")) for at in range(self.count)]

    def plain(self) -> list[BoundField]:
        """The other controls."""
        return [self[name] for name in ("post", "due_on", "attached")]

    def given(self) -> dict[str, Any]:
        """The lines as measures."""
        data = self.cleaned_data
        measures = [{name: data[f"{name}_{at}"] for name in ("text", "due_on", "person")} for at in range(self.count)]
        return {"measures": measures, "post": data["post"], "due_on": data["due_on"]}


def _measure_fields() -> dict[str, forms.Field]:
    return {"text": line(_("整改措施"), most=300), "due_on": day(_("完成时限")), "person": line(_("责任人"), most=60)}


class VetForm(MoveForm):
    """The limit that runs from now."""

    due_on = day(_("整改时限"), required=True)
    note = words(_("说明"), rows=2)

    def settle(self) -> None:
        """As the unit proposed it."""
        self.initial = {**self.initial, "due_on": self.problem.due_on}


class ProgressForm(MoveForm):
    """Interim progress."""

    text = words(_("整改进展"), required=True)
    attached = ManyFiles(label=_("佐证材料"), required=False)


class ClaimForm(MoveForm):
    """What was done, beyond the case and so that it does not come again; signed by the head."""

    claim = words(_("整改完成情况"), required=True, rows=4, most=4000)
    wider = words(
        _("举一反三情况"), required=True, rows=2, help_text=_("同类问题查了哪些地方、改了多少；没有的写明查过的范围。")
    )
    lasting = words(_("长效机制"), required=True, rows=2, help_text=_("靠什么不再发生：制度、比对、责任人。"))
    signed_by = line(_("单位主要负责人"), required=True, most=40, help_text=_("对整改情况的真实性负责。"))
    attached = ManyFiles(label=_("佐证材料"), required=False)


class CheckForm(MoveForm):
    """Who has looked, how, and what was found."""

    way = forms.ChoiceField(label=_("核查方式"), choices=Check.WAYS, widget=forms.RadioSelect, initial="site")
    people = line(_("核查人"), required=True, most=120, help_text=_("谁核查谁负责；不能是提出措施、报整改完成的人。"))
    checked_on = day(_("核查日期"))
    finding = words(
        _("核查情况"),
        required=True,
        rows=4,
        most=4000,
        help_text=_("对照整改标准逐条写：看了什么、抽了多少、结果怎样。"),
    )
    attached = ManyFiles(label=_("核查材料"), required=False)


class AcceptForm(CheckForm):
    """Verified; where it is published."""

    met = forms.MultipleChoiceField(
        label=_("逐条核对销号标准"),
        choices=list(STANDARDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    publicity = forms.ChoiceField(label=_("公示"), choices=PUBLICITY, initial="internal")


class RefuseForm(MoveForm):
    """Why it is not done yet."""

    note = words(_("理由"), required=True, help_text=_("还差什么，对照哪一条标准。"))
    way = forms.ChoiceField(label=_("核查方式"), choices=Check.WAYS, widget=forms.RadioSelect, initial="papers")
    people = line(_("核查人"), most=120)
    attached = ManyFiles(label=_("核查材料"), required=False)


class FileForm(MoveForm):
    """Under which number it is filed."""

    file_number = line(_("归档号"), required=True, most=60)


class ReopenForm(RefuseForm):
    """What was found again, and the new limit."""

    due_on = day(_("新的整改时限"), required=True)


class ExtendForm(MoveForm):
    """A later limit."""

    reason = words(_("理由"), required=True)
    progress = words(_("目前进展"), required=True)
    proposed_on = day(_("申请的时限"), required=True)
    attached = ManyFiles(label=_("材料"), required=False)


class RecogniseForm(MoveForm):
    """Which earlier problem has come again."""

    earlier = forms.ModelChoiceField(label=_("以前的问题"), queryset=Problem.objects.none(), widget=forms.RadioSelect)

    def settle(self) -> None:
        """Those that were recognised, and no others."""
        field = self.fields["earlier"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Problem.objects.filter(pk__in=[one.problem.pk for one in self.before])


FORMS: Mapping[str, type[MoveForm]] = {
    "propose": ProposeForm, "dispute": NoteAndFilesForm, "uphold": NoteForm, "withdraw": NoteForm, "vet": VetForm,
    "send_back": NoteForm, "progress": ProgressForm, "claim": ClaimForm, "accept": AcceptForm, "refuse": RefuseForm,
    "close": PlainForm, "file": FileForm, "look_back": CheckForm, "reopen": ReopenForm, "ask_extension": ExtendForm,
    "recognise": RecogniseForm,
}  # fmt: skip


class AnswerForm(Plain):
    """The answer to an extension: the date it sets, and in which paper it was approved."""

    granted_on = day(_("核定的时限"))
    note = words(_("答复意见"), required=True, rows=2)
    approved_by = line(_("批准人"), most=40)
    document = line(_("批准文号"), most=60)
    attached = ManyFiles(label=_("批准件"), required=False)


class SettingsForm(Plain):
    """How problems are kept at the place."""

    problems_name = line(_("第一张清单"), required=True, most=20)
    measures_name = line(_("第二张清单"), required=True, most=20)
    duties_name = line(_("第三张清单"), required=True, most=20)
    themes = words(_("问题类别"), rows=6, help_text=_("每行一类。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LIMITS:
            column: Any = ProblemSettings._meta.get_field(name)
            label = column.verbose_name
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=1000)
