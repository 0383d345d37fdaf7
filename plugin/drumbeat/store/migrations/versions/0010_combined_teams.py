"""Teams that are made of other teams, each with its place.

By id, so that the database itself holds that a team which another tells of is there.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "member_team",
        sa.Column("team_id", sa.Integer(), nullable=False, comment="the combined team"),
        sa.Column("member_id", sa.Integer(), nullable=False, comment="a team that it tells of"),
        sa.Column("position", sa.Integer(), nullable=False, comment="of its section, from 0"),
        sa.CheckConstraint("team_id <> member_id", name=op.f("ck_member_team_not_itself")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_member_team_team_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["team.id"], name=op.f("fk_member_team_member_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("team_id", "member_id", name=op.f("pk_member_team")),
    )
