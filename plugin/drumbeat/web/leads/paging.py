"""The way through a long list."""

from __future__ import annotations

from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.web.blocks import Link, Pager


def pager(to: str, count: Phrase, at: int, last: int) -> list[Pager]:
    """Where one is in the list of the page at `to`; nothing where it has one page alone."""
    if last == 1:
        return []
    on = f"{to}{'&' if '?' in to else '?'}page="
    earlier = Link(phrase("Earlier"), f"{on}{at - 1}") if at > 1 else None
    later = Link(phrase("Later"), f"{on}{at + 1}") if at < last else None
    return [Pager(phrase("{count}, page {page} of {last}", count=count, page=at, last=last), earlier, later)]
