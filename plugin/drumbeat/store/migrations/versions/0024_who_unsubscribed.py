"""Who unsubscribed, beside at which mailbox: who has another address since stays unsubscribed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Who unsubscribed before cannot be said now: users may have other addresses since.
    comment = "sys_id of the one user whose mailbox it was when a digest was sent there; or empty"
    op.add_column("suppression", sa.Column("person", sa.String(32), nullable=False, server_default="", comment=comment))
