"""What do workers write, and what becomes of it? Cases and their words, entrances, short surveys, notes of field research.

Nothing here holds a moment of a worker's writing: dates only. What lies freshly written (`kept`) has no event in the trail;
a job takes it in later, shuffled, so that no row beside it tells when it came (`services.gathering`).
"""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Moving
from luoshi.ledger.models import Task
from luoshi.org.models import Unit
from luoshi.org.rules import permissions
from luoshi.org.scope import PathField, Scope, Scoped, ScopedQuerySet

M = TypeVar("M", bound=models.Model)

KINDS = [
    ("problem", _("反映问题")),
    ("suggestion", _("提建议")),
    ("praise", _("说说好的做法")),
    ("pilot", _("申报试点、首创做法")),
]
THEMES = [
    ("skill", _("技能培训和评价")), ("pay", _("工资收入")), ("safety", _("劳动安全和健康")), ("rights", _("权益保障和服务")),
    ("merit", _("劳动竞赛和表彰")), ("say", _("民主管理和厂务公开")), ("other", _("其他")),
]  # fmt: skip
MARKS = [("good", _("满意")), ("fair", _("基本满意")), ("poor", _("不满意"))]
LEVELS = [("yes", _("是")), ("partly", _("说不清")), ("no", _("不是"))]


def hearing(actor: Actor) -> set[int]:
    """The units for which this person hears workers: a grant of its own, at exactly that unit."""
    return {held.unit_id for held in actor.grants if "hear" in permissions([held.role])}


class Heard(ScopedQuerySet[M]):
    """Cases of the office that opens them and of the unit that answers them; sight of a subtree opens none."""

    def visible_to(self, actor: Actor) -> Self:
        """Nobody reads what nobody has taken in yet."""
        units = hearing(actor)
        return self.filter(Q(office__in=units) | Q(handler__in=units)).exclude(state="kept")


HeardManager = models.Manager.from_queryset(Heard)


class VoiceSettings(models.Model):
    """How soon a place answers those who write to it. The row without a unit is the default of the instance."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accept = models.PositiveSmallIntegerField(_("受理（工作日）"), default=7)
    suggestion = models.PositiveSmallIntegerField(_("建议的答复（工作日）"), default=20)
    problem = models.PositiveSmallIntegerField(_("问题的答复（工作日）"), default=30)
    praise = models.PositiveSmallIntegerField(_("好做法的答复（工作日）"), default=10)
    pilot = models.PositiveSmallIntegerField(_("首创做法的答复（工作日）"), default=30)
    kept = models.PositiveSmallIntegerField(_("办结后多少日销毁联系方式"), default=180)

    def __str__(self) -> str:
        return str(self.unit or "default")


class Entrance(Scoped):
    """A link, and its code on a poster, to write about one task or one place. ``title`` is all that a worker is shown of it."""

    scope: ClassVar[Scope] = Scope("unit_path")

    code = models.CharField(max_length=12, unique=True)
    title = models.CharField(_("给职工看的名称"), max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="entrances")
    unit_path = PathField()
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="entrances")
    place = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.title


class Case(Scoped, Moving):
    """What a worker has written, and how it is dealt with. ``receipt``: the slow hash of the receipt, all that is kept of it.

    ``office`` opens it, ``handler`` answers it, ``concerned`` is whom it is about. ``unread``: the reporter has added something
    that nobody has seen. ``credit``: who is to be named as the first (首创), an enterprise or a workshop.
    ``source``: a unit with a log-in that has handed it in for workers.
    """

    scope: ClassVar[Scope] = Scope("office_path")
    secret: ClassVar = ("receipt",)
    personal: ClassVar = ("text",)

    uid = models.UUIDField(default=uuid4, unique=True)
    number = models.CharField(_("编号"), max_length=20, blank=True)
    receipt = models.CharField(max_length=64, unique=True)
    kind = models.CharField(_("类别"), max_length=10, choices=KINDS, default="problem")
    theme = models.CharField(_("主题"), max_length=8, choices=THEMES, default="other")
    text = models.TextField(_("内容"))
    credit = models.CharField(_("首创单位（班组、车间、企业）"), max_length=120, blank=True)
    place = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("地方"))
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="voices")
    entrance = models.ForeignKey(Entrance, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    concerned = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("涉及单位")
    )
    source = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("转报单位")
    )
    office = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="voices_opened")
    office_path = PathField()
    handler = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="voices_handled")
    handler_path = PathField(blank=True, default="")
    is_named = models.BooleanField(_("留了联系方式"), default=False)
    written_on = models.DateField()
    accept_by = models.DateField(null=True, blank=True)
    reply_by = models.DateField(_("答复期限"), null=True, blank=True)
    replied_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    mark = models.CharField(_("评价"), max_length=4, choices=MARKS, blank=True)
    unread = models.BooleanField(default=False)

    objects: ClassVar[HeardManager[Case]] = HeardManager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["office", "state"], name="case_office_state"),
            models.Index(fields=["handler", "state"], name="case_handler_state"),
            models.Index(fields=["task", "state"], name="case_task_state"),
        ]

    def __str__(self) -> str:
        return gettext("职工意见 %(number)s") % {"number": self.number or "—"}


class Word(models.Model):
    """One thing that was said on a case: by the reporter (``unit`` empty), or to the reporter by a unit.

    A reporter's word lies unseen until it is ``taken``. ``mark``: what the reporter makes of the answer.
    """

    KINDS: ClassVar = [
        ("add", _("补充")),
        ("ask", _("询问")),
        ("reply", _("答复")),
        ("decline", _("不予受理的说明")),
        ("adopt", _("采纳并署名")),
    ]

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="words")
    kind = models.CharField(max_length=8, choices=KINDS, default="add")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    mark = models.CharField(max_length=4, choices=MARKS, blank=True)
    said_on = models.DateField()
    taken = models.BooleanField(default=True)

    personal: ClassVar = ("text",)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case} {self.get_kind_display()}"

    @property
    def trail(self) -> Case:
        return self.case


class Reporter(models.Model):
    """Who wrote, where they chose to say so: sealed with a key that lies outside the database, apart from the case.

    Opened by the office alone, with a reason, and never by the unit concerned; destroyed some time after the case is closed.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="reporter")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.case)

    @property
    def trail(self) -> Case:
        return self.case


