"""What was pulled: rows as they came, how far each table's pull is, and what changed meanwhile."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from drumbeat.store.schema.base import metadata

record = Table(
    "record",
    metadata,
    Column("table_name", String(80), primary_key=True),
    Column("sys_id", String(64), primary_key=True),
    Column("cells", Text, nullable=False, comment="the row as it arrived: field -> [value, display] as JSON"),
    Column("dated", String(19), nullable=False, comment="when the work was done, as it arrived; empty when open"),
    Column("closed", String(19), nullable=False, comment="when it was closed, where that places it as well; or empty"),
    Column("pull", Integer, nullable=False, comment="number of the pull that saw it last"),
    Index("ix_record_pull", "table_name", "pull"),
)

pull = Table(
    "pull",
    metadata,
    Column("table_name", String(80), primary_key=True),
    Column("number", Integer, nullable=False, comment="counts the pulls of this table"),
    Column("window_start", String(19), nullable=False),
    Column("window_end", String(19), nullable=False),
    Column("cursors", Text, nullable=False, comment="where it goes on: [[after, offset, until], ...] as JSON"),
    Column("rows", Integer, nullable=False),
    Column("expected", Integer, nullable=True, comment="by X-Total-Count"),
    Column("counted", Integer, nullable=True, comment="by the Aggregate API"),
    Column("hidden", Integer, nullable=True, comment="settled rows that are there and were not received"),
    Column("question", String(64), nullable=False, comment="what was asked for: fields and conditions, as a hash"),
    Column("full", Integer, nullable=False, comment="number of the pull that last read the whole window"),
    Column("full_at", String(19), nullable=False, comment="when that was; empty: never"),
    Column("since", String(19), nullable=False, comment="only what was changed since then; empty: the whole window"),
    Column("status", String(10), nullable=False),
    Column("note", Text, nullable=False),
    CheckConstraint("status IN ('running', 'ok', 'partial', 'denied', 'absent')", name="status"),
)

correction = Table(
    "correction",
    metadata,
    Column("edition_id", ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True),
    Column("figure", String(40), primary_key=True),
    Column("number", String(80), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("change", String(20), nullable=False, comment="added, or the reason why it does not count any more"),
    Column("found_at", String(19), nullable=False),
)

origin = Table(
    "origin",
    metadata,
    Column("url", String(255), primary_key=True, comment="the one instance whose records these are"),
)
