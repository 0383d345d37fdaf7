"""How facts are printed."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.operational import FactUnit, Precision, UnitKind, fact_line, printed
from drumbeat.rendering import wording
from operational import EURO, MINUTES, PERCENT, fact, typed

BYTES = FactUnit(UnitKind.BYTES)
HOURS = FactUnit(UnitKind.HOURS)
YEN = FactUnit(UnitKind.MONEY, "JPY")
ESTIMATE, BOUND = Precision.ESTIMATE, Precision.LOWER_BOUND
GERMAN = wording("de")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (fact(), "1,204,311"),
        (fact(completeness=0.95), "1,204,311"),
        (fact(completeness=0.94), "at least 1,204,311"),
        (fact(precision=BOUND), "at least 1,204,311"),
        (fact(precision=ESTIMATE), "about 1.2 million"),
        (fact(1_259_000, precision=ESTIMATE), "about 1.3 million"),
        (fact(1_259_000, precision=ESTIMATE, completeness=0.9), "at least 1.2 million"),
        (fact(999_600, precision=ESTIMATE), "about 1 million"),
        (fact(12_345, precision=ESTIMATE), "about 12,000"),
        (fact(7, precision=ESTIMATE), "about 7"),
        (fact(0, precision=ESTIMATE), "about 0"),
        (fact(0), "0"),
        (fact("12345.5", unit=EURO), "€12,345.50"),
        (fact(124, unit=MINUTES), "2 h 04 min"),
        (fact("1.5", unit=HOURS), "1 h 30 min"),
        (fact("99.999", unit=PERCENT), "99.99 %"),
        (fact(100, unit=PERCENT), "100 %"),
        (fact("0.004", unit=PERCENT), "0.004 %"),
        (fact(0, unit=PERCENT), "0 %"),
        (fact(3_499_999_999_999, unit=BYTES), "3.4 TB"),
        (fact(999, unit=BYTES), "999 B"),
        (fact(10**14, unit=BYTES, precision=ESTIMATE), "about 100 TB"),
        (fact("99.97", unit=PERCENT, precision=ESTIMATE), "about 99 %"),
        (fact("99.7", unit=PERCENT, precision=ESTIMATE), "about 99 %"),
        (fact("98.6", unit=PERCENT, precision=ESTIMATE), "about 99 %"),
        (fact(100, unit=PERCENT, precision=ESTIMATE), "about 100 %"),
        (fact("119.6", unit=MINUTES), "2 h"),
        (fact("119.6", unit=MINUTES, precision=BOUND), "at least 1 h 59 min"),
        (fact("119.6", unit=MINUTES, precision=ESTIMATE), "about 2 h"),
        (fact("119.6", unit=MINUTES, precision=ESTIMATE, completeness=0.5), "at least 1 h 50 min"),
        (fact("1.999", unit=HOURS, precision=BOUND), "at least 1 h 59 min"),
        (fact("100.6", unit=HOURS, precision=BOUND), "at least 100 h"),
        (fact("99.995", unit=HOURS, precision=BOUND), "at least 99 h 59 min"),
        (fact("6059.9", unit=MINUTES, completeness=0.5), "at least 100 h"),
        (fact("1.999", unit=EURO), "€2.00"),
        (fact("1.999", unit=EURO, precision=BOUND), "at least €1.99"),
        (fact("1.999", unit=YEN, precision=BOUND), "at least JP¥1"),
    ],
)
def test_values_are_printed_as_exact_as_their_source(found, words):
    """Counts of a file are exact; an estimate has two figures and "about"; a part is "at least", never rounded up."""
    assert printed(found, ENGLISH).replace("\N{NO-BREAK SPACE}", " ") == words


@pytest.mark.parametrize(
    ("found", "words", "german"),
    [
        (fact("0.4", unit=MINUTES), "less than a minute", "unter 1 min"),
        (fact("0.5", unit=MINUTES), "less than a minute", "unter 1 min"),
        (fact("0.004", unit=HOURS), "less than a minute", "unter 1 min"),
        (fact("0.4", unit=MINUTES, precision=ESTIMATE), "less than a minute", "unter 1 min"),
        (fact("0.6", unit=MINUTES), "1 min", "1 min"),
        (fact("0.004", unit=EURO), "less than €0.01", "unter 0,01 €"),
        (fact("0.005", unit=EURO, precision=ESTIMATE), "less than €0.01", "unter 0,01 €"),
        (fact("0.006", unit=EURO), "€0.01", "0,01 €"),
        (fact("0.4", unit=YEN), "less than JP¥1", "unter 1 ¥"),
        (fact("0.6", unit=MINUTES, precision=BOUND), "more than 0 min", "mehr als 0 min"),
        (fact("0.016", unit=HOURS, precision=BOUND), "more than 0 min", "mehr als 0 min"),
        (fact("0.009", unit=EURO, precision=BOUND), "more than €0.00", "mehr als 0,00 €"),
        (fact(0, unit=MINUTES), "0 min", "0 min"),
        (fact(0, unit=MINUTES, precision=BOUND), "at least 0 min", "mindestens 0 min"),
        (fact(0, unit=EURO, precision=ESTIMATE), "about €0.00", "rund 0,00 €"),
    ],
)
def test_what_is_not_nothing_is_never_printed_as_nothing(found, words, german):
    """Seconds and parts of a cent are less than the least that is printed; as a lower bound more than nothing."""
    assert printed(found, ENGLISH).replace("\N{NO-BREAK SPACE}", " ") == words
    assert printed(found, GERMAN).replace("\N{NO-BREAK SPACE}", " ") == german


@pytest.mark.parametrize("unit", [MINUTES, HOURS])
@pytest.mark.parametrize("value", ["0.7", "1.99", "59.9", "119.999999", "5999.5", "6000.9", "12345.678"])
def test_a_lower_bound_is_never_more_than_the_value(unit, value):
    """Read back, what is printed as "at least" is no more than what the source said."""
    minutes = Decimal(value) * (60 if unit is HOURS else 1)
    words = printed(fact(value, unit=unit, precision=BOUND), ENGLISH).replace(",", "")
    number = {each[1]: int(each[0]) for each in re.findall(r"(\d+)\W(h|min)", words)}
    assert number.get("h", 0) * 60 + number.get("min", 0) <= minutes


def test_other_languages_have_their_words():
    """German writes its own separators and its own words for at least and about."""
    assert printed(fact(completeness=0.5), GERMAN) == "mindestens 1.204.311"
    assert printed(fact(precision=ESTIMATE), GERMAN) == "rund 1,2 Millionen"


def told(of, template):
    """The sentence in English, with the settings' words where there are any."""
    return ENGLISH.say(fact_line(of, {"en": template} if template else {}).sentence)


