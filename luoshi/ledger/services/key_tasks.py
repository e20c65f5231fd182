"""Making a task a key task: its grade, the leading leader, the team. It then stands first everywhere, with all below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid
from luoshi.kernel.say import Say, say
from luoshi.ledger import rules
from luoshi.ledger.models import Task, TeamMember
from luoshi.ledger.services.common import allow
from luoshi.org.models import Post, Unit

MOST_MEMBERS = 60


@dataclass(frozen=True)
class Member:
    """A seat of the team; ``post`` where the person holds one here, else ``name``."""

    role: str
    name: str = ""
    title: str = ""
    unit: Unit | None = None
    post: Post | None = None


def set_grade(actor: Actor, task: Task, grade: str, members: Sequence[Member] = ()) -> Task:
    """Grade a task (or take the grade off, with its team), by its issuer. The tasks below carry the same grade."""
    allow(actor, task.issuer, "issuer", ("issuer.draft", "issuer.approve"))
    _check(task, grade, members)
    with actions.atomic():
        for one in (task, *_below(task)):
            key = rules.order_key(one.number, one.plan_id, grade)
            actions.change(actor, "ledger.task.grade", one, grade=grade, order_key=key)
        _set_team(actor, task, members if grade else ())
    return task


def _check(task: Task, grade: str, members: Sequence[Member]) -> None:
    wrong: dict[str, list[Say]] = {}
    if grade and grade not in rules.GRADES:
        wrong["grade"] = [say("重点任务只有标志性、引领性、支柱性三级。")]
    if task.parent_id is not None:
        wrong["grade"] = [say("下级任务的等级随上级任务，在上级任务上设置。")]
    roles = [one.role for one in members]
    if grade and roles.count("leader") != 1:
        wrong["members"] = [say("重点任务须有一名领衔领导。")]
    if set(roles) - {key for key, _ in TeamMember.ROLES} or len(roles) > MOST_MEMBERS:
        wrong["members"] = [say("专班成员的角色不对，或者超过 {most} 人。", most=MOST_MEMBERS)]
    if any(not (one.name.strip() or one.post) for one in members):
        wrong["members"] = [say("专班成员缺姓名。")]
    if wrong:
        raise Invalid(wrong)


def _below(task: Task) -> list[Task]:
    found: list[Task] = []
    above = [task.pk]
    while above:
        level = list(Task.objects.filter(parent__in=above))
        found += level
        above = [row.pk for row in level]
    return found


def _set_team(actor: Actor, task: Task, members: Sequence[Member]) -> None:
    """Write only what differs."""
    rows = list(TeamMember.objects.filter(task=task))
    made = [
        TeamMember(
            task=task, role=one.role, post=one.post, unit=one.unit or (one.post.unit if one.post else None),
            name=one.name.strip()[:40], title=one.title.strip()[:80], ordering=place,
        )
        for place, one in enumerate(members)
    ]  # fmt: skip
    compared = ("role", "post_id", "unit_id", "name", "title")
    if [[getattr(row, name) for name in compared] for row in rows] == [
        [getattr(row, name) for name in compared] for row in made
    ]:
        return
    for row in rows:
        actions.remove(actor, "ledger.team.remove", row)
    actions.create_many(actor, "ledger.team.set", made)
