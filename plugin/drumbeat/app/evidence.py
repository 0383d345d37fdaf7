"""The evidence page of an edition: made once, linked or attached, and opened from the store or from a folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from drumbeat.app.judging import tables
from drumbeat.app.leaving import leave_page
from drumbeat.app.mail import html_file, renderer
from drumbeat.app.storage import Store
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


def evidence_address(settings: Settings) -> str:
    """Where links of mails lead, but for the names of pages; empty where none opens a page."""
    from drumbeat.tokens.of_evidence import FOLDER  # noqa: PLC0415

    said = settings.evidence
    if said.url or not (said.served and settings.web.url):
        return said.url
    return f"{settings.web.url}/{FOLDER}"


def edition_contents(settings: Settings, team: Team, built: Built) -> tuple[Content, Content | None]:
    """What an edition holds, and the same without names where it names people. Both share one evidence page."""
    from drumbeat.digest.people.names import without_names  # noqa: PLC0415

    page = evidence_page(settings, team, built)
    frozen = _Frozen(page, page_name(settings, built.digest, page), team.language, is_edition=True)
    bare = _content(settings, without_names(built.digest), frozen) if built.namings else None
    return _content(settings, built.digest, frozen), bare


def unserved_content(settings: Settings, team: Team, built: Built, *, instance: bool = True) -> Content:
    """The same for a report, which no link opens: its page comes with it, unless `attach` is off."""
    said = settings.evidence
    unserved = EvidenceSettings(served=False, attach=said.attach, servicenow=said.servicenow)
    alone = settings.model_copy(update={"evidence": unserved})
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

    said = settings.evidence.attach
    attaches = not frozen.name if said == "auto" else said
    fits = attaches and _size(frozen.page) <= MOST_ATTACHED
    frame = Frame(
        evidence_page=f"{evidence_address(settings)}/{frozen.name}" if frozen.name else "",
        attached=ATTACHED if fits else "",
        too_long=attaches and not fits and not frozen.name,
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
    """A name that nobody can guess, and that tells neither team nor person; empty where no link opens pages."""
    return name_where(settings, page, digest.period.start) if evidence_address(settings) else ""


def name_where(settings: Settings, page: str, begins: date) -> str:
    """The name of a page of a period, signed by the secret of the place where links lead."""
    from drumbeat.tokens.of_evidence import name_of  # noqa: PLC0415

    said = settings.evidence
    return name_of(page, begins, said.secrets if said.url else settings.web.secrets)


def opens(settings: Settings, content: Content) -> bool:
    """Whether all of the content's links to its page lead to where it is opened.

    A quiet month has no such link, nor may a customer's own template: then there is none that could be dead.
    """
    if not content.evidence_name:
        return True
    links = content.html.count(content.evidence_name)
    if not evidence_address(settings):
        return not links
    return links == content.html.count(_link(settings, content))


def opened_page(settings: Settings, store: Store, name: str, now: datetime) -> str | None:
    """The page that a link opens; None where its time is over, or another draft has taken its place.

    A draft's page opens as well: a mail that somebody had sent to themselves for a look has links. Raises TokenRefused
    for a name that was never given, by any secret that there is or was.
    """
    from drumbeat.errors import TokenRefused  # noqa: PLC0415
    from drumbeat.tokens.of_evidence import is_ours  # noqa: PLC0415

    if not is_ours(name, tuple(filter(None, (*settings.web.secrets, *settings.evidence.secrets))), now):
        raise TokenRefused("The link is not one of ours, or is damaged.")
    kept = store.evidence_pages.find(name)
    if kept is None or (kept.left_at is not None and now - kept.left_at > settings.evidence.valid):
        return None
    return kept.page


def with_evidence_at(settings: Settings, content: Content, html: str, address: str) -> str:
    """The content's HTML with its evidence at another address, as a folder has that of a draft only once it leaves."""
    if settings.evidence.folder is None:
        return html
    return html.replace(_link(settings, content), escape(address)) if content.evidence_name else html


def _link(settings: Settings, content: Content) -> str:
    """As it stands in HTML."""
    return escape(f"{evidence_address(settings)}/{content.evidence_name}")


def publish(settings: Settings, content: Content, now: datetime) -> None:
    """Put the page into the folder of a web server, whole, and take away pages that were put there too long ago.

    A page is good for so long after its mails, which may leave weeks after their draft was made (rule E16): its file
    is dated by `now`, and dated anew whenever the edition is sent again. Raises StoreError when the folder cannot be
    written. An edition without a page, or one that was frozen before a folder was set, has none to put anywhere; what
    `drumbeat serve` opens is in the store.
    """
    folder = settings.evidence.folder
    if folder is None or not content.evidence_name:
        return
    from drumbeat.atomic_files import SERVED, write_whole  # noqa: PLC0415
    from drumbeat.tokens.of_evidence import is_ours  # noqa: PLC0415

    write_whole(folder / content.evidence_name, content.evidence.encode(), SERVED, now)
    for path in sorted(folder.glob("*.html")):  # what is not ours is left alone
        if is_ours(path.name, settings.evidence.secrets, now) and _age(path, now) > settings.evidence.valid:
            path.unlink(missing_ok=True)


def _age(path: Path, now: datetime) -> timedelta:
    """Since the page was put there; none for one that another process has taken away meanwhile."""
    try:
        return now - datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return timedelta(0)


def _size(page: str) -> int:
    from drumbeat.delivery.message import encoded_size  # noqa: PLC0415

    return encoded_size(page)
