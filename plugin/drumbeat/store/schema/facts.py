"""Operational facts, and who stands behind them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Float, Index, Integer, String, Table, Text

from drumbeat.store.schema.base import metadata

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
