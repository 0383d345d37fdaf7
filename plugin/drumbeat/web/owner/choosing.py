"""My record: of which period it is to be read. Reading takes longer than a page has, so that a job does it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from drumbeat.desk.own_records import own_record
from drumbeat.desk.periods import Said, period_of
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.people.accomplishments import PersonalRecord
from drumbeat.errors import SettingsError
from drumbeat.records.model import Ref
from drumbeat.records.period import Period
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Page
from drumbeat.web.blocks import Link, Links, Text
from drumbeat.web.fields import Button, Choice, Form, Option
from drumbeat.web.jobs import Outcome, Tell
from drumbeat.web.refusals import Refused
from drumbeat.web.returning import RECORD
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()
NAMING = f"{RECORD}/naming"
_MONTHS, _QUARTERS = 12, 4
"""Periods before the present month that one can choose: signals are kept for about as long (F15)."""
_SMALL = 4096


@pages.get(RECORD, Rule.OWNER, phrase("My record"))
def choose(visit: Visit) -> Answer:
    """What it is, and a choice of periods."""
    return _page(visit, visit.query.get("period", ""))


@pages.post(RECORD, Rule.OWNER, most_bytes=_SMALL)
def read(visit: Visit) -> Answer:
    """Has the record read."""
    said = visit.form.text("period", 20)
    if said not in {name_of(each) for each in _periods(visit)}:
        return _page(visit, said, is_wrong=True)
    person, period, context, memory = owner_of(visit), period_named(visit, said), visit.context, visit.memory

    def work(tell: Tell) -> Outcome:
        tell(phrase("All records are read, and the rules asked what they say of yours."))
        memory.keep(_key(person, said), own_record(context, person, period))
        return Outcome(phrase("This is what the records show."), to=f"{RECORD}/{said}")

    title = phrase("Your record, {period}", period=view_of(period))
    return visit.begin(title, work, back=RECORD)


def owner_of(visit: Visit) -> Ref:
    """The technician whose record this is: who is signed in, and nobody else."""
    if visit.access.roles.person is None:
        raise Refused.forbidden()
    return visit.access.roles.person


def period_named(visit: Visit, said: str) -> Period:
    """The period of an address: 2026-10 or 2026-Q3. Raises Refused (404) for what is none."""
    month, quarter = (None, said) if "Q" in said.upper() else (said, None)
    try:
        return period_of(Said(month=month, quarter=quarter), _zone(visit), visit.context.clock())
    except SettingsError:
        raise Refused.missing() from None


def name_of(period: Period) -> str:
    """As it stands in an address."""
    return f"{period.start:%Y-%m}" if period.is_month else f"{period.start:%Y}-Q{period.start.month // 3 + 1}"


def remembered(visit: Visit, said: str) -> PersonalRecord | None:
    """The record as it was read in this session; None where it was not."""
    found = visit.memory.find(_key(owner_of(visit), said))
    return found if isinstance(found, PersonalRecord) else None


def _key(person: Ref, said: str) -> str:
    return f"record of {person.key}, {said}"


def _zone(visit: Visit) -> ZoneInfo:
    return ZoneInfo(visit.context.settings.report.time_zone)


def _periods(visit: Visit) -> list[Period]:
    """The present month, those before, and the quarters that are over."""
    here = visit.context.clock().astimezone(_zone(visit))
    month = Period.month(here.year, here.month, _zone(visit))
    quarter = Period.quarter(here.year, (here.month + 2) // 3, _zone(visit))
    return [month, *month.earlier(_MONTHS), *quarter.earlier(_QUARTERS)]


def _page(visit: Visit, chosen: str, *, is_wrong: bool = False) -> Page:
    periods = _periods(visit)
    options = tuple(Option(name_of(each), view_of(each)) for each in periods)
    known = chosen if chosen in {each.value for each in options} else name_of(periods[1])
    wrong = phrase("Choose one of the periods.") if is_wrong else ""
    choice = Choice("period", phrase("Period"), options, known, is_menu=True, wrong=wrong)
    return Page(
        phrase("My record"),
        (
            Text(
                phrase(
                    "What rules find in your tickets, improvements and articles, line by line, each with what it "
                    "stands on. It is yours: no lead and no administrator opens it here, and nothing in it is a "
                    "measure of you. You may correct it, hide lines of it, and take it away."
                )
            ),
            Form(RECORD, (choice,), (Button(phrase("Show my record")),)),
            Text(phrase("It is worked out when you ask, and forgotten when you sign out."), "quiet"),
            Links((Link(phrase("Where your name appears in digests"), NAMING),)),
        ),
        status=422 if is_wrong else 200,
    )
