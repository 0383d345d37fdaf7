"""The leads' pages: sessions, links to sign in by, and how often somebody tried."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "web_session",
        sa.Column("key", sa.String(length=64), nullable=False, comment="SHA-256 of what the cookie holds"),
        sa.Column("address", sa.String(length=254), nullable=False, comment="of who is signed in"),
        sa.Column("began_at", sa.String(length=19), nullable=False),
        sa.Column("seen_at", sa.String(length=19), nullable=False, comment="to the minute or so"),
        sa.Column("told", sa.Text(), nullable=False, comment="a sentence for the next page; or empty"),
        sa.Column("is_trouble", sa.Integer(), nullable=False, comment="1: the sentence tells of what was not done"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_web_session")),
    )
    op.create_table(
        "web_form",
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False, comment="SHA-256 of the form as it was sent"),
        sa.Column(
            "goes_to",
            sa.Text(),
            nullable=False,
            comment="the page that answers it; empty while it is being worked on",
        ),
        sa.Column("told", sa.Text(), nullable=False, comment="the sentence that it was answered with"),
        sa.ForeignKeyConstraint(["session"], ["web_session.key"], name=op.f("fk_web_form_session"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session", "key", name=op.f("pk_web_form")),
    )
    op.create_table(
        "sign_in_link",
        sa.Column("key", sa.String(length=64), nullable=False, comment="SHA-256 of what the link holds"),
        sa.Column("address", sa.String(length=254), nullable=False, comment="that it was mailed to"),
        sa.Column("goes_to", sa.Text(), nullable=False, comment="the page that was asked for; or empty"),
        sa.Column("expires_at", sa.String(length=19), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_link")),
    )
    op.create_table(
        "web_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="what was tried"),
        sa.Column("key", sa.String(length=64), nullable=False, comment="SHA-256 of who tried it, or for whom"),
        sa.Column("happened_at", sa.String(length=19), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_attempt")),
    )
    op.create_index("ix_web_attempt_kind", "web_attempt", ["kind", "key", "happened_at"], unique=False)
