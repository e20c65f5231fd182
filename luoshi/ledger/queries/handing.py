"""Which open matters of the ledger hang on a post? They pass with it, and stand on the sheet that both sign."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Q
from django.urls import reverse

from luoshi.kernel.panels import Handed
from luoshi.kernel.say import say
from luoshi.ledger import rules
from luoshi.ledger.models import Duty, Plan, Request, Task
from luoshi.org.models import Post

MOST = 200


def handed_on(post: Post, may: Collection[str]) -> Iterator[Handed]:
    """Duties and liaison duties of the post; what waits for a ruling, and drafts, where its roles deal with them."""
    yield from _duties(post)
    yield from _requests(post, may)
    yield from _drafts(post, may)


def _duties(post: Post) -> Iterator[Handed]:
    mine = Q(post=post) | Q(liaison=post)
    if post.is_default:
        mine |= Q(post=None, unit=post.unit_id)
    rows = Duty.objects.filter(mine, task__state__in=rules.RUNNING).exclude(role="supervising")
    for duty in rows.select_related("task__issuer").order_by("task__deadline", "id")[:MOST]:
        task = duty.task
        kind = say("联络") if duty.post_id != post.pk and duty.liaison_id == post.pk else say(duty.get_role_display())
        detail = f"{task.number} {task.issuer.short_name or task.issuer.name}"
        yield Handed(kind, task.title, detail, task.due_on, reverse("ledger:task", args=[task.pk]))


def _requests(post: Post, may: Collection[str]) -> Iterator[Handed]:
    open_rows = Request.objects.filter(state="raised").select_related("task", "unit")
    if "rule" in may:
        for row in open_rows.filter(assigner=post.unit_id).order_by("rule_by", "id")[:MOST]:
            url = reverse("ledger:request", args=[row.pk])
            yield Handed(say("待裁定"), row.task.title, f"{row.get_kind_display()} {row.unit.name}", row.rule_by, url)
    if "receive" in may:
        for row in open_rows.filter(unit=post.unit_id).order_by("rule_by", "id")[:MOST]:
            url = reverse("ledger:request", args=[row.pk])
            yield Handed(say("已提申请"), row.task.title, row.get_kind_display(), row.rule_by, url)


def _drafts(post: Post, may: Collection[str]) -> Iterator[Handed]:
    if "verify" in may:
        for task in Task.objects.filter(issuer=post.unit_id, state="verifying").order_by("order_key")[:MOST]:
            yield Handed(say("待核验"), task.title, task.number, task.due_on, reverse("ledger:verify", args=[task.pk]))
    if {"draft", "breakdown"} & set(may):
        for task in Task.objects.filter(issuer=post.unit_id, state="draft").order_by("order_key")[:MOST]:
            yield Handed(say("待下达"), task.title, task.number, task.due_on, reverse("ledger:task", args=[task.pk]))
    if "draft" in may:
        for plan in Plan.objects.filter(unit=post.unit_id).exclude(state="approved").order_by("id")[:MOST]:
            yield Handed(say("在编方案"), plan.title, "", plan.consult_due_on, "")
