"""The evidence page of an edition: made once, linked or attached, and put where a web server hands it out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from drumbeat.app.judging import tables
from drumbeat.app.leaving import leave_page
from drumbeat.app.mail import html_file, renderer
from drumbeat.ports import Content
from drumbeat.records.team import Team
from drumbeat.settings import Settings
from drumbeat.settings.evidence import EvidenceSettings

if TYPE_CHECKING:
    from drumbeat.digest.build import Built
    from drumbeat.digest.model import Digest

ATTACHED = "evidence.html"
MOST_ATTACHED = 90_000
"""Bytes of a page within a mail: with an HTML part of 95 kB (rule E20) a mail stays below 200 kB."""
_KIND = "evidence page"
_EVER = timedelta(days=36525)


def edition_contents(settings: Settings, team: Team, built: Built) -> tuple[Content, Content | None]:
    """What an edition holds, and the same without names where it names people. Both share one evidence page."""
    from drumbeat.digest.people.names import without_names  # noqa: PLC0415

    page = evidence_page(settings, team, built)
    frozen = _Frozen(page, page_name(settings, built.digest, page), team.language, is_edition=True)
    bare = _content(settings, without_names(built.digest), frozen) if built.namings else None
    return _content(settings, built.digest, frozen), bare


def unserved_content(settings: Settings, team: Team, built: Built, *, instance: bool = True) -> Content:
    """The same for a report, which no web server knows of: its page comes with it, unless `attach` is off."""
    alone = settings.model_copy(
        update={"evidence": EvidenceSettings(attach=settings.evidence.attach, servicenow=settings.evidence.servicenow)}
    )
    frozen = _Frozen(evidence_page(alone, team, built, instance=instance), "", team.language)
    return _content(alone, built.digest, frozen)


def edition_file(settings: Settings, team: Team, built: Built, page: str) -> bytes:
    """What an edition's mail shows, as a file for a browser: each figure opens the evidence page beside it."""
    from drumbeat.digest.letter import Frame  # noqa: PLC0415

    frame = Frame(evidence_page=page, is_subscribed=True, leave_page=leave_page(settings))
    made = renderer(settings, team.language, frame)
    return html_file(made.html(built.digest), made.logo)


@dataclass(frozen=True, slots=True)
class _Frozen:
    """An edition's evidence page, with the name under which it is served, and the language of both."""

    page: str
    name: str
    language: str
    is_edition: bool = False


def _content(settings: Settings, digest: Digest, frozen: _Frozen) -> Content:
    from drumbeat.digest.letter import Frame  # noqa: PLC0415
    from drumbeat.pipeline import freeze  # noqa: PLC0415

    fits = settings.evidence.attaches and _size(frozen.page) <= MOST_ATTACHED
    frame = Frame(
        evidence_page=f"{settings.evidence.url}/{frozen.name}" if frozen.name else "",
        attached=ATTACHED if fits else "",
        too_long=settings.evidence.attaches and not fits and not frozen.name,
        is_subscribed=frozen.is_edition,
        leave_page=leave_page(settings) if frozen.is_edition else "",
    )
    beside = {"evidence": frozen.page, "evidence_name": frozen.name, "attached": frame.attached}
    return freeze(digest, renderer(settings, frozen.language, frame), **beside)


def evidence_page(settings: Settings, team: Team, built: Built, *, instance: bool = True) -> str:
    """The page as HTML. It is made of the digest without its names. `instance`: whether its records lie there."""
    from drumbeat.digest.evidence.page import Desk  # noqa: PLC0415
    from drumbeat.digest.people.names import without_names  # noqa: PLC0415

    url = settings.servicenow.url if instance and settings.evidence.servicenow else ""
    desk = Desk(url, team.groups if not team.technicians else (), {table.name: table for table in tables(settings)})
    return renderer(settings, team.language).evidence(without_names(built.digest), built.evidence, desk)


def page_name(settings: Settings, digest: Digest, page: str) -> str:
    """A file's name that nobody can guess, and that tells neither team nor person; empty where nothing is served.

    It follows from the page and its period alone. So no page takes another's place, nor one language's that of
    another, and a draft that is made anew with nothing changed is the one that was approved.
    """
    if not settings.evidence.url:
        return ""
    from drumbeat.tokens import sign  # noqa: PLC0415

    payload = {"page": hashlib.sha256(page.encode()).hexdigest()[:32]}
    begins = datetime.combine(digest.period.start, time(), UTC)
    return f"{sign(_KIND, payload, settings.evidence.secrets, begins)}.html"


def opens(settings: Settings, content: Content) -> bool:
    """Whether all of the content's links to its page lead to where `publish` puts it.

    A quiet month has no such link, nor may a customer's own template: then there is none that could be dead.
    """
    if not content.evidence_name:
        return True
    links = content.html.count(content.evidence_name)
    if settings.evidence.folder is None:
        return not links
    return links == content.html.count(_link(settings, content))


def with_evidence_at(settings: Settings, content: Content, html: str, address: str) -> str:
    """The content's HTML with its evidence at another address: that of a draft is served once its mails leave."""
    return html.replace(_link(settings, content), escape(address)) if content.evidence_name else html


def _link(settings: Settings, content: Content) -> str:
    """As it stands in HTML."""
    return escape(f"{settings.evidence.url}/{content.evidence_name}")


def publish(settings: Settings, content: Content, now: datetime) -> None:
    """Put the page where it is served, whole, and take away pages that were put there too long ago.

    A page is good for so long after its mails, which may leave weeks after their draft was made (rule E16): its file
    is dated by `now`, and dated anew whenever the edition is sent again. Raises StoreError when the folder cannot be
    written. An edition without a page, or one that was frozen before a folder was set, has none to put anywhere.
    """
    folder = settings.evidence.folder
    if folder is None or not content.evidence_name:
        return
    from drumbeat.atomic_files import SERVED, write_whole  # noqa: PLC0415

    write_whole(folder / content.evidence_name, content.evidence.encode(), SERVED, now)
    for path in sorted(folder.glob("*.html")):
        if _is_ours(path, settings, now) and _age(path, now) > settings.evidence.valid:
            path.unlink(missing_ok=True)


def _is_ours(path: Path, settings: Settings, now: datetime) -> bool:
    """Whether the file's name is one that we gave. What is not ours is left alone."""
    from drumbeat.errors import TokenRefused  # noqa: PLC0415
    from drumbeat.tokens import read  # noqa: PLC0415

    try:
        read(path.stem, _KIND, settings.evidence.secrets, now, _EVER)
    except TokenRefused:
        return False
    return True


def _age(path: Path, now: datetime) -> timedelta:
    """Since the page was put there; none for one that another process has taken away meanwhile."""
    try:
        return now - datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return timedelta(0)


def _size(page: str) -> int:
    from drumbeat.delivery.message import encoded_size  # noqa: PLC0415

    return encoded_size(page)
