"""Where the next page begins. Pure; cannot loop.

The limit is applied before ACLs, so a short or an empty page is not the end of a table (traps 1 and 2). The
count of the page's own query, X-Total-Count, is of rows before ACLs: rows are left while it says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from drumbeat.ports import Cursor


def advance(cursor: Cursor, page: Sequence[str], limit: int, remaining: int | None) -> Cursor | None:
    """The cursor after a page, or None at the end.

    `page` holds the sys_ids received, in order; `limit` is what was asked for; `remaining` is X-Total-Count, None
    when the header is missing. After a page with rows the anchor moves to its last row, which skips nothing,
    since every readable row after it has a greater sys_id. After an empty one only the offset can move, by what
    was asked for. That a page is short proves nothing: an instance may also cap the limit (trap 19).
    """
    if remaining is None:
        # Without a count, an empty page is all that can prove the end (trap 20).
        return Cursor(after=page[-1]) if page else None
    if page:
        return None if cursor.offset + len(page) >= remaining else Cursor(after=page[-1])
    return None if cursor.offset + limit >= remaining else Cursor(cursor.after, cursor.offset + limit)
