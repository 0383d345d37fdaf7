"""The order of a letter (design section 6): outcomes, figures, further sections, small print."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autumn import OCTOBER, month, october, read
from digests import figure, numbers, rich_digest
from drumbeat.digest.figures.population import Population
from drumbeat.digest.highlights import FIRST_SCREEN, MOST, highlights
from drumbeat.digest.highlights.ground import Ground
from drumbeat.digest.language.phrase import Unit, phrase
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.letter import Frame
from drumbeat.digest.model import Highlight, ImprovementLine, Kind
from drumbeat.signals.gate import GateRules
from letters import lines, section, texts, written

PAGE = Frame(evidence_page="https://drumbeat.example.com/e/1")


def _ground(improvements=1, **values):
    """What highlights are made of: so many improvements, and counts by the ids of their figures."""
    figures = {figure_id: figure(figure_id, figure_id, value) for figure_id, value in values.items()}
    if "changes_delivered" in figures:
        n = int(figures["changes_delivered"].value)
        figures["change_success_share"] = figure("change_success_share", "", 1, unit=Unit.SHARE, n=n)
    completed = [ImprovementLine(f"CIM{at}", f"Improvement {at}") for at in range(improvements)]
    return Ground(Population(OCTOBER, (), (), gate=True, rules=GateRules()), rich_digest().period, figures, completed)


FULL = {"article_reuses": 57, "changes_delivered": 63, "incidents_resolved": 412, "people_helped": 287}


def test_sections_stand_in_the_order_of_the_design():
    """Further highlights, facts, improvements, knowledge, skills, thanks, corrections, what comes next."""
    assert [each.id for each in written(rich_digest()).further] == [
        *("highlights", "facts", "improvements", "knowledge", "skills", "thanks", "corrections", "next"),
    ]


def test_kinds_are_told_in_the_order_of_the_design():
    """Fact, downtime, prevention, improvement, reuse; then the rest, and volume last."""
    order = [Kind.FACT, Kind.DOWNTIME, Kind.PREVENTION, Kind.IMPROVEMENT, Kind.REUSE]
    assert list(Kind)[:5] == order
    assert list(Kind)[-1] is Kind.VOLUME


def test_a_first_screen_has_three_outcomes_and_the_rest_come_below():
    """Three of five sentences stand on the first screen; the other two below, and none is told twice."""
    digest = replace(rich_digest(), headline=())
    letter = written(digest)
    assert len(letter.outcomes) == FIRST_SCREEN == 3
    below = texts(section(digest, "highlights"))
    assert len(below) == 2
    assert not {line.text for line in letter.outcomes} & set(below)


def test_volume_among_the_figures_is_not_told_again():
    """Incidents and people stand as figures on the first screen; a sentence with the same numbers is left away."""
    volume = rich_digest().highlights[-1]
    assert volume.kind is Kind.VOLUME
    said = ENGLISH.say(volume.sentence)
    assert said not in texts(section(rich_digest(), "highlights"))
    one = replace(rich_digest(), headline=("incidents_resolved",))
    assert said in texts(section(one, "highlights"))


def test_a_few_outcomes_are_all_on_the_first_screen():
    """With no more than three sentences there is no section of further ones."""
    for count in range(FIRST_SCREEN + 1):
        digest = replace(rich_digest(), highlights=rich_digest().highlights[:count])
        assert len(written(digest).outcomes) == count
        assert section(digest, "highlights") is None


def test_volume_is_never_the_first():
    """Wherever anything else is told, how many incidents were resolved is said last."""
    for others in (["article_reuses"], ["changes_delivered"], ["article_reuses", "changes_delivered"], []):
        values = {each: FULL[each] for each in ("incidents_resolved", *others)}
        found = highlights(_ground(0 if others else 1, **values))
        assert len(found) > 1
        assert [each.kind for each in found].index(Kind.VOLUME) == len(found) - 1


def test_five_are_told_and_each_kind_before_any_second():
    """Seven improvements do not push reuse, changes and volume out; there are five sentences at the most."""
    found = highlights(_ground(7, **FULL))
    assert len(found) == MOST == 5
    kinds = [each.kind for each in found]
    assert kinds == [Kind.IMPROVEMENT, Kind.IMPROVEMENT, Kind.REUSE, Kind.CHANGES, Kind.VOLUME]
    assert [each.id for each in found[:2]] == ["improvement:CIM0", "improvement:CIM1"]


def test_nothing_done_tells_nothing():
    """Without records there is no sentence."""
    assert highlights(_ground(0)) == ()
    assert highlights(_ground(0, incidents_resolved=0, article_reuses=0, changes_delivered=0)) == ()


def test_figures_that_were_not_counted_make_no_sentence():
    """A month built of incidents alone tells volume alone."""
    assert [each.kind for each in october(read("incident", month(10, 12))).digest.highlights] == [Kind.VOLUME]


def test_a_consequence_follows_its_sentence():
    """What came of it is the second sentence of the same line, with one reference."""
    [_, downtime, *_] = written(rich_digest()).outcomes
    assert downtime.text.startswith("“Move to the new data centre” is complete (10 to 11 October). Mail was down for")
    assert downtime.reference.text == "PRJ0010044, CHG0030012 and CHG0030013"


def test_a_fact_tells_its_source_and_is_told_once():
    """A fact that is an outcome names where it comes from, and does not stand behind the scenes as well."""
    digest = rich_digest()
    assert written(digest).outcomes[0].reference.text == "from the list gateway.csv, approved"
    assert not any("spam" in text for text in texts(section(digest, "facts")))
    untold = replace(digest, highlights=digest.highlights[1:])
    assert any("spam" in text for text in texts(section(untold, "facts")))


def test_a_fact_that_nobody_knows_has_no_empty_reference():
    """A link or a bracket without words would be read out as nothing (rule E39)."""
    assert written(replace(rich_digest(), facts=())).outcomes[0].reference is None


@pytest.mark.parametrize("frame", [PAGE, Frame()])
def test_every_reference_opens_its_part_of_the_evidence(frame):
    """With an evidence page each figure and each statement links to its part; without one nothing links anywhere."""
    letter = written(rich_digest(), frame)
    told = [*letter.outcomes, *(line for each in letter.further for line in lines(each))]
    found = [each.reference.href for each in told if each.reference] + [each.href for each in letter.keys]
    found += [row.href for row in letter.table.rows]
    assert {href.partition("#")[0] for href in found} == {frame.evidence_page}
    assert all(href.partition("#")[2] for href in found) is bool(frame.evidence_page)


def test_the_mailbox_shows_the_first_outcome():
    """What stands beside the subject is the first sentence."""
    letter = written(rich_digest())
    assert letter.preview == letter.outcomes[0].text


def test_the_order_of_what_is_given_is_kept():
    """The letter puts nothing in an order of its own: it tells highlights as the digest holds them."""
    made = tuple(Highlight(Kind.CHANGES, f"changes:{at}", phrase(f"Sentence {at}."), numbers("CHG", 1)) for at in "cab")
    told = written(replace(rich_digest(), highlights=made)).outcomes
    assert [line.text for line in told] == ["Sentence c.", "Sentence a.", "Sentence b."]
