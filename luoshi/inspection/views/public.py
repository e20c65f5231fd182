"""抽取公示: a draw as anybody may read and check it, without a log-in."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import segno
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from luoshi.inspection import rules
from luoshi.inspection.queries import public as reads
from luoshi.inspection.rules.frame import canonical
from luoshi.kernel import web

CHECK = Path(rules.__file__).with_name("check.txt").read_text(encoding="utf-8")
"""The twenty lines of the guide, which need nothing but Python."""


@login_not_required
@require_safe
def draw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The page of a draw."""
    address = request.build_absolute_uri(reverse("inspection:public_draw", args=[uid]))
    code = mark_safe(segno.make(address, error="m").svg_inline(scale=2, border=2, omitsize=False))  # noqa: S308 - made of an address of ours
    context: dict[str, Any] = {
        **reads.public_page(reads.committed(uid)),
        "check": CHECK,
        "address": address,
        "code": code,
    }
    return web.page(request, "inspection/public_draw.html", context)


@login_not_required
@require_safe
def record(request: HttpRequest, uid: UUID) -> HttpResponse:  # noqa: ARG001 - as every view
    """RECORD.json, byte for byte what the check takes."""
    row = reads.published(uid)
    return web.attachment(canonical(row.record), "application/json", "RECORD.json")


@login_not_required
@require_safe
def check(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as every view
    """The check as a file."""
    return web.attachment(CHECK.encode(), "text/x-python", "check.py")
