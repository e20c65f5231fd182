"""How is a parsed plan shown in a terminal?"""

from __future__ import annotations

from luoshi.policy.rules import ParsedPlan, Task

_ROLES = {"lead": "牵头", "joint": "共同负责", "support": "配合"}
_KINDS = {"date": "", "period": "期限 ", "recurring": "定期 ", "open": "长期 "}


def render(plan: ParsedPlan) -> str:
    """The front matter, then a block of lines for each task; what was not understood is marked with 待核."""
    lines = [
        f"标题：{plan.title or '—'}",
        f"文号：{plan.doc_number or '—'}  发文机关：{plan.issuer or '—'}  日期：{plan.issued_on or '—'}",
    ]
    lines.append(f"任务：{len(plan.tasks)} 项  编号条款：{len(plan.headings)} 条")
    for task in plan.tasks:
        lines += ["", *_task_lines(task)]
    lines += [f"待核：{item.text}" for item in plan.residue]
    return "\n".join(lines) + "\n"


def _task_lines(task: Task) -> list[str]:
    words = task.heading or task.text[:40]
    lines = [f"{'/'.join(task.path) or '—'}  {' '.join(words.split())}"]
    for role, label in _ROLES.items():
        units = [duty.unit + ("（泛指）" if duty.generic else "") for duty in task.duties if duty.role == role]
        if units:
            lines.append(f"    {label}：{'、'.join(units)}")
    for deadline in task.deadlines:
        day = f" → {deadline.date.isoformat()}" if deadline.date else ""
        lines.append(f"    时限：{_KINDS[deadline.kind]}{' '.join(deadline.text.split())}{day}")
    lines += [f"    目标：{' '.join(target.text.split())}" for target in task.targets]
    lines += [f"    待核：{' '.join(item.text.split())}" for item in task.residue]
    return lines
