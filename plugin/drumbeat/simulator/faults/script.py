"""A fault as a person scripts it: `NAME[=NUMBER][@WHEN]`.

WHEN is `[TABLE:]REQUESTS` or `TABLE`; REQUESTS are numbers from 1 such as `3`, `3-7`, `3-` and lists of these
(`1,4-6`). Requests are counted for each fault by itself: those that it can answer, of that table where WHEN names
one. The table `oauth_token` is the address that gives tokens out.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from drumbeat.errors import SettingsError
from drumbeat.simulator.faults.catalogue import BY_NAME
from drumbeat.simulator.faults.fault import SIGN_IN, Fault, Reach, table_of
from drumbeat.simulator.messages import Request

_SCRIPT = re.compile(r"(?P<name>[^=@]*)(?:=(?P<number>[^@]*))?(?:@(?P<when>.*))?", re.DOTALL)
_TABLE = re.compile(r"[a-z][a-z0-9_]*")
_SPAN = re.compile(r"([1-9][0-9]{0,8})(-([1-9][0-9]{0,8})?)?")
_NUMBER = re.compile(r"[1-9][0-9]{0,6}")


@dataclass(frozen=True, slots=True)
class When:
    """Which of the matching requests a fault answers: spans of numbers from 1, both ends included."""

    table: str = ""
    """Empty for any."""
    spans: tuple[tuple[int, int | None], ...] = ((1, None),)

    def names(self, number: int) -> bool:
        """Whether the request of this number is one of them."""
        return any(first <= number and (last is None or number <= last) for first, last in self.spans)


@dataclass(frozen=True, slots=True)
class Script:
    """One fault, how much of it, and when."""

    fault: Fault
    number: int
    when: When

    def covers(self, request: Request) -> bool:
        """Whether the request counts."""
        return self.fault.reach.covers(request) and self.when.table in ("", table_of(request))


def read_script(said: str, tables: Container[str]) -> Script:
    """The script that a person typed. `tables` are those of the instance.

    Raises SettingsError that says what may stand in the wrong part's place.
    """
    match = _SCRIPT.fullmatch(said)
    name = match["name"] if match else said
    fault = BY_NAME.get(name)
    if match is None or fault is None:
        known = ", ".join(BY_NAME)
        raise SettingsError(
            f"There is no fault “{name}”.",
            recovery=f"The faults are {known}. `drumbeat simulate --faults` says what each does.",
        )
    number = fault.number if match["number"] is None else _number(fault, match["number"])
    return Script(fault, number, _when(fault, fault.usual if match["when"] is None else match["when"], tables))


def _number(fault: Fault, said: str) -> int:
    if not fault.unit:
        raise SettingsError(f"The fault {fault.name} takes no number.", recovery=f"Write {fault.name}@WHEN.")
    if not _NUMBER.fullmatch(said):
        raise SettingsError(
            f"“{said}” is no number of {fault.unit} for {fault.name}.",
            recovery=f"Write it like {fault.name}={fault.number}.",
        )
    return int(said)


def _when(fault: Fault, said: str, tables: Container[str]) -> When:
    if not said and not fault.usual:
        return When()
    table, colon, requests = said.rpartition(":")
    if not colon and _TABLE.fullmatch(said):
        table, requests = said, "1-"
    if colon and not table:
        raise _no_when(fault, said)
    _check_table(fault, table, tables)
    return When(table, tuple(_span(fault, said, part) for part in requests.split(",")))


def _check_table(fault: Fault, table: str, tables: Container[str]) -> None:
    if table == SIGN_IN and fault.reach is not Reach.EVERYTHING:
        able = ", ".join(each.name for each in BY_NAME.values() if each.reach is Reach.EVERYTHING)
        raise SettingsError(
            f"The fault {fault.name} answers {fault.reach.value}, not the address that gives tokens out.",
            recovery=f"Faults that answer it: {able}.",
        )
    if table and table != SIGN_IN and table not in tables:
        raise SettingsError(
            f"The simulator has no table “{table}”.",
            recovery=f"Name one like incident, or {SIGN_IN} for the address that gives tokens out.",
        )


def _span(fault: Fault, said: str, part: str) -> tuple[int, int | None]:
    match = _SPAN.fullmatch(part)
    if match is None:
        raise _no_when(fault, said)
    first = int(match[1])
    last = None if match[2] == "-" else int(match[3] or match[1])
    if last is not None and last < first:
        raise _no_when(fault, said)
    return first, last


def _no_when(fault: Fault, said: str) -> SettingsError:
    return SettingsError(
        f"“{said}” does not say when {fault.name} shall happen.",
        recovery=f"Write request numbers from 1, of one table if you like: {fault.name}@3, @3-7, @3-, @1,4-6, "
        "@incident, @incident:3-7.",
    )
