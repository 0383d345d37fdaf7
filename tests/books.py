"""Sources that turn given pages, for what must happen at an exact moment of a pull."""

from __future__ import annotations

from drumbeat.errors import TryLater
from drumbeat.ports import FIRST_PAGE, Cursor, Extent, Page
from drumbeat.pull.plan import Plan
from drumbeat.pull.run import pull
from drumbeat.records.tables import INCIDENT, TABLES
from stores import WINDOW, page, row


class Book:
    """A source that turns pages, of incidents only; what is put into `faults` is raised once, at that page.

    `meanwhile` is called before each page is handed over: the moment in which another process may be faster.
    """

    def __init__(self, *pages: Page) -> None:
        self._pages = dict(zip([FIRST_PAGE, *(each.following for each in pages)], pages, strict=False))
        self.asked: list[tuple[str, Extent, Cursor]] = []
        self.faults: dict[int, Exception] = {}
        self.meanwhile = lambda: None

    def fetch(self, table, extent, cursor=FIRST_PAGE) -> Page:
        """One page of incidents; other tables are empty."""
        self.asked.append((table.name, extent, cursor))
        if table is not INCIDENT:
            return page(remaining=0)
        number = list(self._pages).index(cursor)
        if number in self.faults:
            raise self.faults.pop(number)
        self.meanwhile()
        return self._pages[cursor]

    def count(self, table, extent) -> int | None:
        """Nobody counts."""

    def look_up(self, _table, _sys_ids) -> tuple:
        """What vanished is gone."""
        return ()

    @property
    def tables(self) -> list[str]:
        """Whose pages were asked for."""
        return [table for table, _, _ in self.asked]


def three_pages() -> Book:
    """Six rows."""
    return Book(
        page(row(1), row(2), following=2, remaining=6),
        page(row(3), row(4), following=4, remaining=4),
        page(row(5), row(6), remaining=2),
    )


class Stopping:
    """A source that is away from one table on."""

    def __init__(self, source, at: str) -> None:
        self._source = source
        self._at = at

    def fetch(self, table, extent, cursor=FIRST_PAGE) -> Page:
        """The other's page, before that table."""
        if table.name == self._at:
            raise TryLater("away.")
        return self._source.fetch(table, extent, cursor)

    def count(self, table, extent) -> int | None:
        """The other's."""
        return self._source.count(table, extent)

    def look_up(self, table, sys_ids) -> tuple:
        """The other's."""
        return self._source.look_up(table, sys_ids)


def pulled(source, records, window=WINDOW, *, full=True):
    """Pull; the states by table."""
    states = pull([source], records, Plan(window, TABLES, full), lambda _table, _state: None)
    return {state.table: state for state in states}
