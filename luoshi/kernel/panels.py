"""How does a lower room's page show an upper room's matter, without knowing of it? The upper room registers it here.

Registered from ``AppConfig.ready``; read when a page is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Workflow


@dataclass(frozen=True)
class Section:
    """A part of the top bar; shown when one of its pages is."""

    key: str
    label: Say
    divided: bool = False


@dataclass(frozen=True)
class Tab:
    """A page of a section: shown to those for whom ``shown`` is true."""

    section: str
    label: Say
    url_name: str
    order: int
    shown: Callable[[Actor], bool] = lambda actor: actor.has_range


@dataclass(frozen=True)
class Panel:
    """A block on another room's page. ``draw(actor, obj, request)`` gives the context of ``template``, or None for nothing."""

    place: str
    template: str
    draw: Callable[[Actor, Any, Any], dict[str, Any] | None]
    order: int


@dataclass(frozen=True)
class Column:
    """A column that an upper room adds to the list named ``place``, such as ``ledger.tasks``.

    ``facts(actor, ids)`` answers for many rows at once; ``export`` makes a fact a value for a worksheet (text, number,
    date). With ``condition(actor, value)`` (a `Q`, or None for "no such value") the list can also be filtered by it;
    ``choices(actor)`` are the values to choose from, as (value, label).
    """

    place: str
    key: str
    label: Say
    facts: Callable[[Actor, Collection[int]], Mapping[int, Any]]
    width: int = 12
    export: Callable[[Any], object] = str
    condition: Callable[[Actor, str], Any] | None = None
    choices: Callable[[Actor], Iterable[tuple[str, object]]] = lambda _actor: ()


@dataclass(frozen=True)
class Owed:
    """One thing that somebody owes: a row of the desk. ``due_on`` None = no date."""

    kind: Say
    title: str
    detail: str
    asked_by: str
    due_on: Any
    url: str
    verb: Say
    tone: str = "plain"
    state: str = ""


@dataclass(frozen=True)
class Awaited:
    """One thing that another unit owes the unit acted for, such as a ruling. ``unit_id`` and ``by`` that other unit;
    ``since`` when it was asked; ``due_on`` None: the rules set no limit."""

    kind: Say
    title: str
    detail: str
    unit_id: int
    by: str
    since: date
    due_on: date | None
    url: str


