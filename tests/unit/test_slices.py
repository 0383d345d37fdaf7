"""Cutting the rest of a table: no row lost, none read twice."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drumbeat.ports import Cursor, Page
from drumbeat.pull.slices import is_shared, slices
from drumbeat.records.row import Cell

HEX = st.text("0123456789abcdef", min_size=32, max_size=32)
KEYS = st.one_of(HEX, st.text("0123456789abcdefABCXYZz_-", min_size=1, max_size=40))
LOW, HIGH = "0" * 32, "f" * 32


def page_to(after: str, *, rows: int = 10, remaining: int | None = 100_000, offset: int = 0) -> Page:
    """A first page that ends with a sys_id."""
    cells = tuple({"sys_id": Cell(after, after)} for _ in range(rows))
    return Page(cells, Cursor(after, offset), remaining)


def holds(cursor: Cursor, key: str) -> bool:
    """Whether a query from the cursor asks for the row (`sys_id>after`, `sys_id<=until`)."""
    return key > cursor.after and (not cursor.until or key <= cursor.until)


@given(HEX, st.integers(2, 4), KEYS)
@example(LOW, 4, HIGH)
@example(HIGH, 4, "fffffffff")
@example("fffffffe" + "f" * 24, 4, "ffffffff" + "0" * 24)
@example("00000000" + "f" * 24, 4, "40000000")
def test_every_key_lies_in_exactly_one_slice(after, workers, key):
    """Whatever sys_id there may be after the first page, exactly one slice asks for it; none before it is."""
    cut = slices(page_to(after), workers)
    assert sum(holds(cursor, key) for cursor in cut) == (key > after)


@given(HEX, st.integers(2, 4))
def test_as_many_slices_as_workers(after, workers):
    """A long rest is cut into one slice a worker, all of them different."""
    cut = slices(page_to(after), workers)
    assert len(cut) == len(set(cut)) == workers


@pytest.mark.parametrize("workers", [2, 3, 4])
def test_slices_are_about_as_long(workers):
    """Keys that are spread evenly fall into slices of about the same size."""
    rng = random.Random(workers)
    keys = [f"{rng.getrandbits(128):032x}" for _ in range(4000)]
    cut = slices(page_to("0" * 31 + "1"), workers)
    sizes = [sum(holds(cursor, key) for key in keys) for cursor in cut]
    assert max(sizes) < 1.2 * min(sizes)


@pytest.mark.parametrize("after", ["", "abc", "0" * 31, "F" * 32, "z" * 32, "0" * 33, "a" * 31 + "\n"])
def test_keys_of_another_kind_are_not_cut(after):
    """Where the last sys_id is no 32 hexadecimal digits nobody knows how the rest is spread: one slice."""
    page = page_to(after)
    assert slices(page, 4) == (page.following,)


@pytest.mark.parametrize("remaining", [None, 0, 5, 10, 89])
def test_a_short_rest_is_not_cut(remaining):
    """A rest that is not long, or of which nobody knows how long it is, stays in one piece."""
    page = page_to("1" * 32, remaining=remaining)
    assert slices(page, 4) == (page.following,)
    assert len(slices(page_to("1" * 32, remaining=90), 4)) == 4


def test_one_worker_has_one_slice():
    """One worker goes on where the first page ended."""
    page = page_to("1" * 32)
    assert slices(page, 1) == (page.following,)


def test_after_the_last_page_there_is_none():
    """A first page that was the last leaves nothing."""
    assert slices(Page((), None, 7), 4) == ()


def test_an_offset_stays_with_the_first_slice():
    """Rows that were stepped over lie at the beginning of the first slice only."""
    cut = slices(page_to("1" * 32, offset=40), 3)
    assert [cursor.offset for cursor in cut] == [40, 0, 0]


@given(st.integers(-100, 10_000), st.integers(1, 1000), st.integers(1, 4))
def test_sharing_pays(rest, page_size, workers):
    """A rest is shared exactly when each worker has at least two full pages of it."""
    assert is_shared(rest, page_size, workers) == (workers > 1 and rest >= 2 * page_size * workers)
