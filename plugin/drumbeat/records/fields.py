"""Typed reading of raw cells: everything arrives as text, and "false" must not become True (trap 47)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache

from drumbeat.records.model import NOBODY, Ref
from drumbeat.records.row import Cell, RawRow

_SYS_ID = re.compile(r"[0-9a-f]{32}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}")
_TRUE = frozenset({"true", "1", "yes"})
_FALSE = frozenset({"false", "0", "no"})
_EMPTY = Cell("", "")


class MalformedError(ValueError):
    """A cell that is not what its field holds. Names the field, never the content."""


def text(row: RawRow, name: str) -> str:
    """The stored text, stripped. Half a surrogate pair, which JSON may carry and UTF-8 may not, becomes a mark."""
    return row.get(name, _EMPTY).value.strip().encode("utf-8", "replace").decode("utf-8")


def label(row: RawRow, name: str) -> str:
    """What a person sees of a choice, in lower case."""
    return row.get(name, _EMPTY).display.strip().lower()


def code(row: RawRow, name: str) -> str:
    """A choice's value as one word: `Successful with issues` and `successful_with_issues` are the same."""
    return one_word(text(row, name))


def label_code(row: RawRow, name: str) -> str:
    """A choice's label as one word, where the values are not documented (fact sheet 2.5)."""
    return one_word(label(row, name))


@lru_cache(maxsize=4096)
def one_word(choice: str) -> str:
    """A choice as one word, without differences of case, blanks and punctuation. Choices repeat, so they are kept."""
    return re.sub(r"[^0-9a-z]+", "_", choice.lower()).strip("_")


def ref(row: RawRow, name: str) -> Ref:
    """A reference. Empty is `""` in every form (trap 48); a value that is no sys_id is a name."""
    cell = row.get(name, _EMPTY)
    value, shown = cell.value.strip(), cell.display.strip()
    if not value and not shown:
        return NOBODY
    if _SYS_ID.fullmatch(value):
        return Ref(value, "" if shown == value else shown)
    return Ref("", shown or value)


def moment(row: RawRow, name: str) -> datetime | None:
    """A glide_date_time: UTC without zone, to the second (fact sheet 1.4)."""
    found = text(row, name)
    if not found:
        return None
    if not _MOMENT.fullmatch(found):
        raise MalformedError(name)
    try:
        return datetime.fromisoformat(found).replace(tzinfo=UTC)
    except ValueError:
        raise MalformedError(name) from None


def day(row: RawRow, name: str) -> date | None:
    """A glide_date: a day without time and without zone."""
    found = text(row, name)
    if not found:
        return None
    try:
        return date.fromisoformat(found[:10])
    except ValueError:
        raise MalformedError(name) from None


def integer(row: RawRow, name: str) -> int | None:
    """A whole number; None when the field is missing or empty."""
    found = text(row, name).replace(",", "")
    if not found:
        return None
    try:
        return int(float(found))
    except (ValueError, OverflowError):
        raise MalformedError(name) from None


def boolean(row: RawRow, name: str) -> bool | None:
    """True or false; None when the field is missing or empty."""
    found = text(row, name).lower()
    if not found:
        return None
    if found in _TRUE:
        return True
    if found in _FALSE:
        return False
    raise MalformedError(name)


def shows_utc(value: str, display: str) -> bool:
    """Whether a stored and a displayed time are the same, which shows that the account's zone is UTC."""
    return moment({"m": Cell(value, value)}, "m") is not None and value == display
