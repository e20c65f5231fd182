"""What does `luoshi plan parse --json` print? The contract's keys and no others: spans stay inside the program."""

from __future__ import annotations

from typing import Any

from luoshi.policy.rules.model import ParsedPlan, Task


def as_json(plan: ParsedPlan) -> dict[str, Any]:
    """The plan as plain values; dates as YYYY-MM-DD, None where the document does not say."""
    return {
        "title": plan.title or None,
        "doc_number": plan.doc_number or None,
        "issuer": plan.issuer or None,
        "issued_on": plan.issued_on.isoformat() if plan.issued_on else None,
        "tasks": [_task(task) for task in plan.tasks],
        "residue": [item.text for item in plan.residue],
    }


def _task(task: Task) -> dict[str, Any]:
    return {
        "path": list(task.path),
        "heading": task.heading,
        "text": task.text,
        "duties": [{"unit": d.unit, "role": d.role, "generic": d.generic} for d in task.duties],
        "deadlines": [
            {"kind": d.kind, "date": d.date.isoformat() if d.date else None, "text": d.text} for d in task.deadlines
        ],
        "targets": [
            {"text": t.text, "number": t.number, "unit": t.unit, "comparator": t.comparator} for t in task.targets
        ],
        "residue": [item.text for item in task.residue],
    }
