"""The schedule over any rules, outages and years: each edition once, in time or asked about."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from drumbeat.editions.due import MAX_LATENESS, MOST_LATENESS, due, following
from drumbeat.editions.rules import Among, Never, Nth, monday_to_friday, parse_rule
from drumbeat.editions.standing import Standing
from drumbeat.editions.timetable import Step, Timetable, refuse_disorder
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from samples import examples

MOST = {Among.DAY: 31, Among.WORKING_DAY: 27}
RULES = st.sampled_from(
    [Nth(place, among) for among in Among for n in range(1, MOST.get(among, 4) + 1) for place in (n, -n)]
)
ZONES = st.sampled_from(["UTC", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo"]).map(
    ZoneInfo
)
HOURS = st.sampled_from([time(0), time(2, 30), time(9), time(23, 59)])
MONTHS = st.dates(date(2024, 1, 1), date(2035, 12, 31))

TURN = timedelta(hours=7)
"""At another hour every day."""


@given(st.one_of(RULES, st.just(Never())), st.randoms())
def test_a_rule_is_what_it_is_written_as(rule, randomly):
    """Every rule is read back from its own text, in any case and with any spaces, and fits where it is kept."""
    text = str(rule)
    assert parse_rule(text) == rule
    assert len(text) <= 40
    shouted = "".join(randomly.choice((letter, letter.upper())) for letter in text)
    assert parse_rule(f" {shouted.replace(' ', '  ')}\n") == rule


WORDS = ("day", "working", "last", "first", "2nd", "friday", "before", "the", "end", "5", "31", "never", "٣", "")


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)))
def test_any_text_is_a_rule_or_a_mistake(text):
    """Whatever is written is a mistake that is told, or is a rule whose own text is the same rule."""
    try:
        rule = parse_rule(text)
    except SettingsError:
        event("refused")
    else:
        event("a rule")
        assert parse_rule(str(rule)) == rule


@given(RULES, MONTHS, st.frozensets(st.integers(1, 31)))
def test_a_day_is_of_its_month_and_its_kind(rule, month, closed):
    """Whatever days are closed, the day lies in its month and is of the kind that is counted, if the month has any."""
    day = rule.day(month.year, month.month, lambda each: each.day not in closed)
    assert (day.year, day.month) == (month.year, month.month)
    if rule.among not in MOST:
        assert day.strftime("%A").lower() == rule.among
    if rule.among is Among.WORKING_DAY and day.day in closed:
        assert rule.day(month.year, month.month, lambda _: False) == day


class Team:
    """A store of one team's editions, and what the schedule did to it."""

    def __init__(self, timetable: Timetable, begins: Period) -> None:
        self.timetable = timetable
        self.begins = begins
        self.editions: dict[Period, Standing] = {}
        self.done: list[tuple[Period, Step, timedelta]] = []

    def tick(self, now: datetime) -> list[Step]:
        """What one turn of the schedule does; what it could only ask about."""
        found = due(self.timetable, self.begins, self.editions, now)
        for each in found:
            if each.step in (Step.DRAFT, Step.SEND):
                self.done.append((each.period, each.step, now - each.at))
                self.editions[each.period] = Standing.DRAFT if each.step is Step.DRAFT else Standing.SENT
        return [each.step for each in found if each.step.is_missed]


@settings(deadline=None, max_examples=examples(20))
@given(RULES, RULES, HOURS, ZONES, st.integers(2024, 2034))
def test_a_year_of_turns_drafts_and_sends_each_month_once(draft_on, send_on, hour, zone, year):
    """With a turn every seven hours each month is drafted once and sent once, at the first turn after its time.

    What is drafted and sent on one day is sent at the turn after its draft.
    """
    timetable = Timetable(draft_on, send_on, hour, zone)
    try:
        refuse_disorder(timetable)
    except SettingsError:
        assume(condition=False)
    team = Team(timetable, Period.month(year, 1, zone))
    now, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 3, 3, tzinfo=UTC)
    while now < end:
        assert team.tick(now) == []
        now += TURN
    for number in range(1, 13):
        month = Period.month(year, number, zone)
        steps = [(step, late) for period, step, late in team.done if period == month]
        assert [step for step, _ in steps] == [Step.DRAFT, Step.SEND]
        (_, draft_late), (_, send_late) = steps
        at_once = timetable.send_at(month) < timetable.draft_at(month) + TURN
        assert timedelta() <= draft_late < TURN
        assert timedelta() <= send_late < (2 if at_once else 1) * TURN


@settings(deadline=None)
@given(RULES, RULES, ZONES, st.lists(st.floats(0.01, 40), min_size=1, max_size=40))
def test_after_any_outage_nothing_is_lost_unseen_or_sent_late(draft_on, send_on, zone, gaps):
    """Whatever turns fail to come, nothing is done early, twice or too late; the last month is done or asked about."""
    timetable = Timetable(draft_on, send_on, time(9), zone)
    team, now = Team(timetable, Period.month(2026, 1, zone)), datetime(2026, 2, 1, tzinfo=UTC)
    missed: list[Step] = []
    for gap in gaps:
        now += timedelta(days=gap)
        missed = team.tick(now) + team.tick(now)
    assert len({(period, step) for period, step, _ in team.done}) == len(team.done)
    assert all(timedelta() <= late <= MAX_LATENESS for _, _, late in team.done)
    here = now.astimezone(zone)
    last = Period.month(here.year, here.month, zone).before()
    if last.start >= team.begins.start and timetable.draft_at(last) <= now and timetable.send_at(last) <= now:
        assert team.editions.get(last) is Standing.SENT or missed


@settings(deadline=None)
@given(RULES, HOURS, ZONES, MONTHS)
def test_months_that_are_not_looked_at_are_too_late_anyway(rule, hour, zone, day):
    """Whatever lateness is allowed, an edition that is old enough not to be looked at is past it."""
    now = datetime.combine(day, time(), zone).astimezone(UTC)
    timetable = Timetable(rule, rule, hour, zone)
    for old in Period.month(day.year, day.month, zone).earlier(8)[3:]:
        assert now - timetable.send_at(old) > MOST_LATENESS


@settings(deadline=None)
@given(RULES, ZONES, MONTHS)
def test_the_next_dates_are_those_at_which_something_becomes_due(rule, zone, day):
    """Each of the next dates is in order, after now, and the instant at which that month's draft falls due."""
    timetable = Timetable(rule, Never(), time(9), zone, monday_to_friday)
    now = datetime.combine(day, time(12), zone).astimezone(UTC)
    dates = following(timetable, Period.month(2020, 1, zone), now)
    assert [each.at for each in dates] == sorted({each.at for each in dates})
    assert len(dates) == 6
    assert now < dates[0].at <= now + timedelta(days=62)
    for each in dates:
        before, then = (due(timetable, each.period, {}, each.at - timedelta(seconds=late)) for late in (1, 0))
        assert not [other for other in before if other.period == each.period and other.step is not Step.NOTHING]
        assert (each.period, Step.DRAFT) in [(other.period, other.step) for other in then]
