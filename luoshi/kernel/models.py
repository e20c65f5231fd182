"""Which tables does every room lean on? The trail and its seal, files, the working-day calendar, forms done once, and jobs."""

from __future__ import annotations

import uuid
from typing import Any

import uuid_utils
from django.db import models
from django.utils.translation import gettext_lazy as _


def new_uid() -> uuid.UUID:
    """A UUIDv7 (RFC 9562): unique between instances, and sorted by time of making."""
    return uuid.UUID(int=uuid_utils.uuid7().int)


class Moving(models.Model):
    """Something that a workflow moves. ``version`` counts its changes: the door updates only the version it has read."""

    state = models.CharField(max_length=20, db_index=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class Event(models.Model):
    """One act, written in the act's own transaction and never changed (triggers on both engines refuse).

    ``thread`` is the object on whose page the event is read ("ledger.task:12"): a receipt is read on its task's page.
    Names of posts and units are copied, so that the trail outlives renames; names of people and personal values
    stand in `EventPerson`, of which the event holds only the salted ``commitment``.
    """

    uid = models.UUIDField(default=new_uid, unique=True)
    at = models.DateTimeField(db_index=True)
    account_id = models.BigIntegerField(null=True)
    post_name = models.CharField(max_length=120, blank=True)
    unit_name = models.CharField(max_length=120, blank=True)
    unit_path = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=80)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    object_name = models.CharField(max_length=250)
    thread = models.CharField(max_length=80)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    commitment = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["thread", "-id"], name="event_thread"),
            models.Index(fields=["object_type", "object_id"], name="event_object"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.object_name}"


class EventPerson(models.Model):
    """Who acted, by name, and what personal values an event carried. May be destroyed; the chain verifies all the same."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="person")
    salt = models.CharField(max_length=64)
    name = models.CharField(max_length=60)
    values = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class Seal(models.Model):
    """An event's place in the chain. Given just behind the act, so that writers do not queue on one row."""

    seq = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="seal")
    salt = models.CharField(max_length=32)
    entry_hash = models.CharField(max_length=64)
    chain_hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.seq} {self.chain_hash[:8]}"


class Checkpoint(models.Model):
    """A signed statement of how long the chain is and what its last hash is; the key lies outside the database."""

    at = models.DateTimeField()
    seq = models.BigIntegerField(unique=True)
    chain_hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    key_id = models.CharField(max_length=16)

    def __str__(self) -> str:
        return f"{self.seq} {self.at:%Y-%m-%d %H:%M}"


class File(models.Model):
    """A file as it was handed in. Its content never changes; its name is only a label."""

    uid = models.UUIDField(default=new_uid, unique=True)
    name = models.CharField(_("文件名"), max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    content = models.FileField(upload_to="files/%Y/%m")
    added_at = models.DateTimeField()
    added_by_unit = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """A file on an object, and as what: evidence, a scanned sign-off sheet, the source of a plan.

    Visible exactly as the object is (`kernel.panels.guardian`). ``trail`` is set to the object when it is attached.
    """

    trail: Any = None

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="attachments")
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    purpose = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"], name="attachment_object")]

    def __str__(self) -> str:
        return f"{self.file} ({self.purpose})"


class SpecialDay(models.Model):
    """A day on which the yearly notice departs from Monday–Friday: a holiday, or a weekend worked (调休)."""

    day = models.DateField(primary_key=True)
    working = models.BooleanField()
    name = models.CharField(max_length=30, blank=True)

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class NoticedYear(models.Model):
    """A year whose official notice has been entered. Other years fall back to Monday–Friday, with a warning."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return str(self.year)


class Series(models.Model):
    """A series of numbers that begins anew each year: 〔2026〕1号, 2号 … Taken within the act, so that none is skipped."""

    key = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "year"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.year}: {self.last}"


class SearchRow(models.Model):
    """The text by which an object is found (`kernel.search`). Its pieces stand beside it, as each engine looks fast."""

    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object_type", "object_id"], name="search_row_once")]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id}"


class DoneOnce(models.Model):
    """An idempotency key that has been used, and the answer it got."""

    account_id = models.BigIntegerField()
    key = models.CharField(max_length=64)
    result = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account_id", "key"], name="done_once")]

    def __str__(self) -> str:
        return self.key


def thread_of(obj: Any) -> str:
    """The trail an object's events are read on: its own, or that of the object it names as ``trail``."""
    subject = getattr(obj, "trail", None) or obj
    return f"{subject._meta.label_lower}:{subject.pk}"


class Job(Moving):
    """A piece of work that an act has caused: committed with the act, done once afterwards (`kernel.jobs`).

    ``key`` makes it one job however often it is asked for; ``uid`` stays through every try, so that a mail keeps its
    Message-ID. ``lease_until`` and ``holder``: who has it in hand, and until when that is believed. ``version`` counts
    changes of the state, so that an administrator's word never lands on a job that has just begun.
    """

    uid = models.UUIDField(default=new_uid, unique=True)
    task = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True)
    args = models.JSONField(default=dict)
    kind = models.CharField(max_length=8)
    account_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    run_after = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    holder = models.CharField(max_length=64, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.JSONField(default=dict)
    stopping = models.BooleanField(default=False)
    answer = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "key"], name="job_once")]
        indexes = [
            models.Index(
                fields=["kind", "run_after", "id"], condition=models.Q(state__in=["ready", "running"]), name="job_open"
            ),
            models.Index(fields=["account_id", "-id"], name="job_account"),
        ]

    def __str__(self) -> str:
        return self.title or self.task


class Schedule(models.Model):
    """What happens by itself, how often (`kernel.rhythm`), and when next. A turn that was missed is caught up once."""

    name = models.CharField(max_length=60, unique=True)
    rhythm = models.CharField(max_length=40)
    number = models.PositiveIntegerField(null=True)
    paused = models.BooleanField(default=False)
    next_run = models.DateTimeField()
    last_run = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Bookmark(models.Model):
    """How far somebody has read the sealed trail: everything up to this seal has been dealt with."""

    name = models.CharField(max_length=60, primary_key=True)
    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.seq}"
