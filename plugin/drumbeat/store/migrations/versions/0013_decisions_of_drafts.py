"""What leads had decided when a draft was made, as a hash."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A draft of before says that nothing was decided: one that was edited is looked at once more.
    comment = "hash of what leads had decided when it was made; empty: nothing"
    op.add_column(
        "edition", sa.Column("decided", sa.String(length=64), nullable=False, server_default="", comment=comment)
    )
