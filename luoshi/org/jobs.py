"""What does the room have done in the background? Long tables that were handed in."""

from __future__ import annotations

from django.urls import reverse

from luoshi.kernel import jobs
from luoshi.kernel.say import say
from luoshi.org.models import SheetImport
from luoshi.org.services import sheets


@jobs.task("org.sheets", say("导入表格"), jobs.LONG)
def take_over(work: jobs.Work, *, batch: int) -> None:
    """Judge or take over a table, wherever it stands."""
    try:
        row = sheets.run(work.actor, batch, report=work.progress, last=work.last)
    except jobs.Cancelled:
        held = SheetImport.objects.filter(pk=batch).first()
        if held is not None:
            sheets.give_back(held, str(say("已停止。")))
        raise
    if row is not None:
        work.answer(sheets.told(row), reverse("sheets:show", args=[row.pk]))