@dataclass(frozen=True)
class Act:
    """A button, as `ui.act` draws it: what one may do here, or would expect to and may not, with the reason."""

    label: str
    url: str
    method: str = "get"
    enabled: bool = True
    because: tuple[Say, ...] = ()
    primary: bool = False
    confirm: str = ""
    confirm_text: str = ""
    note: str = ""
    ask: tuple[dict[str, Any], ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Handed:
    """One open matter that passes with a post from one person to the next."""

    kind: Say
    title: str
    detail: str
    due_on: Any
    url: str


@dataclass(frozen=True)
class Succession:
    """How a room's open matters pass from a unit that ceases to the one that succeeds it.

    ``preview(old, new)`` says what would pass, line by line (``new`` None: nobody succeeds); ``carry(actor, old, new)`` does it.
    """

    preview: Callable[[Any, Any], Iterable[Handed]]
    carry: Callable[[Actor, Any, Any], None]


@dataclass(frozen=True)
class Matter:
    """One thing that waits for somebody, as it stands now; ``open`` False: it is done, or nobody's any more.

    ``key`` names it within its kind and stays the same; a second round of the same is a new key. It waits for whoever
    holds the permission ``needs`` at ``unit_id`` (0: at any unit), or for the one ``account_id``. A title carries what may
    stand in a mail: number and name, nothing confidential.
    """

    key: str
    open: bool
    unit_id: int = 0
    needs: str = ""
    account_id: int = 0
    title: str = ""
    url: str = ""
    text: Say | None = None
    asked_by: str = ""
    due_on: Any = None
    since: Any = None


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice, as its readers choose among them. ``objects``: types of objects whose events may open or close
    such a matter; ``matters(events)``: how the matters that these events touch stand now; ``needs``: what one must hold
    for any of it to wait for one, empty where it may wait for anybody."""

    kind: str
    label: Say
    objects: tuple[str, ...]
    matters: Callable[[Sequence[Any]], Iterable[Matter]]
    order: int
    needs: frozenset[str] = frozenset()


SECTIONS = (
    Section("desk", say("工作台")),
    Section("cockpit", say("驾驶舱")),
    Section("guidance", say("宏观指导"), divided=True),
    Section("policy", say("政策协调")),
    Section("organise", say("组织推进")),
    Section("inspect", say("督促检查")),
    Section("admin", say("系统管理")),
)
TABS: list[Tab] = []
FRAME: list[Callable[[Any, Actor], dict[str, Any]]] = []
PANELS: list[Panel] = []
COLUMNS: list[Column] = []
OWED: list[Callable[[Actor], Iterable[Owed]]] = []
AWAITED: list[Callable[[Actor, int], Iterable[Awaited]]] = []
HANDED: list[Callable[[Any, Collection[str]], Iterable[Handed]]] = []
SUCCESSIONS: list[Succession] = []
GUARDIANS: dict[str, Callable[[Actor, int], bool]] = {}
WORKFLOWS: dict[str, Workflow] = {}
NOTICES: dict[str, NoticeKind] = {}
GREETINGS: list[Callable[[], Iterable[str]]] = []
GENERATED: dict[str, Callable[[], str]] = {}
SENTENCES: dict[str, tuple[Say | Callable[[Any], Say | None] | None, str]] = {}


def tab(section: str, label: Say, url_name: str, order: int, shown: Callable[[Actor], bool] | None = None) -> None:
    """Add a page to a section of the navigation."""
    TABS.append(Tab(section, label, url_name, order, shown) if shown else Tab(section, label, url_name, order))
    TABS.sort(key=lambda item: item.order)


def panel(place: str, template: str, draw: Callable[[Actor, Any, Any], dict[str, Any] | None], order: int) -> None:
    """Add a block to the page named ``place``, such as ``ledger.task``."""
    PANELS.append(Panel(place, template, draw, order))
    PANELS.sort(key=lambda item: item.order)


def column(one: Column) -> None:
    """Add a column, and perhaps a filter, to a lower room's list."""
    COLUMNS.append(one)


def columns(place: str) -> list[Column]:
    """What upper rooms have added to a list."""
    return [one for one in COLUMNS if one.place == place]


def owed(source: Callable[[Actor], Iterable[Owed]]) -> None:
    """Add a source of things that a person owes. The desk asks every source."""
    OWED.append(source)


def awaited(source: Callable[[Actor, int], Iterable[Awaited]]) -> None:
    """Add a source of what other units owe the unit acted for, ``source(actor, its key)``. The desk asks every source."""
    AWAITED.append(source)


def handing(source: Callable[[Any, Collection[str]], Iterable[Handed]]) -> None:
    """Add a source of what hangs on a post: ``source(post, permissions that come with it)``."""
    HANDED.append(source)


def handed(post: Any, may: Collection[str]) -> list[Handed]:
    """Everything open that passes with a post."""
    return [item for source in HANDED for item in source(post, may)]


def succession(preview: Callable[[Any, Any], Iterable[Handed]], carry: Callable[[Actor, Any, Any], None]) -> None:
    """Say how a room's open matters pass to a successor unit."""
    SUCCESSIONS.append(Succession(preview, carry))


def notify(
    kind: str,
    label: Say,
    objects: Iterable[str],
    matters: Callable[[Sequence[Any]], Iterable[Matter]],
    order: int,
    needs: Iterable[str] = (),
) -> None:
    """Have people told of what waits for them. Only what needs an act: it closes by itself when the act is done.

    ``matters`` is asked with sealed events on these types of objects, some seconds after they happened, and answers with
    how the matters stand *now*: so what was taken back at once is never told, and reading twice does nothing twice.
    """
    objects = tuple(one.lower() for one in objects)
    NOTICES[kind] = NoticeKind(kind, label, objects, matters, order, frozenset(needs))


def drawn(place: str, actor: Actor, obj: Any, request: Any) -> list[tuple[str, dict[str, Any]]]:
    """The blocks to show at a place: (template, context)."""
    found = ((p.template, p.draw(actor, obj, request)) for p in PANELS if p.place == place)
    return [(template, context) for template, context in found if context is not None]


def guardian(object_type: str, may_see: Callable[[Actor, int], Any]) -> None:
    """Say who may see the objects of a type ("ledger.task"), and with them their files. Without one, nobody.

    ``may_see(actor, id)`` answers with anything true; raising `NotVisible` is a no.
    """
    GUARDIANS[object_type.lower()] = may_see


def may_see(object_type: str, actor: Actor, object_id: int) -> bool:
    """Whether the guardian of the type lets this actor see the object."""
    guard = GUARDIANS.get(object_type)
    try:
        return guard is not None and bool(guard(actor, object_id))
    except NotVisible:
        return False


def workflow(table: Workflow) -> None:
    """Make a workflow known: its moves' labels are then read in timelines."""
    WORKFLOWS[table.name] = table


def sentence(code: str, text: Say | Callable[[Any], Say | None] | None, mark: str = "solid") -> None:
    """How an event reads in a timeline: a sentence, or a function of the event; None leaves it to the audit alone.

    ``mark``: solid, hollow, or warn (a return, a refusal, a missed date).
    """
    SENTENCES[code] = (text, mark)


def told(code: str, event: Any) -> tuple[Say | None, str] | None:
    """(sentence, mark) of an event: the room's own, else its move's label, else none; None where it is not to be told."""
    if code in SENTENCES:
        text, mark = SENTENCES[code]
        found = text(event) if callable(text) else text
        return None if found is None else (found, mark)
    name, _, move = code.rpartition(".")
    table = WORKFLOWS.get(name)
    label = next((one.label for one in table.moves if one.name == move), None) if table else None
    return label, "solid" if label else "hollow"


def greeting(source: Callable[[], Iterable[str]]) -> None:
    """Add lines that the server prints when it starts, such as the demo's log-ins."""
    GREETINGS.append(source)


def greetings() -> list[str]:
    """All such lines."""
    return [line for source in GREETINGS for line in source()]


def generated(page: str, text: Callable[[], str]) -> None:
    """Add a page to `luoshi docs`: its name below docs/developer/, and what it should say now."""
    GENERATED[page] = text
