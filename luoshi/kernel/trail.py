"""Has anybody altered the record? Sealing just behind the acts, signed checkpoints, and the check of both.

An event is written in its act's transaction and sealed a second later, so that writers do not queue on one row:
``entry_hash = SHA-256(00 | salt | canonical event)``, ``chain_hash = SHA-256(02 | previous chain hash | seq | entry hash)``.
Who owns the database can recompute a chain; so checkpoints are signed with a key that lies outside it, the newest one
is also kept outside it, and an office keeps copies elsewhere (`luoshi audit checkpoint`).

What this cannot show: false data truthfully entered, and what was done before the first checkpoint that left the machine.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from luoshi.kernel import clock, guards, notes, triggers
from luoshi.kernel.actions import canonical, commitment
from luoshi.kernel.models import Checkpoint, Event, EventPerson, Seal
from luoshi.kernel.notes import Key, Seen, Statement

BATCH = 1000
NEAR = 5000
CHECKPOINT_SEALS = 1000
CHECKPOINT_EVERY = timedelta(minutes=5)
MOST_OF_A_KIND = 20
LATE = timedelta(seconds=10)
"""An event older than this without a seal: the sealing job stands still, or somebody keeps it from sealing."""
GENESIS = "0" * 64
_FIELDS = (
    "id", "account_id", "post_name", "unit_name", "unit_path", "code", "object_type", "object_id", "object_name",
    "thread", "before", "after", "note", "request_id", "commitment",
)  # fmt: skip


def secrets_folder() -> Path:
    """Where the key and the last checkpoint lie: outside the database."""
    return Path(settings.VAR) / "secrets"


def signing_key() -> Key:
    """The key of this instance."""
    return notes.load_key(secrets_folder() / "trail_ed25519.pem")


def verifiers() -> list[Seen]:
    """This instance's key, and the public halves of those that signed before it came to this machine."""
    found: list[Seen] = [signing_key()]
    for path in sorted(retired_folder().glob("*.pub")):
        found.append(notes.seen(path.read_text(encoding="utf-8")))
    return found


def retired_folder() -> Path:
    """Where public keys lie whose private half is not here: of a restored instance whose key was not brought along."""
    return secrets_folder() / "trail_retired"


def keep_retired(line: str) -> None:
    """From now on what this key has signed verifies too."""
    key = notes.seen(line)
    folder = retired_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / f"{key.key_id}.pub").write_text(f"{line.strip()}\n", encoding="utf-8")


def entry_hash(event: Event, salt: str) -> str:
    """The salted hash of all that an event says."""
    said = {name: getattr(event, name) for name in _FIELDS}
    text = canonical({**said, "uid": str(event.uid), "at": notes.moment(event.at)})
    return hashlib.sha256(b"\x00" + bytes.fromhex(salt) + text.encode("utf-8", "surrogatepass")).hexdigest()


def chain_hash(before: str, seq: int, entry: str) -> str:
    """The hash of the chain up to an entry."""
    return hashlib.sha256(b"\x02" + bytes.fromhex(before) + seq.to_bytes(8, "big") + bytes.fromhex(entry)).hexdigest()


# ---------- sealing (an excused writer: it adds seals and checkpoints, never touches an event) ----------


def seal(most: int = BATCH, *, near: bool = False) -> int:
    """Seal up to so many events that have no seal yet; how many.

    Asked by what has no seal, never by "id greater than the last": on PostgreSQL ids are not in commit order, and an
    event that commits late would never be sealed. ``near`` looks only around the newest seal, which is cheap enough
    for every second; the whole table is looked through once a minute. Two sealers cannot both take a number: the
    second one's is refused.
    """
    rows_left = Event.objects.filter(seal=None)
    if near and (newest := Seal.objects.order_by("-event_id").values_list("event_id", flat=True).first()):
        rows_left = rows_left.filter(pk__gt=newest - NEAR)
    waiting = list(rows_left.order_by("id")[:most])
    if not waiting:
        return 0
    try:
        with transaction.atomic():
            last = Seal.objects.order_by("-seq").first()
            seq, chain = (last.seq, last.chain_hash) if last else (0, GENESIS)
            rows = []
            for event in waiting:
                seq += 1
                salt = secrets.token_hex(16)
                entry = entry_hash(event, salt)
                chain = chain_hash(chain, seq, entry)
                rows.append(Seal(seq=seq, event=event, salt=salt, entry_hash=entry, chain_hash=chain))
            Seal.objects.bulk_create(rows, batch_size=500)
    except IntegrityError:
        return 0
    return len(rows)


