"""What every source of work records promises (`ports.Source`), run against ServiceNow and against an exported list."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from drumbeat.errors import SourceError, TableAbsent
from drumbeat.ports import FIRST_PAGE, Source
from drumbeat.records.tables import CHANGE, INCIDENT
from drumbeat.simulator.instance import Row
from drumbeat.simulator.server import Simulator
from drumbeat.source.exported_list import ExportedList, Reading
from sources import OCTOBER, incidents, instance_of, numbers, pages, source_of

HEADER = ("number", "state", "opened_at", "resolved_at", "short_description")
HOSTILE = 'Line one\nline two; "quoted", with comma, – Ünïcode 😀 <b>&amp;'


class Sources:
    """Makes sources of one kind, each over the same rows as the last."""

    def __init__(self, kind: str, folder: Path, stack: ExitStack) -> None:
        self._kind = kind
        self._folder = folder
        self._stack = stack

    def over(self, rows: list[Row]) -> Iterator[Source]:
        """Any number of new sources over the rows."""
        if self._kind == "list":
            path = self._folder / "incident.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, HEADER)
                writer.writeheader()
                writer.writerows(rows)
            while True:
                yield ExportedList(path, INCIDENT, Reading())
        instance = instance_of(rows, absent=frozenset({CHANGE.name}))
        simulator = self._stack.enter_context(Simulator(instance, rng=random.Random(1)))
        while True:
            yield source_of(simulator)


@pytest.fixture(params=["servicenow", "list"])
def sources(request, tmp_path):
    """Sources of either kind."""
    with ExitStack() as stack:
        yield Sources(request.param, tmp_path, stack)


@pytest.mark.parametrize("count", [0, 1, 4, 5, 8, 23])
def test_every_row_comes_exactly_once(sources, count):
    """All pages together hold each row once, whether or not the last page is full."""
    rows = incidents(count)
    assert sorted(numbers(next(sources.over(rows)))) == [row["number"] for row in rows]


def test_a_page_can_be_asked_for_again(sources):
    """The same cursor gives the same page."""
    source = next(sources.over(incidents(11)))
    for cursor, page in pages(source):
        assert source.fetch(INCIDENT, OCTOBER, cursor) == page


def test_reading_goes_on_from_any_page(sources):
    """A new source that begins at a page's cursor reads that page's rows and all later ones, and no others."""
    fresh = sources.over(incidents(11))
    read = list(pages(next(fresh)))
    for place, (cursor, _) in enumerate(read):
        rest = [row["number"].value for _, page in read[place:] for row in page.rows]
        assert numbers(next(fresh), cursor=cursor) == rest


def test_remaining_counts_from_the_page_on(sources):
    """`remaining` is the number of rows of this page and of all later ones."""
    read = [page for _, page in pages(next(sources.over(incidents(11))))]
    for place, page in enumerate(read):
        assert page.remaining == sum(len(later.rows) for later in read[place:])


def test_cells_are_as_servicenow_stores_them(sources):
    """A row's cells are its stored texts: times as UTC text, an empty one as empty text with its key there."""
    row = {**incidents(1)[0], "short_description": HOSTILE, "opened_at": ""}
    (found,) = next(sources.over([row])).fetch(INCIDENT, OCTOBER).rows
    assert {name: found[name].value for name in HEADER} == {name: row[name] for name in HEADER}
    assert found["short_description"].display == HOSTILE


def test_rows_hold_only_the_fields_of_the_table(sources):
    """A row holds no field that the table's description does not ask for."""
    (found,) = next(sources.over(incidents(1))).fetch(INCIDENT, OCTOBER).rows
    assert set(found) <= set(INCIDENT.fields)


def test_a_table_that_is_not_there_is_said_to_be_absent(sources):
    """A table that the source does not have raises TableAbsent, each time: it never looks like an empty one."""
    source = next(sources.over(incidents(2)))
    for _ in range(2):
        with pytest.raises(TableAbsent) as caught:
            source.fetch(CHANGE, OCTOBER)
        assert isinstance(caught.value, SourceError)
        assert (caught.value.exit_code, bool(caught.value.recovery)) == (3, True)
    assert len(numbers(source)) == 2


def test_nothing_is_one_last_empty_page(sources):
    """A table without rows is one empty page, the last, with nothing remaining."""
    page = next(sources.over([])).fetch(INCIDENT, OCTOBER, FIRST_PAGE)
    assert (page.rows, page.following, page.remaining) == ((), None, 0)
