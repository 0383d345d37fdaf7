"""What a page's function gives back: a page, where to go next, a file, or a mail to look at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from drumbeat.digest.language.phrase import Phrase
from drumbeat.web.blocks import Block, Words


@dataclass(frozen=True, slots=True)
class Page:
    """All that a page says."""

    title: Words
    blocks: tuple[Block, ...]
    status: int = 200
    refresh: int = 0
    """Seconds after which the browser loads it again; 0: never."""
    team: int | None = None
    """Number of the team whose menu stands around it, where the address does not say; not to who may not open it."""


@dataclass(frozen=True, slots=True)
class Go:
    """What a form is answered with: go to another page, which says what was done (303, Post/Redirect/Get)."""

    to: str
    """Its address without that of the installation."""
    said: Phrase | None = None
    is_trouble: bool = False


@dataclass(frozen=True, slots=True)
class Download:
    """A file to keep."""

    name: str
    content: bytes | Path
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail's HTML within a `Frame`: it runs no script and fetches nothing, whatever stands in it."""

    html: str
    leads_on: bool = False
    """Whether its links work, as the frame's."""


def with_links_on_top(html: str) -> str:
    """A mail's HTML, with links that open in place of the whole page."""
    return html.replace("<head>", '<head><base target="_top">', 1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whoever sent this is signed in from now on."""

    address: str
    to: str
    was_elsewhere: bool = False
    """What the browser held meanwhile (`Leave.flow`) goes."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Go to another site, which sends the browser back (303)."""

    to: str
    """The whole address, of a site that the settings name."""
    flow: str
    """What the browser holds until then: signed, readable, and its own."""


@dataclass(frozen=True, slots=True)
class SignedOut:
    """Whoever sent this is signed in no more."""

    to: str


Answer: TypeAlias = Page | Go | Download | Preview | SignedIn | Leave | SignedOut
