"""Which money is there for what, from where, and which tasks does it pay for?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.models import new_uid
from luoshi.ledger.models import Task
from luoshi.org.models import Unit
from luoshi.org.scope import PathField, Scope, Scoped

SOURCES = [
    ("central", _("中央财政资金")),
    ("province", _("省级财政资金")),
    ("city", _("市级财政资金")),
    ("county", _("县级财政资金")),
    ("union", _("工会经费")),
    ("employment", _("就业补助资金")),
    ("insurance", _("失业保险基金")),
    ("enterprise", _("企业职工教育经费")),
    ("party", _("党费")),
    ("society", _("社会投入")),
    ("other", _("其他")),
]


def _amount(label: Any) -> models.DecimalField:  # type: ignore[type-arg]
    return models.DecimalField(label, max_digits=18, decimal_places=6, default=Decimal(0))


class Fund(Scoped):
    """A budget line (经费): one purpose, from one source, kept by one unit, in one year. Amounts in 万元, exact to a fen.

    ``pool`` the name of the account (统筹账户) that several units pay from as one.
    """

    scope: ClassVar[Scope] = Scope("unit_path")

    uid = models.UUIDField(default=new_uid, unique=True)
    year = models.PositiveSmallIntegerField(_("年度"))
    purpose = models.CharField(_("用途"), max_length=80)
    beneficiary = models.CharField(_("受益对象"), max_length=60)
    source = models.CharField(_("资金来源"), max_length=12, choices=SOURCES)
    source_name = models.CharField(_("资金名称"), max_length=80, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="funds")
    unit_path = PathField()
    wanted = _amount(_("需求"))
    allocated = _amount(_("已安排"))
    paid = _amount(_("已支付"))
    pool = models.CharField(_("统筹账户"), max_length=60, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-year", "purpose", "beneficiary", "id"]
        indexes: ClassVar = [models.Index(fields=["unit_path", "year"], name="fund_path_year")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(wanted__gte=0, allocated__gte=models.F("paid"), paid__gte=0), name="fund_amounts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.purpose}"


class FundTask(models.Model):
    """A task that a budget line pays for."""

    fund = models.ForeignKey(Fund, on_delete=models.CASCADE, related_name="links")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="fund_links")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["fund", "task"], name="fund_task_once")]

    def __str__(self) -> str:
        return f"{self.fund} {self.task}"

    @property
    def trail(self) -> Fund:
        return self.fund
