"""Whose mailbox a digest went to: who has another address since is not sent it twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Whose those were that left before, nobody can say now: users may have other addresses since.
    comment = "sys_ids of the users whose mailbox it was when it was planned, with spaces between; or empty"
    op.add_column("delivery", sa.Column("persons", sa.Text(), nullable=False, server_default="", comment=comment))
