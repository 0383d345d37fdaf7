"""Where the next page begins. Pure; cannot loop.

The limit is applied before ACLs, so a short or an empty page is not the end of a table (traps 1 and 2). The
count of the page's own query, X-Total-Count, is of rows before ACLs: rows are left while it says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drumbeat.ports import Cursor

_OVERLAP = 10
"""An offset moves by a tenth less than was looked at: rows that leave the window meanwhile move the rest up."""


def advance(cursor: Cursor, page: Sequence[str], reach: int, total: int | None) -> Cursor | None:
    """The cursor after a page, or None at the end.

    `page` holds the sys_ids received, in order; `reach` is how many rows the instance looked at to make the page,
    readable or not; `total` is the number of rows after the anchor, X-Total-Count, None when nobody said.

    After a page with rows the anchor moves to its last row, which skips nothing, since every readable row after it
    has a greater sys_id. After an empty one only the offset can move. That a page is short proves nothing: the
    instance may have left rows out, or capped the limit (trap 19). Nor does an offset that meets the total: it moves
    over rows that may not be read, and they may be left out of the total (fact sheet 1.5 no. 4).
    """
    if page:
        is_last = total is not None and not cursor.offset and len(page) >= total
        return None if is_last else replace(cursor, after=page[-1], offset=0)
    if total is None or cursor.offset + reach >= total:
        return None
    return replace(cursor, offset=cursor.offset + reach - reach // _OVERLAP)
