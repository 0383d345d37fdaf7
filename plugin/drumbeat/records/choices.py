"""How states and codes are read: the documented ones, and over them what an installation says of its own.

A value that neither knows becomes `other`. It is never dropped, and `unknown_choices` tells of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from drumbeat.records import codes, stages
from drumbeat.records.fields import one_word
from drumbeat.records.model import Stage
from drumbeat.records.row import RawRow
from drumbeat.records.tables import Table

_MOST_CHARACTERS = 40
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Choices:
    """Maps of one instance, by table; keys are stored values or labels. The label decides before the value."""

    states: Mapping[str, Mapping[str, Stage]] = field(default_factory=dict)
    """Keys in lower case."""
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Keys as one word, `fields.one_word`."""
    listed: frozenset[str] = frozenset()
    """Tables of which every state that is done is said: no other is, however it is documented."""

    def find_stage(self, table: str, value: str, label: str) -> Stage | None:
        """The stage of a state; None where nobody knows it."""
        own = self.states.get(table)
        if own:
            found = own.get(label.strip().lower()) or own.get(value.strip().lower())
            if found:
                return found
        documented = stages.documented(table, value, label)
        return None if documented is Stage.DONE and table in self.listed else documented

    def find_code(self, table: str, value: str, label: str) -> str | None:
        """The code as one word in the documented spelling; None where nobody knows it, empty where there is none."""
        words = [word for word in (one_word(label), one_word(value)) if word]
        if not words:
            return ""
        own = self.codes.get(table, _NOTHING)
        said = (own.get(word) for word in words)
        documented = (codes.documented(table, word) for word in words)
        return next((code for code in (*said, *documented) if code), None)

    def stage(self, table: str, value: str, label: str) -> Stage:
        """The stage of a state, `other` where nobody knows it."""
        return self.find_stage(table, value, label) or Stage.OTHER

    def code(self, table: str, value: str, label: str) -> str:
        """The code, `other` where nobody knows it."""
        found = self.find_code(table, value, label)
        return codes.OTHER if found is None else found


DOCUMENTED = Choices()
"""The documented choices alone."""


@dataclass(frozen=True, slots=True)
class UnknownChoice:
    """A state or a code that neither the settings nor the documentation know, and how many rows carry it."""

    table: str
    field: str
    value: str
    """As stored: printable and short, whatever the column was made to hold."""
    count: int


def unknown_choices(table: Table, rows: Iterable[RawRow], choices: Choices) -> list[UnknownChoice]:
    """What the rows' states and codes hold that nobody knows, the most frequent first."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        for name in (table.state, table.code):
            cell = row.get(name) if name else None
            if cell is not None and (cell.value or cell.display):
                found[name, cell.value, cell.display] += 1
    unknown: Counter[tuple[str, str]] = Counter()
    for (name, value, label), count in found.items():
        look_up = choices.find_stage if name == table.state else choices.find_code
        if look_up(table.name, value, label) is None:
            unknown[name, _shown(value or label)] += count
    ordered = sorted(unknown.items(), key=lambda item: (-item[1], item[0]))
    return [UnknownChoice(table.name, name, value, count) for (name, value), count in ordered]


def _shown(value: str) -> str:
    plain = "".join(sign if sign.isprintable() else " " for sign in value)
    short = " ".join(plain.split())[:_MOST_CHARACTERS]
    return short or "?"