class Picture(models.Model):
    """A picture, without what was written beside it, that waits to be taken in with its case; then it is a file like any other."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pictures")
    kind = models.CharField(max_length=4)
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.case} {self.kind}"


class Survey(Scoped, Moving):
    """Three questions to workers on one task, by link or code, until a date. What they answer is shown from five answers on."""

    scope: ClassVar[Scope] = Scope("unit_path")
    QUESTIONS: ClassVar = (
        _("您听说过这项工作吗？"),
        _("您或者身边的工友用上了、享受到了吗？"),
        _("总的来说，您满意吗？"),
    )

    code = models.CharField(max_length=12, unique=True)
    title = models.CharField(_("给职工看的名称"), max_length=120)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="surveys")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="surveys")
    unit_path = PathField()
    known = models.CharField(_("第一问：知不知道"), max_length=80)
    reached = models.CharField(_("第二问：用没用上"), max_length=80)
    content = models.CharField(_("第三问：满不满意"), max_length=80)
    opened_on = models.DateField()
    closes_on = models.DateField(_("截止日期"))

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.title


class Answer(models.Model):
    """One filled-in survey: three answers, no date, no person. Shown only summed up."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="answers")
    form = models.CharField(max_length=64, unique=True)
    known = models.CharField(max_length=6, choices=LEVELS)
    reached = models.CharField(max_length=6, choices=LEVELS)
    content = models.CharField(max_length=6, choices=LEVELS)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return str(self.survey)


class FieldNote(Scoped):
    """What an office found by going there (调查研究): what was asked, where, what was found, what would help. Nobody is scored."""

    scope: ClassVar[Scope] = Scope("unit_path")

    question = models.CharField(_("调研的问题"), max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="field_notes")
    unit_path = PathField()
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="field_notes")
    went_on = models.DateField(_("调研日期"))
    places = models.CharField(_("去了哪里"), max_length=300)
    talked = models.PositiveSmallIntegerField(_("访谈人数"), default=0)
    found = models.TextField(_("看到和听到的"))
    remedies = models.TextField(_("建议怎么办"))

    class Meta:
        ordering: ClassVar = ["-went_on", "-id"]

    def __str__(self) -> str:
        return self.question


class Initiative(models.Model):
    """A practice that a workshop or an enterprise was the first to have (首创), taken up by an office under their name.

    Shown to everybody with a log-in: that is the credit. ``case`` where it was proposed; who wrote it stays unknown.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="initiative")
    title = models.CharField(_("做法的名称"), max_length=120)
    gist = models.TextField(_("做法要点"))
    credit = models.CharField(_("首创单位（班组、车间、企业）"), max_length=120)
    place = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="initiatives")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    adopted_on = models.DateField(_("采纳日期"))

    class Meta:
        ordering: ClassVar = ["-adopted_on", "-id"]

    def __str__(self) -> str:
        return self.title
