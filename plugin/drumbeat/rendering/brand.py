"""A customer's logo and colours, as the templates use them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that comes with the mail (rule E26)."""

    cid: str
    """Content-ID, without angle brackets."""
    alt: str
    width: int
    """As shown, in CSS pixels."""
    height: int


@dataclass(frozen=True, slots=True)
class Brand:
    """How the mail looks; colours as `#rrggbb`."""

    accent: str = "#2a5d5b"
    """Of headings, figures and links on white."""
    accent_dark: str = "#93cbc4"
    """The same where the reader's device is dark."""
    logo: Logo | None = None


PLAIN = Brand()
