"""Whether a token rests on its maker's leading the team."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of those made before nobody knows: they stand until they are revoked.
    comment = "1: it ends once its maker looks after the team no more"
    op.add_column("team_token", sa.Column("by_lead", sa.Integer(), nullable=False, server_default="0", comment=comment))