def test_one_of_a_thing_is_told_in_the_singular():
    """Metrics that we know have a singular and a plural of their own."""
    assert told(fact(1), "") == "The mail filter blocked 1 spam message."
    assert told(fact(2), "") == "The mail filter blocked 2 spam messages."


@pytest.mark.parametrize(
    ("metric", "unit", "words"),
    [
        ("patches_installed", PERCENT, "Patches: 97 %."),
        ("spam_blocked", EURO, "Patches: €97.00."),
        ("backups_restored", HOURS, "Patches: 97 h."),
        ("certificates_renewed", BYTES, "Patches: 97 B."),
    ],
)
def test_a_known_metric_in_another_unit_is_told_by_its_label(metric, unit, words):
    """Our own sentences speak of so many things: a percentage, an amount or a time has none of them."""
    assert told(fact(97, id=metric, unit=unit, label="Patches"), "").replace("\N{NO-BREAK SPACE}", " ") == words


@pytest.mark.parametrize("name", ["spam.csv", "spam, october.csv", "a, b, c.xlsx", "x, SHA-256 y.csv"])
def test_a_list_is_named_in_full(name):
    """Whatever stands in the name of the file, all of it is said, and its hash is not."""
    line = fact_line(fact(source_ref=f"{name}, SHA-256 {'6b' * 32}"), {})
    assert ENGLISH.say(line.source) == f"from the list {name}, approved"


def test_the_sentence_of_the_settings_carries_the_value():
    """The value stands in the sentence; without a sentence the label introduces it; typed facts say so."""
    template = "The mail filter blocked {value} spam messages."
    assert told(fact(), template) == "The mail filter blocked 1,204,311 spam messages."
    assert told(fact(id="losses"), "") == "Spam messages blocked: 1,204,311."
    assert told(typed(3), "We found {value} leaks.") == "We found 3 leaks. Reported by the team."
    assert told(typed(3, label="Leaks", id="leaks"), "") == "Leaks: 3. Reported by the team."


def test_a_sentence_is_words_and_no_program():
    """Only {value} is replaced: other braces stay what they are."""
    assert told(fact(), "{value.__class__} {0}") == "{value.__class__} {0}"


def test_what_was_typed_is_redacted():
    """Label and note of a typed figure are text like any other; the hash of the file that shows it stays."""
    shown = f"invoice.pdf, SHA-256 {'6b' * 32}"
    found = typed(3, id="leaks", label="Leaks, ask ann@example.com", source_ref=f"mail of ann@example.com; {shown}")
    line = fact_line(found, {})
    assert "ann@" not in f"{line.label} {line.source_ref} {ENGLISH.say(line.sentence)}"
    assert line.source_ref.endswith(shown)
    assert "ann@" not in fact_line(replace(found, source_ref="x, SHA-256 ann@example.com"), {}).source_ref
