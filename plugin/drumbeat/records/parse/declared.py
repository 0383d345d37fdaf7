"""Rows of an imported list as entries about people. Never raises on data: a row that is none is told with the reason.

A reason never repeats what a cell holds.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from drumbeat.records.model import NOBODY, Declaration, Declared, Ref
from drumbeat.records.persons import Persons

COLUMNS: Mapping[Declaration, tuple[str, ...]] = {
    Declaration.RECOGNITION: ("person", "giver", "date", "title", "url"),
    Declaration.CERTIFICATE: ("person", "title", "issuer", "credential_id", "issued", "expires", "url"),
    Declaration.TRAINING: ("person", "title", "provider", "completed", "url"),
    Declaration.TALK: ("person", "title", "event", "date", "url"),
    Declaration.MENTORING: (
        "mentor",
        "mentee",
        "began",
        "ended",
        "confirmed_by_mentor",
        "confirmed_by_mentee",
    ),
}
_OPTIONAL = frozenset({"url", "credential_id", "expires", "provider", "confirmed_by_mentor", "confirmed_by_mentee"})
_LONGEST = 300
_LONGEST_URL = 2000
_FIRST_YEAR = 1950
_JOINERS = "\u200c\u200d"
"""Invisible letters that some scripts need."""
_URL = re.compile(r"https?://[^\s<>\"'\\@]+", re.IGNORECASE)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]00:00:00)?")
"""A spreadsheet writes a day as its midnight."""
_YES = frozenset({"yes", "true", "1", "x", "ja", "oui"})
_NO = frozenset({"", "no", "false", "0", "nein", "non"})


class UnfitError(Exception):
    """A cell is not what its column holds; the text is the reason."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is no entry: where it stands in the list, and why."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Entries:
    """What a list holds."""

    good: tuple[Declared, ...]
    bad: tuple[BadRow, ...]


def wrong_columns(kind: Declaration, header: Sequence[str]) -> str:
    """What is wrong with a list's headings, as the rest of a sentence; empty when nothing is."""
    names = [_heading(each) for each in header]
    lacking = [name for name in COLUMNS[kind] if name not in names and name not in _OPTIONAL]
    if lacking:
        return f"has no column {' and no column '.join(lacking)}"
    if len(set(names)) < len(names):
        return "has two columns of one name"
    if unknown := [place for place, name in enumerate(names, start=1) if name not in COLUMNS[kind]]:
        return f"has a heading that is not known, in column {unknown[0]}"
    return ""


def entries(
    kind: Declaration, header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], persons: Persons, today: date
) -> Entries:
    """The entries in numbered rows; the same entry twice is one."""
    names = [_heading(each) for each in header]
    good: dict[str, Declared] = {}
    bad: list[BadRow] = []
    for number, cells in rows:
        try:
            row = _Row(dict(zip(names, cells, strict=True)), persons, today)
            found = _PARSERS[kind](row)
            good[found.sys_id] = found
        except UnfitError as error:
            bad.append(BadRow(number, str(error)))
    return Entries(tuple(good.values()), tuple(bad))


@dataclass(frozen=True, slots=True)
class _Row:
    cells: Mapping[str, str]
    persons: Persons
    today: date

    def text(self, name: str, longest: int = _LONGEST) -> str:
        """A cell as one line. Refused: what could act in a terminal, a mail or a spreadsheet."""
        cell = self.cells.get(name, "").strip(" ")
        if len(cell) > longest:
            raise UnfitError(f"{name} is longer than {longest} characters")
        if not all(char.isprintable() or char in _JOINERS for char in cell):
            raise UnfitError(f"{name} holds a character that cannot be seen")
        if cell.startswith(("=", "+", "-", "@")):
            raise UnfitError(f"{name} begins like a formula")
        if not cell and name not in _OPTIONAL:
            raise UnfitError(f"{name} is empty")
        return cell

    def day(self, name: str, *, may_lie_ahead: bool = False) -> date:
        found = _DAY.fullmatch(self.text(name))
        try:
            day = date.fromisoformat(found[1] if found else "")
        except ValueError:
            raise UnfitError(f"{name} is no date like 2026-10-31") from None
        if day.year < _FIRST_YEAR or (day > self.today and not may_lie_ahead):
            raise UnfitError(f"{name} lies {'in the future' if day > self.today else 'too far back'}")
        return day

    def url(self) -> str:
        """Only what a browser can open; anything else is no place to check it, and the entry is declared."""
        cell = self.text("url", _LONGEST_URL)
        return cell if _URL.fullmatch(cell) else ""

    def person(self, name: str) -> Ref:
        found = self.persons.find(self.text(name))
        if not found:
            raise UnfitError(f"{name} is nobody who is known here by name, user name or sys_id")
        if len(found) > 1:
            raise UnfitError(f"{name} may be one of {len(found)} people; write the user name or the sys_id")
        return found[0]

    def somebody(self, name: str) -> Ref:
        """One of ours, or a name from elsewhere: a customer, an organisation."""
        said = self.text(name)
        return self.person(name) if self.persons.find(said) else Ref("", said)

    def flag(self, name: str) -> bool:
        said = self.text(name).casefold()
        if said not in _YES | _NO:
            raise UnfitError(f"{name} is neither yes nor no")
        return said in _YES


