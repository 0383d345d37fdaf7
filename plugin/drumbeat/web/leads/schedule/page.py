"""The page of a team's schedule and policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from drumbeat.desk.coming import next_period
from drumbeat.desk.standings import policy_reasons
from drumbeat.desk.timetables import change_schedule, entered, next_dates, schedule_version, timetable_of
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.phrase import Moment, Month, Phrase, phrase
from drumbeat.editions.standing import Policy
from drumbeat.editions.timetable import Step
from drumbeat.errors import Conflict, SettingsError
from drumbeat.records.team import Team
from drumbeat.records.zones import is_known
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Go, Page
from drumbeat.web.blocks import Block, Facts, Piece, Section, Text, Words
from drumbeat.web.fields import Button, Choice, Field, Form, Group, Option, Tick
from drumbeat.web.leads.full_day import full_day
from drumbeat.web.leads.schedule.entries import NEVER, DayEntry, Entries, Read, read
from drumbeat.web.leads.schedule.places import place_fields, place_said, placeless
from drumbeat.web.leads.schedule.words import AMONG, POLICIES, day_said, place_of
from drumbeat.web.routes import Routes
from drumbeat.web.versions import conflict
from drumbeat.web.visits import Visit

pages = Routes()
_MOST = 31
_FROM_END = 10
"""Places that the menu counts from the end."""
_SHOWN = "shown"
"""The part of the page that the script renews (`site.js`)."""


@pages.get("/teams/{team:int}/schedule", Rule.LEAD, phrase("Schedule"))
def schedule(visit: Visit) -> Answer:
    """The next dates, and by what they are found; or what is wrong with what is kept."""
    team, entries = visit.team, Entries.of_team(visit.team)
    try:
        timetable_of(team)
    except SettingsError:
        return replace(_page(visit, entries, read(entries, _today(visit)), None), status=200)
    return _page(visit, entries, Read(), team, full_day(visit, next_period(visit.context, team)))


@pages.post("/teams/{team:int}/schedule", Rule.LEAD, most_bytes=16_384)
def change(visit: Visit) -> Answer:
    """Keeps another; or only shows the dates of what was entered."""
    entries, team = Entries.of_form(visit.form), visit.team
    found = read(entries, _today(visit))
    if found.wrong or found.zone is None:
        return _page(visit, entries, found, None)
    if visit.form.is_ticked("show"):
        wanted = entered(visit.context, team, found.changes, zone=found.zone, on=entries.is_on)
        return _page(visit, entries, found, wanted)
    try:
        change_schedule(
            visit.context, team, found.changes, zone=found.zone, on=entries.is_on, seen=visit.form.version or "none"
        )
    except Conflict:
        return conflict(_told(entries, visit), _told(Entries.of_team(visit.team), visit), visit.within("schedule"))
    moved = found.zone.key != team.zone.key
    said = phrase("Saved. A draft that is there stays as it is until it is made anew.") if moved else phrase("Saved.")
    return Go(visit.within("schedule"), said)


def _today(visit: Visit) -> date:
    """Where the team is, or by UTC where nobody knows its zone."""
    now, zone = visit.context.clock(), visit.team.zone
    return (now.astimezone(zone) if is_known(zone) else now).date()


def _page(visit: Visit, entries: Entries, found: Read, dated: Team | None, notes: Sequence[Block] = ()) -> Page:
    """`dated`: the team whose dates are shown; None where there are none to show. `notes`: about the next of them."""
    form = Form(
        visit.within("schedule"),
        (
            Tick("on", phrase("Draft and send by itself, month by month"), is_ticked=entries.is_on),
            _days(phrase("The draft is made on"), "draft", entries.draft, found.wrong),
            _days(phrase("The digest leaves on"), "send", entries.send, found.wrong),
            Field("hour", phrase("Hour"), entries.hour, "time", wrong=found.wrong.get("hour", ""), is_required=True),
            Field(
                "zone",
                phrase("Time zone"),
                entries.zone,
                hint=phrase("Such as Europe/Berlin. The hour is that of the clocks there, in summer and in winter."),
                wrong=found.wrong.get("zone", ""),
                is_required=True,
                longest=64,
            ),
            *place_fields(visit, entries, found.wrong),
            Choice(
                "policy", phrase("What leaving needs"), POLICIES, entries.policy, wrong=found.wrong.get("policy", "")
            ),
        ),
        (Button(phrase("Save")), Button(phrase("Show the dates"), "show", tone="plain")),
        visit.form.version or schedule_version(visit.team),
        name="schedule",
    )
    shown = Section(phrase("The next six dates"), (_dates(visit, dated),), _SHOWN)
    return Page(
        phrase("Schedule"),
        (*_forced(visit), *placeless(entries), *notes, shown, form),
        status=422 if found.wrong else 200,
    )


def _forced(visit: Visit) -> list[Block]:
    """Why an approval is needed whatever is chosen."""
    team = visit.team
    if team.schedule.policy == Policy.REQUIRED:
        return []
    is_first, is_company_wide = policy_reasons(visit.context, team)
    said = []
    if is_first:
        said.append(phrase("The next digest is the team’s first: it leaves only when somebody has approved it."))
    if is_company_wide:
        said.append(phrase("It goes to the whole company: it leaves only when somebody has approved it."))
    return [Text(each, "note") for each in said]


def _days(label: Phrase, name: str, entry: DayEntry, wrong: dict[str, Words]) -> Group:
    """The two menus of a day of the month after."""
    places = [*range(1, _MOST + 1), -1, *range(-2, -_FROM_END - 1, -1)]
    if entry.number is not None and entry.number not in places:
        places.append(entry.number)
    options = tuple(Option(str(place), place_of(place)) for place in places)
    among = tuple(Option(each.value, words) for each, words in AMONG.items())
    never = Option(NEVER, phrase("never by itself"))
    return Group(
        label,
        (
            Choice(f"{name}_place", phrase("Which"), options, entry.place, is_menu=True),
            Choice(f"{name}_among", phrase("Of these days"), (*among, never), entry.among, is_menu=True),
        ),
        phrase("In the month after the one it tells of. Where a month has fewer such days, on its last one."),
        is_row=True,
        name=name,
        wrong=wrong.get(name, ""),
    )


def _dates(visit: Visit, team: Team | None) -> Block:
    if team is None:
        return Text(phrase("Correct what is wrong, and the dates are shown."), "quiet")
    found = next_dates(team, visit.context.clock())
    dates: list[tuple[Words, Piece]] = []
    for each in found:
        if each.at is not None:
            month = Month(view_of(each.period).start)
            what = (
                phrase("Draft of {month}", month=month)
                if each.step is Step.DRAFT
                else phrase("Digest of {month}", month=month)
            )
            dates.append((what, Moment(each.at.astimezone(team.zone))))
    return Facts(tuple(dates)) if dates else Text(phrase("Nothing is drafted or leaves by itself."), "quiet")


def _told(entries: Entries, visit: Visit) -> tuple[tuple[Words, Piece], ...]:
    """For two people who changed it at once."""
    policies = {option.value: option.words for option in POLICIES}
    return (
        (phrase("The draft is made on"), day_said(entries.draft)),
        (phrase("The digest leaves on"), day_said(entries.send)),
        (phrase("Hour"), entries.hour),
        (phrase("Time zone"), entries.zone),
        (phrase("Country"), place_said(entries, visit.say)),
        (phrase("What leaving needs"), policies.get(entries.policy, entries.policy)),
        (phrase("Draft and send by itself, month by month"), phrase("yes") if entries.is_on else phrase("no")),
    )
