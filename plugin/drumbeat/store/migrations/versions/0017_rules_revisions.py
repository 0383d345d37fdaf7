"""What tells one state of a team's recipients from another, without reading them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    comment = "another one each time its recipients change; empty: nobody knows"
    column = sa.Column("rules_revision", sa.String(length=32), nullable=False, server_default="", comment=comment)
    op.add_column("team", column)
