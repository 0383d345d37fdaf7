"""How a customer's mails look: logo, colour, and a few words of their own."""

from __future__ import annotations

import re
from math import floor
from pathlib import Path

from pydantic import Field, field_validator

from drumbeat.settings.contrast import READABLE, ratio
from drumbeat.settings.section import Section

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_WHITE = "#ffffff"
_LONGEST_INTRO = 300


class BrandSettings(Section):
    """Everything here may be left out."""

    logo: Path | None = None
    """A PNG of up to 100 kB; it comes with the mail, so that no reader's program has to fetch it."""
    logo_alt: str = ""
    """What is read where pictures are not shown: the company's name."""
    logo_width: int = 160
    """As shown, in pixels; the height follows."""
    accent: str = "#2a5d5b"
    """Of headings, figures and bars. Where the reader's device is dark it is made lighter by itself."""
    intro: dict[str, str] = Field(default_factory=dict)
    """A sentence above everything, by language: intro.en = "From the IT of Example Ltd."."""

    @field_validator("logo")
    @classmethod
    def _is_file(cls, logo: Path | None) -> Path | None:
        if logo is not None and not logo.is_file():
            message = "there is no such file"
            raise ValueError(message)
        return logo

    @field_validator("logo_width")
    @classmethod
    def _fits(cls, width: int) -> int:
        if not 16 <= width <= 504:  # noqa: PLR2004  the letter's inner width
            message = "must lie between 16 and 504 pixels"
            raise ValueError(message)
        return width

    @field_validator("accent")
    @classmethod
    def _is_readable(cls, colour: str) -> str:
        colour = colour.lower()
        if not _COLOUR.fullmatch(colour):
            message = "must be a colour like #2a5d5b"
            raise ValueError(message)
        found = ratio(colour, _WHITE)
        if found < READABLE:
            rounded = floor(found * 100) / 100  # never up to what would do
            message = (
                f"has a contrast of {rounded} on white; {READABLE} is the least that all can read. Take a darker one"
            )
            raise ValueError(message)
        return colour

    @field_validator("intro")
    @classmethod
    def _is_short(cls, intro: dict[str, str]) -> dict[str, str]:
        if any(len(text) > _LONGEST_INTRO for text in intro.values()):
            message = f"must have at most {_LONGEST_INTRO} characters"
            raise ValueError(message)
        return intro
