"""A new version of a plan is held against the one in force; what the office says of each step is done by the ledger's own acts."""

from __future__ import annotations

from typing import Any

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import kept, say
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Plan, Request, Task
from luoshi.policy.models import Revision
from luoshi.policy.queries import revisions as reads
from luoshi.policy.services.common import drafting
from luoshi.policy.workflow import REVISION


def compare_with(actor: Actor, plan: Plan, base: Plan) -> list[Revision]:
    """Hold a draft against a plan in force. What has been said on a step stays; steps that are no more go."""
    drafting(actor, plan)
    if base.state != "approved" or base.unit_id != plan.unit_id:
        raise Refused([say("只能和本单位已经印发的方案比对。")])
    with actions.atomic():
        held = list(Revision.objects.filter(plan=plan))
        said = {(row.old_id, row.draft_id) for row in held if row.state != REVISION.start}
        if said and any(row.base_id != base.pk for row in held):
            raise Refused([say("已经按《{plan}》处理过，不能改和其他方案比对。", plan=held[0].base.title)])
        for row in held:
            if row.state == REVISION.start:
                actions.remove(actor, "policy.revision.forget", row)
        mentioned = {pk for pair in said for pk in pair if pk}
        rows = [
            Revision(
                plan=plan, base=base, state=REVISION.start, kind=step.verdict, old=old, draft=draft,
                differences=[kept(one.because) for one in step.differences],
            )
            for step, old, draft in reads.steps(actor, plan, base)
            if not mentioned & {one.pk for one in (old, draft) if one}
        ]  # fmt: skip
        actions.create_many(actor, "policy.revision.find", rows)
        actions.note_event(actor, "policy.plan.compare", plan, after={"base": base.title, "steps": len(rows)})
    return rows


def rule_revision(actor: Actor, row: Revision, move: str, note: str = "") -> Revision:
    """What the office says of one step; a change or an end of a task in force is asked for in the ledger."""
    note = note.strip()
    with actions.atomic():
        actions.perform(actor, REVISION, move, row, reads.revision_facts(actor, row), note=note, remark=note)
        if (request := _asked(actor, row, move, note)) is not None:
            actions.change(actor, "policy.revision.ask", row, request=request)
        if move in ("propose", "leave") and row.draft is not None and row.draft.state == "draft":
            ledger.drop_task(actor, row.draft, note or str(say("作为在用任务的变更提出，不另列。")))
        elif move == "reopen" and row.draft is not None and row.draft.state == "dropped":
            ledger.restore_task(actor, row.draft)
    return row


def leave_same(actor: Actor, plan: Plan) -> int:
    """Leave out of the draft what stands in the ledger already, word for word; how many."""
    rows = list(Revision.objects.filter(plan=plan, kind="same", state=REVISION.start).select_related("draft", "plan"))
    with actions.atomic():
        for row in rows:
            rule_revision(actor, row, "leave", str(say("与在用任务一致，不重复列入。")))
    return len(rows)


def _asked(actor: Actor, row: Revision, move: str, note: str) -> Request | None:
    """The request that the ledger keeps; a later date is an extension of its own, beside the change."""
    if row.old is None or move not in ("propose", "cancel"):
        return None
    said = "；".join(str(one) for one in row.because)
    reason = str(say("方案修订（{plan}）：{said}", plan=row.plan.title, said=note or said))
    if move == "cancel":
        return ledger.request_on_task(actor, row.old, "cancellation", reason=reason)
    wanted, later = _wanted(row.old, row.draft), _later(row.old, row.draft)
    asked = None
    if later is not None:
        progress = str(say("按修订后的方案调整时限。"))
        asked = ledger.request_on_task(actor, row.old, "extension", reason=reason, progress=progress, proposed_on=later)
    if ledger.checked_change(row.old, wanted):
        asked = ledger.request_on_task(actor, row.old, "change", reason=reason, wanted=wanted)
    if asked is None:
        raise Refused([say("改动只涉及配合单位，请在任务页上直接调整，这里选“不作变更”。")])
    return asked


def _later(old: Task, draft: Task | None) -> Any:
    if draft is None or draft.due_on is None or old.due_on is None or draft.due_on <= old.due_on:
        return None
    return draft.due_on


def _wanted(old: Task, draft: Task | None) -> dict[str, Any]:
    """What the draft has that the task in force has not: its words, standards, figures, lead and an earlier date."""
    if draft is None:
        return {}
    lead = draft.duties.filter(role="lead").values_list("unit_id", flat=True).first()
    standards = list(draft.standards.values_list("text", flat=True))
    return {
        "title": draft.title, "text": draft.text, "standards": standards, "targets": _figures(old, draft), "unit": lead,
        "due_on": draft.due_on,
    }  # fmt: skip


def _figures(old: Task, draft: Task) -> dict[int, Any]:
    """The figures of a task in force as the draft has them, where one unit of measure stands once in both."""
    ours, theirs = list(old.targets.all()), list(draft.targets.all())
    found = {}
    for row in ours:
        same = [one for one in theirs if one.unit_name == row.unit_name]
        if len(same) == 1 and sum(one.unit_name == row.unit_name for one in ours) == 1:
            found[row.pk] = same[0].number
    return found
