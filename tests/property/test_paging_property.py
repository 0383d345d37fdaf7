"""Paging against a model of an instance: rights, caps, and rows that come and go."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import example, given
from hypothesis import strategies as st

from drumbeat.ports import FIRST_PAGE, Cursor
from drumbeat.source.paging import advance


@dataclass
class Model:
    """Rows in order of their keys; some may not be read."""

    keys: list[str]
    hidden: set[str]
    cap: int
    counts: bool = True

    def page(self, cursor: Cursor, limit: int) -> tuple[list[str], int, int | None]:
        """The readable rows of a page, how many rows it looked at, and the count before rights."""
        after = [key for key in self.keys if key > cursor.after]
        reach = min(limit, self.cap)
        window = after[cursor.offset : cursor.offset + reach]
        return [key for key in window if key not in self.hidden], reach, len(after) if self.counts else None


def read(model: Model, limit: int, between=lambda: None) -> tuple[list[str], int]:
    """All keys that come, and the number of requests."""
    found: list[str] = []
    cursor: Cursor | None = FIRST_PAGE
    requests = 0
    most = 3 * len(model.keys) + 3
    while cursor is not None:
        page, reach, total = model.page(cursor, limit)
        found += page
        cursor = advance(cursor, page, reach, total)
        requests += 1
        assert requests <= most, "reading does not end"
        between()
    return found, requests


KEYS = st.lists(st.text("0123456789abcdef", min_size=4, max_size=4), unique=True, max_size=80).map(sorted)


@given(KEYS, st.integers(1, 12), st.integers(1, 12), st.data())
def test_every_readable_row_comes_exactly_once(keys, limit, cap, data):
    """Whatever rows are hidden or capped, each readable row comes once, and reading ends (rule E54)."""
    hidden = data.draw(st.sets(st.sampled_from(keys)) if keys else st.just(set()))
    found, requests = read(Model(keys, hidden, cap), limit)
    assert found == [key for key in keys if key not in hidden]
    assert requests <= len(keys) + 1


@given(KEYS, st.integers(1, 12), st.integers(1, 12), st.integers(0, 80), st.integers(0, 80))
@example(keys=[f"{place:04x}" for place in range(60)], limit=5, cap=5, begin=0, length=59)
def test_a_dense_hidden_block_is_stepped_over(keys, limit, cap, begin, length):
    """A block of hidden rows of any length, anywhere, hides nothing behind it."""
    hidden = set(keys[begin : begin + length])
    assert read(Model(keys, hidden, cap), limit)[0] == [key for key in keys if key not in hidden]


@given(KEYS, st.integers(1, 12))
def test_without_a_count_reading_ends_at_the_first_empty_page(keys, limit):
    """With no count and nothing hidden, every row comes once, at the price of one empty page."""
    found, _ = read(Model(keys, set(), limit, counts=False), limit)
    assert found == keys


@given(KEYS, st.integers(10, 20), st.data())
def test_a_row_that_leaves_between_two_pages_hides_no_other(keys, limit, data):
    """While one row at a time leaves the window, every readable row that stays still comes, and none twice."""
    hidden = data.draw(st.sets(st.sampled_from(keys)) if keys else st.just(set()))
    leaving = data.draw(st.permutations(keys).map(lambda some: some[: len(some) // 3]))
    stay = [key for key in keys if key not in hidden and key not in leaving]
    model = Model(list(keys), hidden, limit)

    def one_leaves():
        if leaving:
            model.keys.remove(leaving.pop())

    found, _ = read(model, limit, one_leaves)
    assert len(found) == len(set(found))
    assert set(stay) <= set(found)


@given(KEYS, KEYS, st.integers(1, 12))
def test_rows_that_join_while_reading_do_not_keep_it_from_ending(keys, more, limit):
    """Rows that come into the window one after the other are read or not, but the old ones all are, once."""
    model = Model(list(keys), set(), limit)
    joining = [key for key in more if key not in keys]

    def one_joins():
        if joining:
            model.keys = sorted([*model.keys, joining.pop()])

    found, _ = read(model, limit, one_joins)
    assert len(found) == len(set(found))
    assert set(keys) <= set(found)
