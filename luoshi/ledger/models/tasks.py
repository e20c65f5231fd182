"""What stands in the ledger? Plans and clauses, tasks and what is owed on them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.models import Moving, new_uid
from luoshi.org.models import Person, Post, Unit
from luoshi.org.rules import PATH_LENGTH
from luoshi.org.scope import BytewiseField, PathField, Scope, Scoped, Shown


class Basis(models.Model):
    """The document, instruction, meeting decision or letter that orders tasks. Children inherit it."""

    KINDS: ClassVar = [
        ("document", _("文件")),
        ("instruction", _("领导批示")),
        ("meeting", _("会议议定")),
        ("letter", _("来函")),
    ]
    kind = models.CharField(_("依据类别"), max_length=12, choices=KINDS, default="document")
    title = models.CharField(_("名称"), max_length=200)
    number = models.CharField(_("文号"), max_length=60)
    dated_on = models.DateField(_("日期"))
    signed_by = models.CharField(_("签发人"), max_length=40, blank=True)

    personal = ("signed_by",)

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class Plan(Scoped, Moving):
    """A plan document as its drafting office breaks it down. ``basis`` is the ordering document; empty until approved.

    ``text`` is the source, paragraphs joined by line breaks; clauses and marks refer to it by offsets, for ever.
    """

    scope: ClassVar[Scope] = Scope("unit_path", via="readers", shown="shown")

    uid = models.UUIDField(default=new_uid, unique=True)
    title = models.CharField(_("方案名称"), max_length=200)
    doc_number = models.CharField(_("方案文号"), max_length=60, blank=True)
    issuer_name = models.CharField(_("发文机关"), max_length=120, blank=True)
    issued_on = models.DateField(_("成文日期"), null=True, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="plans")
    text = models.TextField(blank=True)
    basis = models.ForeignKey(Basis, on_delete=models.PROTECT, null=True, blank=True, related_name="plans")
    consult_due_on = models.DateField(_("反馈截止"), null=True, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class PlanReader(models.Model):
    """A unit that may read a plan: its drafter from the first day, those consulted, and every duty holder once issued."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="readers")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = PathField()
    shown = models.PositiveSmallIntegerField(choices=Shown.choices, default=Shown.UNIT)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "unit"], name="plan_reader_once")]
        indexes: ClassVar = [models.Index(fields=["unit_path", "plan"], name="plan_reader_path")]

    def __str__(self) -> str:
        return f"{self.plan} {self.unit}"


class Clause(models.Model):
    """A numbered place in a plan: its labels from the top, and its span in the plan's text. Never deleted once issued from."""

    uid = models.UUIDField(default=new_uid, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="clauses")
    labels = models.JSONField(default=list)
    heading = models.CharField(max_length=250, blank=True)
    text = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    ordering = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["plan", "ordering"]

    def __str__(self) -> str:
        return "".join(self.labels) + self.heading

    @property
    def trail(self) -> Plan:
        return self.plan


CATEGORIES = [
    ("plan", _("方案任务")),
    ("instruction", _("领导批示")),
    ("meeting", _("会议议定事项")),
    ("letter", _("来函")),
]
"""What the categories of items are called before an office names them (`ledger.rules.categories`)."""
ENDINGS = [
    ("done", _("完成")),
    ("stage", _("阶段性完成")),
    ("routine", _("转常态化")),
]


GRADES = [
    ("landmark", _("标志性")),
    ("leading", _("引领性")),
    ("pillar", _("支柱性")),
]
URGENCIES = [
    ("", _("一般")),
    ("urgent", _("急办")),
    ("hard", _("难办")),
]


NO_DATE = date(9999, 12, 31)
"""Stands for "no date" where dates are sorted: databases disagree on where NULL belongs."""


