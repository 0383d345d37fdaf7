"""When the store was restored, and what may have left before that without a trace in it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "restoration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=19), nullable=False),
        sa.Column("made_at", sa.String(length=19), nullable=False, comment="the backup; empty: nobody knows"),
        sa.Column(
            "ended_by",
            sa.String(length=19),
            nullable=False,
            comment="of periods that had ended by then nobody knows who received them since the backup",
        ),
        sa.Column("aside", sa.Text(), nullable=False, comment="where the store of before is kept; or empty"),
        sa.Column(
            "last_act", sa.Integer(), nullable=False, comment="id of the last decision in it: later ones know of it"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restoration")),
        sqlite_autoincrement=True,
    )
