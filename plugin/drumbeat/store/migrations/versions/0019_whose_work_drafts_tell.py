"""Whose work a draft tells, as a hash: other groups than its team has now need another draft."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of a draft of before nobody knows: it is held to the teams of its sections, as it was until now.
    comment = "hash of the groups and technicians that it was made of; empty: not known"
    op.add_column(
        "edition", sa.Column("made_of", sa.String(length=64), nullable=False, server_default="", comment=comment)
    )
