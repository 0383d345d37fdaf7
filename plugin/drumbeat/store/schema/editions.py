"""Editions: what they hold in each language, what people decided about them, and their evidence."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from drumbeat.store.schema.base import metadata

edition = Table(
    "edition",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team", String(120), nullable=False, comment="its name: what was sent is known longer than the team"),
    Column("period_start", String(10), nullable=False),
    Column("period_end", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("subject", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("digest", Text, nullable=False, comment="the digest as JSON"),
    Column("logo", Text, nullable=False, server_default="", comment="the PNG that comes with it, in base64"),
    Column("content_hash", String(64), nullable=False),
    Column("built_at", String(19), nullable=False),
    Column(
        "decided",
        String(64),
        nullable=False,
        server_default="",
        comment="hash of what leads had decided when it was made; empty: nothing",
    ),
    Column(
        "made_of",
        String(64),
        nullable=False,
        server_default="",
        comment="hash of the groups and technicians that it was made of; empty: not known",
    ),
    UniqueConstraint("team", "period_start", "period_end", name="uq_edition_period"),
    CheckConstraint("state IN ('draft', 'sending', 'sent')", name="state"),
    sqlite_autoincrement=True,  # an id stands for one content: a draft made anew never has its forerunner's
)

translation = Table(
    "translation",
    metadata,
    Column("edition_id", ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True),
    Column("language", String(40), primary_key=True, comment="another than the edition's own"),
    Column("is_nameless", Integer, primary_key=True, comment="1: what takes its place when a consent is taken back"),
    Column("subject", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("logo", Text, nullable=False),
    Column("page", Text, nullable=False, comment="of the evidence"),
    Column("name", String(200), nullable=False, comment="of the page's file, where a folder serves it; or empty"),
    Column("attached", String(80), nullable=False, comment="of the page's file, where it comes with mails; or empty"),
    Index("ix_translation_name", "name"),
)

edition_act = Table(
    "edition_act",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team", String(120), nullable=False, comment="its name"),
    Column("period_start", String(10), nullable=False),
    Column("period_end", String(10), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("content_hash", String(64), nullable=False, comment="of what it is about; anything else is not"),
    Column("by_name", String(120), nullable=False, comment="who stands behind it"),
    Column("actor", String(120), nullable=False, comment="user of the operating system"),
    Column("reason", Text, nullable=False),
    Column("at", String(19), nullable=False),
    Index("ix_edition_act_period", "team", "period_start", "period_end"),
    CheckConstraint("kind IN ('approve', 'hold', 'release', 'skip', 'force')", name="kind"),
    sqlite_autoincrement=True,  # rows are only added; the last one says how the edition stands
)

editing = Table(
    "editing",
    metadata,
    Column("team", String(120), primary_key=True),
    Column("period_start", String(10), primary_key=True),
    Column("period_end", String(10), primary_key=True),
    Column("note", Text, nullable=False, comment="the lead's own words"),
    Column("ticked", Text, nullable=False, comment="numbers of incidents whose titles may appear, with commas between"),
    Column("changed_at", String(19), nullable=False),
    Column("hidden", Text, nullable=False, server_default="[]", comment="ids of what is not told, as JSON"),
    Column("arranged", Text, nullable=False, server_default="[]", comment="ids of what comes first, as JSON"),
)

choice = Table(
    "choice",
    metadata,
    Column("edition_id", ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True),
    Column("content", Text, nullable=False, comment="what its lead can decide about the draft, as JSON"),
)

approval = Table(
    "approval",
    metadata,
    Column("team", String(120), primary_key=True),
    Column("period_start", String(10), primary_key=True),
    Column("period_end", String(10), primary_key=True),
    Column("highlight", String(120), primary_key=True, comment="its id: downtime:PRJ0010003"),
    Column("value_hash", String(64), nullable=False, comment="of what was approved; anything else is not"),
    Column("approved_by", String(120), nullable=False),
    Column("approved_at", String(19), nullable=False),
)

evidence = Table(
    "evidence",
    metadata,
    Column("edition_id", ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("figure", String(120), nullable=False, comment="or another part of the digest: kind:number"),
    Column("number", String(80), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("service", String(200), nullable=False),
    Column("day", String(10), nullable=False),
    Column("reason", Text, nullable=False),
)

evidence_page = Table(
    "evidence_page",
    metadata,
    Column("edition_id", ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True),
    Column("page", Text, nullable=False, comment="names nobody, so it is the nameless rendering's as well"),
    Column("name", String(200), nullable=False, comment="of its file, where a folder serves it; or empty"),
    Column("attached", String(80), nullable=False, comment="of its file, where it comes with mails; or empty"),
    Index("ix_evidence_page_name", "name"),
)

nameless = Table(
    "nameless",
    metadata,
    Column("edition_id", ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True),
    Column("subject", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("logo", Text, nullable=False, server_default=""),
)

naming = Table(
    "naming",
    metadata,
    Column("edition_id", ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True),
    Column("person", String(120), primary_key=True, comment="sys_id, or name where a list carries none"),
    Column("category", String(40), primary_key=True),
    Column("lines", Text, nullable=False, server_default="[]", comment="what the person is named for, as JSON"),
    Column("ended_at", String(19), nullable=False, comment="when names went out of the edition; empty: they stand"),
)

named_first = Table(
    "named_first",
    metadata,
    Column("team", String(120), primary_key=True, comment="its name"),
    Column("period_start", String(10), primary_key=True),
    Column("period_end", String(10), primary_key=True),
    Column("person", String(120), primary_key=True),
    Column("line", Text, primary_key=True, comment="rule and record"),
    Column("built_at", String(19), nullable=False, comment="of the first draft that named the person for it"),
)
