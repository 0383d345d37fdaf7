"""What leads hide and put first, what they can decide; whose team an act concerns; since when people are named."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added to the tables as they are: to make them anew would, in SQLite, delete whatever hangs on them.
    op.add_column(
        "editing",
        sa.Column("hidden", sa.Text(), nullable=False, server_default="[]", comment="ids of what is not told, as JSON"),
    )
    op.add_column(
        "editing",
        sa.Column(
            "arranged", sa.Text(), nullable=False, server_default="[]", comment="ids of what comes first, as JSON"
        ),
    )
    op.create_table(
        "choice",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False, comment="what its lead can decide about the draft, as JSON"),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_choice_edition_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_choice")),
    )
    op.add_column(
        "audit",
        sa.Column(
            "team",
            sa.String(length=120),
            nullable=False,
            server_default="",
            comment="its name; empty: of no team in particular",
        ),
    )
    op.create_index("ix_audit_team", "audit", ["team"], unique=False)
    op.create_table(
        "named_first",
        sa.Column("team", sa.String(length=120), nullable=False, comment="its name"),
        sa.Column("period_start", sa.String(length=10), nullable=False),
        sa.Column("period_end", sa.String(length=10), nullable=False),
        sa.Column("person", sa.String(length=120), nullable=False),
        sa.Column("line", sa.Text(), nullable=False, comment="rule and record"),
        sa.Column(
            "built_at", sa.String(length=19), nullable=False, comment="of the first draft that named the person for it"
        ),
        sa.PrimaryKeyConstraint("team", "period_start", "period_end", "person", "line", name=op.f("pk_named_first")),
    )
    # Drafts that are there already name people for what is not known here: their time begins with the draft's.
    op.add_column(
        "naming",
        sa.Column(
            "lines",
            sa.Text(),
            nullable=False,
            server_default="[]",
            comment="what the person is named for, as JSON",
        ),
    )
