"""What the form of a schedule says: read, and told apart from what cannot be."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from drumbeat import app
from drumbeat.digest.language.phrase import Month, phrase
from drumbeat.editions.instants import parse_hour
from drumbeat.editions.rules import Among, Never, Nth, Rule, parse_rule
from drumbeat.editions.standing import Policy
from drumbeat.editions.timetable import Timetable, first_disorder
from drumbeat.errors import SettingsError
from drumbeat.records.team import Team
from drumbeat.records.zones import zone_named
from drumbeat.web.blocks import Words
from drumbeat.web.forms import Form

NEVER = str(Never())
_NEAR = 3
_NUMBER = re.compile("-?[0-9]{1,2}")


@dataclass(frozen=True, slots=True)
class DayEntry:
    """A day of the month, as two menus say it: which one, of what."""

    place: str
    among: str

    @classmethod
    def of(cls, words: str) -> DayEntry:
        """Of a rule as it is kept; none of the menus' for what cannot be read."""
        try:
            rule = parse_rule(words)
        except SettingsError:
            return cls("", "")
        return cls("1", NEVER) if isinstance(rule, Never) else cls(str(rule.place), rule.among.value)

    @property
    def number(self) -> int | None:
        """The place as the menu writes it; None for what is none."""
        return int(self.place) if _NUMBER.fullmatch(self.place) else None

    @property
    def rule(self) -> Rule:
        """The rule. Raises SettingsError for a place that not every month has, ValueError for what is in no menu."""
        if self.among == NEVER:
            return Never()
        if self.number is None:
            raise ValueError("no place in a month")
        return Nth(self.number, Among(self.among))


@dataclass(frozen=True, slots=True)
class Entries:
    """All fields of the form, as they are written."""

    policy: str
    draft: DayEntry
    send: DayEntry
    hour: str
    country: str
    """Its code; empty: none."""
    part: str
    zone: str
    is_on: bool

    @property
    def place(self) -> str:
        """Country and part, as they are kept."""
        return f"{self.country}-{self.part}" if self.part else self.country

    @classmethod
    def of_team(cls, team: Team) -> Entries:
        """What holds now."""
        said = team.schedule
        days = DayEntry.of(said.draft_on), DayEntry.of(said.send_on)
        country, _, part = said.country.strip().partition("-")
        known = {each.casefold(): each for each in app.parts_of(country)} if part else {}
        place = country.upper(), known.get(part.casefold(), part)
        return cls(said.policy, *days, said.hour, *place, team.zone.key, said.begins is not None)

    @classmethod
    def of_form(cls, form: Form) -> Entries:
        """What was sent."""
        draft, send = (DayEntry(form.text(f"{name}_place", 4), form.text(f"{name}_among", 40)) for name in DAYS)
        country, zone = form.text("country", 24), form.text("zone", 64)
        part = form.text("part", 40) if form.text(PART_OF, 24) == country else ""
        place = country, part
        return cls(form.text("policy", 20), draft, send, form.text("hour", 10), *place, zone, form.is_ticked("on"))


DAYS = ("draft", "send")
PART_OF = "part_of"
"""The field that says of which country parts were offered: of another one chosen since they are none."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the entries mean, or what is wrong with which."""

    changes: dict[str, str] = field(default_factory=dict)
    """Of the schedule, in the words in which it is kept."""
    zone: ZoneInfo | None = None
    wrong: dict[str, Words] = field(default_factory=dict)


def read(entries: Entries, today: date) -> Read:
    """The meaning of what was entered; every mistake at once."""
    wrong: dict[str, Words] = {}
    draft, send = (_day(name, day, wrong) for name, day in zip(DAYS, (entries.draft, entries.send), strict=True))
    hour, zone = _hour(entries.hour, wrong), _zone(entries.zone, wrong)
    if entries.policy not in set(Policy):
        wrong["policy"] = phrase("Choose one of these.")
    is_working = None
    try:
        is_working = app.working_days(entries.place)
    except SettingsError:
        wrong["part" if entries.country in app.countries() else "country"] = phrase("Choose one of these.")
    if wrong or draft is None or send is None or zone is None or is_working is None:
        return Read(wrong=wrong)
    table = Timetable(draft, send, parse_hour(hour), zone, is_working)
    if (found := first_disorder(table, today) or first_disorder(table)) is not None:
        month = Month(found[0])
        problem = phrase("In {month} it would leave before its draft is made. Choose a later day.", month=month)
        return Read(wrong={"send": problem})
    changes = {
        "policy": entries.policy,
        "draft_on": str(draft),
        "send_on": str(send),
        "hour": hour,
        "country": entries.place,
    }
    return Read(changes, zone)


def _day(name: str, entry: DayEntry, wrong: dict[str, Words]) -> Rule | None:
    try:
        return entry.rule
    except SettingsError:
        is_day = entry.among in (Among.DAY, Among.WORKING_DAY)
        wrong[name] = (
            phrase("No month has that many of them. Choose an earlier one, or the last.")
            if is_day
            else phrase("Not every month has a fifth one, and no month may be missed. Choose the last.")
        )
    except ValueError:
        wrong[name] = phrase("Choose one of these.")
    return None


def _hour(said: str, wrong: dict[str, Words]) -> str:
    try:
        return f"{parse_hour(said):%H:%M}"
    except SettingsError:
        wrong["hour"] = phrase("Write it on the 24-hour clock, such as 09:00 or 16:30.")
        return said


def _zone(said: str, wrong: dict[str, Words]) -> ZoneInfo | None:
    try:
        return zone_named(said)
    except SettingsError:
        by_word = {name.casefold(): name for name in sorted(zoneinfo.available_timezones())}
        by_city = {name.rpartition("/")[2]: name for name in by_word}
        wanted = said.casefold().replace(" ", "_")
        near = [by_word[by_city[each]] for each in get_close_matches(wanted, by_city, _NEAR)]
        near += [by_word[each] for each in get_close_matches(wanted, by_word, _NEAR)]
        wrong["zone"] = (
            phrase("There is no such time zone. Near it: {zones}.", zones=tuple(dict.fromkeys(near))[:_NEAR])
            if near
            else phrase("There is no such time zone. Write it like Europe/Berlin.")
        )
        return None
