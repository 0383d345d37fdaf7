"""A schedule in words: days of the month, what leaving needs, and what the audit log keeps of a change."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date

from drumbeat.digest.language.phrase import Month, phrase
from drumbeat.digest.language.wording import Wording
from drumbeat.editions.rules import Among
from drumbeat.editions.standing import Policy
from drumbeat.web.blocks import Lines, Words
from drumbeat.web.fields import Option
from drumbeat.web.leads.schedule.entries import NEVER, DayEntry
from drumbeat.web.leads.schedule.places import named_place

POLICIES = (
    Option(
        Policy.REVIEW.value,
        phrase("Review"),
        phrase("It leaves unless somebody holds it. What was changed after its draft needs an approval."),
    ),
    Option(
        Policy.REQUIRED.value,
        phrase("Approval"),
        phrase("It leaves when somebody has approved it. Silence sends to nobody."),
    ),
    Option(
        Policy.AUTOMATIC.value,
        phrase("Automatic"),
        phrase("It leaves unless somebody holds it, also as it was changed."),
    ),
)
AMONG = {
    Among.DAY: phrase("day"),
    Among.WORKING_DAY: phrase("working day"),
    Among.MONDAY: phrase("Monday"),
    Among.TUESDAY: phrase("Tuesday"),
    Among.WEDNESDAY: phrase("Wednesday"),
    Among.THURSDAY: phrase("Thursday"),
    Among.FRIDAY: phrase("Friday"),
    Among.SATURDAY: phrase("Saturday"),
    Among.SUNDAY: phrase("Sunday"),
}
_KEPT = re.compile(
    r"Draft: (?P<draft>[^;]+); sent: (?P<send>[^,;]+), at (?P<hour>[\d:]+) in (?P<zone>\S+?)(?: in (?P<place>\S+))?, "
    r"of the month after; policy (?P<policy>\w+); (?:from (?P<month>\w+ \d{4}) on|nothing by itself)"
)
"""As `desk.timetables.change_schedule` writes it into the log."""
_MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}


@dataclass(frozen=True, slots=True)
class _Ordinal:
    """A number that says which: 2nd."""

    number: int

    def said_by(self, say: Wording) -> str:
        """As the language writes it."""
        form = str(say.locale.ordinal_form(self.number))
        return say.say(replace(_ORDINALS.get(form, _ORDINALS["other"]), count=self.number))


_ORDINALS = {"one": phrase("{n}st"), "two": phrase("{n}nd"), "few": phrase("{n}rd"), "other": phrase("{n}th")}
"""By the form of the Unicode CLDR's rules for ordinals."""


def place_of(place: int) -> Words:
    """Which of the days of its kind: the 2nd, the last."""
    if place > 0:
        return _Ordinal(place)
    return phrase("the last") if place == -1 else phrase("{nth} from the end", nth=_Ordinal(-place))


def day_said(entry: DayEntry) -> Words:
    """The day of the month: the 5th working day."""
    if entry.among == NEVER:
        return phrase("never by itself")
    if entry.among not in set(Among):
        return "–"
    return phrase("{place} {day}", place=place_of(int(entry.place)), day=AMONG[Among(entry.among)])


def kept_said(kept: str, say: Wording) -> Lines | None:
    """What the log keeps of a change of schedule; None for what is not written so."""
    found = _KEPT.fullmatch(kept)
    if found is None:
        return None
    draft, send = (day_said(DayEntry.of(found[each])) for each in ("draft", "send"))
    policies = {option.value: option.words for option in POLICIES}
    month = kept_month(found["month"] or "")
    begins = phrase("from {month} on", month=month) if month else phrase("nothing by itself")
    return Lines(
        (
            phrase("draft: {day}", day=draft),
            phrase("sent: {day}, {hour} in {zone}", day=send, hour=found["hour"], zone=found["zone"]),
            *([phrase("holidays: {place}", place=named_place(found["place"], say))] if found["place"] else []),
            phrase("to leave: {policy}", policy=policies.get(found["policy"], found["policy"])),
            begins,
        )
    )


def kept_month(words: str) -> Month | None:
    """A month as English text has it, October 2026; None for what is none."""
    name, _, year = words.partition(" ")
    is_month = name in _MONTHS and year.isdigit()
    return Month(date(int(year), _MONTHS[name], 1)) if is_month else None
