"""Teams, when their digests leave, and who receives them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, Text

from drumbeat.store.schema.base import metadata

team = Table(
    "team",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("zone", String(64), nullable=False),
    Column("lead", String(120), nullable=False),
    Column("lead_address", String(254), nullable=False),
    Column(
        "language", String(40), nullable=False, server_default="", comment="of its digests; empty: the installation's"
    ),
    Column("policy", String(10), nullable=False, server_default="review", comment="review, required or automatic"),
    Column(
        "draft_on", String(40), nullable=False, server_default="working day 1", comment="of the month after; or never"
    ),
    Column("send_on", String(40), nullable=False, server_default="working day 5", comment="of the month after"),
    Column("hour", String(5), nullable=False, server_default="09:00", comment="in the team's zone"),
    Column(
        "country",
        String(24),
        nullable=False,
        server_default="",
        comment="whose holidays are no working days: DE, DE-BY",
    ),
    Column(
        "begins", String(10), nullable=False, server_default="", comment="no earlier month leaves by itself; or empty"
    ),
    Column(
        "rules_revision",
        String(32),
        nullable=False,
        server_default="",
        comment="another one each time its recipients change; empty: nobody knows",
    ),
)

team_source = Table(
    "team_source",
    metadata,
    Column("team_id", ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("name", String(120), primary_key=True, comment="name or sys_id of a group or a technician"),
    CheckConstraint("kind IN ('group', 'technician')", name="kind"),
)

member_team = Table(
    "member_team",
    metadata,
    Column("team_id", ForeignKey("team.id", ondelete="CASCADE"), primary_key=True, comment="the combined team"),
    Column(
        "member_id", ForeignKey("team.id", ondelete="RESTRICT"), primary_key=True, comment="a team that it tells of"
    ),
    Column("position", Integer, nullable=False, comment="of its section, from 0"),
    CheckConstraint("team_id <> member_id", name="not_itself"),
)

recipient = Table(
    "recipient",
    metadata,
    Column("team_id", ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("name", String(254), primary_key=True, comment="an address, or a user's or group's sys_id or name"),
    Column("is_excluded", Integer, nullable=False, comment="1: does not receive it, whoever else says so"),
    Column("language", String(40), nullable=False, comment="of the digest; empty: the team's"),
    Column("keeper", String(254), nullable=False, comment="of a list: who takes readers off it; or empty"),
    CheckConstraint("kind IN ('address', 'list', 'company', 'user', 'group')", name="kind"),
)

pending_list = Table(
    "pending_list",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team_id", ForeignKey("team.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("owner", String(254), nullable=False, comment="the address of who sent it"),
    Column("at", String(19), nullable=False),
    Column("content", Text, nullable=False, comment="its rows with their verdicts, as JSON"),
)

suppression = Table(
    "suppression",
    metadata,
    Column("address", String(254), primary_key=True, comment="in lower case"),
    Column("team", String(120), primary_key=True, comment="its name; empty: every team"),
    Column("reason", String(12), nullable=False),
    Column("said", Text, nullable=False, comment="where that is known from: link of the mail, 550 5.1.1"),
    Column("at", String(19), nullable=False),
    Column(
        "person",
        String(32),
        nullable=False,
        server_default="",
        comment="sys_id of the one user whose mailbox it was when a digest was sent there; or empty",
    ),
    CheckConstraint("reason IN ('unsubscribed', 'left')", name="reason"),
)
