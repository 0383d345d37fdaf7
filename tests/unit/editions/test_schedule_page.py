"""docs/schedule.md: what it says of days and hours is so."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from command import ROOT
from drumbeat.app import timetable, working_days
from drumbeat.editions.due import LOOKED_BACK, MAX_LATENESS
from drumbeat.editions.instants import instant
from drumbeat.editions.rules import EXAMPLES, Among, monday_to_friday, parse_rule
from drumbeat.editions.standing import Act, ActKind, Policy, Standing, Stood, stood, why_not
from drumbeat.records.period import Period
from drumbeat.store.schema import team

PAGE = (ROOT / "docs" / "schedule.md").read_text(encoding="utf-8")
MONTHS = ((2026, 11), (2027, 1), (2027, 2), (2027, 5))
TABLES = [
    [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in table.splitlines()[2:]]
    for table in re.findall(r"(?:^\|.*\|\n)+", PAGE, re.MULTILINE)
]
DAYS, COUNTRIES, HOURS, POLICIES, *_ = TABLES


def told(day: date | None) -> str:
    """A day as the tables write it."""
    return "–" if day is None else f"{day:%a} {day.day}"


@pytest.mark.parametrize("row", DAYS, ids=lambda row: row[0])
def test_each_rule_falls_on_the_days_of_the_table(row):
    """The table of rules says which days they are, from Monday to Friday."""
    written, *days = row
    rule = parse_rule(written)
    assert str(rule) == written
    assert days == [told(rule.day(year, month, monday_to_friday)) for year, month in MONTHS]


def test_the_table_shows_every_kind_of_rule():
    """Each form that an error proposes is in the table, and each kind of day."""
    written = {row[0] for row in DAYS}
    assert set(EXAMPLES) <= written
    assert {parse_rule(each).among for each in written - {"never"}} >= {Among.DAY, Among.WORKING_DAY, Among.FRIDAY}


@pytest.mark.parametrize("row", COUNTRIES, ids=lambda row: row[0])
def test_each_country_works_on_the_days_of_the_table(row):
    """The table of countries says which days are their working days."""
    country, *days = row
    works = working_days("" if country == "(none)" else country)
    asked = (("working day 1", 2027, 1), ("working day 5", 2027, 1), ("last working day", 2027, 5))
    assert days == [told(parse_rule(rule).day(year, month, works)) for rule, year, month in asked]


@pytest.mark.parametrize("row", HOURS, ids=lambda row: f"{row[0]} {row[1]}")
def test_each_hour_is_the_instant_of_the_table(row):
    """The table of clocks says what becomes of an hour, here and in UTC."""
    zone, written, becomes, utc, _ = row
    wanted = datetime.fromisoformat(written)
    found = instant(wanted.date(), wanted.time(), ZoneInfo(zone))
    assert f"{found:%Y-%m-%d %H:%M}" == utc
    assert f"{found.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == becomes


def test_the_calendar_of_a_new_team_is_the_pages():
    """A team that says nothing has October drafted on November's first working day and sent on the fifth, at nine."""
    names = ("draft_on", "send_on", "hour", "country")
    zone = ZoneInfo("Europe/Berlin")
    calendar = timetable(**{name: team.c[name].server_default.arg for name in names}, zone=zone)
    october = Period.month(2026, 10, zone)
    assert calendar.draft_at(october) == datetime(2026, 11, 2, 8, tzinfo=UTC)
    assert calendar.send_at(october) == datetime(2026, 11, 6, 8, tzinfo=UTC)
    assert (calendar.send_at(october) - calendar.draft_at(october)).days == 4  # three whole days between, of work


def test_the_bounds_are_the_pages():
    """Three days of lateness and three months back, as the page says."""
    assert MAX_LATENESS.days == 3
    assert "Up to three days late" in PAGE
    assert LOOKED_BACK == 3
    assert "The last three months" in PAGE


@pytest.mark.parametrize("row", POLICIES, ids=lambda row: row[0])
def test_each_policy_does_what_the_table_says(row):
    """Silence, a hold, and an edit after the draft: it stays where the table says so, and leaves where it does not."""
    policy, silence, held, edited = row
    hold = stood(Standing.DRAFT, "now", [Act(ActKind.HOLD, "", "Marit", datetime(2026, 11, 2, tzinfo=UTC))])
    cases = ((Stood(Standing.DRAFT), False), (hold, False), (Stood(Standing.DRAFT), True))
    stays = [bool(why_not(found, Policy(policy), is_edited=is_edited)) for found, is_edited in cases]
    assert stays == [told_so.startswith("it stays") for told_so in (silence, held, edited)]


def test_every_policy_is_in_the_table():
    """And no other."""
    assert [row[0] for row in POLICIES] == list(Policy)
    assert Policy(team.c.policy.server_default.arg) is Policy.REVIEW
