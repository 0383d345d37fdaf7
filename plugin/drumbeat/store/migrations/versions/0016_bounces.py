"""Mails that came back, and the mailboxes in which they are looked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_delivery_message_id", "delivery", ["message_id"], unique=False)
    op.create_table(
        "bounce",
        sa.Column(
            "key", sa.String(length=64), nullable=False, comment="tells the report from others, wherever it lies"
        ),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("cause", sa.String(length=80), nullable=False, comment="why it came back, in a few words of ours"),
        sa.Column("status", sa.String(length=16), nullable=False, comment="of RFC 3463; or empty"),
        sa.Column("said", sa.Text(), nullable=False, comment="the other server's own words"),
        sa.Column("left_at", sa.String(length=19), nullable=False, comment="when the mail that came back had left"),
        sa.Column("at", sa.String(length=19), nullable=False, comment="when it came back"),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_bounce_edition_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "edition_id", "recipient", name=op.f("pk_bounce")),
    )
    op.create_index("ix_bounce_edition", "bounce", ["edition_id", "recipient"], unique=False)
    op.create_table(
        "bounce_mail",
        sa.Column("place", sa.String(length=200), nullable=False, comment="the mailbox"),
        sa.Column("name", sa.String(length=80), nullable=False, comment="tells the mail from others there"),
        sa.Column("read_as", sa.String(length=40), nullable=False, comment="what it was"),
        sa.Column("read_at", sa.String(length=19), nullable=False),
        sa.PrimaryKeyConstraint("place", "name", name=op.f("pk_bounce_mail")),
    )
    op.create_table(
        "bounce_box",
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("read_at", sa.String(length=19), nullable=False, comment="when it was read last; empty: never"),
        sa.Column(
            "due_at", sa.String(length=19), nullable=False, comment="before which it is not read again by itself"
        ),
        sa.Column("failures", sa.Integer(), nullable=False, comment="since it was read last"),
        sa.Column("failing_since", sa.String(length=19), nullable=False, comment="or empty"),
        sa.Column("trouble", sa.Text(), nullable=False, comment="why it cannot be read; or empty"),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_bounce_box")),
    )
