"""Which problems have been found, who puts them right by when, and what has been looked at before they are closed?

One table; the lists of problems, of measures and of duties are views of it (practice.md 1.6).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.models import Moving, new_uid
from luoshi.kernel.say import Say
from luoshi.ledger.models import Task
from luoshi.org.models import Person, Post, Unit
from luoshi.org.scope import PathField, Reader, Scope, Scoped
from luoshi.problems.rules import ORIGINS, STANDARDS
from luoshi.problems.rules.records import RECORD_KINDS
from luoshi.voice.models import Case, FieldNote

PUBLICITY = [("internal", _("系统内公示")), ("public", _("向社会公示")), ("none", _("不公示"))]


class Problem(Scoped, Moving):
    """One problem of one unit. ``keeper`` lists it, vets the measures and closes it; ``unit`` puts it right, ``post``
    answers for that by name. ``found_at`` where it was found, if elsewhere.

    ``origin`` tells how it was found, ``origin_label`` and ``origin_url`` which inspection or report it was. ``case`` and
    ``note``, what workers wrote or an office found by going there, are shown only to whoever reads those.
    ``due_on`` is the limit; ``first_due_on`` the one vetted first and never changes: being in time is judged by it.
    ``measures_by``: until when measures are expected, before the limit runs. ``wider`` and ``lasting``: what was done
    beyond the case (举一反三) and so that it does not come again (长效机制). ``earlier`` an earlier problem that a person
    has recognised in this one. ``proposed_by``, ``claimed_by``: who may not check.
    """

    scope: ClassVar[Scope] = Scope("unit_path", via="readers", shown="shown")

    uid = models.UUIDField(default=new_uid, unique=True)
    number = models.CharField(_("文号"), max_length=40)
    title = models.CharField(_("问题"), max_length=120)
    facts = models.TextField(_("问题情况"))
    theme = models.CharField(_("类别"), max_length=40, blank=True)
    origin = models.CharField(_("来源"), max_length=12, choices=[(key, key) for key in ORIGINS])
    origin_label = models.CharField(_("来源说明"), max_length=120, blank=True)
    origin_url = models.CharField(max_length=200, blank=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="problems")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="problems")
    note = models.ForeignKey(FieldNote, on_delete=models.PROTECT, null=True, blank=True, related_name="problems")
    keeper = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="kept_problems")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="problems")
    unit_path = PathField()
    found_at = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    found_on = models.DateField(_("发现日期"))
    standard = models.TextField(_("整改标准"), blank=True)
    measures_by = models.DateField(_("报措施期限"))
    due_on = models.DateField(_("整改时限"), null=True, blank=True)
    first_due_on = models.DateField(_("首次时限"), null=True, blank=True)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    vetted_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)
    claim = models.TextField(_("整改完成情况"), blank=True)
    wider = models.TextField(_("举一反三情况"), blank=True)
    lasting = models.TextField(_("长效机制"), blank=True)
    signed_by = models.CharField(_("单位主要负责人"), max_length=40, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    publicity = models.CharField(_("公示"), max_length=8, choices=PUBLICITY, default="internal")
    public_until = models.DateField(_("公示至"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    file_number = models.CharField(_("归档号"), max_length=60, blank=True)
    look_back_on = models.DateField(_("回头看"), null=True, blank=True)
    looked_back_at = models.DateTimeField(null=True, blank=True)
    refused = models.PositiveSmallIntegerField(default=0)
    reopened = models.PositiveSmallIntegerField(default=0)
    latest = models.CharField(_("最近进展"), max_length=200, blank=True)
    earlier = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="later")

    personal = ("signed_by",)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["keeper", "number"], name="problem_number_once"),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("first_due_on")),
                name="problem_first_date_stays",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["keeper", "state"], name="problem_keeper_state"),
            models.Index(fields=["unit", "state"], name="problem_unit_state"),
            models.Index(fields=["unit_path", "due_on"], name="problem_path_due"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ProblemReader(Reader):
    """Who may read a problem: its keeper, and the unit that puts it right."""

    of = "problem"
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="readers")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["problem", "unit"], name="problem_reader_once")]
        indexes: ClassVar = [models.Index(fields=["unit_path", "shown", "problem"], name="problem_reader_path")]


class Measure(models.Model):
    """One thing that the unit will do about a problem, until when, and who answers for it."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="measures")
    text = models.CharField(_("整改措施"), max_length=300)
    due_on = models.DateField(_("完成时限"), null=True, blank=True)
    person = models.CharField(_("责任人"), max_length=60, blank=True)
    ordering = models.PositiveSmallIntegerField(default=0)

    personal = ("person",)

    class Meta:
        ordering: ClassVar = ["problem", "ordering", "id"]

    def __str__(self) -> str:
        return self.text

    @property
    def trail(self) -> Problem:
        return self.problem


