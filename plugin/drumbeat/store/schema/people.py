"""What concerns single people: consents, their own entries, signals, and who read what."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, Text

from drumbeat.store.schema.base import metadata

consent = Table(
    "consent",
    metadata,
    Column("person", String(120), primary_key=True, comment="sys_id, or name where a list carries none"),
    Column("category", String(40), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("said", Text, nullable=False, comment="where the person said so: form of 3 November"),
    Column("given_at", String(19), nullable=False),
)

declared = Table(
    "declared",
    metadata,
    Column("id", String(64), primary_key=True, comment="a hash of the entry: the same row is one entry"),
    Column("kind", String(20), nullable=False),
    Column("person", String(120), nullable=False),
    Column("name", String(120), nullable=False),
    Column("title", Text, nullable=False),
    Column("day", String(10), nullable=False),
    Column("by_person", String(120), nullable=False, comment="sys_id of who gave it, where that is somebody here"),
    Column("by_name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("expires", String(10), nullable=False, comment="or empty"),
    Column("credential", Text, nullable=False),
    Column("confirmed", Integer, nullable=False, comment="1: both sides said so"),
    Column("imported_at", String(19), nullable=False),
)

signal = Table(
    "signal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", String(120), nullable=False, comment="sys_id, or name where a list carries none"),
    Column("period_start", String(10), nullable=False),
    Column("period_end", String(10), nullable=False),
    Column("rule", String(10), nullable=False),
    Column("version", String(20), nullable=False),
    Column("label", Text, nullable=False, comment="of the rule, as it was then"),
    Column("sentence", Text, nullable=False, comment="of the rule, as it was then"),
    Column("about", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Column("evidence", Text, nullable=False, comment="facts and spans as JSON"),
    Column("sha256", String(64), nullable=False),
    Column("found_at", String(19), nullable=False),
    Index("ix_signal_subject", "subject", "period_start", "period_end"),
    CheckConstraint("status IN ('final', 'provisional', 'flagged', 'disputed', 'withdrawn')", name="status"),
    sqlite_autoincrement=True,  # rows are only added; the last of a statement says how it stands
)

remark = Table(
    "remark",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", String(120), nullable=False),
    Column("statement", String(12), nullable=False, comment="what the owner speaks of"),
    Column("act", String(20), nullable=False),
    Column("note", Text, nullable=False, comment="the owner's own words"),
    Column("at", String(19), nullable=False),
    Index("ix_remark_subject", "subject"),
    sqlite_autoincrement=True,
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(19), nullable=False),
    Column("actor", String(120), nullable=False, comment="user of the operating system"),
    Column("act", String(40), nullable=False),
    Column("subject", String(120), nullable=False, comment="the person it is about; empty: nobody in particular"),
    Column("detail", Text, nullable=False),
    Column("team", String(120), nullable=False, server_default="", comment="its name; empty: of no team in particular"),
    Index("ix_audit_subject", "subject"),
    Index("ix_audit_team", "team"),
    sqlite_autoincrement=True,
)
