"""Operational facts: what their sources said, and what people said of that."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=120), nullable=False, comment="its name"),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("period_start", sa.String(length=10), nullable=False),
        sa.Column("period_end", sa.String(length=10), nullable=False, comment="the first day after the period"),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False, comment="a decimal number, as its source wrote it"),
        sa.Column(
            "unit",
            sa.String(length=10),
            nullable=False,
            comment="count, hours, minutes, bytes, percent, or a currency",
        ),
        sa.Column("service", sa.String(length=120), nullable=False),
        sa.Column("source_type", sa.String(length=12), nullable=False),
        sa.Column(
            "source_ref",
            sa.Text(),
            nullable=False,
            comment="query, address without credentials, or file with SHA-256",
        ),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("completeness", sa.Float(), nullable=False, comment="from 0 to 1"),
        sa.Column("precision", sa.String(length=12), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False, comment="who typed it, or had it fetched"),
        sa.Column("fetched_at", sa.String(length=19), nullable=False),
        sa.CheckConstraint(
            "source_type IN ('csv', 'http', 'prometheus', 'typed', 'servicenow')", name=op.f("ck_fact_source_type")
        ),
        sa.CheckConstraint("precision IN ('exact', 'estimate', 'lower bound')", name=op.f("ck_fact_precision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fact_period", "fact", ["team", "period_start", "period_end", "metric"], unique=False)
    _acts()


def _acts() -> None:
    op.create_table(
        "fact_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=120), nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("period_start", sa.String(length=10), nullable=False),
        sa.Column("period_end", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False, comment="who stands behind it"),
        sa.Column("actor", sa.String(length=120), nullable=False, comment="user of the operating system"),
        sa.Column("value_hash", sa.String(length=64), nullable=False, comment="of the value that it is about"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=19), nullable=False),
        sa.CheckConstraint("kind IN ('approve', 'reject')", name=op.f("ck_fact_act_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_act")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fact_act_period", "fact_act", ["team", "period_start", "period_end", "metric"], unique=False)