class Check(models.Model):
    """Somebody has looked: before the closing (核查), or some months after it (回头看). Who checks answers for it.

    ``met``: keys of `rules.STANDARDS`, each looked at before a closing.
    """

    KINDS: ClassVar = [("verify", _("核查")), ("look_back", _("回头看"))]
    WAYS: ClassVar = [("site", _("现场核查")), ("papers", _("书面核查"))]

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=10, choices=KINDS)
    way = models.CharField(_("核查方式"), max_length=8, choices=WAYS)
    checked_on = models.DateField(_("核查日期"))
    people = models.CharField(_("核查人"), max_length=120)
    finding = models.TextField(_("核查情况"))
    met = models.JSONField(_("销号标准"), default=list, blank=True)
    passed = models.BooleanField(default=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    personal = ("people",)

    class Meta:
        ordering: ClassVar = ["problem", "id"]

    def __str__(self) -> str:
        return f"{self.problem} {self.get_kind_display()}"

    @property
    def trail(self) -> Problem:
        return self.problem

    @property
    def standards(self) -> list[Say]:
        """The standards of a closing that were looked at, in words."""
        return [STANDARDS[key] for key in self.met]


class Extension(Scoped, Moving):
    """A later limit, asked for before the limit with reason and progress; the answer sets the date, which may differ."""

    scope: ClassVar[Scope] = Scope(via="problem")

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="extensions")
    reason = models.TextField(_("理由"))
    progress = models.TextField(_("目前进展"))
    proposed_on = models.DateField(_("申请的时限"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    granted_on = models.DateField(_("核定的时限"), null=True, blank=True)
    ruling = models.TextField(_("答复意见"), blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(_("批准人"), max_length=40, blank=True)
    document = models.CharField(_("批准文号"), max_length=60, blank=True)

    personal = ("approved_by",)

    class Meta:
        ordering: ClassVar = ["problem", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["problem"], condition=Q(state="asked"), name="extension_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.problem} → {self.proposed_on}"

    @property
    def trail(self) -> Problem:
        return self.problem


class ProblemSettings(models.Model):
    """How problems are kept at a place: what the three lists are called, how long each step has, which themes there are.

    The row without a unit is the default of the instance.
    """

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    problems_name = models.CharField(_("第一张清单"), max_length=20, default="问题清单")
    measures_name = models.CharField(_("第二张清单"), max_length=20, default="整改清单")
    duties_name = models.CharField(_("第三张清单"), max_length=20, default="责任清单")
    themes = models.TextField(_("问题类别"), blank=True)
    measures_days = models.PositiveSmallIntegerField(_("报措施（工作日）"), default=5)
    vet_days = models.PositiveSmallIntegerField(_("审定措施（工作日）"), default=3)
    dispute_days = models.PositiveSmallIntegerField(_("复核异议（工作日）"), default=10)
    check_days = models.PositiveSmallIntegerField(_("核查（工作日）"), default=5)
    publicity_days = models.PositiveSmallIntegerField(_("公示（工作日）"), default=5)
    look_back_days = models.PositiveSmallIntegerField(_("销号后多少日回头看"), default=90)
    recurrence_days = models.PositiveSmallIntegerField(_("多少日内再次出现算反复"), default=365)
    state_days = models.PositiveSmallIntegerField(_("问责：陈述（工作日）"), default=5)
    object_days = models.PositiveSmallIntegerField(_("问责：异议（日）"), default=30)
    valid_days = models.PositiveSmallIntegerField(_("问责：签发后多少日失效"), default=365)

    def __str__(self) -> str:
        return str(self.unit or "default")


class Record(Scoped, Moving):
    """One act of holding to account, or of praise, as far as the office may act (practice.md 8).

    It proposes and drafts; what others decide stands in ``outcome`` and ``outcome_number`` only. ``keeper`` writes it,
    ``unit`` is whom it concerns: it reads it once it has been told and says what it has to say. ``expires_on``: from
    then on it is held against nobody. ``ruled_by`` another than ``drafted_by``.
    """

    scope: ClassVar[Scope] = Scope("unit_path", via="readers", shown="shown")
    KINDS: ClassVar = [(key, key) for key in RECORD_KINDS]

    kind = models.CharField(max_length=10, choices=KINDS)
    number = models.CharField(_("文号"), max_length=40, blank=True)
    keeper = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, null=True, blank=True, related_name="records")
    title = models.CharField(_("标题"), max_length=120)
    facts = models.TextField(_("事实"))
    basis = models.TextField(_("依据"))
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    state_by = models.DateField(_("陈述期限"), null=True, blank=True)
    statement = models.TextField(_("陈述"), blank=True)
    signed_by = models.CharField(_("签发人"), max_length=40, blank=True)
    held_by = models.CharField(_("约谈人"), max_length=40, blank=True)
    audience = models.CharField(_("范围"), max_length=120, blank=True)
    issued_on = models.DateField(_("签发日期"), null=True, blank=True)
    object_by = models.DateField(_("异议期限"), null=True, blank=True)
    objection = models.TextField(_("异议"), blank=True)
    ruling = models.TextField(_("复核意见"), blank=True)
    ruled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    handed_to = models.CharField(_("移交机关"), max_length=80, blank=True)
    held_on = models.DateField(_("约谈日期"), null=True, blank=True)
    minutes = models.TextField(_("约谈情况"), blank=True)
    outcome = models.CharField(_("处理结果"), max_length=120, blank=True)
    outcome_number = models.CharField(_("处理文号"), max_length=60, blank=True)

    personal = (
        "title",
        "facts",
        "basis",
        "statement",
        "signed_by",
        "held_by",
        "objection",
        "ruling",
        "minutes",
        "outcome",
    )

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{RECORD_KINDS[self.kind]} {self.number or self.pk}"


class RecordReader(Reader):
    """Whose people may read a record, if they have the right to: the unit that writes it, and the one it concerns."""

    of = "record"
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="readers")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["record", "unit"], name="record_reader_once")]
        indexes: ClassVar = [models.Index(fields=["unit_path", "shown", "record"], name="record_reader_path")]
