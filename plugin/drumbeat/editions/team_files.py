"""Teams as TOML (1.0) and back: what each is made of, its schedule, and the rules of who receives its digest. Pure.

What a file leaves out of a team stays as it is, or as it is by default; an empty list is a list of nothing.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from drumbeat.editions.recipients import Rule
from drumbeat.editions.toml_lines import Places, places
from drumbeat.errors import SettingsError
from drumbeat.records.team import Schedule, Team

OFF = "off"
"""In the place of the first month that leaves by itself, where none does."""
_WORDS = ("zone", "lead", "lead_address", "language")
_LISTS = {"groups": "groups", "technicians": "technicians", "of": "teams"}
"""Keys of a file, and what of a team they are."""
_SCHEDULE = ("policy", "draft_on", "send_on", "hour", "country")
_RULE = ("kind", "name", "language", "keeper")
_MOST_TOLD = 20


class TeamFileUnreadable(SettingsError):
    """A file of teams that is not read; it says on which line and why."""

    recovery = "Nothing was changed. Correct the file; `drumbeat team export` shows how one is written."


@dataclass(frozen=True, slots=True)
class TeamEntry:
    """What a file says of one team."""

    name: str
    words: Mapping[str, str] = field(default_factory=dict)
    """Of zone, lead, lead_address and language, what it says."""
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The same of groups, technicians and teams."""
    schedule: Mapping[str, str] = field(default_factory=dict)
    """The same of policy, draft_on, send_on, hour and country."""
    begins: date | None = None
    """The first day of the first month that leaves by itself; None for none."""
    says_begins: bool = False
    """Whether it says that."""
    recipients: tuple[Mapping[str, str], ...] | None = None
    """All rules, as rows that `editions.rule_rows` reads; None where it does not say."""
    places: Places = field(default_factory=Places)

    def at(self, *keys: str | int) -> str:
        """Where in the file that stands, for people."""
        line = self.places.line(keys)
        return f"line {line}" if line else f"team “{self.name}”"


def written(teams: Iterable[tuple[Team, Sequence[Rule]]]) -> str:
    """A file of teams, each with all its rules."""
    return "\n".join("\n".join(_lines(team, rules)) + "\n" for team, rules in teams)


def _lines(team: Team, rules: Sequence[Rule]) -> Iterator[str]:
    yield "[[team]]"
    yield f"name = {_quoted(team.name)}"
    for key, name in _LISTS.items():
        if bool(team.teams) is (key == "of"):
            yield f"{key} = [{', '.join(map(_quoted, getattr(team, name)))}]"
    yield f"zone = {_quoted(team.zone.key)}"
    for key in _WORDS[1:]:
        yield f"{key} = {_quoted(getattr(team, key))}"
    if not rules:
        yield "recipient = []"
    yield "\n[team.schedule]"
    for key in _SCHEDULE:
        yield f"{key} = {_quoted(getattr(team.schedule, key))}"
    yield f"begins = {team.schedule.begins or _quoted(OFF)}"
    for rule in rules:
        yield "\n[[team.recipient]]"
        yield f"kind = {_quoted(rule.kind)}"
        yield f"name = {_quoted(rule.name)}"
        yield from (f"{key} = {_quoted(getattr(rule, key))}" for key in ("language", "keeper") if getattr(rule, key))
        if rule.is_excluded:
            yield "excluded = true"


def _quoted(text: str) -> str:
    """A basic string. TOML takes every escape of JSON's, and wants DEL escaped as well."""
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")


def parsed(text: str) -> list[TeamEntry]:
    """What a file says of each team. Raises TeamFileUnreadable with every mistake and its line."""
    try:
        found = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error).split("\n", 1)[0]
        raise TeamFileUnreadable(f"The file is no TOML: {reason}.") from None
    tables = found.get("team", [])
    problems = [f"“{key[:60]}” is no part of such a file; it has [[team]] only" for key in found if key != "team"]
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        problems.append("teams are written as [[team]]")
        tables = []
    entries = []
    for table, where in zip(tables, places(text, "team", len(tables)), strict=True):
        reader = _Reader(table, where, problems)
        entries.append(reader.entry())
    first: dict[str, TeamEntry] = {}
    problems += [
        f"{entry.at('name')}: “{entry.name}” stands there already, on {first[entry.name].at()}"
        for entry in entries
        if entry.name and first.setdefault(entry.name, entry) is not entry
    ]
    refuse(problems)
    return entries


