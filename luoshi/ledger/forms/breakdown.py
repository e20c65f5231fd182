"""One order to many lower units: who, by when, and which share of each target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Plain, as_cell, day, lines_of, words
from luoshi.ledger.models import Target, Task
from luoshi.org.models import Unit


@dataclass(frozen=True)
class Part:
    """What one unit is asked for."""

    unit: Unit
    due_on: date | None
    shares: dict[int, Decimal]


@dataclass
class Line:
    """A unit's row of the form."""

    unit: Unit
    who: str
    taken: bool
    picked: BoundField
    due: BoundField
    shares: list[BoundField] = field(default_factory=list)


class BreakdownForm(Plain):
    """A row for every unit that the task may be handed down to; the common date fills where a row names none."""

    common_due = day(_("共同时限"), help_text=_("各单位没有另写的，都用这个日期。"))
    standards = words(_("达到的标准"), rows=3, help_text=_("一行一条，各单位相同；默认沿用本任务的标准。"))
    reason = words(_("理由"), rows=3, help_text=_("时限早于或者晚于上级，或者指标合计高于上级的，须写明理由。"))

    def __init__(
        self, *args: Any, task: Task, units: Sequence[Unit], targets: Sequence[Target], who: dict[int, str], taken: set[int],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.task, self.units, self.targets, self.who, self.taken = task, units, targets, who, taken
        for unit in units:
            name = gettext("选 %(unit)s") % {"unit": unit.name}
            self.fields[f"u-{unit.pk}"] = forms.BooleanField(
                label=name, required=False, disabled=unit.pk in taken,
                widget=forms.CheckboxInput(attrs={"data-pick": "", "aria-label": name}),
            )  # fmt: skip
            self.fields[f"d-{unit.pk}"] = as_cell(day(gettext("%(unit)s的时限") % {"unit": unit.name}))
            for target in targets:
                self.fields[f"s-{unit.pk}-{target.pk}"] = self._share(unit, target)

    @staticmethod
    def _share(unit: Unit, target: Target) -> forms.Field:
        name = gettext("%(unit)s的%(target)s") % {"unit": unit.name, "target": target.name}
        share = forms.DecimalField(
            label=name, required=False, max_digits=18, decimal_places=4,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-num"}),
            error_messages={"invalid": _("不是数字。")},
        )  # fmt: skip
        return as_cell(share)

    def lines(self) -> list[Line]:
        """The rows of the table."""
        return [
            Line(
                unit, self.who.get(unit.pk, ""), unit.pk in self.taken, self[f"u-{unit.pk}"], self[f"d-{unit.pk}"],
                [self[f"s-{unit.pk}-{target.pk}"] for target in self.targets],
            )
            for unit in self.units
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """At least one unit."""
        given = super().clean() or self.cleaned_data
        if not any(given.get(f"u-{unit.pk}") for unit in self.units):
            self.add_error(None, _("请至少选择一个单位。"))
        return given

    def parts(self, rule_of: Callable[[Task, Target], str]) -> list[Part]:
        """What each chosen unit is asked for; shares left empty divide what the others leave."""
        given = self.cleaned_data
        chosen = [unit for unit in self.units if given.get(f"u-{unit.pk}")]
        shares = {
            target.pk: spread(
                target.number,
                {u.pk: given.get(f"s-{u.pk}-{target.pk}") for u in chosen},
                additive=rule_of(self.task, target) == "sum",
            )
            for target in self.targets
        }
        due = given.get("common_due") or self.task.due_on
        return [
            Part(unit, given.get(f"d-{unit.pk}") or due, {key: by_unit[unit.pk] for key, by_unit in shares.items()})
            for unit in chosen
        ]

    def standard_lines(self) -> list[str]:
        """The standards of every copy."""
        return lines_of(self.cleaned_data["standards"])


def spread(total: Decimal, given: dict[int, Decimal | None], *, additive: bool) -> dict[int, Decimal]:
    """Shares with the empty ones filled: the rest in whole equal parts, the first ones one more; a rate is everyone's alike."""
    empty = [key for key, value in given.items() if value is None]
    found = {key: value for key, value in given.items() if value is not None}
    if not additive:
        return {**found, **dict.fromkeys(empty, total)}
    rest = max(total - sum(found.values(), Decimal(0)), Decimal(0))
    if not empty:
        return found
    if rest != rest.to_integral_value():
        each = (rest / len(empty)).quantize(Decimal("0.0001"))
        return {**found, **dict.fromkeys(empty, each)}
    whole, more = divmod(int(rest), len(empty))
    return {**found, **{key: Decimal(whole + (1 if at < more else 0)) for at, key in enumerate(empty)}}
