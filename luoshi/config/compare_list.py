"""How is a comparison of plans shown in a terminal?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from luoshi.policy.rules.compare import Comparison, Finding, Place

KINDS = {
    "multiple_leads": "多家负责、没有牵头",
    "no_lead": "没有牵头或负责单位",
    "lead_supports_itself": "牵头单位又列为配合单位",
    "territorial_only": "只有属地责任、没有部门",
    "no_authority": "责任单位没有相应职权",
    "late_child": "下级时限晚于上级",
    "conflicting_value": "同一指标数值不一致",
    "conflicting_date": "同一事项时限不一致",
    "overlap": "内容重复、牵头不同",
    "uncovered_clause": "上级条款没有下级任务",
    "overload": "配合任务过多",
    "same_money": "同一用途多处资金",
}
SEVERITIES = {"hard": "确定", "likely": "很可能", "possible": "可能"}
_WORDS = 24  # characters of a task that are shown
_MOST = 3  # tasks of one finding that are shown


def render(comparison: Comparison) -> str:
    """The plans, how much of the upper one is taken up, then the findings by kind."""
    taken = sum(bool(lower) for _, lower in comparison.coverage)
    upper, *lower = (f"{plan.doc}（{len(plan.tasks)}项）" for plan in comparison.plans)
    lines = [
        f"上级方案：{upper}",
        f"下级方案：{'、'.join(lower) or '—'}",
        f"上级任务有下级任务对应的：{taken} / {len(comparison.coverage)}",
        f"发现问题：{len(comparison.findings)} 条",
    ]
    for kind, findings in groupby(comparison.findings, lambda finding: finding.kind):
        found = list(findings)
        lines += ["", f"{KINDS[kind]}（{len(found)}）"]
        for reason, alike in groupby(found, lambda finding: f"[{SEVERITIES[finding.severity]}] {finding.because}"):
            lines += _lines(comparison, reason, list(alike))
    return "\n".join(lines) + "\n"


def _lines(comparison: Comparison, reason: str, findings: list[Finding]) -> Iterator[str]:
    """Findings with one reason together: the reason, then the tasks."""
    yield f"  {reason}"
    places = [place for finding in findings for place in finding.places]
    shown = places if len(findings) > 1 else places[:_MOST]
    yield from (f"      {_where(comparison, place)}" for place in shown)
    if more := len(places) - len(shown):
        yield f"      另有 {more} 项"


def _where(comparison: Comparison, place: Place) -> str:
    task = comparison.task(place)
    words = "".join((task.heading or task.text).split())[:_WORDS]
    return f"{comparison.plans[place.plan].doc} {'/'.join(task.path) or '—'}  {words}"
