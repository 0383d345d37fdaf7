"""Tokens by which programs ask for a team."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False, comment="SHA-256 of what its holder has"),
        sa.Column("name", sa.String(length=80), nullable=False, comment="what it is for"),
        sa.Column(
            "scopes",
            sa.String(length=40),
            nullable=False,
            comment="read, report, decide; alphabetical, with blanks between",
        ),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.String(length=19), nullable=False),
        sa.Column("expires_at", sa.String(length=19), nullable=False),
        sa.Column("used_at", sa.String(length=19), nullable=False, comment="last, to the minute or so; empty: never"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_token_team_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_token")),
        sa.UniqueConstraint("key", name=op.f("uq_team_token_key")),
    )
    op.create_index("ix_team_token_team_id", "team_token", ["team_id"], unique=False)
