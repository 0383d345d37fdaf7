"""Pages of evidence are found by their names: who serves pages opens them by the links of mails."""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("evidence_page", "translation"):
        op.create_index(f"ix_{table}_name", table, ["name"])
