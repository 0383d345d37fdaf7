"""When each scheduler last did all that was due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    comment = "when a turn of its ended last of which nothing failed; empty: none has yet"
    column = sa.Column("good_turn_at", sa.String(length=19), nullable=False, server_default="", comment=comment)
    op.add_column("scheduler", column)
