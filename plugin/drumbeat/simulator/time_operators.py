"""The operators of date and time fields: ON, NOTON, DATEPART, RELATIVE..., MORETHAN, LESSTHAN (fact sheet 1.3).

Days, weeks and months are those of the session user's time zone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from drumbeat.simulator.moments import moment_of, moved, start_of, stored
from drumbeat.simulator.operators import COMPARISONS, Literals, Test, between, never
from drumbeat.simulator.scripts import call_of
from drumbeat.simulator.session import Session

Pair = Callable[[str, str], bool]
"""Whether two stored times stand in the relation."""

WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
"""In the order in which DATEPART compares them."""
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_PARTS: dict[str, Callable[[datetime], int]] = {
    "dayofweek": lambda moment: moment.isoweekday() % 7,
    "hour": lambda moment: moment.hour,
    "week": lambda moment: moment.isocalendar().week,
    "month": lambda moment: moment.month,
    "quarter": lambda moment: (moment.month + 2) // 3,
    "year": lambda moment: moment.year,
}
_WORDS = {"GT": ">", "GE": ">=", "LT": "<", "LE": "<="}
_UNITS = ("minute", "hour", "day", "dayofweek", "week", "month", "quarter", "year")
_RELATIVE_PARTS = 3


def on(name: str, value: str, literals: Literals) -> Test:
    """`ONlabel@start@end` and `NOTON`: within, or outside of, the two moments; the label is for people."""
    _, separator, span = value.partition("@")
    if not separator or any(literals.read(end) is None for end in span.split("@")):
        return never
    within = between("BETWEEN", span, literals)
    if name == "ON":
        return within
    return lambda stored_value: bool(stored_value) and not within(stored_value)


def date_part(value: str, session: Session) -> Test:
    """`DATEPARTlabel@javascript:gs.datePart('dayofweek','monday','GE')`: the trend operators."""
    call = call_of(value.partition("@")[2])
    if call is None or call[0] != "datePart" or len(call[1]) != _RELATIVE_PARTS:
        return never
    unit, wanted, relation = call[1]
    number = _part_number(unit, wanted.lower())
    compare = COMPARISONS.get(_WORDS.get(relation, ""), int.__eq__ if relation == "EE" else None)
    if number is None or compare is None:
        return never
    return lambda stored_value: (
        bool(stored_value) and bool(compare(_PARTS[unit](moment_of(stored_value).astimezone(session.zone)), number))
    )


def _part_number(unit: str, wanted: str) -> int | None:
    if unit not in _PARTS:
        return None
    if unit == "dayofweek" and wanted in WEEKDAYS:
        return WEEKDAYS.index(wanted)
    if unit == "month" and wanted in MONTHS:
        return MONTHS.index(wanted) + 1
    return int(wanted) if wanted.isdigit() else None


def relative(name: str, value: str, session: Session) -> Test:
    """`RELATIVEGT@hour@ago@1`: later than an hour ago; GE, LT, LE likewise, EE within that same unit."""
    parts = value.removeprefix("@").split("@")
    if len(parts) != _RELATIVE_PARTS or parts[0] not in _UNITS or not parts[2].isdigit():
        return never
    unit, direction, count = parts
    if direction not in ("ago", "ahead"):
        return never
    steps = int(count) if direction == "ahead" else -int(count)
    moment = moved(session.now, unit, steps)
    relation = name.removeprefix("RELATIVE")
    if relation == "EE":
        first = start_of(moment.astimezone(session.zone), unit)
        low, high = stored(first), stored(moved(first, unit, 1))
        return lambda stored_value: low <= stored_value < high
    compare, bound = COMPARISONS[_WORDS[relation]], stored(moment)
    return lambda stored_value: bool(stored_value) and bool(compare(stored_value, bound))


def distance(name: str, unit: str, direction: str, count: int) -> Pair | None:
    """`fMORETHANg@day@before@1`: f lies more than a day before g; LESSTHAN up to that far. None when malformed."""
    if unit not in _UNITS or direction not in ("before", "after", "before or after"):
        return None

    def is_before(first: str, second: str) -> bool:
        edge = stored(moved(moment_of(second), unit, -count))
        return first < edge if name == "MORETHAN" else edge <= first <= second

    def is_after(first: str, second: str) -> bool:
        edge = stored(moved(moment_of(second), unit, count))
        return first > edge if name == "MORETHAN" else second <= first <= edge

    relations = {
        "before": is_before,
        "after": is_after,
        "before or after": lambda first, second: is_before(first, second) or is_after(first, second),
    }
    return relations[direction]


def same_unit(unit: str, session: Session) -> Pair | None:
    """`SAMEASg@day`: both in the same day of the user's zone. None for a unit that there is not."""
    if unit not in _UNITS:
        return None

    def is_same(first: str, second: str) -> bool:
        return _start(first, unit, session) == _start(second, unit, session)

    return is_same


def _start(text: str, unit: str, session: Session) -> datetime:
    return start_of(moment_of(text).astimezone(session.zone), unit)
