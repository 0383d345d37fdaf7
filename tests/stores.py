"""A store on a file, and what to put into it."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from drumbeat.editions.deliveries import Delivery, Outcome
from drumbeat.editions.recipients import RecipientKind, Rule, RuleChange
from drumbeat.ports import FIRST_PAGE, AuditEntry, Content, Cursor, Fetched, Page, Window
from drumbeat.records.period import Period
from drumbeat.records.row import Cell, RawRow
from drumbeat.store.database import Database
from drumbeat.store.editions import EditionStore
from drumbeat.store.recipients import RecipientStore

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
WINDOW = Window(datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))
OCTOBER = Period.month(2026, 10, ZoneInfo("Europe/Berlin"))
CONTENT = Content("October", "<p>One</p>", "One", '{"figures": [], "period": {"whole": true}}')


@cache
def _migrated() -> bytes:
    """A file with an empty store. It is made once in a process: a copy costs a hundredth of what migrating does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        Database(f"sqlite:///{path}").close()
        return path.read_bytes()


def new_store(path: Path) -> Path:
    """An empty store at a path, unless there is a file; as safe from other people's eyes as one that was made there."""
    if not path.exists():
        path.touch(0o600)
        path.write_bytes(_migrated())
    return path


def open_database(path: Path) -> Database:
    """The store at a path; a new one if there is none."""
    return Database(f"sqlite:///{new_store(path)}")


def receives(recipients: RecipientStore, team: str, *addresses: str) -> None:
    """From now on these addresses receive the team's digest."""
    change = RuleChange([Rule(RecipientKind.ADDRESS, each) for each in addresses])
    recipients.change(team, change, AuditEntry(NOW, "tester", "change recipients"))


def receives_no_more(recipients: RecipientStore, team: str, *addresses: str) -> None:
    """They do not any more, and what has not left to them is withdrawn."""
    change = RuleChange(removed=[Rule(RecipientKind.ADDRESS, each) for each in addresses], withdrawn=addresses)
    recipients.change(team, change, AuditEntry(NOW, "tester", "change recipients"))


def claim(editions: EditionStore, edition_id: int, recipient: str, now: datetime) -> Delivery | None:
    """Take one delivery; None where it is not to be had."""
    found = editions.claim(edition_id, [recipient], now)
    return found[0] if found else None


def settle(editions: EditionStore, edition_id: int, outcome: Outcome, now: datetime = NOW) -> None:
    """Say what became of one."""
    editions.settle(edition_id, [outcome], now)


def moved(**span) -> Window:
    """The window, asked for so much later."""
    return Window(WINDOW.start, WINDOW.end + timedelta(**span))


def later(**span: int) -> datetime:
    """So long after NOW."""
    return NOW + timedelta(**span)


def sys_id(number: int) -> str:
    """The number as a sys_id: 32 digits, in the order of the numbers."""
    return f"{number:032x}"


def row(number: int, resolved_at: str = "2026-10-05 10:00:00", **more: str) -> RawRow:
    """An incident as it arrives."""
    values = {"sys_id": sys_id(number), "number": f"INC{number}", "resolved_at": resolved_at, **more}
    return {name: Cell(value, value) for name, value in values.items()}


def page(*rows: RawRow, following: int | None = None, remaining: int | None = None) -> Page:
    """A page, of which the next begins after the row of number `following`."""
    return Page(rows, Cursor(sys_id(following)) if following is not None else None, remaining)


def fetched(
    *rows: RawRow, cursor: int | None = None, following: int | None = None, remaining: int | None = None
) -> Fetched:
    """A page that was fetched after the row of number `cursor`, of which the next begins after `following`."""
    found = page(*rows, following=following, remaining=remaining)
    begins = FIRST_PAGE if cursor is None else Cursor(sys_id(cursor))
    return Fetched(begins, found, () if found.following is None else (found.following,))


def dump(path: Path, table: str, columns: str = "*") -> list[tuple]:
    """Every row of one of the store's own tables, byte for byte, in order."""
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.execute(f"SELECT {columns} FROM {table}"))  # noqa: S608  names of ours
