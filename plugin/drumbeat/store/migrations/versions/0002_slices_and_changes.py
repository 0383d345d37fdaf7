"""Pulls in slices, pulls of changes, and corrections to editions."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _cursors()
    _closed()
    op.create_table(
        "correction",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("figure", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "change",
            sa.String(length=20),
            nullable=False,
            comment="added, or the reason why it does not count any more",
        ),
        sa.Column("found_at", sa.String(length=19), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_correction_edition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", "figure", "number", "kind", name=op.f("pk_correction")),
    )


def _closed() -> None:
    """Only the next pull of the whole window knows it; until then rows are placed by the date they have."""
    comment = "when it was closed, where that places it as well; or empty"
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("closed", sa.String(length=19), nullable=False, server_default="", comment=comment)
        )
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.alter_column("closed", server_default=None)


def _cursors() -> None:
    """A pull that was running goes on where it was: its one cursor becomes the only slice. Others have none."""
    texts: dict[str, tuple[Any, str, str]] = {
        "cursors": (sa.Text(), "[]", "where it goes on: [[after, offset, until], ...] as JSON"),
        "question": (sa.String(length=64), "", "what was asked for: fields and conditions, as a hash"),
        "full": (sa.Integer(), "0", "number of the pull that last read the whole window"),
        "full_at": (sa.String(length=19), "", "when that was; empty: never"),
        "since": (sa.String(length=19), "", "only what was changed since then; empty: the whole window"),
    }
    with op.batch_alter_table("pull", schema=None) as batch_op:
        batch_op.add_column(sa.Column("counted", sa.Integer(), nullable=True, comment="by the Aggregate API"))
        batch_op.add_column(
            sa.Column(
                "hidden", sa.Integer(), nullable=True, comment="settled rows that are there and were not received"
            )
        )
        for name, (kind, default, comment) in texts.items():
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=default, comment=comment))
    # `after` holds a sys_id: letters, digits, - and _, so that it needs no escape in JSON.
    op.execute(
        sa.text(
            "UPDATE pull SET \"full\" = number, full_at = window_end, cursors = CASE WHEN status = 'running' "
            "THEN '[[\"' || \"after\" || '\", ' || CAST(\"offset\" AS TEXT) || ', \"\"]]' ELSE '[]' END"
        )
    )
    with op.batch_alter_table("pull", schema=None) as batch_op:
        batch_op.drop_column("after")
        batch_op.drop_column("offset")
        batch_op.alter_column("expected", existing_type=sa.Integer(), comment="by X-Total-Count")
        for name in texts:
            batch_op.alter_column(name, server_default=None)
