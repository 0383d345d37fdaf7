"""Who is signed in to the pages, how they get there, and how often somebody tried.

No secret is kept: a session, a link and a form are known by the SHA-256 of what their holder has.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from drumbeat.store.schema.base import metadata

web_session = Table(
    "web_session",
    metadata,
    Column("key", String(64), primary_key=True, comment="SHA-256 of what the cookie holds"),
    Column("address", String(254), nullable=False, comment="of who is signed in"),
    Column(
        "person",
        String(120),
        nullable=False,
        server_default="",
        comment="key of the technician whose mailbox it was when it began; empty: nobody's",
    ),
    Column("began_at", String(19), nullable=False),
    Column("seen_at", String(19), nullable=False, comment="to the minute or so"),
    Column("told", Text, nullable=False, comment="a sentence for the next page; or empty"),
    Column("is_trouble", Integer, nullable=False, comment="1: the sentence tells of what was not done"),
)

web_form = Table(
    "web_form",
    metadata,
    Column("session", ForeignKey("web_session.key", ondelete="CASCADE"), primary_key=True),
    Column("key", String(64), primary_key=True, comment="SHA-256 of the form as it was sent"),
    Column("goes_to", Text, nullable=False, comment="the page that answers it; empty while it is being worked on"),
    Column("told", Text, nullable=False, comment="the sentence that it was answered with"),
)

sign_in_link = Table(
    "sign_in_link",
    metadata,
    Column("key", String(64), primary_key=True, comment="SHA-256 of what the link holds"),
    Column("address", String(254), nullable=False, comment="that it was mailed to"),
    Column("goes_to", Text, nullable=False, comment="the page that was asked for; or empty"),
    Column("expires_at", String(19), nullable=False),
)

team_token = Table(
    "team_token",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team_id", ForeignKey("team.id", ondelete="CASCADE"), nullable=False),
    Column("key", String(64), nullable=False, unique=True, comment="SHA-256 of what its holder has"),
    Column("name", String(80), nullable=False, comment="what it is for"),
    Column("scopes", String(40), nullable=False, comment="read, report, decide; alphabetical, with blanks between"),
    Column("made_by", String(120), nullable=False),
    Column(
        "by_lead",
        Integer,
        nullable=False,
        server_default="0",
        comment="1: it ends once its maker looks after the team no more",
    ),
    Column("made_at", String(19), nullable=False),
    Column("expires_at", String(19), nullable=False),
    Column("used_at", String(19), nullable=False, comment="last, to the minute or so; empty: never"),
    Index("ix_team_token_team_id", "team_id"),
)

web_attempt = Table(
    "web_attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(40), nullable=False, comment="what was tried"),
    Column("key", String(64), nullable=False, comment="SHA-256 of who tried it, or for whom"),
    Column("happened_at", String(19), nullable=False),
    Index("ix_web_attempt_kind", "kind", "key", "happened_at"),
)
