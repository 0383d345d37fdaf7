"""An operational fact from a list: CSV or XLSX, in our own columns or in those of another program.

Our own are `metric,period_start,period_end,value,unit,source`. What a row means by its other cells is not guessed: any
problem with a row of the metric is told with all others, and the file gives no fact until it is mended. No word of a
cell is repeated, since the file may hold anything.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from drumbeat.digest.operational import (
    LIST_COLUMNS,
    Assembled,
    FactUnit,
    Observation,
    Precision,
    Reading,
    SourceType,
    Span,
    UntidyRows,
    as_value,
    assemble,
    from_counter,
    settled,
)
from drumbeat.errors import ExportUnreadable, FactMissing, FactUnreadable
from drumbeat.list_files import ListFile, list_of
from drumbeat.records.dates import DateFormat
from drumbeat.records.period import Period

LARGEST = 64 * 2**20
"""Bytes; a day's row has about 60."""
_MOST_TOLD = 20
_TYPE_LINE = b"#TYPE "
"""What Export-Csv of Windows PowerShell writes above the headings unless -NoTypeInformation is said."""
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a list is read."""

    metric: str
    unit: FactUnit
    columns: Mapping[str, str] = field(default_factory=dict)
    """Our column -> the heading of the file's; empty: our own."""
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Heading -> what a row must hold there to count."""
    dates: DateFormat | None = None
    """How days are written; None: like 2026-10-31."""
    is_counter: bool = False
    """Each row is the reading of a counter at the end of a day, not how much there was on it."""
    is_estimate: bool = False


class CsvFile:
    """One metric of one file."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self._path = path
        self._layout = layout

    def fetch(self, period: Period) -> Observation:
        """The sum of the file's rows of the period."""
        data = self._read()
        rows = _Rows(self._listed(data), self._layout)
        try:
            found = rows.assembled(period)
            if found is None:
                raise FactMissing(f"{self._path.name} has no row of {self._layout.metric} in the period.")
            estimated = Precision.ESTIMATE if self._layout.is_estimate else Precision.EXACT
            precision = estimated if found.precision is Precision.EXACT else found.precision
            value = settled(found.value, self._layout.unit, precision)
        except UntidyRows as error:
            raise _refused(self._path.name, error.problems) from None
        except ValueError as error:
            raise FactUnreadable(f"{self._path.name}: the sum {error}.") from None
        return Observation(
            value=value,
            unit=self._layout.unit,
            source_type=SourceType.CSV,
            source_ref=f"{self._path.name}, SHA-256 {hashlib.sha256(data).hexdigest()}",
            method=found.method,
            completeness=found.completeness,
            precision=precision,
        )

    def _read(self) -> bytes:
        try:
            if not self._path.is_file():
                raise FactUnreadable(f"There is no file {self._path}.", recovery="Check the path in the settings.")
            with self._path.open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as error:
            reason = error.strerror or "the operating system does not say why"
            raise FactUnreadable(f"{self._path} cannot be read: {reason}.", recovery="Check the path.") from None
        if len(data) > LARGEST:
            raise FactUnreadable(f"{self._path.name} is larger than 64 MiB.", recovery="List days, not messages.")
        return data

    def _listed(self, data: bytes) -> ListFile:
        """The list, whichever program wrote it: Excel and PowerShell write UTF-16 as well as UTF-8."""
        try:
            text = data.decode("utf-16").encode() if data.startswith(_UTF_16) else data
        except UnicodeError:
            raise FactUnreadable(f"{self._path.name} begins as UTF-16 text, and is none.") from None
        begin = text.removeprefix(codecs.BOM_UTF8)
        is_typed = begin.startswith(_TYPE_LINE)
        if is_typed:
            text = begin.partition(b"\n")[2]
        try:
            found = list_of(text, self._path.name)
        except ExportUnreadable as error:
            raise FactUnreadable(str(error), recovery="Write the file anew; docs/facts.md shows how.") from None
        numbers = [number + is_typed for number in found.numbers]
        return ListFile(found.name, found.header, found.rows, numbers)


