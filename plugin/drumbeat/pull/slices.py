"""Cutting the rest of a table into slices of about the same size, one for each worker. Pure.

A sys_id is 32 hexadecimal digits that are spread evenly, but for rows that were imported with keys of their own. So
the rest is cut by its first digits. Slices cut by time would share rows: one that is resolved again while they are
read moves from one slice to another.
"""

from __future__ import annotations

import re

from drumbeat.ports import Cursor, Page

_DIGITS = 8
_HEXADECIMAL = re.compile(r"[0-9a-f]{32}")
_PAGES_EACH = 2
"""A slice that is shorter than this costs as many requests as it saves."""


def is_shared(rest: int, page_size: int, workers: int) -> bool:
    """Whether so many rows are worth cutting."""
    return workers > 1 and rest >= workers * _PAGES_EACH * page_size


def slices(page: Page, workers: int) -> tuple[Cursor, ...]:
    """Where reading goes on after the first page: in as many slices as there are workers, or in one."""
    if page.following is None:
        return ()
    rest = (page.remaining or 0) - len(page.rows)
    after = page.following.after
    if not _HEXADECIMAL.fullmatch(after) or not is_shared(rest, max(len(page.rows), 1), workers):
        return (page.following,)
    first, last = int(after[:_DIGITS], 16), 16**_DIGITS
    if last - first <= workers:
        return (page.following,)
    bounds = [f"{first + (last - first) * place // workers:0{_DIGITS}x}" for place in range(1, workers)]
    return tuple(
        Cursor(after=begins, offset=page.following.offset if not place else 0, until=ends)
        for place, (begins, ends) in enumerate(zip([after, *bounds], [*bounds, ""], strict=True))
    )