def seal_all() -> int:
    """Seal everything that waits."""
    total = 0
    while done := seal():
        total += done
    return total


def is_checkpoint_due() -> bool:
    """Whether there is something new, and enough of it or for long enough."""
    last, tip = Checkpoint.objects.order_by("-seq").first(), Seal.objects.order_by("-seq").first()
    if tip is None:
        return False
    if last is None:
        return True
    return tip.seq - last.seq >= CHECKPOINT_SEALS or (tip.seq > last.seq and clock.now() - last.at >= CHECKPOINT_EVERY)


def checkpoint() -> Checkpoint | None:
    """Sign where the chain stands now, and keep the statement outside the database too; None when nothing is new."""
    tip, last = Seal.objects.order_by("-seq").first(), Checkpoint.objects.order_by("-seq").first()
    if tip is None or (last is not None and last.seq >= tip.seq):
        return last
    key = signing_key()
    now = clock.now()
    made = notes.sign(key, tip.seq, tip.chain_hash, now)
    row = Checkpoint(at=now, seq=tip.seq, chain_hash=tip.chain_hash, signature=made.signature, key_id=made.key_id)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return Checkpoint.objects.order_by("-seq").first()
    keep_outside(notes.written(key, made))
    return row


def kept_file() -> Path:
    """The newest checkpoint as kept outside the database."""
    return secrets_folder() / "trail_checkpoint.txt"


def keep_outside(text: str) -> None:
    """Replace the kept checkpoint, never leaving half of one."""
    path = kept_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".new")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def statement_of(row: Checkpoint) -> Statement:
    """A checkpoint's row as the statement that was signed."""
    return Statement(row.seq, row.chain_hash, notes.moment(row.at), row.key_id, row.signature)


# ---------- destroying personal data (the second excused writer) ----------


def destroy_personal(event_ids: list[int]) -> int:
    """Destroy who acted and the personal values of these events; the chain verifies all the same. How many rows."""
    return EventPerson.objects.filter(event__in=event_ids).delete()[0]


# ---------- verifying ----------


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. ``seq`` the place in the chain, 0 where it has none."""

    kind: str
    seq: int
    detail: str


@dataclass
class Outcome:
    """What the check found. ``destroyed`` counts personal rows that are gone, which is allowed."""

    events: int = 0
    seals: int = 0
    checkpoints: int = 0
    unsealed: int = 0
    destroyed: int = 0
    last_seq: int = 0
    last_hash: str = GENESIS
    covered_seq: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.findings

    def add(self, kind: str, seq: int, detail: str) -> None:
        """Write a finding down, unless there are plenty of its kind: one broken place can spoil a million."""
        if sum(one.kind == kind for one in self.findings) < MOST_OF_A_KIND:
            self.findings.append(Finding(kind, seq, detail))


def verify(outside: list[Statement] | None = None) -> Outcome:
    """Check the whole trail. ``outside``: checkpoints kept elsewhere; the one kept beside the key is always checked."""
    found, keys = Outcome(), verifiers()
    _check_guards(found)
    statements = [*_kept(found), *(outside or [])]
    # read before the chain is: the sealing job goes on meanwhile, and the chain may only grow past them
    signed = list(Checkpoint.objects.order_by("seq"))
    wanted = {one.seq for one in statements} | {row.seq for row in signed}
    hashes = _check_chain(found, wanted)
    _check_checkpoints(found, keys, signed, hashes)
    for statement in statements:
        _check_statement(found, keys, statement, hashes, "outside")
    _check_unsealed(found)
    found.findings.sort(key=lambda one: (one.seq or 10**18, one.kind))
    return found


def _check_guards(found: Outcome) -> None:
    standing = triggers.standing()
    for name in guards.names():
        if name not in standing:
            found.add("guard-missing", 0, f"the database no longer refuses changes: trigger {name} is absent or off")


def _kept(found: Outcome) -> list[Statement]:
    path = kept_file()
    if not path.exists():
        return []
    try:
        return [notes.read(path.read_text(encoding="utf-8"))]
    except ValueError:
        found.add("checkpoint-unreadable", 0, f"{path} is not a checkpoint")
        return []


def _check_chain(found: Outcome, wanted: set[int]) -> dict[int, str]:
    """Every seal against its event and its predecessor. Gives the chain's hash at the wanted places."""
    seq, chain = 0, GENESIS
    hashes: dict[int, str] = {}
    for row in _seals():
        found.seals += 1
        if row.seq != seq + 1:
            found.add("gap", row.seq, f"after {seq} comes {row.seq}: seals are missing")
        seq = row.seq
        event: Event = row.event
        if entry_hash(event, row.salt) != row.entry_hash:
            found.add("event-altered", seq, f"event {event.pk} {event.code} is not what was sealed")
        if chain_hash(chain, seq, row.entry_hash) != row.chain_hash:
            found.add("chain-broken", seq, "the seal does not follow from the one before it")
        _check_person(found, seq, event)
        chain = row.chain_hash
        if seq in wanted:
            hashes[seq] = chain
    found.last_seq, found.last_hash = seq, chain
    _check_orphans(found)
    return hashes