def _recognition(row: _Row) -> Declared:
    person, giver = row.person("person"), row.somebody("giver")
    is_same_name = not giver.sys_id and _name_parts(giver.name) == _name_parts(person.name)
    if giver.key == person.key or is_same_name:
        raise UnfitError("giver and person are the same")
    return _declared(
        Declaration.RECOGNITION, person, row.text("title"), row.day("date"), {"by": giver, "url": row.url()}
    )


def _name_parts(name: str) -> list[str]:
    """The words of a name in whatever order it is written: Lee, Ann is Ann Lee."""
    seen = unicodedata.normalize("NFC", "".join(char for char in name if char not in _JOINERS))
    return sorted(seen.casefold().replace(",", " ").split())


def _certificate(row: _Row) -> Declared:
    issued = row.day("issued")
    expires = row.day("expires", may_lie_ahead=True) if row.text("expires") else None
    if expires is not None and expires < issued:
        raise UnfitError("expires lies before issued")
    more = {
        "by": Ref("", row.text("issuer")),
        "credential": row.text("credential_id"),
        "expires": expires,
        "url": row.url(),
    }
    return _declared(Declaration.CERTIFICATE, row.person("person"), row.text("title"), issued, more)


def _training(row: _Row) -> Declared:
    more = {"by": Ref("", row.text("provider")), "url": row.url()}
    return _declared(Declaration.TRAINING, row.person("person"), row.text("title"), row.day("completed"), more)


def _talk(row: _Row) -> Declared:
    more = {"by": Ref("", row.text("event")), "url": row.url()}
    return _declared(Declaration.TALK, row.person("person"), row.text("title"), row.day("date"), more)


def _mentoring(row: _Row) -> Declared:
    """Of the mentor; the mentee is the other side."""
    mentor, mentee = row.person("mentor"), row.person("mentee")
    began, ended = row.day("began"), row.day("ended")
    if mentor.key == mentee.key:
        raise UnfitError("mentor and mentee are the same")
    if ended < began:
        raise UnfitError("ended lies before began")
    confirmed = [row.flag("confirmed_by_mentor"), row.flag("confirmed_by_mentee")]
    more = {"by": mentee, "is_confirmed": all(confirmed)}
    return _declared(Declaration.MENTORING, mentor, f"Mentoring since {began.isoformat()}", ended, more)


_PARSERS: Mapping[Declaration, Callable[[_Row], Declared]] = {
    Declaration.RECOGNITION: _recognition,
    Declaration.CERTIFICATE: _certificate,
    Declaration.TRAINING: _training,
    Declaration.TALK: _talk,
    Declaration.MENTORING: _mentoring,
}


def _declared(kind: Declaration, person: Ref, title: str, day: date, more: Mapping[str, object]) -> Declared:
    """The entry, under an id that follows from what it says: whose, what, when, from whom."""
    by = more.get("by", NOBODY)
    said = (kind.value, person.key, title, day.isoformat(), by.key if isinstance(by, Ref) else "")
    key = hashlib.sha256("\0".join((*said, str(more.get("credential", "")))).encode()).hexdigest()
    return Declared(
        sys_id=key[:16],
        table=kind.value,
        kind=kind,
        person=person,
        title=title,
        day=day,
        **more,  # type: ignore[arg-type]
    )


def _heading(text: str) -> str:
    return "_".join(text.strip().casefold().split())
