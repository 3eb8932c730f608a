"""The tables of the book of record.

Ids are 16-byte keyed hashes, times are UTC microseconds since 1970 (0 = unknown), text that a tool does not give is ''.
A *source row* is one record of an exported file, accounted; events, entities and links are what it said. Rows that are
snapshots (``snapshot`` is set) may come again with another body: each body is kept with the exports in which it was
first and last seen, so that the order of imports never matters. Bulk reading and writing is raw SQL
(`store.ledger`, `store.book`); these models own the schema and serve small reads.
"""

from __future__ import annotations

from typing import Any

from django.db import models


def _id(primary_key: bool = False, **options: bool) -> models.BinaryField[Any, Any]:
    made: models.BinaryField[Any, Any] = models.BinaryField(
        max_length=16,
        primary_key=primary_key,
        unique=options.get("unique", False),
        null=options.get("null", False),
        db_index=options.get("db_index", False),
    )
    return made


class SourceFile(models.Model):
    """One exported file. The same bytes under the same tool and object are the same file, whatever their name."""

    number = models.IntegerField(primary_key=True)
    """Local to this book; readers see the file's rank among all files instead."""
    identity = _id(unique=True)
    tool = models.TextField()
    object = models.TextField()
    name = models.TextField()
    path = models.TextField()
    sha256 = models.TextField()
    reading = models.TextField()
    """Fingerprint of what the file was read with: mapping, zone, currency, version."""
    as_of = models.BigIntegerField()
    read = models.BigIntegerField(default=0)
    """Rows committed; an import that was cut off goes on behind them. read = accepted + duplicate + rejected."""
    accepted = models.BigIntegerField(default=0)
    duplicate = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    warnings = models.BigIntegerField(default=0)
    complete = models.BooleanField(default=False)

    class Meta:
        db_table = "source_file"


class SourceRow(models.Model):
    """An accepted record. Of a snapshot, each body is a row of its own.

    `first_seen`, `last_seen`: the exports that showed it; 0 for a row that never changes.
    """

    id = _id(primary_key=True)
    snapshot = _id(null=True)
    """The record's id without its body; null for a row that never changes (an event)."""
    body = _id()
    file = models.ForeignKey(SourceFile, models.CASCADE, db_column="file", db_index=False)
    line = models.IntegerField()
    first_seen = models.BigIntegerField()
    last_seen = models.BigIntegerField()

    class Meta:
        db_table = "source_row"
        indexes = [
            models.Index(fields=["snapshot"], name="source_row_snapshot", condition=models.Q(snapshot__isnull=False))
        ]


class Event(models.Model):
    """A fact on the timeline, as `timeline.records.Event`; `number` is local to the book."""

    number = models.BigAutoField(primary_key=True)
    event = _id()
    kind = models.TextField()
    at = models.BigIntegerField()
    whole_day = models.BooleanField()
    person = _id(null=True)
    account = _id(null=True)
    opportunity = _id(null=True)
    member = models.TextField()
    campaign = models.TextField()
    asset = models.TextField()
    team = models.TextField()
    direction = models.TextField()
    channel = models.TextField()
    automatic = models.BooleanField()
    bot = models.BooleanField()
    form = models.TextField()
    path = models.TextField()
    field = models.TextField()
    old = models.TextField()
    new = models.TextField()
    outcome = models.TextField()
    reason = models.TextField()
    purpose = models.TextField()
    amount = models.BigIntegerField(null=True)
    currency = models.TextField()
    seconds = models.BigIntegerField(null=True)
    file = models.ForeignKey(SourceFile, models.CASCADE, db_column="file", db_index=False)
    line = models.IntegerField()
    snapshot = _id(null=True)
    """Set when the event stands on a snapshot: a newer snapshot replaces it."""
    own_key = models.BooleanField()
    """The tool gave the event an id of its own, so several rows may tell it; it is kept once."""

    class Meta:
        db_table = "event"
        indexes = [models.Index(fields=["snapshot"], name="event_snapshot", condition=models.Q(snapshot__isnull=False))]
        constraints = [
            models.UniqueConstraint(fields=["event"], name="event_own_key", condition=models.Q(own_key=True))
        ]