def _seals() -> Iterator[Any]:
    return Seal.objects.select_related("event", "event__person").order_by("seq").iterator(BATCH)


def _check_orphans(found: Outcome) -> None:
    """Seals whose event is gone: the join above passes over them, so they are asked for by themselves."""
    orphans = Seal.objects.exclude(event_id__in=Event.objects.values("pk")).order_by("seq")
    for seq, event_id in orphans.values_list("seq", "event_id")[:10]:
        found.add("event-missing", seq, f"event {event_id} was sealed and is gone")


def _check_person(found: Outcome, seq: int, event: Event) -> None:
    person: EventPerson | None = getattr(event, "person", None)
    if person is None:
        found.destroyed += 1
    elif commitment(person.salt, person.name, person.values) != event.commitment:
        found.add(
            "person-altered", seq, f"who did event {event.pk}, or its personal values, are not what was committed to"
        )


def _check_checkpoints(found: Outcome, keys: list[Seen], signed: list[Checkpoint], hashes: dict[int, str]) -> None:
    latest: datetime | None = None
    for row in signed:
        found.checkpoints += 1
        _check_statement(found, keys, statement_of(row), hashes, "checkpoint")
        found.covered_seq, latest = row.seq, row.at
    open_seals = Seal.objects.filter(seq__gt=found.covered_seq).select_related("event").order_by("seq")
    overdue = open_seals.filter(event__at__lt=clock.now() - 2 * CHECKPOINT_EVERY).first()
    stale = latest is None or clock.now() - latest > 2 * CHECKPOINT_EVERY
    if overdue is not None and stale:
        found.add("checkpoint-missing", overdue.seq, "sealed over two intervals ago and no checkpoint covers it")


def _check_statement(
    found: Outcome, keys: list[Seen], statement: Statement, hashes: dict[int, str], whose: str
) -> None:
    at = f"{whose} of {statement.at}"
    if not any(notes.holds(key, statement) for key in keys):
        found.add("signature", statement.seq, f"{at}: the signature does not hold")
    elif statement.seq > found.last_seq:
        found.add("cut-short", found.last_seq, f"{at} says {statement.seq} entries, there are {found.last_seq}")
    elif hashes.get(statement.seq) != statement.chain_hash:
        found.add("rewritten", statement.seq, f"{at}: the chain had another hash there")


def _check_unsealed(found: Outcome) -> None:
    found.events = Event.objects.count()
    waiting = Event.objects.filter(seal=None)
    found.unsealed = waiting.count()
    late = waiting.filter(at__lt=clock.now() - LATE).order_by("id").first()
    if late is not None:
        found.add(
            "unsealed",
            0,
            f"{found.unsealed} events wait for a seal, the first (event {late.pk}) for over {LATE.seconds} s",
        )
