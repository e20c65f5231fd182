"""Which policies stand beside the plans, what does each of their provisions say, and how do they hang together?"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.actor import Actor
from luoshi.kernel.models import new_uid
from luoshi.ledger.models import Clause, Task
from luoshi.org.models import Unit
from luoshi.org.rules import ancestors
from luoshi.org.scope import PathField, Scope, Scoped, ScopedQuerySet, within
from luoshi.policy.models.meetings import AgendaItem
from luoshi.policy.rules.provisions import PROVISION_KINDS, RELATIONS, Edge, Force, Node, force

M = TypeVar("M", bound=models.Model)

FIELDS = [
    ("industry", _("产业")), ("employment", _("就业创业")), ("skills", _("技能人才")), ("pay", _("工资分配")),
    ("social", _("社会保障")), ("labour", _("劳动关系")), ("fiscal", _("财政税收")), ("education", _("教育")),
    ("union", _("工会")), ("other", _("其他")),
]  # fmt: skip
KINDS = [(name, _(label)) for name, label in PROVISION_KINDS.items()]
RELATION_NAMES = [(name, str(one.forward.text)) for name, one in RELATIONS.items()]


class Documents(ScopedQuerySet[M]):
    """Policies that are published: read at the place whose unit keeps them and at every place below it."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of one's own place and of the places above, and those kept within one's reach."""
        places = {path for held in actor.grants for path in (held.path, *ancestors(held.path))}
        return self.filter(within(actor, "unit_path") | models.Q(unit__place_path__in=places))


DocumentsManager = models.Manager.from_queryset(Documents)


class PolicyDocument(Scoped):
    """A policy other than the plans (政策文件), kept by a unit for its place. Its ``title`` names it wherever it is quoted."""

    scope: ClassVar[Scope] = Scope("unit_path")

    uid = models.UUIDField(default=new_uid, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="policy_documents")
    unit_path = PathField()
    title = models.CharField(_("文件名称"), max_length=200)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    issuer_name = models.CharField(_("发文机关"), max_length=120)
    field = models.CharField(_("领域"), max_length=12, choices=FIELDS)
    issued_on = models.DateField(_("成文日期"))
    valid_from = models.DateField(_("施行日期"), null=True, blank=True)
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced")
    note = models.CharField(_("说明"), max_length=300, blank=True)

    objects: ClassVar[DocumentsManager[PolicyDocument]] = DocumentsManager()

    class Meta:
        ordering: ClassVar = ["-issued_on", "id"]
        indexes: ClassVar = [models.Index(fields=["unit_path", "issued_on"], name="policy_document_path")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "number"], condition=~models.Q(number=""), name="policy_document_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"《{self.title.strip('《》')}》"

    def force_on(self, day: date) -> Force:
        """Whether it holds on a day, and why."""
        return force(day, self.valid_from, self.valid_to, str(self.replaced_by) if self.replaced_by else "")


class Provision(Scoped):
    """One provision of a policy: what links hang on. ``number`` as it is quoted (第五条, 二（三）)."""

    scope: ClassVar[Scope] = Scope(via="document")

    document = models.ForeignKey(PolicyDocument, on_delete=models.CASCADE, related_name="provisions")
    number = models.CharField(_("条款号"), max_length=40)
    heading = models.CharField(_("标题"), max_length=120, blank=True)
    text = models.TextField(_("内容"))
    kind = models.CharField(_("类型"), max_length=10, choices=KINDS, default="measure")
    ordering = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["document", "ordering", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "number"], name="provision_number_once")]

    def __str__(self) -> str:
        return f"{self.document}{self.number}"

    @property
    def trail(self) -> PolicyDocument:
        return self.document


class ProvisionLink(Scoped):
    """How a provision hangs together with another, with a task or with a clause of a plan. It reads provision KIND other;
    ``turned``: other KIND provision. ``item`` the matter that a conflict has become."""

    scope: ClassVar[Scope] = Scope(via="provision")

    provision = models.ForeignKey(Provision, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=10, choices=RELATION_NAMES)
    turned = models.BooleanField(default=False)
    other = models.ForeignKey(Provision, on_delete=models.CASCADE, null=True, blank=True, related_name="linked")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, null=True, blank=True, related_name="provision_links")
    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, null=True, blank=True, related_name="provision_links")
    note = models.CharField(max_length=300, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="conflicts")

    class Meta:
        ordering: ClassVar = ["kind", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provision", "kind", "turned", "other"], name="provision_link_provision"),
            models.UniqueConstraint(fields=["provision", "kind", "turned", "task"], name="provision_link_task"),
            models.UniqueConstraint(fields=["provision", "kind", "turned", "clause"], name="provision_link_clause"),
            models.CheckConstraint(
                condition=(
                    models.Q(other__isnull=False, task=None, clause=None)
                    | models.Q(other=None, task__isnull=False, clause=None)
                    | models.Q(other=None, task=None, clause__isnull=False)
                ),
                name="provision_link_of_two",
            ),
        ]

    def __str__(self) -> str:
        ends = (self.end, self.provision) if self.turned else (self.provision, self.end)
        return f"{ends[0]} {self.get_kind_display()} {ends[1]}"[:250]

    @property
    def trail(self) -> PolicyDocument:
        return self.provision.document

    @property
    def end(self) -> Provision | Task | Clause:
        """What stands at the far end."""
        found = self.other or self.task or self.clause
        if found is None:
            raise ValueError("a link has two ends")
        return found

    @property
    def edge(self) -> Edge:
        """The link as the rules read it."""
        near: Node = ("provision", self.provision_id)
        far: Node = ("provision", self.other_id or 0)
        if self.task_id or self.clause_id:
            far = ("task", self.task_id) if self.task_id else ("clause", self.clause_id or 0)
        return Edge(far, self.kind, near) if self.turned else Edge(near, self.kind, far)
