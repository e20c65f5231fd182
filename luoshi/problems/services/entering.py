"""列单: a problem is written down and given to the unit that puts it right. The one door for the rooms that find problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.models import File
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say, say
from luoshi.kernel.services import attach
from luoshi.ledger.models import Task
from luoshi.ledger.queries.letters import letter_settings
from luoshi.ledger.rules.letters import number as written
from luoshi.ledger.services.common import check_post, own_unit
from luoshi.org import queries as org
from luoshi.org.models import Post, Unit
from luoshi.org.scope import Shown
from luoshi.problems import queries, rules
from luoshi.problems.models import Problem, ProblemReader
from luoshi.problems.rules import ORIGINS
from luoshi.problems.workflow import PROBLEM
from luoshi.voice.models import Case, FieldNote
from luoshi.voice.queries import case_facts
from luoshi.voice.rules.routing import own_case

EDITABLE = ("listed", "disputed", "proposed")
"""Until the measures are vetted the office may still word a problem better."""


def enter(
    actor: Actor, *, title: str, facts: str, unit: Unit, origin: str, origin_label: str = "", origin_url: str = "",
    task: Task | None = None, theme: str = "", found_on: date | None = None, found_at: Unit | None = None,
    standard: str = "", due_on: date | None = None, post: Post | None = None, files: Sequence[File] = (),
    case: Case | None = None, note: FieldNote | None = None,
) -> Problem:  # fmt: skip
    """List a problem, kept by the unit acted for and put right by ``unit``; its measures are expected within some days.

    ``origin`` one of `rules.ORIGINS`, with the words and the address of what it comes from; ``due_on`` the limit that
    the keeper has in mind: it runs once the measures are vetted. ``case``: what a worker wrote; the problem is worded anew,
    since whom it concerns will read it. An enterprise never has a problem, and a task that is
    merely slow is the ledger's.
    """
    keeper = own_unit(actor, "review")
    given = _checked(title, facts, origin, found_on, due_on)
    if case is not None:
        _worded_anew(actor, case, given)
    wrong = queries.cannot_own(keeper, unit)
    slow = rules.only_slow(given["title"], given["facts"]) if task is not None or origin == "other" else None
    reasons: list[Say] = [one for one in (wrong, slow) if one is not None]
    if reasons:
        raise Refused(reasons)
    check_post(unit, post)
    days, today = queries.limits_at(keeper.path), clock.today()
    with actions.atomic():
        serial = actions.next_number(f"problem.{keeper.pk}", today.year)
        problem = Problem(
            state=PROBLEM.start, number=written(f"{letter_settings(keeper).code}整改", today.year, serial), **given, theme=theme.strip()[:40],
            origin_label=origin_label.strip()[:120], origin_url=origin_url[:200], task=task, case=case, note=note, keeper=keeper, unit=unit,
            unit_path=unit.path, found_at=found_at, post=post or org.default_post(unit), standard=standard.strip()[:2000],
            measures_by=calendar().shift(today, days.measures_days), entered_by_id=actor.person_id, entered_at=clock.now(),
        )  # fmt: skip
        actions.create(actor, "problems.problem.enter", problem)
        for source in (case, note):
            if source is not None:
                actions.note_event(actor, "problems.problem.listed_from", source, after={"number": problem.number})
        rows = ProblemReader.opening(problem, (keeper, Shown.SUBTREE), (unit, Shown.SUBTREE))
        actions.create_many(actor, "problems.problem.open_to", rows)
        for file in files:
            attach(actor, file, problem, "facts")
    return problem


def _worded_anew(actor: Actor, case: Case, given: Mapping[str, Any]) -> None:
    """Refuse where the office is itself concerned, and where the letter is copied out."""
    if "opener.hear" not in case_facts(actor, case, named=False).roles:
        raise Refused([say("职工意见由受理它的协调办列为问题。")])
    own = own_case(case.office_id, case.concerned_id)
    if own is not None:
        raise Refused([own])
    letters = [case.text, *case.words.filter(unit=None).values_list("text", flat=True)]
    for name in ("title", "facts"):
        for letter in letters:
            if found := rules.copied(given[name], letter):
                raise Invalid(
                    {name: [say("“{text}”与来信原文相同。责任单位看得到这里，请用查实的事实另写。", text=found[:30])]}
                )


def _checked(title: str, facts: str, origin: str, found_on: date | None, due_on: date | None) -> dict[str, Any]:
    """The texts and dates of a problem, or everything that is wrong with them."""
    today = clock.today()
    wrong: dict[str, list[Say]] = {}
    for name, text, label in (("title", title, say("问题")), ("facts", facts, say("问题情况"))):
        if not text.strip():
            wrong[name] = [say("缺{what}。", what=label)]
    if origin not in ORIGINS:
        wrong["origin"] = [say("没有这一种来源。")]
    if found_on is not None and found_on > today:
        wrong["found_on"] = [say("发现日期晚于今日。")]
    if due_on is not None and due_on <= today:
        wrong["due_on"] = [say("整改时限须晚于今日。")]
    if wrong:
        raise Invalid(wrong)
    return {
        "title": title.strip()[:120],
        "facts": facts.strip()[:4000],
        "origin": origin,
        "found_on": found_on or today,
        "due_on": due_on,
    }


def edit(
    actor: Actor, problem: Problem, *, title: str, facts: str, theme: str = "", standard: str = "",
    due_on: date | None = None,
) -> Problem:  # fmt: skip
    """Word a problem better, until its measures are vetted."""
    roles = queries.problem_facts(actor, problem).roles
    if "keeper.review" not in roles or problem.state not in EDITABLE:
        raise Refused([say("措施审定以前，列单单位可以修改。")])
    given = _checked(title, facts, problem.origin, problem.found_on, due_on)
    return actions.change(
        actor, "problems.problem.edit", problem, title=given["title"], facts=given["facts"], theme=theme.strip()[:40],
        standard=standard.strip()[:2000], due_on=due_on,
    )  # fmt: skip


def recognise(actor: Actor, problem: Problem, earlier: Problem) -> Problem:
    """A person confirms that an earlier problem of the unit has come again."""
    if earlier.unit_id != problem.unit_id or earlier.pk == problem.pk:
        raise Refused([say("只能确认同一单位以前的问题。")])
    facts = queries.problem_facts(actor, problem)
    return actions.perform(
        actor, PROBLEM, "recognise", problem, facts, note=f"{earlier.number} {earlier.title}", earlier=earlier
    )
