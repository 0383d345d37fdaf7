"""Dates in exported lists: which format a column is written in, found from the column or refused.

An export carries dates in the format of the person who exported it. `3/4/2016` is the third of April in one
company and the fourth of March in another; where nothing in the column decides, we ask instead of guessing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

_NUMERIC = re.compile(
    r"(?P<a>\d{1,4})(?P<sep>[-./])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{1,4})"
    r"(?:[ T](?P<hour>\d{1,2})(?P<colon>[:.])(?P<minute>\d{2})(?:(?P=colon)(?P<second>\d{2}))?"
    r"(?: ?(?P<half>[AaPp][Mm]))?)?",
    re.ASCII,
)
_NOON = 12


@dataclass(frozen=True, slots=True)
class DateFormat:
    """The order of day, month and year. Separators, padding and the time of day are read as they come."""

    name: str
    order: str
    """Three letters: which of y, m, d stands first, second, third."""

    def parse(self, text: str) -> datetime:
        """The moment, without zone. Raises ValueError when the text is no such date."""
        match = _NUMERIC.fullmatch(text.strip())
        if match is None:
            raise ValueError("not a date")
        part = dict(zip(self.order, (match["a"], match["b"], match["c"]), strict=True))
        if len(part["y"]) != len("2016"):
            raise ValueError("a year has four digits")
        hour = int(match["hour"] or 0)
        if match["half"]:
            if not 1 <= hour <= _NOON:
                raise ValueError("an hour with AM or PM is 1 to 12")
            hour = hour % _NOON + (_NOON if match["half"].lower() == "pm" else 0)
        return datetime(  # noqa: DTZ001  the list does not say its zone; the reader of the list does
            int(part["y"]),
            int(part["m"]),
            int(part["d"]),
            hour,
            int(match["minute"] or 0),
            int(match["second"] or 0),
        )


YEAR_FIRST = DateFormat("year-first", "ymd")
DAY_FIRST = DateFormat("day-first", "dmy")
MONTH_FIRST = DateFormat("month-first", "mdy")
FORMATS = {form.name: form for form in (YEAR_FIRST, DAY_FIRST, MONTH_FIRST)}


class UnclearDates(ValueError):
    """No format, or more than one, fits all dates. `fitting` names those that do."""

    def __init__(self, fitting: tuple[str, ...]) -> None:
        super().__init__(", ".join(fitting) or "none fits")
        self.fitting = fitting


def detect(texts: Iterable[str]) -> DateFormat:
    """The one format that reads every text. Raises UnclearDates when none does, or when more than one does.

    Two formats that read every text to the same moments (all days up to the twelfth equal to their month) do
    not differ, and the first is taken.
    """
    distinct = sorted(set(texts))
    fitting = [form for form in FORMATS.values() if _reads_all(form, distinct)]
    readings = {tuple(form.parse(text) for text in distinct) for form in fitting}
    if len(readings) != 1:
        raise UnclearDates(tuple(form.name for form in fitting))
    return fitting[0]


def _reads_all(form: DateFormat, texts: list[str]) -> bool:
    try:
        for text in texts:
            form.parse(text)
    except ValueError:
        return False
    return True
