"""Whose mailbox it was when a session began."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    comment = "key of the technician whose mailbox it was when it began; empty: nobody's"
    op.add_column(
        "web_session", sa.Column("person", sa.String(length=120), nullable=False, server_default="", comment=comment)
    )
