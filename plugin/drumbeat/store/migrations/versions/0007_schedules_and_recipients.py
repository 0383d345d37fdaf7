"""Schedules, policies and decisions; recipients of every kind; what became of deliveries; who may send by itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _when_digests_leave()
    _recipients_of_every_kind()
    _deliveries_that_are_skipped()
    _decisions()
    _translations()
    _what_became_of_mails()
    _places()


def _when_digests_leave() -> None:
    # Added to the table as it is: to make it anew would, in SQLite, delete whatever hangs on it.
    op.add_column(
        "team",
        sa.Column(
            "policy",
            sa.String(length=10),
            nullable=False,
            server_default="review",
            comment="review, required or automatic",
        ),
    )
    op.add_column(
        "team",
        sa.Column(
            "draft_on",
            sa.String(length=40),
            nullable=False,
            server_default="working day 1",
            comment="of the month after; or never",
        ),
    )
    op.add_column(
        "team",
        sa.Column(
            "send_on",
            sa.String(length=40),
            nullable=False,
            server_default="working day 5",
            comment="of the month after",
        ),
    )
    op.add_column(
        "team",
        sa.Column("hour", sa.String(length=5), nullable=False, server_default="09:00", comment="in the team's zone"),
    )
    op.add_column(
        "team",
        sa.Column(
            "country",
            sa.String(length=24),
            nullable=False,
            server_default="",
            comment="whose holidays are no working days: DE, DE-BY",
        ),
    )
    op.add_column(
        "team",
        sa.Column(
            "begins",
            sa.String(length=10),
            nullable=False,
            server_default="",
            comment="no earlier month leaves by itself; or empty",
        ),
    )


def _recipients_of_every_kind() -> None:
    """Nothing hangs on the table, so it is made anew with another key."""
    op.execute("CREATE TEMPORARY TABLE kept AS SELECT team_id, address FROM recipient")
    op.drop_table("recipient")
    op.create_table(
        "recipient",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column(
            "name", sa.String(length=254), nullable=False, comment="an address, or a user's or group's sys_id or name"
        ),
        sa.Column("is_excluded", sa.Integer(), nullable=False, comment="1: does not receive it, whoever else says so"),
        sa.Column("language", sa.String(length=40), nullable=False, comment="of the digest; empty: the team's"),
        sa.Column(
            "keeper", sa.String(length=254), nullable=False, comment="of a list: who takes readers off it; or empty"
        ),
        sa.CheckConstraint("kind IN ('address', 'list', 'company', 'user', 'group')", name=op.f("ck_recipient_kind")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_recipient_team_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "kind", "name", name=op.f("pk_recipient")),
    )
    op.execute(
        "INSERT INTO recipient (team_id, kind, name, is_excluded, language, keeper)"
        " SELECT team_id, 'address', address, 0, '', '' FROM kept"
    )
    op.execute("DROP TABLE kept")


def _deliveries_that_are_skipped() -> None:
    """Likewise, for another list of states."""
    columns = "edition_id, recipient, state, message_id, attempts, lease_until, error, changed_at"
    op.execute(f"CREATE TEMPORARY TABLE kept AS SELECT {columns} FROM delivery")  # noqa: S608  our own names
    op.drop_table("delivery")
    op.create_table(
        "delivery",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column(
            "lease_until", sa.String(length=19), nullable=False, comment="while claimed: until when the claim holds"
        ),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.String(length=19), nullable=False),
        sa.Column(
            "language", sa.String(length=40), nullable=False, comment="of what it carries; empty: the edition's own"
        ),
        sa.Column(
            "kind",
            sa.String(length=10),
            nullable=False,
            comment="of the recipient: a list's mail carries no personal token",
        ),
        sa.Column("owner", sa.String(length=120), nullable=False, comment="who claimed it last: host and process"),
        sa.CheckConstraint(
            "state IN ('planned', 'claimed', 'sent', 'failed', 'unknown', 'skipped')", name=op.f("ck_delivery_state")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_delivery_edition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", "recipient", name=op.f("pk_delivery")),
    )
    op.execute(f"INSERT INTO delivery ({columns}, language, kind, owner) SELECT {columns}, '', 'address', '' FROM kept")  # noqa: S608
    op.execute("DROP TABLE kept")


def _decisions() -> None:
    op.create_table(
        "edition_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=120), nullable=False, comment="its name"),
        sa.Column("period_start", sa.String(length=10), nullable=False),
        sa.Column("period_end", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column(
            "content_hash", sa.String(length=64), nullable=False, comment="of what it is about; anything else is not"
        ),
        sa.Column("by_name", sa.String(length=120), nullable=False, comment="who stands behind it"),
        sa.Column("actor", sa.String(length=120), nullable=False, comment="user of the operating system"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=19), nullable=False),
        sa.CheckConstraint("kind IN ('approve', 'hold', 'release', 'skip', 'force')", name=op.f("ck_edition_act_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_act")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_edition_act_period", "edition_act", ["team", "period_start", "period_end"], unique=False)


def _translations() -> None:
    op.create_table(
        "translation",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False, comment="another than the edition's own"),
        sa.Column(
            "is_nameless", sa.Integer(), nullable=False, comment="1: what takes its place when a consent is taken back"
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("logo", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False, comment="of the evidence"),
        sa.Column(
            "name",
            sa.String(length=200),
            nullable=False,
            comment="of the page's file, where a folder serves it; or empty",
        ),
        sa.Column(
            "attached",
            sa.String(length=80),
            nullable=False,
            comment="of the page's file, where it comes with mails; or empty",
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_translation_edition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", "language", "is_nameless", name=op.f("pk_translation")),
    )


def _what_became_of_mails() -> None:
    op.create_table(
        "delivery_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False, comment="that it came to"),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False, comment="host and process"),
        sa.Column(
            "content_hash",
            sa.String(length=64),
            nullable=False,
            comment="of what it carried, once it was claimed; or empty",
        ),
        sa.Column("at", sa.String(length=19), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_delivery_event_edition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_event")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delivery_event_edition", "delivery_event", ["edition_id", "recipient"], unique=False)
    op.create_table(
        "notice",
        sa.Column("team", sa.String(length=120), nullable=False, comment="its name"),
        sa.Column("period_start", sa.String(length=10), nullable=False),
        sa.Column(
            "kind", sa.String(length=20), nullable=False, comment="what the lead is told, once: draft, overdue, left"
        ),
        sa.Column("key", sa.String(length=64), nullable=False, comment="tells notices of one kind apart; or empty"),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(length=19), nullable=False),
        sa.PrimaryKeyConstraint("team", "period_start", "kind", "key", name=op.f("pk_notice")),
    )
    op.create_table(
        "suppression",
        sa.Column("address", sa.String(length=254), nullable=False, comment="in lower case"),
        sa.Column("team", sa.String(length=120), nullable=False, comment="its name; empty: every team"),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("said", sa.Text(), nullable=False, comment="where that is known from: link of the mail, 550 5.1.1"),
        sa.Column("at", sa.String(length=19), nullable=False),
        sa.CheckConstraint("reason IN ('unsubscribed', 'left')", name=op.f("ck_suppression_reason")),
        sa.PrimaryKeyConstraint("address", "team", name=op.f("pk_suppression")),
    )


def _places() -> None:
    op.create_table(
        "scheduler",
        sa.Column("name", sa.String(length=120), nullable=False, comment="host and process"),
        sa.Column("started_at", sa.String(length=19), nullable=False),
        sa.Column("seen_at", sa.String(length=19), nullable=False),
        sa.Column("did", sa.Text(), nullable=False, comment="what it did last, in a few words"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_scheduler")),
    )
    op.create_table(
        "home",
        sa.Column("id", sa.Integer(), nullable=False, comment="always 1"),
        sa.Column(
            "mark", sa.String(length=64), nullable=False, comment="of the place that may send by itself, as a hash"
        ),
        sa.Column("named", sa.Text(), nullable=False, comment="the same for people: host and database"),
        sa.Column("adopted_at", sa.String(length=19), nullable=False),
        sa.Column("adopted_by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home")),
    )