class _Rows:
    """The rows of a list that speak of the metric."""

    def __init__(self, listed: ListFile, layout: Layout) -> None:
        self._listed = listed
        self._layout = layout
        self._places = _places(listed, layout)
        self._where = [(_place(listed, heading), wanted) for heading, wanted in _folded(layout.where).items()]
        self._several = [place for place, wanted in self._where if len(wanted) > 1]
        """Columns by which several rows of one day are told apart."""

    def assembled(self, period: Period) -> Assembled | None:
        """The period's figure; None when no row speaks of it. Raises UntidyRows."""
        kept: dict[tuple[date, date, tuple[str, ...]], Span] = {}
        problems: list[str] = []
        for number, row in zip(self._listed.numbers, self._listed.rows, strict=True):
            if not self._is_ours(row):
                continue
            try:
                span = self._span(row, number)
            except ValueError as error:
                problems.append(f"row {number}: {error}")
                continue
            key = (span.first, span.last, tuple(row[place].strip().casefold() for place in self._several))
            if key in kept:
                problems.append(f"rows {kept[key].number} and {number} say the same day twice")
            kept.setdefault(key, span)
        if problems:
            raise UntidyRows(problems)
        if self._layout.is_counter:
            readings = [Reading(each.last, each.value, each.number) for each in kept.values()]
            return from_counter(readings, period.start, period.end)
        return assemble(_joined(kept.values()), period.start, period.end, self._layout.unit)

    def _is_ours(self, row: tuple[str, ...]) -> bool:
        metric = self._places.get("metric")
        if metric is not None and row[metric].strip() != self._layout.metric:
            return False
        return all(row[place].strip().casefold() in wanted for place, wanted in self._where)

    def _span(self, row: tuple[str, ...], number: int) -> Span:
        """What a row says. Raises ValueError with all that is wrong with it."""
        problems: list[str] = []
        first = self._day(row, "period_start", problems)
        last = self._day(row, "period_end", problems) if "period_end" in self._places else first
        value = Decimal(0)
        try:
            value = settled(as_value(row[self._places["value"]]), self._layout.unit, self._precision)
        except ValueError as error:
            problems.append(f"value {error}")
        if "unit" in self._places and row[self._places["unit"]].strip() != str(self._layout.unit):
            problems.append(f"unit is not {self._layout.unit}, as the settings say")
        if first and last and last < first:
            problems.append("period_end lies before period_start")
        if first and last and self._layout.is_counter and first != last:
            problems.append("the reading of a counter is of one day: period_start and period_end must be the same")
        if problems or first is None or last is None:
            raise ValueError(", ".join(problems))
        return Span(first, last, value, number)

    @property
    def _precision(self) -> Precision:
        return Precision.ESTIMATE if self._layout.is_estimate else Precision.EXACT

    def _day(self, row: tuple[str, ...], name: str, problems: list[str]) -> date | None:
        try:
            return _day_of(row[self._places[name]], self._layout.dates)
        except ValueError as error:
            problems.append(f"{name} {error}")
            return None


def _day_of(cell: str, form: DateFormat | None) -> date:
    text = cell.strip()
    if form is None:
        match = _ISO.fullmatch(text)
        if match is None:
            raise ValueError("is not a day like 2026-10-31")
        try:
            return date.fromisoformat(match[1])
        except ValueError:
            raise ValueError("is a day that there is not") from None
    try:
        moment: datetime = form.parse(text)
    except ValueError:
        raise ValueError(f"is not a day written {form.name}") from None
    if moment.time() != time():
        raise ValueError("has a time of day")
    return moment.date()


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Rows of the same days that differ by what they count (dispositions of mail) are one row: their sum."""
    joined: dict[tuple[date, date], Span] = {}
    for each in spans:
        held = joined.get((each.first, each.last))
        value = each.value + held.value if held else each.value
        joined[each.first, each.last] = Span(each.first, each.last, value, held.number if held else each.number)
    return list(joined.values())


def _places(listed: ListFile, layout: Layout) -> dict[str, int]:
    """Our columns -> where they stand. Raises FactUnreadable when one is not there."""
    named = dict(layout.columns) or {name: name for name in LIST_COLUMNS}
    return {name: _place(listed, heading) for name, heading in named.items()}


def _place(listed: ListFile, heading: str) -> int:
    found = [place for place, name in enumerate(listed.header) if name.casefold() == heading.strip().casefold()]
    if len(found) != 1:
        word = "no column" if not found else "several columns"
        raise FactUnreadable(
            f"{listed.name} has {word} “{heading}”.",
            recovery=f"A list of facts has the columns {', '.join(LIST_COLUMNS)}; of another program's list say in the "
            "settings, under `columns` and `where`, which heading is which.",
        )
    return found[0]


def _folded(where: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    return {heading: frozenset(word.strip().casefold() for word in words) for heading, words in where.items()}


def _refused(name: str, problems: tuple[str, ...]) -> FactUnreadable:
    """All problems of the file, as far as a person reads them."""
    told = list(problems[:_MOST_TOLD])
    if len(problems) > _MOST_TOLD:
        told.append(f"and {len(problems) - _MOST_TOLD} more")
    return FactUnreadable("\n  ".join([f"{name} cannot be used:", *told]))
