"""What looking at an installation finds, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drumbeat.errors import DrumbeatError
from drumbeat.records.tables import Table


class Part(StrEnum):
    """What is looked at, in this order."""

    SETTINGS = "settings"
    STORE = "store"
    INSTANCE = "instance"
    TABLES = "tables"
    MAIL = "mail"
    EVIDENCE = "evidence"
    TEMPLATES = "templates"


@dataclass(frozen=True, slots=True)
class TableFinding:
    """What can be read of one table."""

    table: Table
    status: str
    """ok, partial, denied or absent."""
    read: int | None
    """Rows of the first page that the account may see; None: not known, as with the two below."""
    expected: int | None
    """All of the window, by X-Total-Count."""
    counted: int | None
    """The same by the Aggregate API."""
    advice: str
    """What to ask the ServiceNow administrator for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of it."""

    part: Part
    words: str
    """A sentence or two."""
    is_note: bool = False
    """Whether somebody should look at it, though everything works."""
    error: DrumbeatError | None = None
    """What is wrong, with what to do; None where nothing is."""
    tables: tuple[TableFinding, ...] = ()
