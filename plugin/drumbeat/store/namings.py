"""Whom editions name, and how names leave them again: for good, and out of what was sent as well."""

from __future__ import annotations

import json
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, delete, insert, select, update

from drumbeat.digest.people.consent import Category, Consent, NamedBy, NamedIn
from drumbeat.editions.deliveries import DeliveryState, EditionState
from drumbeat.errors import StoreError
from drumbeat.ports import Content, Nameless
from drumbeat.store.database import as_moment, insert_of, moment_text
from drumbeat.store.schema import consent, delivery, edition, evidence_page, named_first, nameless, naming
from drumbeat.store.translations import end_names

_PERIOD = ("team", "period_start", "period_end")
PARTS = ("subject", "html", "text", "digest", "logo")
"""What is kept twice of an edition that names people. Its evidence page names nobody, and is kept once."""


def holds(connection: Connection, consents: AbstractSet[Consent]) -> bool:
    """Whether all these consents are given still."""
    rows = connection.execute(select(consent.c.person, consent.c.category))
    return consents <= {Consent(row.person, Category(row.category)) for row in rows}


def keep_nameless(connection: Connection, edition_id: int, other: Nameless) -> None:
    """Keep what takes the place of an edition's content when one of these people takes the consent back."""
    values = {name: getattr(other.content, name) for name in PARTS}
    connection.execute(insert(nameless).values(edition_id=edition_id, **values))
    connection.execute(
        insert(naming),
        [
            {
                "edition_id": edition_id,
                "person": each.person,
                "category": each.category.value,
                "lines": json.dumps(sorted(lines)),
                "ended_at": "",
            }
            for each, lines in sorted(other.lines.items(), key=lambda each: (each[0].person, each[0].category))
        ],
    )


def note_first(connection: Connection, edition_id: int, now: datetime) -> None:
    """Keep since when drafts of the edition's team and period name whom for what: the first of them says it (F9)."""
    of = [edition.c[name] for name in _PERIOD]
    query = select(*of, naming.c.person, naming.c.lines).select_from(naming.join(edition))
    rows = [
        {**{name: row[name] for name in _PERIOD}, "person": row["person"], "line": line, "built_at": moment_text(now)}
        for row in connection.execute(query.where(edition.c.id == edition_id)).mappings()
        for line in json.loads(row["lines"])
    ]
    if rows:
        connection.execute(insert_of(connection)(named_first).values(rows).on_conflict_do_nothing())


def named_since(connection: Connection, edition_id: int) -> datetime | None:
    """When the last of the lines that name people first stood in a draft of it; None where it names nobody.

    An edition of an older version counts from when it was made.
    """
    of = (edition.c.team, edition.c.period_start, edition.c.period_end, edition.c.built_at)
    query = select(*of, naming.c.person, naming.c.lines).select_from(naming.join(edition))
    rows = connection.execute(query.where(edition.c.id == edition_id, naming.c.ended_at == "")).all()
    if not rows:
        return None
    first = first_named(connection, *rows[0][:3])
    built_at = as_moment(rows[0].built_at)
    known = [first.get((row.person, line), built_at) for row in rows for line in json.loads(row.lines) or [""]]
    return max(known)


def first_named(connection: Connection, team: str, start: str, end: str) -> dict[tuple[str, str], datetime]:
    """Since when drafts of a team and period name whom for which line; days as the store writes them."""
    which = (named_first.c.team == team, named_first.c.period_start == start, named_first.c.period_end == end)
    rows = connection.execute(select(named_first).where(*which))
    return {(row.person, row.line): as_moment(row.built_at) for row in rows}


def drafts_naming(connection: Connection, person: str) -> list[NamedIn]:
    """Drafts that name the person, the latest period first."""
    of = [edition.c[name] for name in (*_PERIOD, "built_at")]
    query = (
        select(*of, naming.c.category, naming.c.lines)
        .select_from(naming.join(edition))
        .where(naming.c.person == person, naming.c.ended_at == "", edition.c.state == EditionState.DRAFT.value)
        .order_by(edition.c.period_start.desc(), edition.c.team, naming.c.category)
    )
    return [_named_in(connection, person, row) for row in connection.execute(query).all()]


