"""The cursor after a page."""

from __future__ import annotations

import pytest

from drumbeat.ports import FIRST_PAGE, Cursor
from drumbeat.source.paging import advance

AT = Cursor("m", 100)


@pytest.mark.parametrize(
    ("cursor", "page", "total", "following"),
    [
        (FIRST_PAGE, ["a", "b"], 2, None),
        (FIRST_PAGE, ["a", "b"], 3, Cursor("b")),
        (FIRST_PAGE, ["a"], 10, Cursor("a")),
        (FIRST_PAGE, ["a"], 2, Cursor("a")),
        (FIRST_PAGE, ["a"], None, Cursor("a")),
        (AT, ["p"], 101, Cursor("p")),
        (AT, ["p"], 102, Cursor("p")),
        (AT, ["p"], None, Cursor("p")),
        (AT, ["p"], 0, Cursor("p")),
        (FIRST_PAGE, ["p"], 0, None),
    ],
)
def test_after_rows_the_anchor_moves_to_the_last(cursor, page, total, following):
    """A page with rows is followed by what comes after its last, until from an anchor as many came as are left."""
    assert advance(cursor, page, 10, total) == following


@pytest.mark.parametrize(
    ("cursor", "reach", "total", "following"),
    [
        (FIRST_PAGE, 10, 0, None),
        (FIRST_PAGE, 10, 10, None),
        (FIRST_PAGE, 10, 11, Cursor("", 9)),
        (FIRST_PAGE, 1000, 5000, Cursor("", 900)),
        (FIRST_PAGE, 3, 11, Cursor("", 3)),
        (FIRST_PAGE, 1, 2, Cursor("", 1)),
        (AT, 10, 110, None),
        (AT, 10, 111, Cursor("m", 109)),
        (AT, 10, None, None),
        (FIRST_PAGE, 10, None, None),
    ],
)
def test_after_no_rows_only_the_offset_moves(cursor, reach, total, following):
    """An empty page is stepped over, a tenth less than was looked at, until the count is reached."""
    assert advance(cursor, [], reach, total) == following
