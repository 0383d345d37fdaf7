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
_AMOUNT = re.compile(r"((?:[^0-9]*[^0-9.,])?)([0-9][0-9.,'\u2019\s]*)[^0-9]*")
_LONGEST_AMOUNT = 40
_GROUP = 3
"""Digits between two commas of a large number."""
_MARKUP = re.compile(r"<[^<>]*>|&nbsp;|\[/?code\]")
_NOTHING_SAID = frozenset({"", "na", "none", "nil", "tbd", "todo"})
_ENOUGH = 4000
"""Characters after which nobody doubts that something is written."""


class MalformedError(ValueError):
    """A cell that is not what its field holds. Names the field, never the content."""


def text(row: RawRow, name: str) -> str:
    """The stored text, stripped. Half a surrogate pair, which JSON may carry and UTF-8 may not, becomes a mark."""
    value = row.get(name, _EMPTY).value.strip()
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")


def key(row: RawRow) -> str:
    """What tells a row from the others of its table: its sys_id, or its number where a list carries no sys_id."""
    return text(row, "sys_id") or text(row, "number")


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
    cell = row.get(name)
    return NOBODY if cell is None else _pointing(cell)


@lru_cache(maxsize=16384)
def _pointing(cell: Cell) -> Ref:
    """Groups, items and people repeat, so the references to them are kept, and shared between records."""
    value, shown = cell.value.strip(), cell.display.strip()
    if not value and not shown:
        return NOBODY
    if _SYS_ID.fullmatch(value):
        return Ref(value, "" if shown == value else shown)
    return Ref("", shown or value)


def refs(row: RawRow, name: str) -> tuple[Ref, ...]:
    """A list of references (glide_list), each once: sys_ids with commas between, shown as names likewise.

    A name may hold a comma; where the names are not as many as the sys_ids, nobody knows whose they are.
    """
    cell = row.get(name, _EMPTY)
    if not cell.value:
        return ()
    keys, names = _parts(cell.value), _parts(cell.display)
    if len(names) != len(keys):
        names = [""] * len(keys)
    found = {
        key: Ref(key, "" if shown == key else shown) if _SYS_ID.fullmatch(key) else Ref("", shown or key)
        for key, shown in zip(keys, names, strict=True)
    }
    return tuple(found.values())


def _parts(listed: str) -> list[str]:
    return [part for part in (each.strip() for each in listed.split(",")) if part]


def is_filled(row: RawRow, *names: str) -> bool | None:
    """Whether something is written in each of these fields that can be read; None when none of them can.

    An empty editor leaves tags behind, and a template its `N/A`.
    """
    there = [row[name].value for name in names if name in row]
    return all(map(_says_something, there)) if there else None


def _says_something(written: str) -> bool:
    plain = _MARKUP.sub(" ", written[:_ENOUGH]).lower()
    return "".join(filter(str.isalnum, plain)) not in _NOTHING_SAID


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


def number(row: RawRow, name: str) -> float | None:
    """A number or an amount of money, with or without its currency; None when the field is missing or empty."""
    found = text(row, name)
    if not found:
        return None
    amount = _AMOUNT.fullmatch(found) if len(found) <= _LONGEST_AMOUNT else None
    if not amount:
        raise MalformedError(name)
    value = float(_with_point(re.sub(r"[^0-9.,]", "", amount[2]).rstrip(".,")))
    return -value if "-" in amount[1] else value


def _with_point(digits: str) -> str:
    """The digits with a point before the decimals: the later of two signs, or a lone one but a comma before three."""
    mark = max(".,", key=digits.rfind)
    whole, _, decimals = digits.rpartition(mark)
    is_point = digits.count(mark) == 1 and (mark == "." or "." in whole or len(decimals) != _GROUP)
    if not is_point:
        whole, decimals = digits, "0"
    return f"{whole.replace(',', '').replace('.', '')}.{decimals}"


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
