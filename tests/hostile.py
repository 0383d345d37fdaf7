"""Hostile twins: a digest of which every word that people write was written by somebody who wishes us ill."""

from __future__ import annotations

import dataclasses
from typing import Any

from digests import rich_digest
from drumbeat.digest.language.phrase import Phrase
from drumbeat.digest.model import Digest

TURNED = "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe\N{POP DIRECTIONAL FORMATTING}\N{RIGHT-TO-LEFT MARK}"
OPEN = "\N{LEFT-TO-RIGHT ISOLATE}\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}\N{POP DIRECTIONAL ISOLATE}"
UNSEEN = "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NO-BREAK SPACE}\N{WORD JOINER}"
HOSTILE = (
    f"<script>alert(1)</script>{{{{7*7}}}}{{% raw %}}{{n}}{TURNED}{OPEN}{UNSEEN} \N{FIRE}\r\nBcc: all@example.com\x00"
    "\u2028 [a](b) `c` | **d** &amp;"
)
"""Behind every string. The words in it are ASCII, so that a test can ask where they stand."""
LONG = 4_000
"""Characters of a title."""
_OURS = {"id", "time_zone", "headline", "label", "reason", "lacks", "withheld", "table", "evidence", "unread"}
"""Fields and places that hold words and names of ours, not what people write into records."""
_TITLES = {"title", "note"}


def hostile(digest: Digest) -> Digest:
    """The same digest, its own words in front of hostile ones; titles are 4,000 characters long, and some are empty.

    Every number of the digest is still in it, so that a test can look for each.
    """
    twin = _hostile(digest)
    return dataclasses.replace(
        twin,
        improvements_completed=_first_untitled(twin.improvements_completed),
        articles=_first_untitled(twin.articles),
    )


def hostile_digest() -> Digest:
    """The twin of the busy month."""
    return hostile(rich_digest())


def _hostile(value: Any, name: str = "") -> Any:
    if name in _OURS:
        return value
    if isinstance(value, Phrase):
        return dataclasses.replace(value, values=tuple((place, _hostile(each, place)) for place, each in value.values))
    if type(value) is str and value:
        return _attacked(value, name)
    if isinstance(value, tuple):
        return tuple(_hostile(each, name) for each in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in dataclasses.fields(value)]
        return dataclasses.replace(value, **{each: _hostile(getattr(value, each), each) for each in names})
    return value


def _attacked(text: str, name: str) -> str:
    worse = f"{text} {HOSTILE}"
    return worse + "m" * (LONG - len(worse)) if name in _TITLES else worse


def _first_untitled(lines: tuple) -> tuple:
    return tuple(dataclasses.replace(line, title="") if at == 0 else line for at, line in enumerate(lines))
