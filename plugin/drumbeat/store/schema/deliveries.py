"""What left, to whom, and what became of it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from drumbeat.store.schema.base import metadata

delivery = Table(
    "delivery",
    metadata,
    Column("edition_id", ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True),
    Column("recipient", String(254), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("message_id", String(200), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_until", String(19), nullable=False, comment="while claimed: until when the claim holds"),
    Column("error", Text, nullable=False),
    Column("changed_at", String(19), nullable=False),
    Column("language", String(40), nullable=False, comment="of what it carries; empty: the edition's own"),
    Column("kind", String(10), nullable=False, comment="of the recipient: a list's mail carries no personal token"),
    Column("owner", String(120), nullable=False, comment="who claimed it last: host and process"),
    Column(
        "persons",
        Text,
        nullable=False,
        server_default="",
        comment="sys_ids of the users whose mailbox it was when it was planned, with spaces between; or empty",
    ),
    CheckConstraint("state IN ('planned', 'claimed', 'sent', 'failed', 'unknown', 'skipped')", name="state"),
    Index("ix_delivery_message_id", "message_id"),
)

delivery_event = Table(
    "delivery_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("edition_id", ForeignKey("edition.id", ondelete="CASCADE"), nullable=False),
    Column("recipient", String(254), nullable=False),
    Column("state", String(10), nullable=False, comment="that it came to"),
    Column("attempt", Integer, nullable=False),
    Column("detail", Text, nullable=False),
    Column("owner", String(120), nullable=False, comment="host and process"),
    Column("content_hash", String(64), nullable=False, comment="of what it carried, once it was claimed; or empty"),
    Column("at", String(19), nullable=False),
    Index("ix_delivery_event_edition", "edition_id", "recipient"),
    sqlite_autoincrement=True,
)

ledger_begins = Table(
    "ledger_begins",
    metadata,
    Column("id", Integer, primary_key=True, comment="always 1"),
    Column(
        "day",
        String(10),
        nullable=False,
        comment="of periods that ended by then nobody knows any more who received them",
    ),
)

notice = Table(
    "notice",
    metadata,
    Column("team", String(120), primary_key=True, comment="its name"),
    Column("period_start", String(10), primary_key=True),
    Column("kind", String(20), primary_key=True, comment="what the lead is told, once: draft, overdue, left"),
    Column("key", String(64), primary_key=True, comment="tells notices of one kind apart; or empty"),
    Column("state", String(10), nullable=False),
    Column("at", String(19), nullable=False),
)

bounce = Table(
    "bounce",
    metadata,
    Column("key", String(64), primary_key=True, comment="tells the report from others, wherever it lies"),
    Column("edition_id", ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True),
    Column("recipient", String(254), primary_key=True),
    Column("cause", String(80), nullable=False, comment="why it came back, in a few words of ours"),
    Column("status", String(16), nullable=False, comment="of RFC 3463; or empty"),
    Column("said", Text, nullable=False, comment="the other server's own words"),
    # Of a report that changed nothing, and is kept so that it never will, `left_at` is empty.
    Column("left_at", String(19), nullable=False, comment="when the mail that came back had left"),
    Column("at", String(19), nullable=False, comment="when it came back"),
    Index("ix_bounce_edition", "edition_id", "recipient"),
)

bounce_mail = Table(
    "bounce_mail",
    metadata,
    Column("place", String(200), primary_key=True, comment="the mailbox"),
    Column("name", String(80), primary_key=True, comment="tells the mail from others there"),
    Column("read_as", String(40), nullable=False, comment="what it was"),
    Column("read_at", String(19), nullable=False),
)

bounce_box = Table(
    "bounce_box",
    metadata,
    Column("place", String(200), primary_key=True),
    Column("read_at", String(19), nullable=False, comment="when it was read last; empty: never"),
    Column("due_at", String(19), nullable=False, comment="before which it is not read again by itself"),
    Column("failures", Integer, nullable=False, comment="since it was read last"),
    Column("failing_since", String(19), nullable=False, comment="or empty"),
    Column("trouble", Text, nullable=False, comment="why it cannot be read; or empty"),
)
