"""Which open matters of reporting pass with a post?"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext

from luoshi.kernel.panels import Handed
from luoshi.kernel.say import say
from luoshi.org.models import Post
from luoshi.reporting.models import Period, Receipt, Report

MOST = 100


def handed_on(post: Post, may: Collection[str]) -> Iterator[Handed]:
    """Reports in work, and reports that wait for the unit's review, where the post's roles deal with them."""
    if {"report", "sign"} & set(may):
        rows = Report.objects.filter(unit=post.unit_id).exclude(state="sent").select_related("period")
        for row in rows.order_by("period__due_on", "id")[:MOST]:
            kind = say("报送待签批") if row.state == "signing" else say("报送在填")
            yield Handed(kind, row.period.name, "", row.period.due_on, reverse("reporting:report", args=[row.pk]))
    if "review" in may:
        counted = (
            Receipt.objects.filter(recipient=post.unit_id, state="pending")
            .values("report__period")
            .annotate(count=Count("report", distinct=True))
        )
        waiting = {row["report__period"]: row["count"] for row in counted}
        for period in Period.objects.filter(pk__in=waiting).order_by("due_on")[:MOST]:
            detail = gettext("待审核 %(count)s 份") % {"count": waiting[period.pk]}
            yield Handed(
                say("待审核"), period.name, detail, period.due_on, reverse("reporting:review_all", args=[period.pk])
            )
