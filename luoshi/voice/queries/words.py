"""What do workers say of a task? Never of fewer than five of them, and never so that fewer could be reckoned out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from luoshi.kernel.say import Say, say
from luoshi.ledger.models import Task
from luoshi.voice.models import Answer, Case, Survey
from luoshi.voice.rules import small


@dataclass(frozen=True)
class WorkersWord:
    """Workers on a task. ``answers`` to its surveys, in steps of five; ``known``, ``reached``, ``content``: of a hundred who
    answered, how many have heard of it, have had use of it, are content. ``problems``, ``suggestions``, ``praise``: letters on it.
    None: fewer than five, or nobody. ``reached`` is what stands on a task's axis beside what its unit reports."""

    answers: int | None
    known: int | None
    reached: int | None
    content: int | None
    problems: int | None
    suggestions: int | None
    praise: int | None

    @property
    def because(self) -> Say:
        """Where the figures come from."""
        if self.answers is None:
            return say("职工来信，五件一档显示")
        return say("{count} 名以上职工匿名回答，不核对身份，仅供参考", count=self.answers)


def word_on(task: Task) -> WorkersWord | None:
    """The workers' word on a task; None where nothing may be shown: the same for nobody and for fewer than five."""
    told = _shares(list(Answer.objects.filter(survey__task=task).order_by("id")))
    rows = Case.objects.filter(task=task).exclude(state="kept").values_list("kind", flat=True)
    letters = small.table(Counter(rows.order_by()))
    found = WorkersWord(
        **told, problems=letters.get("problem"), suggestions=letters.get("suggestion"), praise=letters.get("praise")
    )
    return found if any(value is not None for value in vars(found).values()) else None


def _shares(answers: list[Answer]) -> dict[str, Any]:
    shares = {
        name: small.share([getattr(one, name) == "yes" for one in answers]) for name in ("known", "reached", "content")
    }
    return {"answers": small.shown(len(answers)), **shares}


def result_of(survey: Survey) -> WorkersWord | None:
    """The same of one survey alone."""
    told = _shares(list(survey.answers.order_by("id")))
    if told["answers"] is None:
        return None
    return WorkersWord(**told, problems=None, suggestions=None, praise=None)
