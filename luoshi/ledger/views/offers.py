"""What can this person do with a task now? The workflows' offers, as buttons with their addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from luoshi.kernel import panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Act
from luoshi.kernel.say import Say
from luoshi.kernel.workflow import Offer
from luoshi.ledger.models import Duty, Task
from luoshi.ledger.queries import page_task
from luoshi.ledger.workflow import TaskFacts

PAGES = {
    "apply": "ledger:complete",
    "verify": "ledger:verify",
    "present": "ledger:verify",
    "breakdown": "ledger:breakdown",
}
"""Moves of a task that have a page of their own."""
OTHER_REQUESTS = ("request_change", "request_suspension", "request_resumption", "request_cancellation")
"""Seldom asked: on a page of their own, so that the panel stays short."""
WITH_ANOTHER = ("send_back", *OTHER_REQUESTS)
"""Moves that stand on another move's page."""
MAIN = ("issue", "present", "conclude", "verify", "answer", "receive", "rule", "breakdown", "apply", "edit")
"""Which act is the filled button, the first that is possible."""


def acts_on(request: HttpRequest, actor: Actor, task: Task, facts: TaskFacts) -> list[Act]:
    """The panel 现在可办: own duties first, then the task, then requests, and what upper rooms add."""
    found: list[tuple[str, Act]] = []
    for duty, offers in page_task.duty_offers(actor, task):
        found += [(offer.move.name, _on_duty(duty, offer)) for offer in offers]
    offers, editable = page_task.task_offers(task, facts)
    if editable:
        found.append(("edit", Act(gettext("修改草稿"), reverse("ledger:edit", args=[task.pk]))))
    able = {offer.move.name for offer in offers if offer.allowed}
    left_out = {*WITH_ANOTHER, *(("verify",) if "present" in able else ())}
    found += [(offer.move.name, _on_task(task, offer)) for offer in offers if offer.move.name not in left_out]
    if any(offer.move.name in OTHER_REQUESTS and offer.allowed for offer in offers):
        found.append(("others", Act(gettext("其他申请"), reverse("ledger:choose_request", args=[task.pk]))))
    found += _on_requests(actor, task)
    if page_task.may_link(actor, task):
        found.append(("indicator", Act(gettext("关联成效指标"), reverse("ledger:link_indicator", args=[task.pk]))))
    if page_task.may_grade(actor, task):
        label = gettext("调整重点任务") if task.grade else gettext("列为重点任务")
        found.append(("key", Act(label, reverse("ledger:key", args=[task.pk]))))
    upper: list[Act] = []
    for _template, context in panels.drawn("ledger.task.acts", actor, task, request):
        upper += context.get("acts", ())
    return [*upper, *_with_main(found, bool([act for act in upper if act.primary]))]


def _on_requests(actor: Actor, task: Task) -> Iterator[tuple[str, Act]]:
    for row, rulable, answerable in page_task.open_requests(actor, task):
        if answerable:
            yield "answer", Act(gettext("答复争议"), reverse("ledger:request", args=[row.pk]))
        if rulable:
            yield "rule", Act(gettext("裁定申请"), reverse("ledger:request", args=[row.pk]))


def _with_main(found: list[tuple[str, Act]], taken: bool) -> list[Act]:
    able = {name for name, act in found if act.enabled}
    main = "" if taken else next((name for name in MAIN if name in able), "")
    rows: list[Act] = []
    for name, act in found:
        if name == main and act.enabled:
            main = ""
            rows.insert(0, Act(**{**vars(act), "primary": True}))
        else:
            rows.append(act)
    return rows


def _on_task(task: Task, offer: Offer) -> Act:
    move = offer.move
    if move.name == "issue":
        return _button(offer, f"{reverse('ledger:issue')}?pick={task.pk}")
    if move.name == "request_extension":
        return _button(offer, reverse("ledger:ask", args=[task.pk, move.name]))
    if move.name in PAGES:
        label = gettext("核验") if move.name == "verify" else ""
        if move.name == "apply" and task.category in {"instruction", "letter"}:
            label = gettext("申请办结")
        return _button(offer, reverse(PAGES[move.name], args=[task.pk]), label)
    return Act(
        str(move.label),
        reverse("ledger:move", args=[task.pk, move.name]),
        method="post",
        enabled=offer.allowed,
        because=offer.because,
        confirm=gettext("%(act)s“%(task)s”？") % {"act": move.label, "task": task.title},
        ask=_asked(move.needs),
        fields={"version": task.version},
    )


def _on_duty(duty: Duty, offer: Offer) -> Act:
    name = {
        "receive": "ledger:receive",
        "request_division": "ledger:division",
        "dispute": "ledger:dispute",
        "name_liaison": "ledger:liaison",
    }[offer.move.name]
    return _button(offer, reverse(name, args=[duty.pk]))


def _button(offer: Offer, url: str, label: str = "") -> Act:
    return Act(label or str(offer.move.label), url, enabled=offer.allowed, because=offer.because)


def _asked(needs: Mapping[str, Say]) -> tuple[dict[str, Any], ...]:
    return tuple({"name": name, "label": str(label), "required": True} for name, label in needs.items())