def whom_drafts_name(connection: Connection) -> list[NamedBy]:
    """Whom drafts name now: each person once a draft."""
    of = [edition.c[name] for name in _PERIOD]
    query = (
        select(*of, naming.c.person, naming.c.lines)
        .select_from(naming.join(edition))
        .where(naming.c.ended_at == "", edition.c.state == EditionState.DRAFT.value)
        .order_by(*of, naming.c.person)
    )
    found: dict[tuple[str, str, str, str], set[str]] = {}
    for row in connection.execute(query).all():
        found.setdefault((row.team, row.period_start, row.period_end, row.person), set()).update(json.loads(row.lines))
    return [
        NamedBy(team, date.fromisoformat(start), date.fromisoformat(end), person, frozenset(lines))
        for (team, start, end, person), lines in found.items()
    ]


def _named_in(connection: Connection, person: str, row: Any) -> NamedIn:
    first = first_named(connection, row.team, row.period_start, row.period_end)
    built_at = as_moment(row.built_at)
    return NamedIn(
        team=row.team,
        start=date.fromisoformat(row.period_start),
        end=date.fromisoformat(row.period_end),
        category=Category(row.category),
        since={line: first.get((person, line), built_at) for line in json.loads(row.lines)},
        built_at=built_at,
    )


def end_namings(connection: Connection, person: str, category: Category | None, now: datetime) -> int:
    """Put the nameless rendering in the place of every edition that names the person; how many there were.

    The names of the others go from such an edition as well: the next draft has theirs again.
    """
    standing = select(naming.c.edition_id).where(_is_of(person, category), naming.c.ended_at == "")
    ids = sorted(set(connection.scalars(standing)))
    for edition_id in ids:
        content = nameless_content(connection, edition_id)
        if content is None:  # a naming that stands has its nameless content beside it, in one transaction
            raise StoreError("The store has lost an edition without its names.")
        values = {name: getattr(content, name) for name in PARTS}
        connection.execute(update(edition).where(edition.c.id == edition_id).values(**values))
        unsent = and_(edition.c.id == edition_id, edition.c.state != EditionState.SENT.value)
        connection.execute(update(edition).where(unsent).values(content_hash=content.hash))
        connection.execute(delete(nameless).where(nameless.c.edition_id == edition_id))
        end_names(connection, edition_id)
        ended = update(naming).where(naming.c.edition_id == edition_id)
        connection.execute(ended.values(ended_at=moment_text(now), lines="[]"))
    return len(ids)


def in_hand(
    connection: Connection, person: str, category: Category | None, now: datetime
) -> frozenset[tuple[int, str, int]]:
    """Claimed mails of editions that name the person or did: edition, recipient, attempt.

    Such a mail may have been made before the names went. A claim that has run out is of a process that died.
    """
    editions = select(naming.c.edition_id).where(_is_of(person, category))
    claimed = select(delivery.c.edition_id, delivery.c.recipient, delivery.c.attempts).where(
        delivery.c.edition_id.in_(editions),
        delivery.c.state == DeliveryState.CLAIMED.value,
        delivery.c.lease_until >= moment_text(now),
    )
    return frozenset((row.edition_id, row.recipient, row.attempts) for row in connection.execute(claimed))


def nameless_content(connection: Connection, edition_id: int) -> Content | None:
    """What an edition that names people holds without their names; None where it names nobody."""
    row = connection.execute(with_page(nameless).where(nameless.c.edition_id == edition_id)).one_or_none()
    return content_of(row) if row is not None else None


def with_page(table: Table) -> Select[tuple[Any, ...]]:
    """The rows of `edition` or `nameless`, each with the edition's evidence page beside it, if it has one."""
    key = table.c.id if table is edition else table.c.edition_id
    joined = table.outerjoin(evidence_page, evidence_page.c.edition_id == key)
    return select(table, evidence_page.c.page, evidence_page.c.name, evidence_page.c.attached).select_from(joined)


def content_of(row: Row[Any]) -> Content:
    """The content of such a row."""
    page = (row.page or "", row.name or "", row.attached or "")
    return Content(row.subject, row.html, row.text, row.digest, row.logo, *page)


def _is_of(person: str, category: Category | None) -> ColumnElement[bool]:
    whose = naming.c.person == person
    return whose if category is None else and_(whose, naming.c.category == category.value)
