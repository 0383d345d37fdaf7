"""Words of the own record's pages: whose part it was, why a day lies elsewhere, what is the same, what is named."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from drumbeat.desk.consents import Choice
from drumbeat.desk.namings import NamedLine
from drumbeat.digest.language.phrase import PeriodView
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.people.accomplishments import Line
from drumbeat.digest.people.consent import Category
from drumbeat.records.period import Period
from drumbeat.rendering.languages import wording
from drumbeat.signals.model import Status
from drumbeat.web.blocks import Details, Lines, Table, Text
from drumbeat.web.fields import Form
from drumbeat.web.owner.naming import _draft, _lines_about
from drumbeat.web.owner.record import _lines
from drumbeat.web.owner.said import day_in, role_of, rule_said

GERMAN = wording("de")
OCTOBER = PeriodView(date(2026, 10, 1), date(2026, 11, 1), "Europe/Berlin", date(2026, 9, 1), 1)


def line(number="INC0001", rule="V01", day="2026-10-05", role="lead", label="Collaboration"):
    """A line of a record."""
    return Line("x", rule, "1", label, "A rule.", role, number, "incident", day, "", Status.FINAL, (), ())


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (line(), "mainly yours"),
        (line(role="contributor"), "you contributed"),
        (line("5d53e7f757dd6a72"), "yours"),
    ],
)
def test_nobody_led_a_certificate(made, said):
    """Of a ticket the part is told; an entry from a list, such as a certificate, is the owner's as a whole."""
    assert SAY.said(role_of(made)) == said


def test_a_day_elsewhere_has_its_reason():
    """A record of another time stands in the list with a word on why; one of the period stands with its day alone."""
    assert day_in(line(), OCTOBER) == date(2026, 10, 5)
    old = day_in(line(day="2025-10-01"), OCTOBER)
    assert isinstance(old, Lines)
    assert SAY.said(old.pieces[1]) == "the rule tells it of this period"


def test_the_same_records_are_listed_once():
    """A rule that speaks of the same records as one before says so, and shows them to who wants to see them."""
    lines = [
        line(),
        line("INC0002"),
        line(rule="V18", label="Across teams"),
        line("INC0002", "V18", label="Across teams"),
    ]
    first, second = _lines(lines, "/record/2026-10", OCTOBER, SAY)
    assert isinstance(first.blocks[0], Table)
    assert isinstance(second.blocks[0], Details)
    assert SAY.said(second.blocks[0].summary) == "2 records, the same as: Collaboration"


def test_a_long_list_is_shut():
    """A rule that tells of many records shows how many; who wants to see them opens the list."""
    few, many = (next(iter(_lines([line()] * count, "/record/2026-10", OCTOBER, SAY))) for count in (3, 4))
    assert isinstance(few.blocks[0], Table)
    assert isinstance(many.blocks[0], Details)
    assert SAY.said(many.blocks[0].summary) == "4 records"


def test_a_draft_is_shown_once():
    """What a draft prints stands there once, with one button for all that rests on one consent."""

    def named(category, label):
        day = datetime(2026, 11, 5, tzinfo=UTC)
        period, printed = Period.month(2026, 10, ZoneInfo("UTC")), ("Thanks to", "Fay", "For all of it")
        return NamedLine("Network", period, category, "V02", label, "A rule.", printed, "en", ("PRB1",), day, day)

    lines = [named(Category.IMPROVEMENT, "A part"), named(Category.IMPROVEMENT, "A lead"), named(Category.TALKS, "T")]
    draft = _draft(lines, SAY)
    assert [each.piece for each in draft.blocks if isinstance(each, Text)][1:] == [Lines(lines[0].printed)]
    outs = [each.fields[0].value for each in draft.blocks if isinstance(each, Form)]
    assert outs == [Category.IMPROVEMENT, Category.TALKS]


@pytest.mark.parametrize(
    ("sentence", "said"), [("A mentoring that both sides confirmed (V06).", "Ein Mentoring, das"), ("Once.", "Once.")]
)
def test_a_rule_of_an_older_version_is_marked(sentence, said):
    """A rule is told in the page's language; one whose words are in no catalogue any more in English, and marked so."""
    found = rule_said(sentence, GERMAN)
    assert GERMAN.said(found.piece).startswith(said)
    assert found.language == ("en" if said == "Once." else "")


@pytest.mark.parametrize(
    ("category", "labels", "said"),
    [
        (Category.MAJOR_INCIDENTS, ("Major incidents",), ""),
        (Category.MENTORING, ("Mentoring and teaching", "Mentoring"), "Also lines about: Mentoring and teaching"),
    ],
)
def test_a_category_is_not_named_twice(category, labels, said):
    """Beside a category stands what else its lines are called, and not the category once more."""
    assert SAY.said(_lines_about(Choice(category, labels, None))) == said
