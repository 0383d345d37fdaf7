"""Phrases said in a language: plurals, lists, places, directions, and what periods are called."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from digests import OCTOBER
from drumbeat.digest.language.phrase import (
    Before,
    Label,
    Month,
    PeriodView,
    Phrase,
    Quantity,
    Typical,
    Unit,
    phrase,
    plural,
)
from drumbeat.digest.language.wording import ENGLISH, Wording, opened
from drumbeat.rendering import wording

NB = "\N{NO-BREAK SPACE}"
FSI, PDI = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
HEBREW = "דואר"
POLISH = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\n"

msgid "{n} ticket"
msgid_plural "{n} tickets"
msgstr[0] "{n} zgłoszenie"
msgstr[1] "{n} zgłoszenia"
msgstr[2] "{n} zgłoszeń"

msgid "{part} of {whole}"
msgstr "z {whole}: {part}"

msgid "d MMMM y"
msgstr "d.MM.y"

msgid "h"
msgstr "godz."
"""
QUARTER = PeriodView(date(2026, 1, 1), date(2026, 4, 1), "UTC", date(2025, 10, 1), 3)
YEAR = PeriodView(date(2026, 1, 1), date(2027, 1, 1), "UTC", date(2025, 1, 1), 12)
DAYS = PeriodView(date(2026, 10, 5), date(2026, 10, 19), "UTC", date(2026, 9, 21))


@pytest.fixture(name="polish")
def _polish(tmp_path):
    """A language with three plural forms, from a customer's own catalogue."""
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "pl.po").write_text(POLISH, encoding="utf-8")
    return wording("pl", tmp_path)


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 tickets"), (1, "1 ticket"), (2, "2 tickets"), (1204, "1,204 tickets"), (1.5, "2 tickets")],
)
def test_english_plural(count, said):
    """One is singular; nought, more, and what is no whole number are plural."""
    assert ENGLISH.say(plural("{n} ticket", "{n} tickets", count)) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 zgłoszenie"), (3, "3 zgłoszenia"), (5, "5 zgłoszeń"), (12, "12 zgłoszeń"), (22, "22 zgłoszenia")],
)
def test_a_language_may_have_more_than_two_forms(polish, count, said):
    """The catalogue's own rule decides which form is said."""
    assert polish.say(plural("{n} ticket", "{n} tickets", count)) == said


def test_a_catalogue_may_turn_the_order_of_places(polish):
    """Values go where the translation has their places."""
    assert polish.say(phrase("{part} of {whole}", part=3, whole=9)) == "z 9: 3"


def test_what_a_catalogue_lacks_is_said_in_english(polish):
    """A sentence without a translation is the English one; numbers and dates are still the language's."""
    assert polish.say(phrase("{count} on {day}.", count=12345, day=date(2026, 10, 31))) == f"12{NB}345 on 31.10.2026."
    assert polish.hours(2 + 4 / 60) == f"2{NB}godz. 04{NB}min"


def test_a_phrase_of_ours_with_a_place_too_many_is_a_bug():
    """A value that our own code forgot is no setting."""
    with pytest.raises(KeyError):
        ENGLISH.say(phrase("{title} is complete"))


@pytest.mark.parametrize("value", ["{n}", "{title}", "{{title}}", "{0}", "%s", "%(title)s", "\\1", "\\g<0>", "{"])
def test_braces_in_a_value_are_text(value):
    """A title with braces, percent signs or backslashes is said as it stands, and fills no place."""
    assert ENGLISH.say(phrase("“{title}” is {n}", title=value, n=3)) == f"“{value}” is 3"


def test_phrases_stand_in_phrases():
    """A phrase may be a value, at any depth, each with values of its own."""
    inner = phrase("{title} ({count})", title="Mail", count=2)
    assert ENGLISH.say(phrase("{what}; {title}", what=phrase("[{it}]", it=inner), title="x")) == "[Mail (2)]; x"


def test_no_phrase_says_nothing():
    """What is not there is said as nothing."""
    assert ENGLISH.say(None) == ""


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (412, "412"),
        (1204, "1,204"),
        (280.5, "281"),
        (date(2026, 10, 31), "31 October 2026"),
        (Quantity(124, Unit.MINUTES), f"2{NB}h{NB}04{NB}min"),
        (Quantity(0.5, Unit.SHARE), f"50{NB}%"),
        (Quantity(8.1, Unit.SCORE), f"8.1{NB}of{NB}10"),
        (Quantity(1204), "1,204"),
        (Month(date(2026, 8, 17)), "August 2026"),
        (Label("knowledge articles"), "knowledge articles"),
        (Label(""), ""),
        (Before(OCTOBER), "September"),
        (Typical(OCTOBER), "a typical month"),
        (("a",), "a"),
        (("a", 2), "a and 2"),
        (("a", "b", phrase("{n} more", n=5)), "a, b and 5 more"),
        ((), ""),
        ("", ""),
    ],
)
def test_each_kind_of_value(value, said):
    """Text as it is, numbers as counts, days as dates, several values as a list."""
    assert ENGLISH.say(phrase("{it}", it=value)) == said


