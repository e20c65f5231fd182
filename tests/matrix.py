"""Who gets an answer where? A table of role × place, asked of any addresses of any room.

A room gives its addresses and says who may read them; everybody else of the table must be told the same as of something
that is not there (404), or that it is somebody else's office (403). One place is in the middle (``own``); its place above
and below, its neighbour, and a foreign one stand around it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from django.test import Client

from tests.addresses import program
from tests.world import World

AROUND = {"own": "市", "child": "县", "parent": "省", "sibling": "二市", "foreign": "他市"}
"""The places of the table, seen from a prefecture."""
ROLES = {"head": "人社", "clerk": "人社", "liaison": "人社", "office": "办"}
"""The roles of the table, and in which unit of each place they are held."""
Who = tuple[str, str]
"""(relation, role), such as ("parent", "office")."""


def everybody() -> Iterator[Who]:
    """The whole table: relation × role, and the administrators of the instance."""
    yield from ((relation, role) for relation in AROUND for role in ROLES)
    yield from (("centre", role) for role in ("system", "security", "audit"))


def asker(world: World, who: Who) -> Client:
    """One of them, by browser and, where the interface is asked, by program."""
    relation, role = who
    account = world.account("国.办" if relation == "centre" else f"{AROUND[relation]}.{ROLES[role]}", role)
    client = program(account)
    client.force_login(account)
    return client


def breaches(
    world: World,
    addresses: Iterable[str],
    readers: Collection[Who],
    ask: Callable[[Client, str], int] = lambda client, address: client.get(address).status_code,
) -> list[str]:
    """Where the table is not kept: somebody reads who may not, or is shut out who may."""
    wrong, asked = [], list(addresses)
    for who in everybody():
        client = asker(world, who)
        for address in asked:
            status = ask(client, address)
            if (status in {403, 404}) == (who in readers):
                wrong.append(f"{'.'.join(who)} {address}: {status}")
    return wrong
