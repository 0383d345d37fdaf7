"""The store's tables. Moments are UTC text as ServiceNow writes them; days are ISO dates."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

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

team = Table(
    "team",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("zone", String(64), nullable=False),
    Column("lead", String(120), nullable=False),
    Column("lead_address", String(254), nullable=False),
    Column(
        "language", String(40), nullable=False, server_default="", comment="of its digests; empty: the installation's"
    ),
)

team_source = Table(
    "team_source",
    metadata,
    Column("team_id", ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("name", String(120), primary_key=True, comment="name or sys_id of a group or a technician"),
    CheckConstraint("kind IN ('group', 'technician')", name="kind"),
)

recipient = Table(
    "recipient",
    metadata,
    Column("team_id", ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    Column("address", String(254), primary_key=True),
)

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
    UniqueConstraint("team", "period_start", "period_end", name="uq_edition_period"),
    CheckConstraint("state IN ('draft', 'sending', 'sent')", name="state"),
    sqlite_autoincrement=True,  # an id stands for one content: a draft made anew never has its forerunner's
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
)

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
    CheckConstraint("state IN ('planned', 'claimed', 'sent', 'failed', 'unknown')", name="state"),
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
    Column("ended_at", String(19), nullable=False, comment="when names went out of the edition; empty: they stand"),
)

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

fact = Table(
    "fact",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team", String(120), nullable=False, comment="its name"),
    Column("metric", String(40), nullable=False),
    Column("period_start", String(10), nullable=False),
    Column("period_end", String(10), nullable=False, comment="the first day after the period"),
    Column("label", String(120), nullable=False),
    Column("value", String(40), nullable=False, comment="a decimal number, as its source wrote it"),
    Column("unit", String(10), nullable=False, comment="count, hours, minutes, bytes, percent, or a currency"),
    Column("service", String(120), nullable=False),
    Column("source_type", String(12), nullable=False),
    Column("source_ref", Text, nullable=False, comment="query, address without credentials, or file with SHA-256"),
    Column("method", Text, nullable=False),
    Column("completeness", Float, nullable=False, comment="from 0 to 1"),
    Column("precision", String(12), nullable=False),
    Column("owner", String(120), nullable=False, comment="who typed it, or had it fetched"),
    Column("fetched_at", String(19), nullable=False),
    Index("ix_fact_period", "team", "period_start", "period_end", "metric"),
    CheckConstraint("source_type IN ('csv', 'http', 'prometheus', 'typed', 'servicenow')", name="source_type"),
    CheckConstraint("precision IN ('exact', 'estimate', 'lower bound')", name="precision"),
    sqlite_autoincrement=True,  # rows are only added; the last of a metric and period is what its source says now
)

fact_act = Table(
    "fact_act",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team", String(120), nullable=False),
    Column("metric", String(40), nullable=False),
    Column("period_start", String(10), nullable=False),
    Column("period_end", String(10), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("by_name", String(120), nullable=False, comment="who stands behind it"),
    Column("actor", String(120), nullable=False, comment="user of the operating system"),
    Column("value_hash", String(64), nullable=False, comment="of the value that it is about"),
    Column("reason", Text, nullable=False),
    Column("at", String(19), nullable=False),
    Index("ix_fact_act_period", "team", "period_start", "period_end", "metric"),
    CheckConstraint("kind IN ('approve', 'reject')", name="kind"),
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
    Index("ix_audit_subject", "subject"),
    sqlite_autoincrement=True,
)
