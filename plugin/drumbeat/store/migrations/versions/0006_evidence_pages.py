"""Evidence pages beside editions, and evidence of every part that a mail links to.

The page has a table of its own: to make `edition` anew for a column would, in SQLite, delete whatever hangs on it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence_page",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False, comment="names nobody, so it is the nameless rendering's as well"),
        sa.Column(
            "name", sa.String(length=200), nullable=False, comment="of its file, where a folder serves it; or empty"
        ),
        sa.Column(
            "attached", sa.String(length=80), nullable=False, comment="of its file, where it comes with mails; or empty"
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_evidence_page_edition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_evidence_page")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.alter_column(
            "figure",
            existing_type=sa.String(length=40),
            type_=sa.String(length=120),
            existing_nullable=False,
            comment="or another part of the digest: kind:number",
        )
        batch_op.alter_column("reason", existing_type=sa.String(length=80), type_=sa.Text(), existing_nullable=False)
