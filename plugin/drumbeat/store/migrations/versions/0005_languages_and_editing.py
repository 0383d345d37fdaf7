"""A language for each team, a logo in editions, and what leads decide about an edition."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added to the tables as they are: to make them anew would, in SQLite, delete whatever hangs on them.
    language = "of its digests; empty: the installation's"
    op.add_column(
        "team", sa.Column("language", sa.String(length=40), nullable=False, server_default="", comment=language)
    )
    logo = "the PNG that comes with it, in base64"
    op.add_column("edition", sa.Column("logo", sa.Text(), nullable=False, server_default="", comment=logo))
    op.add_column("nameless", sa.Column("logo", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "editing",
        sa.Column("team", sa.String(length=120), nullable=False),
        sa.Column("period_start", sa.String(length=10), nullable=False),
        sa.Column("period_end", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False, comment="the lead's own words"),
        sa.Column(
            "ticked",
            sa.Text(),
            nullable=False,
            comment="numbers of incidents whose titles may appear, with commas between",
        ),
        sa.Column("changed_at", sa.String(length=19), nullable=False),
        sa.PrimaryKeyConstraint("team", "period_start", "period_end", name=op.f("pk_editing")),
    )
    op.create_table(
        "approval",
        sa.Column("team", sa.String(length=120), nullable=False),
        sa.Column("period_start", sa.String(length=10), nullable=False),
        sa.Column("period_end", sa.String(length=10), nullable=False),
        sa.Column("highlight", sa.String(length=120), nullable=False, comment="its id: downtime:PRJ0010003"),
        sa.Column(
            "value_hash", sa.String(length=64), nullable=False, comment="of what was approved; anything else is not"
        ),
        sa.Column("approved_by", sa.String(length=120), nullable=False),
        sa.Column("approved_at", sa.String(length=19), nullable=False),
        sa.PrimaryKeyConstraint("team", "period_start", "period_end", "highlight", name=op.f("pk_approval")),
    )
