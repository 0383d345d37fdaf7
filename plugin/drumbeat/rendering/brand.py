"""A customer's logo and colours, as the templates use them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from drumbeat.rendering.logo import CID, read_logo
from drumbeat.settings.contrast import readable_on

DARK_GROUND = "#1c2024"
"""Of the letter where the reader's device is dark, as in `email/extras.css`."""
_ACCENT = "#2a5d5b"


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that comes with the mail (rule E26)."""

    content: bytes
    """PNG."""
    alt: str
    width: int
    """As shown, in pixels."""
    height: int
    cid: str = CID
    """Content-ID, without angle brackets."""


@dataclass(frozen=True, slots=True)
class Brand:
    """How the mail looks; colours as `#rrggbb`."""

    accent: str = _ACCENT
    """Of headings, figures and bars on white."""
    accent_dark: str = readable_on(DARK_GROUND, _ACCENT)
    """The same where the reader's device is dark."""
    logo: Logo | None = None


PLAIN = Brand()


def brand(accent: str, logo: Path | None, alt: str, width: int) -> Brand:
    """A customer's own. Raises SettingsError for a logo that is no PNG."""
    shown = None
    if logo is not None:
        picture = read_logo(logo)
        shown = Logo(picture.content, alt, width, max(1, round(picture.height * width / picture.width)))
    return Brand(accent, readable_on(DARK_GROUND, accent), shown)
