"""The way through a long list."""

from __future__ import annotations

from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.web.blocks import Link, Pager


def pager(to: str, count: Phrase, at: int, last: int, *, name: str = "") -> list[Pager]:
    """Where one is in the list of the page at `to`; nothing where it has one page alone.

    `name`: that of the section which the list is, where the page has several.
    """
    if last == 1:
        return []
    on, end = f"{to}{'&' if '?' in to else '?'}{name or 'page'}=", f"#{name}" if name else ""
    earlier = Link(phrase("Earlier"), f"{on}{at - 1}{end}") if at > 1 else None
    later = Link(phrase("Later"), f"{on}{at + 1}{end}") if at < last else None
    return [Pager(phrase("{count}, page {page} of {last}", count=count, page=at, last=last), earlier, later)]
