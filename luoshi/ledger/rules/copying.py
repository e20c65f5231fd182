"""What of last year's plan goes into this year's? Its words, divisions, standards and figures, with dates a year on.

Pure. What was done is done: a task that ended in 完成 is not copied; one that ended in 阶段性完成 or 转常态化, or has
not ended, is (practice.md section 5: start of the year by copying the last one).
"""

from __future__ import annotations

import re
from datetime import date


def later(day: date | None, years: int) -> date | None:
    """The same day so many years on; the 29th of February becomes the 28th."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def retitled(title: str, years: int) -> str:
    """The title with its years moved on: 2026年工作要点 is followed by 2027年工作要点. Numbers of documents stay."""
    return re.sub(r"(?<![〔\[\d])(20\d{2})(?=年|[—–-]20\d{2}年)", lambda found: str(int(found[1]) + years), title)


def goes_on(state: str, ending: str) -> bool:
    """Whether a task belongs into the next year's plan."""
    return state != "dropped" and not (state == "completed" and ending == "done")
