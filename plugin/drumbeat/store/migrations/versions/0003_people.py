"""What is kept of people: consents, imported entries, signals, remarks; names in editions; the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _names()
    _declared()
    _signals()
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=19), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False, comment="user of the operating system"),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column(
            "subject",
            sa.String(length=120),
            nullable=False,
            comment="the person it is about; empty: nobody in particular",
        ),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_subject", "audit", ["subject"], unique=False)


def _names() -> None:
    """An edition that names people is kept beside its nameless rendering; editions of before name nobody."""
    op.create_table(
        "nameless",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("subject", "html", "text", "digest")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_nameless_edition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_nameless")),
    )
    op.create_table(
        "naming",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=120), nullable=False, comment="sys_id, or name where a list carries none"),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column(
            "ended_at",
            sa.String(length=19),
            nullable=False,
            comment="when names went out of the edition; empty: they stand",
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_naming_edition_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("edition_id", "person", "category", name=op.f("pk_naming")),
    )
    op.create_table(
        "consent",
        sa.Column("person", sa.String(length=120), nullable=False, comment="sys_id, or name where a list carries none"),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("said", sa.Text(), nullable=False, comment="where the person said so: form of 3 November"),
        sa.Column("given_at", sa.String(length=19), nullable=False),
        sa.PrimaryKeyConstraint("person", "category", name=op.f("pk_consent")),
    )


def _declared() -> None:
    op.create_table(
        "declared",
        sa.Column("id", sa.String(length=64), nullable=False, comment="a hash of the entry: the same row is one entry"),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("person", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column(
            "by_person",
            sa.String(length=120),
            nullable=False,
            comment="sys_id of who gave it, where that is somebody here",
        ),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("expires", sa.String(length=10), nullable=False, comment="or empty"),
        sa.Column("credential", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False, comment="1: both sides said so"),
        sa.Column("imported_at", sa.String(length=19), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared")),
    )


def _signals() -> None:
    op.create_table(
        "signal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "subject", sa.String(length=120), nullable=False, comment="sys_id, or name where a list carries none"
        ),
        sa.Column("period_start", sa.String(length=10), nullable=False),
        sa.Column("period_end", sa.String(length=10), nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("label", sa.Text(), nullable=False, comment="of the rule, as it was then"),
        sa.Column("sentence", sa.Text(), nullable=False, comment="of the rule, as it was then"),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False, comment="facts and spans as JSON"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("found_at", sa.String(length=19), nullable=False),
        sa.CheckConstraint(
            "status IN ('final', 'provisional', 'flagged', 'disputed', 'withdrawn')", name=op.f("ck_signal_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_signal_subject", "signal", ["subject", "period_start", "period_end"], unique=False)
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("statement", sa.String(length=12), nullable=False, comment="what the owner speaks of"),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False, comment="the owner's own words"),
        sa.Column("at", sa.String(length=19), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_remark_subject", "remark", ["subject"], unique=False)
