"""The record and its seal: a clean trail is clean, and whatever is done to it behind the doors is found."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from luoshi.kernel import actions, clock, notes, trail
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.models import Checkpoint, Event, NoticedYear, Seal
from luoshi.kernel.trail import Outcome
from luoshi.org import services as org
from tests.intruder import execute, guards_down
from tests.world import World

ACTS = 12


@pytest.fixture
def sealed(world: World, settings: Any, tmp_path: Path) -> World:
    """The world's acts and a dozen more, sealed; one checkpoint in the middle and one at the end."""
    settings.VAR = tmp_path
    trail.seal_all()
    trail.checkpoint()
    for number in range(ACTS):
        org.add_person(SYSTEM, f"某人{number}", phone="13800000000")
    trail.seal_all()
    trail.checkpoint()
    return world


@pytest.fixture
def tip(sealed: World) -> int:
    """The number of the last seal."""
    return Seal.objects.count()


def after(
    *statements: str, do: Callable[[], None] | None = None, outside: list[notes.Statement] | None = None
) -> Outcome:
    """What the check finds after an intruder was here; all is undone afterwards."""
    with transaction.atomic():
        with guards_down():
            execute(statements)
            if do:
                do()
        found = trail.verify(outside)
        transaction.set_rollback(True)
    return found


def kinds(found: Outcome) -> set[str]:
    return {one.kind for one in found.findings}


def test_it_works(sealed: World) -> None:
    found = trail.verify()
    assert found.is_clean, found.findings
    assert found.events == found.seals == found.last_seq == found.covered_seq > 100
    assert (found.checkpoints, found.unsealed, found.destroyed) == (2, 0, 0)


def test_sealing_again_seals_nothing(sealed: World, tip: int) -> None:
    assert trail.seal_all() == 0
    trail.checkpoint()
    assert (Seal.objects.count(), Checkpoint.objects.count()) == (tip, 2)


def test_an_act_waits_for_its_seal_and_is_reported_when_it_waits_long(sealed: World) -> None:
    org.add_person(SYSTEM, "新来的")
    assert trail.verify().is_clean
    with clock.at(clock.now() + timedelta(seconds=11)):
        found = trail.verify()
    assert kinds(found) == {"unsealed"}
    assert found.unsealed == 1


def test_sealing_near_the_tip_leaves_stragglers_to_the_full_round(sealed: World) -> None:
    """An event that lies far behind the newest seal is found by the minute's round, not by the second's."""
    trail_far = Event.objects.order_by("id").values_list("id", flat=True)[0]
    with transaction.atomic():
        with guards_down():
            execute([f"DELETE FROM kernel_seal WHERE event_id = {trail_far}"])
            execute(
                [
                    f"UPDATE kernel_event SET id = id + {trail.NEAR * 2} WHERE id = (SELECT max(event_id) FROM kernel_seal)"
                ]
            )
            execute(
                [
                    f"UPDATE kernel_seal SET event_id = event_id + {trail.NEAR * 2} WHERE seq = (SELECT max(seq) FROM kernel_seal)"
                ]
            )
        assert trail.seal(near=True) == 0
        assert trail.seal_all() == 1
        transaction.set_rollback(True)


# ---------- the guards ----------