def refuse(problems: Sequence[str]) -> None:
    """Raises TeamFileUnreadable where there are any."""
    if problems:
        many = f"There are {len(problems)} mistakes" if len(problems) > 1 else "There is a mistake"
        more = [f"and {len(problems) - _MOST_TOLD} more"] if len(problems) > _MOST_TOLD else []
        raise TeamFileUnreadable("\n  ".join([f"{many} in the file:", *problems[:_MOST_TOLD], *more]))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one table; what is wrong about it goes among the problems."""

    table: Mapping[str, Any]
    where: Places
    problems: list[str]

    def entry(self) -> TeamEntry:
        self._refuse_unknown(self.table, {"name", *_WORDS, *_LISTS, "schedule", "recipient"})
        name = self._text(self.table, "name") or ""
        if not self.table.get("name"):
            self._wrong("a team needs a name")
        schedule = self.table.get("schedule", {})
        if not isinstance(schedule, dict):
            self._wrong("schedule is written as [team.schedule]", "schedule")
            schedule = {}
        self._refuse_unknown(schedule, {*_SCHEDULE, "begins"}, "schedule")
        return TeamEntry(
            name=name,
            words=self._texts(self.table, _WORDS),
            sources={_LISTS[key]: self._names(key) for key in _LISTS if key in self.table},
            schedule=self._texts(schedule, _SCHEDULE, "schedule"),
            begins=self._begins(schedule),
            says_begins="begins" in schedule,
            recipients=self._recipients(),
            places=self.where,
        )

    def _wrong(self, what: str, *keys: str | int) -> None:
        line = self.where.line(keys)
        named = self.table.get("name")
        self.problems.append(f"{f'line {line}' if line else f'team {str(named)[:60]!r}'}: {what}")

    def _refuse_unknown(self, table: Mapping[str, Any], known: set[str], *within: str | int) -> None:
        for key in table.keys() - known:
            self._wrong(f"“{key[:60]}” is none of {', '.join(sorted(known))}", *within, key)

    def _text(self, table: Mapping[str, Any], key: str, *within: str | int) -> str | None:
        value = table.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self._wrong(f"{key} is written in quotes", *within, key)
            return None
        return value.strip()

    def _texts(self, table: Mapping[str, Any], keys: Sequence[str], *within: str | int) -> dict[str, str]:
        found = {key: self._text(table, key, *within) for key in keys}
        return {key: value for key, value in found.items() if value is not None}

    def _names(self, key: str) -> tuple[str, ...]:
        value = self.table[key]
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self._wrong(f'{key} is a list of names: ["…", "…"]', key)
            return ()
        return tuple(dict.fromkeys(each.strip() for each in value))

    def _begins(self, schedule: Mapping[str, Any]) -> date | None:
        value = schedule.get("begins", OFF)
        if isinstance(value, date) and not isinstance(value, datetime) and value.day == 1:
            return value
        if value != OFF:
            self._wrong(f'begins is the first day of a month, like 2026-10-01, or "{OFF}"', "schedule", "begins")
        return None

    def _recipients(self) -> tuple[Mapping[str, str], ...] | None:
        if "recipient" not in self.table:
            return None
        tables = self.table["recipient"]
        if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            self._wrong("recipients are written as [[team.recipient]]", "recipient")
            return ()
        return tuple(self._recipient(at, each) for at, each in enumerate(tables))

    def _recipient(self, at: int, table: Mapping[str, Any]) -> dict[str, str]:
        self._refuse_unknown(table, {*_RULE, "excluded"}, "recipient", at)
        excluded = table.get("excluded", False)
        if not isinstance(excluded, bool):
            self._wrong("excluded is true or false", "recipient", at, "excluded")
        return self._texts(table, _RULE, "recipient", at) | {"excluded": "yes" if excluded is True else ""}


def team_of(entry: TeamEntry, base: Team) -> Team:
    """The team as it is to be, made of what is there and of what the entry says of its sources and schedule.

    A combined team has no groups or technicians here: they are its teams'.
    """
    own = base.teams or entry.sources.get("teams")
    kept = {"groups": (), "technicians": ()} if own else {"groups": base.groups, "technicians": base.technicians}
    says_people = any(entry.sources.get(name) for name in ("groups", "technicians"))
    teams = entry.sources.get("teams", () if says_people else base.teams)
    begins = entry.begins if entry.says_begins else base.schedule.begins
    said = {key: getattr(base.schedule, key) for key in _SCHEDULE} | dict(entry.schedule)
    return Team(
        name=entry.name,
        groups=tuple(sorted(set(entry.sources.get("groups", kept["groups"])))),
        technicians=tuple(sorted(set(entry.sources.get("technicians", kept["technicians"])))),
        zone=base.zone,
        lead=base.lead,
        lead_address=base.lead_address,
        language=base.language,
        schedule=Schedule(**said, begins=begins),
        teams=teams,
    )
