"""Which units are there, how do they hang together, and who holds which post and which grant, from when to when?"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from luoshi.kernel import clock
from luoshi.kernel.models import Moving, new_uid
from luoshi.org.rules import ROLE_LABELS, Kind, Level
from luoshi.org.scope import PathField, Scope, Scoped

KINDS = [
    (Kind.PLACE.value, _("地区")),
    (Kind.OFFICE.value, _("协调小组办公室")),
    (Kind.PARTY.value, _("党委部门")),
    (Kind.DEPARTMENT.value, _("政府部门")),
    (Kind.UNION.value, _("地方工会")),
    (Kind.ENTERPRISE.value, _("企业")),
    (Kind.ENTERPRISE_UNION.value, _("企业工会")),
    (Kind.GRASSROOTS_UNION.value, _("基层工会")),
    (Kind.PARK.value, _("园区（开发区）")),
    (Kind.GROUP.value, _("群团组织")),
    (Kind.INSTITUTION.value, _("事业单位（院校）")),
    (Kind.ASSOCIATION.value, _("行业协会（商会）")),
]
PLACE_LABELS = {
    Level.NATION.value: _("国家"),
    Level.PROVINCE.value: _("省（区、市）"),
    Level.PREFECTURE.value: _("市（州、盟）"),
    Level.COUNTY.value: _("县（市、区）"),
    Level.TOWNSHIP.value: _("乡镇（街道）"),
    Level.GRASSROOTS.value: _("村（社区）"),
}
"""What a place is called, by its level."""
LEVEL_CHOICES = [
    (Level.NATION.value, _("国家")),
    (Level.PROVINCE.value, _("省级")),
    (Level.PREFECTURE.value, _("市级")),
    (Level.COUNTY.value, _("县级")),
    (Level.TOWNSHIP.value, _("乡镇（街道）")),
    (Level.GRASSROOTS.value, _("基层")),
]


INDUSTRIES = [
    ("A", _("农、林、牧、渔业")),
    ("B", _("采矿业")),
    ("C", _("制造业")),
    ("D", _("电力、热力、燃气及水生产和供应业")),
    ("E", _("建筑业")),
    ("F", _("批发和零售业")),
    ("G", _("交通运输、仓储和邮政业")),
    ("H", _("住宿和餐饮业")),
    ("I", _("信息传输、软件和信息技术服务业")),
    ("J", _("金融业")),
    ("K", _("房地产业")),
    ("L", _("租赁和商务服务业")),
    ("M", _("科学研究和技术服务业")),
    ("N", _("水利、环境和公共设施管理业")),
    ("O", _("居民服务、修理和其他服务业")),
    ("P", _("教育")),
    ("Q", _("卫生和社会工作")),
    ("R", _("文化、体育和娱乐业")),
    ("S", _("公共管理、社会保障和社会组织")),
    ("T", _("国际组织")),
]
"""Sections of GB/T 4754-2017."""


class Unit(Scoped):
    """A node of the one tree: places, and under each place its offices, departments, unions and enterprises."""

    scope: ClassVar[Scope] = Scope("path", whole_for=("system", "security"))

    uid = models.UUIDField(default=new_uid, unique=True)
    name = models.CharField(_("单位名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    kind = models.CharField(_("类型"), max_length=20, choices=KINDS)
    level = models.CharField(_("级次"), max_length=12, choices=LEVEL_CHOICES)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = PathField(unique=True)
    place_path = PathField()
    region_code = models.CharField(_("行政区划代码"), max_length=12, blank=True)
    ordering = models.PositiveIntegerField(default=0)
    industry = models.CharField(_("行业"), max_length=1, choices=INDUSTRIES, blank=True, default="")
    named_on = models.DateField(_("现名称起用"), null=True, blank=True)
    abolished_on = models.DateField(_("撤销日期"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("并入")
    )

    class Meta:
        ordering: ClassVar = ["path"]
        indexes: ClassVar = [models.Index(fields=["place_path", "kind"], name="unit_place_kind")]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_label(self) -> str:
        """What the unit is, in a word: a place by its level."""
        return str(PLACE_LABELS[self.level]) if self.kind == Kind.PLACE else self.get_kind_display()


class Line(models.Model):
    """A business line (条) across the tree, such as 人社 or 工会."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(_("条线"), max_length=40)

    def __str__(self) -> str:
        return self.name


class LineMembership(models.Model):
    """A unit's place in a line, from a date to a date; several are allowed (merged county bureaus)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="members")
    superior = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="line_juniors")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "line", "starts_on"], name="line_membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.line}"

    @property
    def trail(self) -> Unit:
        return self.unit


class Person(models.Model):
    """Somebody who may hold posts. A person may have no account: leaders do not log in."""

    name = models.CharField(_("姓名"), max_length=40)
    phone = models.CharField(_("电话"), max_length=30, blank=True)

    personal = ("name", "phone")

    def __str__(self) -> str:
        return self.name


POST_KINDS = [
    ("head", _("主要负责人")),
    ("deputy", _("分管负责人")),
    ("responsible", _("责任岗位")),
    ("liaison", _("联络员")),
    ("clerk", _("经办")),
]


class Post(Scoped):
    """A position in a unit. Everything owed points to a post, never to a person."""

    scope: ClassVar[Scope] = Scope("unit_path", whole_for=("system", "security"))

    uid = models.UUIDField(default=new_uid, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    unit_path = PathField(db_index=True)
    name = models.CharField(_("岗位"), max_length=60)
    kind = models.CharField(_("岗位类别"), max_length=12, choices=POST_KINDS)
    is_default = models.BooleanField(_("默认责任岗位"), default=False)
    ordering = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["unit_path", "ordering", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit"], condition=Q(is_default=True), name="post_one_default"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}{self.name}"

    @property
    def trail(self) -> Unit:
        return self.unit


class Tenure(models.Model):
    """A person holds a post from a date to a date."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="tenures")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tenures")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post"], condition=Q(ends_on=None), name="tenure_one_holder"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="tenure_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.starts_on}"

    @property
    def trail(self) -> Unit:
        return self.post.unit