@pytest.mark.parametrize("table", ["kernel_event", "kernel_seal", "kernel_checkpoint"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_refuses_changes(sealed: World, table: str, statement: str) -> None:
    column = "code" if table == "kernel_event" else "chain_hash"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        execute([statement.format(table, column, "''")])


def test_the_database_refuses_to_rename_who_acted(sealed: World) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        execute(["UPDATE kernel_eventperson SET name = '别人'"])


def test_a_guard_left_off_is_found(sealed: World) -> None:
    with transaction.atomic():
        execute(
            ["DROP TRIGGER kernel_seal_no_delete" + (" ON kernel_seal" if connection.vendor == "postgresql" else "")]
        )
        found = trail.verify()
        transaction.set_rollback(True)
    assert kinds(found) == {"guard-missing"}


# ---------- personal data ----------


def test_destroying_personal_data_keeps_the_chain(sealed: World) -> None:
    person = org.add_person(SYSTEM, "待注销", phone="13900000000")
    trail.seal_all()
    event = Event.objects.get(object_type="org.person", object_id=person.pk)
    assert "13900000000" not in json.dumps(event.after)
    assert event.person.values["after"]["phone"] == "13900000000"
    assert trail.destroy_personal([event.pk]) == 1
    found = trail.verify()
    assert found.is_clean, found.findings
    assert found.destroyed == 1


# ---------- tampering ----------

EVENT = "(SELECT event_id FROM kernel_seal WHERE seq = 5)"


@pytest.mark.parametrize(
    "change",
    [
        "note = '改过'",
        "code = 'org.unit.other'",
        "object_name = '别的'",
        "object_id = object_id + 1",
        "account_id = 99",
        "unit_name = '别的单位'",
        "post_name = '别的岗位'",
        "thread = 'org.unit:1'",
        "request_id = 'X'",
        'after = \'{"name": "改过"}\'',
        'before = \'{"name": "改过"}\'',
        "commitment = 'ff'",
    ],
)
def test_an_edited_event(sealed: World, change: str) -> None:
    found = after(f"UPDATE kernel_event SET {change} WHERE id = {EVENT}")
    assert [(one.seq, one.kind) for one in found.findings[:1]] in ([(5, "event-altered")], [(5, "person-altered")])
    assert "event-altered" in kinds(found)


def test_a_moved_clock(sealed: World) -> None:
    first = Seal.objects.get(seq=5).event
    found = after(do=lambda: _set(first, at=first.at - timedelta(days=1)))
    assert [(one.seq, one.kind) for one in found.findings] == [(5, "event-altered")]


def test_another_name_for_who_acted(sealed: World) -> None:
    found = after(f"UPDATE kernel_eventperson SET name = '别人' WHERE event_id = {EVENT}")
    assert [(one.seq, one.kind) for one in found.findings] == [(5, "person-altered")]


def test_a_deleted_event(sealed: World) -> None:
    found = after(
        f"DELETE FROM kernel_eventperson WHERE event_id = {EVENT}", f"DELETE FROM kernel_event WHERE id = {EVENT}"
    )
    assert (found.findings[0].seq, found.findings[0].kind) == (5, "event-missing")


def test_a_deleted_event_with_its_seal(sealed: World) -> None:
    event = Seal.objects.get(seq=5).event_id
    found = after(
        "DELETE FROM kernel_seal WHERE seq = 5",
        f"DELETE FROM kernel_eventperson WHERE event_id = {event}",
        f"DELETE FROM kernel_event WHERE id = {event}",
    )
    assert {"gap", "chain-broken"} <= kinds(found)
    assert found.findings[0].seq == 6


def test_two_events_exchanged(sealed: World) -> None:
    one, two = Seal.objects.get(seq=5).event_id, Seal.objects.get(seq=6).event_id
    found = after(
        "UPDATE kernel_seal SET event_id = -1 WHERE seq = 5",
        f"UPDATE kernel_seal SET event_id = {one} WHERE seq = 6",
        f"UPDATE kernel_seal SET event_id = {two} WHERE seq = 5",
    )
    assert [(one.seq, one.kind) for one in found.findings[:2]] == [(5, "event-altered"), (6, "event-altered")]


def test_two_seals_exchanged(sealed: World) -> None:
    found = after(
        "UPDATE kernel_seal SET seq = -1 WHERE seq = 5",
        "UPDATE kernel_seal SET seq = 5 WHERE seq = 6",
        "UPDATE kernel_seal SET seq = 6 WHERE seq = -1",
    )
    assert (found.findings[0].seq, found.findings[0].kind) == (5, "chain-broken")


def test_an_event_slipped_in(sealed: World, tip: int) -> None:
    """All later seals are numbered anew, but the chain runs on as it was."""

    def slip() -> None:
        execute(
            ["UPDATE kernel_seal SET seq = -seq - 1 WHERE seq > 5", "UPDATE kernel_seal SET seq = -seq WHERE seq < 0"]
        )
        event = actions.create(SYSTEM, "kernel.calendar.notice", NoticedYear(year=1999))
        row = Event.objects.get(object_id=event.pk, object_type="kernel.noticedyear")
        before = Seal.objects.get(seq=5)
        salt = "00" * 16
        entry = trail.entry_hash(row, salt)
        chain = trail.chain_hash(before.chain_hash, 6, entry)
        Seal.objects.create(seq=6, event=row, salt=salt, entry_hash=entry, chain_hash=chain)

    found = after(do=slip)
    assert (found.findings[0].seq, found.findings[0].kind) == (7, "chain-broken")
    assert "rewritten" in kinds(found)


def _cut(seq: int) -> list[str]:
    gone = f"SELECT event_id FROM kernel_seal WHERE seq > {seq}"
    return [
        f"DELETE FROM kernel_eventperson WHERE event_id IN ({gone})",
        f"CREATE TEMPORARY TABLE gone AS {gone}",
        f"DELETE FROM kernel_seal WHERE seq > {seq}",
        "DELETE FROM kernel_event WHERE id IN (SELECT event_id FROM gone)",
        "DROP TABLE gone",
    ]


def test_the_end_cut_off(sealed: World, tip: int) -> None:
    found = after(*_cut(tip - 3))
    assert kinds(found) == {"cut-short"}
    assert found.findings[0].seq == tip - 3


def test_the_end_cut_off_with_its_checkpoint(sealed: World, tip: int) -> None:
    """As an old backup put back would look: the checkpoint kept beside the key still tells."""
    found = after(*_cut(tip - 3), f"DELETE FROM kernel_checkpoint WHERE seq > {tip - 3}")
    assert kinds(found) == {"cut-short"}


def test_the_end_cut_off_and_every_trace_on_the_machine(sealed: World, tip: int) -> None:
    """Then only what was kept elsewhere tells."""
    elsewhere = [notes.read(trail.kept_file().read_text())]
    trail.kept_file().unlink()
    cut = [*_cut(tip - 3), f"DELETE FROM kernel_checkpoint WHERE seq > {tip - 3}"]
    assert after(*cut).is_clean
    assert kinds(after(*cut, outside=elsewhere)) == {"cut-short"}


def _set(row: Any, **values: Any) -> None:
    type(row).objects.filter(pk=row.pk).update(**values)


def _rewrite() -> None:
    """Alter an event and compute the whole chain anew, as anybody can who reads this program."""
    _set(Seal.objects.get(seq=5).event, note="改过")
    chain = trail.GENESIS
    for row in Seal.objects.select_related("event").order_by("seq"):
        entry = trail.entry_hash(row.event, row.salt)
        chain = trail.chain_hash(chain, row.seq, entry)
        _set(row, entry_hash=entry, chain_hash=chain)


def _resign(key: notes.Key) -> None:
    for row in Checkpoint.objects.all():
        chain = Seal.objects.get(seq=row.seq).chain_hash
        made = notes.sign(key, row.seq, chain, row.at)
        _set(row, chain_hash=chain, signature=made.signature, key_id=made.key_id)


def test_the_whole_chain_rewritten(sealed: World) -> None:
    assert kinds(after(do=_rewrite)) == {"rewritten"}


def test_the_whole_chain_rewritten_and_signed_with_another_key(sealed: World, tmp_path: Path) -> None:
    other = notes.load_key(tmp_path / "other.pem")

    def rewrite() -> None:
        _rewrite()
        _resign(other)

    assert kinds(after(do=rewrite)) == {"signature", "rewritten"}
    trail.kept_file().unlink()
    assert kinds(after(do=rewrite)) == {"signature"}


def test_the_whole_chain_rewritten_and_unsigned(sealed: World) -> None:
    trail.kept_file().unlink()
    with clock.at(clock.now() + timedelta(minutes=11)):
        found = after("DELETE FROM kernel_checkpoint", do=_rewrite)
    assert kinds(found) == {"checkpoint-missing"}


def test_the_whole_chain_rewritten_with_the_stolen_key(sealed: World) -> None:
    """Only a checkpoint kept elsewhere tells."""
    elsewhere = [notes.read(trail.kept_file().read_text())]
    trail.kept_file().unlink()

    def rewrite() -> None:
        _rewrite()
        _resign(trail.signing_key())

    assert after(do=rewrite).is_clean
    assert kinds(after(do=rewrite, outside=elsewhere)) == {"rewritten"}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("chain_hash = '{}'".format("ab" * 32), "signature"),
        ("chain_hash = 'not hexadecimal'", "signature"),
        ("signature = '!'", "signature"),
        ("signature = ''", "signature"),
        ("key_id = '00000000'", "signature"),
        ("seq = seq + 1000000", "signature"),
    ],
)
def test_an_edited_checkpoint(sealed: World, tip: int, change: str, kind: str) -> None:
    found = after(f"UPDATE kernel_checkpoint SET {change} WHERE seq = {tip}")
    assert kind in kinds(found)


