"""The rules of a schedule: how they are written, and which day they are."""

from __future__ import annotations

from datetime import date

import pytest

from drumbeat.editions.rules import EXAMPLES, Among, Never, Nth, monday_to_friday, parse_rule
from drumbeat.errors import SettingsError


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        *((each, each) for each in EXAMPLES),
        ("  Day   31 ", "day 31"),
        ("DAY 07", "day 7"),
        ("first working day", "working day 1"),
        ("3rd day", "day 3"),
        ("11th day", "day 11"),
        ("22nd day", "day 22"),
        ("1st tuesday", "first tuesday"),
        ("4th Friday", "fourth friday"),
        ("1st day before the end", "last day"),
        ("second working day before the end", "2nd working day before the end"),
        ("3rd friday before the end", "3rd friday before the end"),
        ("Never", "never"),
    ],
)
def test_what_a_lead_writes_is_kept_in_one_form(written, kept):
    """A rule is understood in the words a person would use, and kept in one of them, which is read back the same."""
    rule = parse_rule(written)
    assert str(rule) == kept
    assert parse_rule(kept) == rule


@pytest.mark.parametrize(
    "text",
    [
        *("", "5", "day", "day 0", "day 32", "day 5.5", "day -1", "day \u0665", "working day 0", "working day 28"),
        *("31st", "2th day", "fifth friday", "5th tuesday", "friday", "last", "last friday before the end"),
        *("every day", "never ever", "last workingday", "0 9 1 * *", "day 5 or day 6", "x" * 5000),
    ],
)
def test_what_is_no_rule_is_refused_with_examples(text):
    """Anything else is a mistake that is told with every form to choose from, and repeats little of what is there."""
    with pytest.raises(SettingsError) as refused:
        parse_rule(text)
    assert all(example in refused.value.recovery for example in EXAMPLES)
    assert len(str(refused.value)) < 120


def test_a_fifth_weekday_is_refused_with_what_is_meant():
    """Some months have no fifth Friday, and would be skipped: who writes it is told to write the last (E44)."""
    with pytest.raises(SettingsError, match="Not every month") as refused:
        parse_rule("fifth friday")
    assert "`last friday`" in refused.value.recovery


def test_a_month_without_working_days_has_its_day():
    """Where nobody works all month, its days are counted: no month is skipped (E44)."""
    for rule, day in (("working day 1", 1), ("last working day", 31), ("working day 27", 27)):
        assert parse_rule(rule).day(2026, 8, lambda _: False) == date(2026, 8, day)


def test_a_month_with_few_working_days_has_its_day():
    """A place beyond the working days of a month is the last of them, and from the end the first (E44)."""
    few = {date(2026, 8, 12), date(2026, 8, 13)}
    for rule, day in (("working day 3", 13), ("3rd working day before the end", 12), ("working day 2", 13)):
        assert parse_rule(rule).day(2026, 8, few.__contains__) == date(2026, 8, day)


def test_never_is_no_day():
    """Never is a day of no month."""
    assert Never().day(2026, 8, monday_to_friday) is None


def test_a_rule_cannot_be_made_out_of_bounds():
    """Not even in code: a place that months lack, or no place at all, is refused where the rule is made."""
    for place, among in ((0, Among.DAY), (32, Among.DAY), (-32, Among.DAY), (5, Among.FRIDAY), (-5, Among.FRIDAY)):
        with pytest.raises(SettingsError):
            Nth(place, among)
