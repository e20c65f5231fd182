"""Which moves does a thing allow, to whom, and why not? One table per thing; everything else reads the table.

Buttons, refusals, audit codes, API routes, diagrams and the permission page are all drawn from it. Levels of
administration are data, not states: a report at each level is its own row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from luoshi.kernel.say import Say, say


class Facts(Protocol):
    """What a guard may look at. Each room defines its own frozen dataclass with at least these.

    ``roles``: "position.permission" of the actor towards the object, such as ``"lead.report"``.
    ``holders``: who could act in each such role, by name, for the refusal ("须由 … 办理").
    """

    @property
    def roles(self) -> Collection[str]: ...

    @property
    def holders(self) -> Mapping[str, str]: ...


UNDO_SECONDS = 8
"""How long 撤回 is offered after a move that names its reverse; nobody is told of anything sooner."""

Guard = Callable[[Any], "Say | None"]


@dataclass(frozen=True)
class Move:
    """One thing that a person does to an object.

    ``sources`` states it starts from; ``target`` the state it ends in, None when the state stays;
    ``by`` roles of which one is needed; ``needs`` field → label of what must be given with it;
    ``guards`` facts → a reason why not, or None; ``asks`` whether the page asks before it (leaves the unit, or
    carries a number); ``quiet`` not shown as a button when it is not allowed (nobody would expect it there);
    ``undo`` the move that takes it back: it commits at once, and the page offers 撤回 for `UNDO_SECONDS` (`web.Undo`).
    """

    name: str
    label: Say
    sources: tuple[str, ...]
    target: str | None
    by: tuple[str, ...]
    needs: Mapping[str, Say] = field(default_factory=dict)
    guards: tuple[Guard, ...] = ()
    asks: bool = False
    quiet: bool = True
    undo: str = ""

    @property
    def leads_on(self) -> bool:
        """Whether it is what one comes to the page for: expected there, and it brings the object to another state."""
        return not self.quiet and self.target is not None


@dataclass(frozen=True)
class Offer:
    """A move as this person meets it now: ``because`` is empty when it may be made."""

    move: Move
    because: tuple[Say, ...]

    @property
    def allowed(self) -> bool:
        return not self.because


@dataclass(frozen=True)
class Workflow:
    """The states of a thing and the moves between them.

    ``name`` is the audit prefix, such as ``ledger.task``; ``states`` maps each state to its label.
    """

    name: str
    start: str
    ends: tuple[str, ...]
    states: Mapping[str, Say]
    moves: tuple[Move, ...]

    def __getitem__(self, name: str) -> Move:
        for move in self.moves:
            if move.name == name:
                return move
        raise KeyError(f"{self.name} has no move {name}")

    def code(self, name: str) -> str:
        """The audit code of a move, such as ``ledger.task.issue``."""
        return f"{self.name}.{self[name].name}"

    def refusals(self, name: str, state: str, facts: Facts, given: Mapping[str, Any]) -> tuple[Say, ...]:
        """Every reason why this move cannot be made now with what is given; empty when it can."""
        move = self[name]
        wrong = self._blocked(move, state, facts)
        if wrong:
            return wrong
        return tuple(say("缺{what}。", what=label) for key, label in move.needs.items() if not given.get(key))

    def offers(self, state: str, facts: Facts) -> tuple[Offer, ...]:
        """The moves to draw for this person in this state: the allowed ones, and the expected ones with their reasons."""
        found = []
        for move in self.moves:
            if state not in move.sources:
                continue
            because = self._blocked(move, state, facts)
            if because and (move.quiet or not facts.roles):
                continue
            found.append(Offer(move, because))
        return tuple(found)

    def _blocked(self, move: Move, state: str, facts: Facts) -> tuple[Say, ...]:
        if state not in move.sources:
            return (say("当前为“{state}”，不能{act}。", state=self.states[state], act=move.label),)
        if not set(move.by) & set(facts.roles):
            return (_who_may(move.by, facts.holders),)
        return tuple(reason for guard in move.guards if (reason := guard(facts)) is not None)

    def reachable(self) -> frozenset[str]:
        """Every state that can be reached from the start."""
        seen, todo = {self.start}, [self.start]
        while todo:
            state = todo.pop()
            for move in self.moves:
                if state in move.sources and move.target and move.target not in seen:
                    seen.add(move.target)
                    todo.append(move.target)
        return frozenset(seen)

    def dead_ends(self) -> frozenset[str]:
        """States that nothing leaves and that are not declared ends."""
        leaving = {source for move in self.moves for source in move.sources if move.target not in (None, source)}
        return frozenset(set(self.states) - leaving - set(self.ends))


def _who_may(by: Iterable[str], holders: Mapping[str, str]) -> Say:
    names = sorted({holders[role] for role in by if holders.get(role)})
    return say("须由{who}办理。", who=tuple(names)) if names else say("您所在单位或职务不能办理这一步。")