def test_a_checkpoint_copied_to_another_place(sealed: World, tip: int) -> None:
    row = Checkpoint.objects.get(seq=tip)
    found = after(do=lambda: _set(row, seq=tip - 1))
    assert "signature" in kinds(found)


# ---------- the text of a checkpoint, and the command ----------


def test_a_checkpoint_is_checked_without_this_program(sealed: World) -> None:
    """As anybody would with the C2SP description of a signed note and any Ed25519 library."""
    text = trail.kept_file().read_text()
    origin, key_id, public = notes.public_line(trail.signing_key()).split("+", 2)
    signed, _, signature = text.partition("\n\n")
    packed = base64.b64decode(signature.split()[-1])
    assert packed[:4].hex() == key_id
    assert signed.startswith(f"{origin}\n")
    Ed25519PublicKey.from_public_bytes(base64.b64decode(public)[1:]).verify(packed[4:], f"{signed}\n".encode())


@pytest.mark.parametrize("text", ["", "x", "a\nb\nc\nd\ne\n\n— f g", "a\n1\n!\nchain sha256\nz\n\n— f AAAA", "\n" * 9])
def test_what_is_no_checkpoint(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        notes.read(text)


def test_the_key_is_the_owners_alone(sealed: World) -> None:
    assert (trail.secrets_folder() / "trail_ed25519.pem").stat().st_mode & 0o077 == 0


def run(*args: str) -> str:
    out = StringIO()
    call_command("audit", *args, stdout=out)
    return out.getvalue()


def test_the_command(sealed: World, tmp_path: Path) -> None:
    assert "核验通过" in run("verify")
    kept = tmp_path / "kept.txt"
    kept.write_text(run("checkpoint"))
    answer = json.loads(run("verify", "--json", "--checkpoint", str(kept)))
    assert answer["clean"] is True
    assert answer["findings"] == []


def test_the_command_says_the_first_bad_place(sealed: World) -> None:
    with transaction.atomic():
        with guards_down():
            execute([f"UPDATE kernel_event SET note = '改过' WHERE id = {EVENT}"])
        with pytest.raises(CommandError, match="seq 5 event-altered") as raised:
            run("verify")
        transaction.set_rollback(True)
    assert raised.value.returncode == 1


def test_the_command_refuses_what_is_no_checkpoint(sealed: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as raised:
        run("verify", "--checkpoint", str(tmp_path / "absent"))
    assert raised.value.returncode == 2


# ---------- order of commits ----------


def test_an_event_that_commits_late_is_sealed_late(sealed: World, tip: int) -> None:
    """Numbers are drawn before the commit on PostgreSQL: asking for "id greater than the last" would never seal it."""
    org.add_person(SYSTEM, "先取号")
    early = Event.objects.select_related("person").latest("id")
    with transaction.atomic():
        with guards_down():
            execute([f"DELETE FROM kernel_eventperson WHERE event_id = {early.pk}"])
            execute([f"DELETE FROM kernel_event WHERE id = {early.pk}"])
        org.add_person(SYSTEM, "先提交")
        assert trail.seal_all() == 1
        early.save(force_insert=True)
        assert early.pk < Seal.objects.get(seq=tip + 1).event_id
        assert trail.seal_all() == 1
        trail.checkpoint()
        assert trail.verify().is_clean
        transaction.set_rollback(True)