class AccountManager(BaseUserManager["Account"]):
    """Accounts are looked up by their log-in name."""


class Account(AbstractBaseUser, Moving):
    """A log-in. What it may do comes from the grants, never from the account.

    ``must_change``: the password was given by an administrator and is to be replaced at the next log-in; ``log_ins`` is
    counted up to end every log-in elsewhere.
    """

    username = models.CharField(_("用户名"), max_length=60, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    state = models.CharField(max_length=20, default="active", db_index=True)
    must_change = models.BooleanField(default=False)
    log_ins = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=10, blank=True)

    USERNAME_FIELD = "username"
    objects = AccountManager()

    secret = ("password",)

    def __str__(self) -> str:
        return self.username

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """What Django asks before it lets anybody in, and at every request."""
        return self.state == "active"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session ends with the password that opened it, and with every log-in elsewhere that is ended."""
        return salted_hmac(
            "luoshi.org.session", f"{self.password}|{self.log_ins}", secret=secret, algorithm="sha256"
        ).hexdigest()


class Invitation(models.Model):
    """A one-time code with which a person sets the password of their account. Only the code's SHA-256 is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    secret = ("digest",)

    def __str__(self) -> str:
        return str(self.account)

    @property
    def trail(self) -> Account:
        return self.account


class Grant(models.Model):
    """A role at a unit, from a date to a date. ``sight``: whose subtree is seen; empty, the unit alone.

    An office's people act for the office and see the whole place that it serves.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=12, choices=[(key, key) for key in ROLE_LABELS])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants")
    sight = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="sights")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "starts_on"], name="grant_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.role} {self.unit}"

    @property
    def trail(self) -> Unit:
        return self.unit


class Token(models.Model):
    """A log-in of a program. Only the token's SHA-256 is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    secret = ("digest",)

    def __str__(self) -> str:
        return self.name or f"{self.created_at:%Y-%m-%d}"

    @property
    def trail(self) -> Account:
        return self.account


BODY_KINDS = [("group", _("协调小组")), ("leading", _("领导小组")), ("joint", _("联席会议"))]


class CoordinationBody(models.Model):
    """A coordination group of a place (names differ: 协调小组, 领导小组, 联席会议), its office, head and members.

    ``head_title``: what its head is called (组长, 召集人); letters that only the head may sign name it so.
    """

    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("形式"), max_length=8, choices=BODY_KINDS, default="group")
    place = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="coordination_body")
    office = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("办事机构"))
    head = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("负责人岗位")
    )
    head_title = models.CharField(_("负责人称谓"), max_length=20, default="组长")
    code = models.CharField(_("机关代字"), max_length=20, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def trail(self) -> Unit:
        return self.place


MEMBER_ROLES = [("head", _("组长单位")), ("deputy", _("副组长单位")), ("member", _("成员单位"))]


class BodyMember(models.Model):
    """A unit belongs to a coordination body from a date to a date. ``post``: who sits there for it."""

    body = models.ForeignKey(CoordinationBody, on_delete=models.PROTECT, related_name="members")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=6, choices=MEMBER_ROLES, default="member")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "unit"], condition=Q(ends_on=None), name="body_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.unit}"

    @property
    def trail(self) -> Unit:
        return self.body.place


class Ask(Scoped, Moving):
    """What is asked of whom, by when: one row for each body that asks for it, written when it arises.

    ``subject`` names what is asked ("reporting.period:7"); "who has not reported" and the burden meter read this table.
    Of several bodies that ask a unit for the same, one row ``counts``: it stands for the unit on lists and in totals.
    ``fields`` are items to fill in, of which ``prefilled`` come ready; ``words`` the words expected beyond them.
    ``late``: answered after its date. ``chases``, ``chased_on``: how often, and when last, somebody reminded the unit.
    """

    scope: ClassVar[Scope] = Scope("unit_path")

    # No index of its own: five values tell a planner nothing.
    state = models.CharField(max_length=20, default="open")
    asker = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="asks_made")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="asks")
    unit_path = PathField()
    subject = models.CharField(max_length=80)
    title = models.CharField(max_length=120)
    fields = models.PositiveIntegerField(default=0)
    prefilled = models.PositiveIntegerField(default=0)
    words = models.PositiveIntegerField(default=0)
    counts = models.BooleanField(default=True)
    asked_on = models.DateField(default=clock.today)
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(default=False)
    reason = models.CharField(_("免报理由"), max_length=300, blank=True)
    chases = models.PositiveSmallIntegerField(default=0)
    chased_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["asker", "unit", "subject"], name="ask_once")]
        indexes: ClassVar = [
            models.Index(fields=["unit_path", "due_on"], name="ask_path_due"),
            # Totals and pages of "who has not reported" are answered from this index alone, at any node.
            models.Index(
                fields=["subject", "unit_path", "state", "late", "due_on", "unit"], condition=Q(counts=True),
                name="ask_board",
            ),
            # How many stand how, and who owes older reports: by state first, so that the many answered ones are walked
            # over once and the few open ones are found at once.
            models.Index(
                fields=["subject", "state", "unit_path", "late", "due_on", "unit"], condition=Q(counts=True),
                name="ask_state",
            ),
            models.Index(fields=["asker", "subject", "unit_path"], name="ask_asker"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} {self.unit}"
