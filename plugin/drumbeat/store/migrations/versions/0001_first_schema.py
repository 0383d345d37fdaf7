"""First schema: records, pulls, teams, editions, deliveries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _records()
    _teams()
    _editions()


def _records() -> None:
    op.create_table(
        "origin",
        sa.Column("url", sa.String(length=255), nullable=False, comment="the one instance whose records these are"),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_origin")),
    )
    op.create_table(
        "pull",
        sa.Column("table_name", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="counts the pulls of this table"),
        sa.Column("window_start", sa.String(length=19), nullable=False),
        sa.Column("window_end", sa.String(length=19), nullable=False),
        sa.Column("after", sa.String(length=64), nullable=False, comment="cursor: sys_id of the last row stored"),
        sa.Column("offset", sa.Integer(), nullable=False, comment="cursor: rows to skip after it"),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("status IN ('running', 'ok', 'partial', 'denied', 'absent')", name=op.f("ck_pull_status")),
        sa.PrimaryKeyConstraint("table_name", name=op.f("pk_pull")),
    )
    op.create_table(
        "record",
        sa.Column("table_name", sa.String(length=80), nullable=False),
        sa.Column("sys_id", sa.String(length=64), nullable=False),
        sa.Column(
            "cells", sa.Text(), nullable=False, comment="the row as it arrived: field -> [value, display] as JSON"
        ),
        sa.Column(
            "dated",
            sa.String(length=19),
            nullable=False,
            comment="when the work was done, as it arrived; empty when open",
        ),
        sa.Column("pull", sa.Integer(), nullable=False, comment="number of the pull that saw it last"),
        sa.PrimaryKeyConstraint("table_name", "sys_id", name=op.f("pk_record")),
    )
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.create_index("ix_record_pull", ["table_name", "pull"], unique=False)


def _teams() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("lead", sa.String(length=120), nullable=False),
        sa.Column("lead_address", sa.String(length=254), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )
    op.create_table(
        "recipient",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_recipient_team_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "address", name=op.f("pk_recipient")),
    )
    op.create_table(
        "team_source",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False, comment="name or sys_id of a group or a technician"),
        sa.CheckConstraint("kind IN ('group', 'technician')", name=op.f("ck_team_source_kind")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_source_team_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "kind", "name", name=op.f("pk_team_source")),
    )


def _editions() -> None:
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "team",
            sa.String(length=120),
            nullable=False,
            comment="its name: what was sent is known longer than the team",
        ),
        sa.Column("period_start", sa.String(length=10), nullable=False),
        sa.Column("period_end", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False, comment="the digest as JSON"),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("built_at", sa.String(length=19), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'sending', 'sent')", name=op.f("ck_edition_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("team", "period_start", "period_end", name="uq_edition_period"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "delivery",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column(
            "lease_until", sa.String(length=19), nullable=False, comment="while claimed: until when the claim holds"
        ),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.String(length=19), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'claimed', 'sent', 'failed', 'unknown')", name=op.f("ck_delivery_state")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_delivery_edition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", "recipient", name=op.f("pk_delivery")),
    )
    op.create_table(
        "evidence",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("figure", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("service", sa.String(length=200), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_evidence_edition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", "position", name=op.f("pk_evidence")),
    )
