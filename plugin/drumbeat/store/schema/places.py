"""Which processes look after the schedule, where the store may send from by itself, and when it was restored."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from drumbeat.store.schema.base import metadata

scheduler = Table(
    "scheduler",
    metadata,
    Column("name", String(120), primary_key=True, comment="host and process"),
    Column("started_at", String(19), nullable=False),
    Column("seen_at", String(19), nullable=False),
    Column("did", Text, nullable=False, comment="what it did last, in a few words"),
    Column(
        "good_turn_at",
        String(19),
        nullable=False,
        server_default="",
        comment="when a turn of its ended last of which nothing failed; empty: none has yet",
    ),
)

home = Table(
    "home",
    metadata,
    Column("id", Integer, primary_key=True, comment="always 1"),
    Column("mark", String(64), nullable=False, comment="of the place that may send by itself, as a hash"),
    Column("named", Text, nullable=False, comment="the same for people: host and database"),
    Column("adopted_at", String(19), nullable=False),
    Column("adopted_by", String(120), nullable=False),
)

restoration = Table(
    "restoration",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(19), nullable=False),
    Column("made_at", String(19), nullable=False, comment="the backup; empty: nobody knows"),
    Column(
        "ended_by",
        String(19),
        nullable=False,
        comment="of periods that had ended by then nobody knows who received them since the backup",
    ),
    Column("aside", Text, nullable=False, comment="where the store of before is kept; or empty"),
    Column("last_act", Integer, nullable=False, comment="id of the last decision in it: later ones know of it"),
    sqlite_autoincrement=True,
)