class Task(Scoped, Moving):
    """One thing to be done. Its lead, helpers and supervisors are duties; its standards, targets and nodes are rows.

    ``due_on`` is the latest date, ``first_due_on`` the one it was issued with and never changes; without a date it has
    ``review_on``. ``done``/``planned`` are percentages from accepted values (`ledger.rules.progress`), kept as work
    happens so that no list counts; ``lead_path`` copies the lead unit's path for filters. ``behind_from``,
    ``far_behind_from`` and ``ahead_until`` are the days on which the progress light turns if nothing more is done
    (`ledger.rules.turns`), so that lists filter by it. ``order_key`` sorts numbers as people count: 3.2 before 3.10;
    ``deadline`` is the date that counts: ``clock_until`` where pauses moved the clock (never the ordered date), else due
    or review, `NO_DATE` where there is none; ``running_until`` is the same while the clock runs, NULL in a draft, a closed
    or a paused task and where there is no date: so that a list of what is overdue walks over nothing that has been
    completed in years gone by. ``category`` is the key of an item category (`ledger.rules.categories`); ``grade`` makes
    it a key task, first everywhere (its ``order_key`` says so); ``follows`` the item whose result brought this one (a new
    instruction is a new item).
    """

    scope: ClassVar[Scope] = Scope("unit_path", via="duties", shown="shown")

    # No index of its own: five values tell a planner nothing, yet SQLite would take it before the one by date.
    state = models.CharField(max_length=20)
    uid = models.UUIDField(default=new_uid, unique=True)
    number = models.CharField(_("编号"), max_length=30)
    order_key = models.CharField(max_length=90, blank=True, default="", editable=False)
    title = models.CharField(_("任务"), max_length=200)
    text = models.TextField(blank=True)
    category = models.CharField(max_length=12, choices=CATEGORIES, default="plan")
    grade = models.CharField(_("重点任务等级"), max_length=10, choices=GRADES, blank=True, default="")
    urgency = models.CharField(_("紧急程度"), max_length=8, choices=URGENCIES, blank=True, default="")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    basis = models.ForeignKey(Basis, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    issuer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="issued_tasks")
    lead_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="led_tasks")
    lead_path = PathField(blank=True, default="")
    starts_on = models.DateField(_("开始日期"), null=True, blank=True)
    due_on = models.DateField(_("完成时限"), null=True, blank=True)
    first_due_on = models.DateField(_("首次时限"), null=True, blank=True)
    due_note = models.CharField(_("时限依据"), max_length=200, blank=True)
    review_on = models.DateField(_("复核日期"), null=True, blank=True)
    clock_until = models.DateField(null=True, blank=True, editable=False)
    deadline = models.GeneratedField(
        expression=Coalesce("clock_until", "due_on", "review_on", Value(NO_DATE, models.DateField())), output_field=models.DateField(),
        db_persist=True,
    )  # fmt: skip
    running_until = models.GeneratedField(
        expression=Case(
            When(state__in=["active", "verifying", "presented"], paused=False, then=Coalesce("clock_until", "due_on", "review_on")),
            output_field=models.DateField(),
        ), output_field=models.DateField(null=True), db_persist=True,
    )  # fmt: skip
    issued_at = models.DateTimeField(null=True, blank=True)
    paused = models.BooleanField(_("计时暂停"), default=False)
    paused_days = models.PositiveIntegerField(_("停计（工作日）"), default=0, editable=False)
    done = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    behind_from = models.DateField(null=True, blank=True, editable=False)
    far_behind_from = models.DateField(null=True, blank=True, editable=False)
    ahead_until = models.DateField(null=True, blank=True, editable=False)
    reported_state = models.CharField(max_length=12, blank=True)
    latest = models.CharField(_("最近进展"), max_length=300, blank=True)
    share_rule = models.CharField(max_length=8, default="sum")
    tightening = models.TextField(_("加码理由"), blank=True)
    ending = models.CharField(_("完成方式"), max_length=10, choices=ENDINGS, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")

    class Meta:
        ordering: ClassVar = ["order_key", "id"]
        indexes: ClassVar = [
            models.Index(fields=["order_key", "id"], condition=~Q(grade=""), name="task_key"),
            models.Index(fields=["order_key", "id"], name="task_order"),
            models.Index(fields=["deadline", "id"], name="task_deadline"),
            # With the path, so that the overdue tasks of a province are picked from the index alone.
            models.Index(
                fields=["running_until", "id", "lead_path"],
                condition=Q(running_until__isnull=False),
                name="task_running",
            ),
            models.Index(fields=["lead_path", "state", "due_on"], name="task_lead"),
            models.Index(fields=["plan", "number"], name="task_plan_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


DUTY_ROLES = [
    ("lead", _("牵头")),
    ("joint", _("共同负责")),
    ("support", _("配合")),
    ("liaison", _("联络")),
    ("supervising", _("督促")),
]


class Duty(Scoped, Moving):
    """What a unit has to do with a task. Receipt is per duty.

    ``shown``: a draft's duty is hidden from its unit until consultation opens it to that very unit; issuing opens it to
    whoever sees the unit's subtree. A supervising duty is the issuer's, and is copied to every child, so that one path
    shows the whole cascade upward.
    """

    scope: ClassVar[Scope] = Scope(via="task")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="duties")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="duties")
    unit_path = PathField()
    role = models.CharField(max_length=12, choices=DUTY_ROLES)
    shown = models.PositiveSmallIntegerField(choices=Shown.choices, default=Shown.HIDDEN)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="duties")
    liaison = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="liaison_duties")
    received_at = models.DateTimeField(null=True, blank=True)
    basis_note = models.CharField(_("指定依据"), max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "unit", "role"], name="duty_once"),
            models.UniqueConstraint(fields=["task"], condition=Q(role="lead"), name="duty_one_lead"),
        ]
        indexes: ClassVar = [
            # The two sides of the visibility door, each answered from the index alone.
            models.Index(fields=["unit_path", "shown", "task"], name="duty_path_shown_task"),
            models.Index(fields=["task", "unit_path", "shown"], name="duty_task_path_shown"),
            models.Index(fields=["unit", "role", "state"], name="duty_unit_role"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.get_role_display()}"

    @property
    def trail(self) -> Task:
        return self.task


class GenericDuty(models.Model):
    """A class of units named by the plan ("各县"): becomes children, chosen at issue."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="generic_duties")
    name = models.CharField(max_length=60)
    settled = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    @property
    def trail(self) -> Task:
        return self.task


class Standard(models.Model):
    """One line of what must be reached. Completion is checked against each."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="standards")
    text = models.CharField(_("达到的标准"), max_length=300)
    ordering = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["task", "ordering", "id"]

    def __str__(self) -> str:
        return self.text

    @property
    def trail(self) -> Task:
        return self.task


class Target(models.Model):
    """A figure to be reached: 年培训 6000 人. ``value`` is what has been accepted so far."""

    COMPARATORS: ClassVar = [(">=", _("不少于")), ("<=", _("不超过")), ("=", _("达到")), ("~", _("约"))]
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="targets")
    name = models.CharField(_("指标"), max_length=120)
    comparator = models.CharField(max_length=2, choices=COMPARATORS, default=">=")
    number = models.DecimalField(_("目标值"), max_digits=18, decimal_places=4)
    unit_name = models.CharField(_("计量单位"), max_length=20, blank=True)
    source = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="shares")
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    ordering = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["task", "ordering", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def trail(self) -> Task:
        return self.task


class Milestone(models.Model):
    """A dated node of a task, with its weight; ``done_on`` when its completion was accepted."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("节点"), max_length=200)
    due_on = models.DateField()
    weight = models.PositiveSmallIntegerField(default=1)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["task", "due_on", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def trail(self) -> Task:
        return self.task


class Wait(models.Model):
    """A task may begin only after another's date. Shown only where both are in the reader's sight."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="waits")
    before = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="awaited")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "before"], name="wait_once"),
            models.CheckConstraint(condition=~Q(task=F("before")), name="wait_on_another"),
        ]

    def __str__(self) -> str:
        return f"{self.task} ← {self.before}"

    @property
    def trail(self) -> Task:
        return self.task