def test_a_place_may_be_called_text():
    """No name of a place collides with what the phrase itself is made of."""
    assert ENGLISH.say(phrase("{text}", text="x")) == "x"
    assert ENGLISH.say(plural("{one}", "{one} {many} {count}", 2, one="a", many="b", count="c")) == "a b c"


def test_a_value_can_be_asked_for_by_its_place():
    """A phrase knows its values, and no other."""
    said = phrase("{title}", title="Mail")
    assert said.value("title") == "Mail"
    with pytest.raises(KeyError):
        said.value("other")
    assert said == Phrase("{title}", (("title", "Mail"),))


@pytest.mark.parametrize("value", [HEBREW, f"VPN {HEBREW}", "بريد", f"{HEBREW} 7", "x\N{RIGHT-TO-LEFT MARK}"])
def test_text_of_the_other_direction_keeps_to_itself(value):
    """A Hebrew or Arabic word in an English sentence is isolated, so that it does not turn what follows (UAX #9)."""
    assert ENGLISH.say(phrase("“{title}”: {n}", title=value, n=31)) == f"“{FSI}{value}{PDI}”: 31"
    assert ENGLISH.say(phrase("{it}", it=Label(value))) == f"{FSI}{value}{PDI}"
    assert ENGLISH.say(phrase("{it}", it=("a", value))) == f"a and {FSI}{value}{PDI}"


@pytest.mark.parametrize("value", ["Mail", "Zoë 7", "1,204", "服務", "Почта", "", "👍"])
def test_text_of_the_same_direction_is_left_alone(value):
    """Nothing unseen is put round what does not turn."""
    assert ENGLISH.say(phrase("{title}", title=value)) == value


def test_a_language_from_right_to_left_isolates_latin_words():
    """In a Hebrew sentence it is the Latin title that keeps to itself."""
    hebrew = Wording("he")
    assert hebrew.direction == "rtl"
    assert hebrew.say(phrase("{title}", title="Mail")) == f"{FSI}Mail{PDI}"
    assert hebrew.say(phrase("{title}", title=HEBREW)) == HEBREW


@pytest.mark.parametrize(
    ("period", "label", "before", "this", "typical"),
    [
        (OCTOBER, "October 2026", "September", "October", "a typical month"),
        (QUARTER, "1st quarter 2026", "the quarter before", "1st quarter 2026", "a typical quarter"),
        (YEAR, "2026", "the year before", "2026", "a typical year"),
        (DAYS, "5 to 18 October 2026", "the period before", "this period", "a typical period"),
    ],
)
def test_what_periods_are_called(period, label, before, this, typical):
    """A month, a quarter and a year have names, and so have those before them; any other days are told as days."""
    assert ENGLISH.period(period) == label
    assert ENGLISH.period_before(period) == before
    assert ENGLISH.this_period(period) == this
    assert ENGLISH.typical_of(period) == typical


def test_the_month_before_january_is_december():
    """Over a year's end the month before has its own name."""
    january = replace(OCTOBER, start=date(2027, 1, 1), end=date(2027, 2, 1), previous_start=date(2026, 12, 1))
    assert (ENGLISH.period(january), ENGLISH.period_before(january)) == ("January 2027", "December")


@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_quarters_are_counted_in_the_calendar_year(quarter):
    """Each quarter is called by its place in the year in which it lies."""
    start = date(2026, 3 * quarter - 2, 1)
    said = ENGLISH.period(replace(QUARTER, start=start))
    assert said == f"{('1st', '2nd', '3rd', '4th')[quarter - 1]} quarter 2026"


@pytest.mark.parametrize(
    ("tag", "language", "direction"),
    [("en", "en", "ltr"), ("de", "de", "ltr"), ("pt-BR", "pt-BR", "ltr"), ("he", "he", "rtl"), ("ar", "ar", "rtl")],
)
def test_a_language_names_itself(tag, language, direction):
    """Tag and direction are those that HTML and mail headers want (RFC 5646)."""
    assert (Wording(tag).language, Wording(tag).direction) == (language, direction)


@pytest.mark.parametrize(
    ("sentence", "said"), [("from a to b", "From a to b"), ("“x”", "“x”"), ("", ""), ("éa BC", "Éa BC"), ("7 x", "7 x")]
)
def test_opened(sentence, said):
    """The first letter becomes a capital, and nothing else changes."""
    assert opened(sentence) == said
