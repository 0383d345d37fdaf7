"""Until which day the ledger was let go of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_begins",
        sa.Column("id", sa.Integer(), nullable=False, comment="always 1"),
        sa.Column(
            "day",
            sa.String(length=10),
            nullable=False,
            comment="of periods that ended by then nobody knows any more who received them",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_begins")),
    )
