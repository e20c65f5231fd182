"""How does a rule that knows no Django explain itself in the user's language?

A rule returns ``say("逾期 {days} 个工作日", days=12)``: the Chinese sentence and its figures, apart. Whoever shows it
calls ``str``; the translator that `kernel.apps` installs then looks the sentence up in the catalogue of the reader.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Translator = Callable[[str], str]
DateFormat = Callable[[date], str]


def _chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


_translate: Translator = str
_date: DateFormat = _chinese_date


def install(translate: Translator, format_date: DateFormat) -> None:
    """Set how sentences and dates are rendered. Called once, at start-up."""
    global _translate, _date
    _translate, _date = translate, format_date


@dataclass(frozen=True)
class Say:
    """A sentence with its figures. ``str()`` renders it in the language of the moment."""

    text: str
    params: dict[str, Any] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        text = _translate(self.text)
        if not self.params:
            return text
        return text.format(**{name: _shown(value) for name, value in self.params.items()})


def _shown(value: Any) -> Any:
    if isinstance(value, date):
        return _date(value)
    if isinstance(value, (tuple, list)):
        return _translate("、").join(str(_shown(item)) for item in value)
    return str(value) if isinstance(value, Say) else value


def say(text: str, /, **params: Any) -> Say:
    """A sentence for a person. The text is a constant (it is collected for the catalogue), figures are parameters."""
    return Say(text, params)


def noted(text: str) -> str:
    """The text itself, noted for the catalogue: for constants that become sentences elsewhere."""
    return text
