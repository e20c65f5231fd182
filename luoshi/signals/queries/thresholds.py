"""From where on does each rule speak to an office, and who has set that?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from luoshi.kernel.models import Event, thread_of
from luoshi.kernel.say import Say
from luoshi.org.models import Unit
from luoshi.signals.models import Thresholds
from luoshi.signals.rules.registry import RULES, At, Rule, Threshold


class InForce:
    """The thresholds of all offices, read once."""

    @cached_property
    def _set(self) -> Mapping[tuple[int, str], At]:
        rows = Thresholds.objects.values_list("keeper_id", "rule", "values")
        return {(keeper, rule): values for keeper, rule, values in rows}

    def of(self, rule: str, keeper: Unit | None) -> At:
        """Those by which a rule speaks to an office."""
        return {**RULES[rule].usual, **(self._set.get((keeper.pk, rule), {}) if keeper else {})}

    def is_set(self, rule: str) -> bool:
        """Whether any office has set them."""
        return any(key == rule for _, key in self._set)

    def least(self, rule: str, name: str) -> int:
        """The lowest of all, so that nothing is passed over that somebody wants to hear of."""
        own = [values[name] for (_, key), values in self._set.items() if key == rule and name in values]
        return min([RULES[rule].usual[name], *own])


@dataclass(frozen=True)
class Kept:
    """A rule as it speaks to an office: each threshold with its value; ``by`` what is set, where something is."""

    rule: Rule
    values: tuple[tuple[Threshold, int], ...]
    by: Thresholds | None

    @property
    def at(self) -> At:
        return {one.name: value for one, value in self.values}

    @property
    def measure(self) -> object:
        """What is measured, with these thresholds."""
        return self.rule.measured(self.at)


def kept_by(keeper: int | None) -> dict[str, Kept]:
    """rule → the rule as it speaks to the office acted for."""
    rows = {row.rule: row for row in Thresholds.objects.filter(keeper=keeper or 0)}
    return {key: _kept(rule, rows.get(key)) for key, rule in RULES.items()}


@dataclass(frozen=True)
class Setting:
    """One change of a threshold."""

    at: datetime
    who: str
    label: Say
    was: int
    now: int
    reason: str


def settings_of(kept: Kept) -> list[Setting]:
    """Who has set what when, the latest first."""
    if kept.by is None:
        return []
    events = Event.objects.filter(thread=thread_of(kept.by), object_type=Thresholds._meta.label_lower)
    return [one for event in events.order_by("-id")[:50] for one in _settings(kept.rule, event)]


def _settings(rule: Rule, event: Event) -> Iterator[Setting]:
    before, after = ({**rule.usual, **side.get("values", {})} for side in (event.before, event.after))
    for one in rule.thresholds:
        if before[one.name] != after[one.name]:
            who, reason = (event.after.get(name) or event.before.get(name, "") for name in ("set_by", "reason"))
            yield Setting(event.at, who, one.label, before[one.name], after[one.name], reason)


def _kept(rule: Rule, row: Thresholds | None) -> Kept:
    own = row.values if row else {}
    return Kept(rule, tuple((one, own.get(one.name, one.usual)) for one in rule.thresholds), row)