class Entity(models.Model):
    """One version of a record: its attributes, and the exports in which they were first and last seen."""

    id = _id(primary_key=True)
    ref = _id(db_index=True)
    kind = models.TextField()
    tool = models.TextField()
    key = models.TextField()
    """The tool's clear reference; '' for persons, whose reference is sealed."""
    attributes = models.TextField()
    """A JSON object of texts, names sorted."""
    first_seen = models.BigIntegerField()
    last_seen = models.BigIntegerField()
    file = models.ForeignKey(SourceFile, models.CASCADE, db_column="file", db_index=False)
    line = models.IntegerField()

    class Meta:
        db_table = "entity"


class Link(models.Model):
    """Two references that belong together; `revoked_at` ≠ 0 takes it back."""

    id = _id(primary_key=True)
    kind = models.TextField()
    left = _id()
    right = _id()
    at = models.BigIntegerField()
    value = models.TextField()
    tool = models.TextField()
    first_seen = models.BigIntegerField()
    last_seen = models.BigIntegerField()
    revoked_at = models.BigIntegerField(default=0)
    file = models.ForeignKey(SourceFile, models.CASCADE, db_column="file", db_index=False, null=True)
    """Null when a person made the link (a confirmed suggestion)."""

    class Meta:
        db_table = "link"


class Domain(models.Model):
    """The clear domain of an ``email:`` or ``domain:`` reference."""

    ref = _id(primary_key=True)
    domain = models.TextField()

    class Meta:
        db_table = "domain"


class Reject(models.Model):
    """A record that could not be accepted: its reason here, its raw bytes sealed in the vault under the same id."""

    id = _id(primary_key=True)
    file = models.ForeignKey(SourceFile, models.CASCADE, db_column="file", db_index=False)
    line = models.IntegerField()
    reason = models.TextField()
    replayed_at = models.BigIntegerField(default=0)
    """When it was accepted after all; 0 while it is still out."""

    class Meta:
        db_table = "reject"


class VaultKey(models.Model):
    """The key of one subject's personal data, wrapped by the workspace's key; empty once the subject was erased."""

    subject = _id(primary_key=True)
    wrapped = models.BinaryField()
    erased_at = models.BigIntegerField(default=0)

    class Meta:
        db_table = "vault_key"


class Sealed(models.Model):
    """Personal data, encrypted with the subject's key: `what` is ref | person | extra | words | raw | reason | head."""

    number = models.BigAutoField(primary_key=True)
    item = _id()
    """What it belongs to: a row, a reject, a reference or a file; unique, `extra` apart (many, and never sought)."""
    subject = _id()
    what = models.TextField()
    seen = models.BigIntegerField()
    file = models.IntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "vault"
        indexes = [
            models.Index(fields=["subject"], name="vault_subject", condition=models.Q(what__in=["ref", "person"]))
        ]
        constraints = [models.UniqueConstraint(fields=["item"], name="vault_item", condition=~models.Q(what="extra"))]


class BookState(models.Model):
    """One row: the running digest of everything in the book, and how often it was changed."""

    id = models.IntegerField(primary_key=True)
    digest = models.BinaryField(max_length=32)
    changes = models.BigIntegerField()

    class Meta:
        db_table = "book_state"


class AgreementEntry(models.Model):
    """One entry of the agreement's history: rows are added, and never changed or removed (triggers refuse it)."""

    number = models.IntegerField(primary_key=True)
    """From 1 without gaps. Two who judged the same history cannot both add the next entry."""
    kind = models.TextField()
    at = models.BigIntegerField()
    body = models.TextField()
    """Canonical JSON, as `charter.adoption.acts`."""
    seal = models.BinaryField(max_length=32)
    """A keyed hash of the entry and the seal before it."""

    class Meta:
        db_table = "agreement"


class AgreementText(models.Model):
    """The exact bytes of a charter or a plan that was proposed; added, and never changed or removed."""

    sha256 = models.TextField(primary_key=True)
    content = models.BinaryField()

    class Meta:
        db_table = "agreement_text"
