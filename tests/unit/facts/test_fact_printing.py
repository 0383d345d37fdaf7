"""How facts are printed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.operational import FactUnit, Precision, UnitKind, fact_line, printed
from drumbeat.rendering import wording
from operational import EURO, MINUTES, PERCENT, fact, typed

BYTES = FactUnit(UnitKind.BYTES)
HOURS = FactUnit(UnitKind.HOURS)
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
    ],
)
def test_values_are_printed_as_exact_as_their_source(found, words):
    """Counts of a file are exact; an estimate has two figures and "about"; a part is "at least", never rounded up."""
    assert printed(found, ENGLISH).replace("\N{NO-BREAK SPACE}", " ") == words


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
