"""Which statements make the trail append-only in the database itself? Pure text, for both engines.

They raise the cost, they prove nothing: who owns the database can drop them. The proof is the chain (`kernel.trail`).
`EventPerson` may be deleted, because personal data must be destroyable; the event keeps only a commitment.
"""

from __future__ import annotations

GUARDED = {
    "kernel_event": ("UPDATE", "DELETE"),
    "kernel_eventperson": ("UPDATE",),
    "kernel_seal": ("UPDATE", "DELETE"),
    "kernel_checkpoint": ("UPDATE", "DELETE"),
}
"""Table → what is refused on it."""


def names() -> list[str]:
    """The names of all guards, as both engines keep them."""
    return sorted(f"{table}_no_{what.lower()}" for table, refused in GUARDED.items() for what in refused)


def put_up(vendor: str) -> list[str]:
    """The statements that set the guards."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
            for table, refused in GUARDED.items()
            for what in refused
        ]
    found = [
        "CREATE OR REPLACE FUNCTION luoshi_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$"
    ]
    for table, refused in GUARDED.items():
        found += [
            f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION luoshi_append_only()"
            for what in refused
        ]
        found.append(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION luoshi_append_only()"
        )
    return found


def take_down(vendor: str) -> list[str]:
    """The statements that remove them: for going back a migration, and for tests that commit and must clear up."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in names()]
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_{what} ON {table}"
        for table, refused in GUARDED.items()
        for what in (*(one.lower() for one in refused), "truncate")
    ]


STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}
"""The query that lists the triggers in force."""
