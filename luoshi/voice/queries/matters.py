"""Which cases wait for somebody, as these events have left them? For notices, which say a number and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse

from luoshi.kernel.panels import Matter
from luoshi.kernel.say import say
from luoshi.voice.models import Case


def cases(events: Sequence[Any]) -> Iterator[Matter]:
    """To be taken on, to be answered, or with something new. No kind, no theme, no text: a notice is read over shoulders."""
    keys = {event.object_id for event in events if event.object_type == "voice.case"}
    for row in Case.objects.filter(pk__in=keys).exclude(state="kept").select_related("office"):
        url = reverse("voice:case", args=[row.pk])
        for what, unit, is_open, due, text in (
            ("open", row.office_id, row.state == "received", row.accept_by, say("请受理")),
            ("answer", row.handler_id, row.state == "handling", row.reply_by, say("请办理并答复")),
            ("new", row.office_id, row.unread and row.state != "received", None, say("有新的补充")),
        ):
            if unit is not None:
                yield Matter(
                    f"{row.pk} {unit} {what}", is_open, unit, "hear", title=row.number, url=url, text=text, due_on=due
                )