class Completion(models.Model):
    """One application that a task be counted as complete, and how it was verified against each standard."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="completions")
    ending = models.CharField(_("完成方式"), max_length=10, choices=ENDINGS)
    statement = models.TextField(_("完成情况说明"))
    applied_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True)
    verified_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.task} {self.get_ending_display()}"

    @property
    def trail(self) -> Task:
        return self.task


class Check(models.Model):
    """The verifier's answer on one standard."""

    completion = models.ForeignKey(Completion, on_delete=models.CASCADE, related_name="checks")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="checks")
    claim = models.TextField(_("自查情况"), blank=True)
    met = models.BooleanField(null=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["completion", "standard"], name="check_once")]

    def __str__(self) -> str:
        return str(self.standard)

    @property
    def trail(self) -> Task:
        return self.completion.task


class Tally(models.Model):
    """How many running tasks are led at a path, and on which days their lights turn: kept as work happens.

    A trigger writes each change as it is made, at the lead unit's own path (``folded`` False); a job folds changes into
    one row for every path above (`ledger.jobs`). A light that turns at midnight needs no write: whoever reads sums the
    days. ``path`` is no `PathField`: when a unit moves, its tasks' changes say so.
    """

    class What(models.IntegerChoices):
        """What is counted; the first six have no day of their own."""

        RUNNING = 0
        PAUSED = 1
        DATED = 2
        KNOWN = 3
        UNSTARTED = 4
        COMPLETED = 5
        DUE = 6
        STARTS = 7
        BEHIND = 8
        FAR_BEHIND = 9
        AHEAD = 10

    path = BytewiseField(max_length=PATH_LENGTH)
    what = models.PositiveSmallIntegerField(choices=What.choices)
    day = models.DateField()
    number = models.IntegerField()
    folded = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["path", "day", "what"], condition=Q(folded=True), name="tally_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["path"], condition=Q(folded=False), name="tally_new")]

    def __str__(self) -> str:
        return f"{self.path} {self.get_what_display()} {self.day}: {self.number}"
