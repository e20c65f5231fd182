"""How does a rule that knows no Django explain itself in the user's language?

A rule returns ``say("逾期 {days} 个工作日", days=12)``: the Chinese sentence and its figures, apart. Whoever shows it
calls ``str``; the translator that `kernel.apps` installs then looks the sentence up in the catalogue of the reader.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

Translator = Callable[[str], str]
DateFormat = Callable[[date], str]


def _chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


_translate: Translator = str
_date: DateFormat = _chinese_date
_ask: Callable[[], str | None] = str
_fixed: ContextVar[str] = ContextVar("language", default="")
_catalogues: defaultdict[str, dict[str, str]] = defaultdict(dict)
_PLAIN = frozenset({str, int, float, bool, Decimal, type(None)})


def install(translate: Translator, format_date: DateFormat, language: Callable[[], str | None]) -> None:
    """Set how sentences and dates are rendered, and how the reader's language is found. Called once, at start-up."""
    global _translate, _date, _ask
    _translate, _date, _ask = translate, format_date, language


def language() -> str:
    """The reader's language; "" where none is set."""
    return _fixed.get() or _ask() or ""


@contextmanager
def in_one_language() -> Iterator[None]:
    """What is drawn within this block is drawn in one language, so that it is asked for once: a page has a thousand
    texts, and asking costs more than any of them."""
    mark = _fixed.set(language())
    try:
        yield
    finally:
        _fixed.reset(mark)


def spoken(text: str) -> str:
    """A constant text in the reader's language. Looked up once for each: a page says few things many times, and a text
    that is in no catalogue is the slowest."""
    known = _catalogues[language()]
    found = known.get(text)
    if found is None:
        found = known[text] = _translate(text)
    return found


@dataclass(frozen=True)
class Say:
    """A sentence with its figures. ``str()`` renders it in the language of the moment."""

    text: str
    params: dict[str, Any] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        # as `spoken` would: by far the most texts of a page are sentences, and a call is what they cost
        text, params = _catalogues[_fixed.get() or language()].get(self.text) or spoken(self.text), self.params
        if not params:
            return text
        shown: dict[str, Any] = {}
        for name, value in params.items():
            if type(value) not in _PLAIN:
                shown[name] = _shown(value)
        return text.format(**(params | shown if shown else params))


def _shown(value: Any) -> Any:
    if isinstance(value, date):
        return _date(value)
    if isinstance(value, (tuple, list)):
        return spoken("、").join(str(_shown(item)) for item in value)
    return str(value) if isinstance(value, Say) else value


def say(text: str, /, **params: Any) -> Say:
    """A sentence for a person. The text is a constant (it is collected for the catalogue), figures are parameters."""
    return Say(text, params)


def noted(text: str) -> str:
    """The text itself, noted for the catalogue: for constants that become sentences elsewhere."""
    return text


def kept(one: Say) -> dict[str, Any]:
    """A sentence as JSON, to be kept and told again in its reader's language (`told`)."""
    return {"text": one.text, "params": {name: _kept(value) for name, value in one.params.items()}}


def told(value: dict[str, Any]) -> Say:
    """The sentence that was `kept`."""
    return Say(str(value.get("text", "")), {name: _told(one) for name, one in value.get("params", {}).items()})


def _kept(value: Any) -> Any:
    if isinstance(value, Say):
        return {"say": kept(value)}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, (tuple, list)):
        return [_kept(item) for item in value]
    return value if isinstance(value, int | float | str) else str(value)


def _told(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_told(item) for item in value)
    if not isinstance(value, dict):
        return value
    return told(value["say"]) if "say" in value else date.fromisoformat(value["day"])
