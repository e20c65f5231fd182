"""Who is asking, for which units, and with which roles? Built once per request from the grants; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Held:
    """One grant in force: a role at a unit (``path``), and whose subtree it sees.

    ``sight`` empty: the unit alone. An office's grant sees the whole place it serves. ``lent``: the delegation through
    which a deputy has it for a while; 0, it is one's own.
    """

    role: str
    unit_id: int
    path: str
    sight: str = ""
    lent: int = 0


@dataclass(frozen=True)
class Actor:
    """A person acting, for one unit at a time, in one capacity: their own, or as the deputy of somebody.

    ``unit_id``/``path`` the unit acted for; ``grants`` every grant in force; ``posts`` ids of the posts held now.
    ``lent`` is the delegation acted under and ``behalf`` the name of whom one acts for: rights of one's own and rights
    that are lent never add up, so that each act shows in whose name it was done.
    A system actor (jobs, seeding) sees nothing and is named in the trail as 系统.
    """

    account_id: int | None
    person_id: int | None
    name: str
    post_name: str = ""
    unit_id: int | None = None
    unit_name: str = ""
    path: str = ""
    grants: tuple[Held, ...] = ()
    posts: tuple[int, ...] = ()
    request_id: str = ""
    lent: int = 0
    behalf: str = ""

    def roles_at(self, unit_id: int | None) -> frozenset[str]:
        """Roles held at exactly this unit in the capacity acted in. Sight of a subtree is not a right to act in it."""
        return frozenset(
            held.role
            for held in self.grants
            if unit_id is not None and held.unit_id == unit_id and held.lent == self.lent
        )

    @property
    def signed(self) -> str:
        """How the act is signed: 韩叙, or 韩叙 代 王立."""
        return f"{self.name} 代 {self.behalf}" if self.behalf else self.name

    @property
    def roles(self) -> frozenset[str]:
        """Roles at the unit acted for."""
        return self.roles_at(self.unit_id)

    @property
    def has_range(self) -> bool:
        """Whether any grant opens something: an administrator's opens nothing."""
        return any(held.path or held.sight for held in self.grants)

    @property
    def offices(self) -> frozenset[str]:
        """Every role held anywhere: what an administration of the whole instance asks."""
        return frozenset(held.role for held in self.grants)

    def reach(self) -> Iterator[tuple[str, bool]]:
        """(path, whole subtree?) of all that may be seen, without what a wider one covers."""
        kept: list[str] = []
        for path in sorted({held.sight for held in self.grants if held.sight}):
            if not any(path.startswith(other) for other in kept):
                kept.append(path)
                yield path, True
        for path in sorted({held.path for held in self.grants if not held.sight and held.path}):
            if not any(path.startswith(other) for other in kept):
                yield path, False

    def at(self, held: Held, unit_name: str, post_name: str) -> Actor:
        """The same person acting for another of their units, in their own name."""
        return replace(
            self, unit_id=held.unit_id, path=held.path, unit_name=unit_name, post_name=post_name, lent=0, behalf=""
        )


SYSTEM = Actor(account_id=None, person_id=None, name="系统")
