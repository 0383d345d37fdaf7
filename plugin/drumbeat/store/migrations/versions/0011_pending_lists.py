"""Lists of recipients that were sent to be looked at, and are not kept yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pending_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=254), nullable=False, comment="the address of who sent it"),
        sa.Column("at", sa.String(length=19), nullable=False),
        sa.Column("content", sa.Text(), nullable=False, comment="its rows with their verdicts, as JSON"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_pending_list_team_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_list")),
    )
    op.create_index(op.f("ix_pending_list_team_id"), "pending_list", ["team_id"], unique=False)
