"""Editions in further languages: for recipients who read another than the team's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from drumbeat.ports import Content, Translation
from drumbeat.store.schema import translation

NONE: Mapping[str, Translation] = {}


def keep_translations(connection: Connection, edition_id: int, translations: Mapping[str, Translation]) -> None:
    """Keep them beside a draft."""
    rows = [
        _values(edition_id, language, content, is_nameless=is_nameless)
        for language, each in sorted(translations.items())
        for is_nameless, content in enumerate((each.content, each.nameless))
        if content is not None
    ]
    if rows:
        connection.execute(insert(translation), rows)


def translated(connection: Connection, edition_id: int, language: str, *, names: bool) -> Content | None:
    """The edition in that language, or without any names; None where it was not made in it."""
    query = select(translation).where(translation.c.edition_id == edition_id, translation.c.language == language)
    found = {row.is_nameless: _content(row) for row in connection.execute(query)}
    return found.get(1) or found.get(0) if not names else found.get(0)


def translation_hashes(connection: Connection, edition_id: int) -> list[str]:
    """The hashes of their contents, by language."""
    query = select(translation).where(translation.c.edition_id == edition_id, translation.c.is_nameless == 0)
    found = {row.language: _content(row).hash for row in connection.execute(query)}
    return [f"{language} {found[language]}" for language in sorted(found)]


def languages_of(connection: Connection, edition_id: int) -> list[str]:
    """Those that an edition was made in beside its own."""
    query = select(translation.c.language).where(translation.c.edition_id == edition_id).distinct()
    return sorted(connection.scalars(query))


def end_names(connection: Connection, edition_id: int) -> None:
    """Put what names nobody in the place of what does."""
    of = translation.c.edition_id == edition_id
    bare = select(translation.c.language).where(of, translation.c.is_nameless == 1)
    languages = list(connection.scalars(bare))
    named = (of, translation.c.is_nameless == 0, translation.c.language.in_(languages))
    connection.execute(delete(translation).where(*named))
    connection.execute(update(translation).where(of, translation.c.is_nameless == 1).values(is_nameless=0))


def _values(edition_id: int, language: str, content: Content, *, is_nameless: int) -> dict[str, Any]:
    return {
        "edition_id": edition_id,
        "language": language,
        "is_nameless": is_nameless,
        "subject": content.subject,
        "html": content.html,
        "text": content.text,
        "digest": content.digest,
        "logo": content.logo,
        "page": content.evidence,
        "name": content.evidence_name,
        "attached": content.attached,
    }


def _content(row: Row[Any]) -> Content:
    return Content(row.subject, row.html, row.text, row.digest, row.logo, row.page, row.name, row.attached)
