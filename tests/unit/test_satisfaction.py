"""Satisfaction: the mean of responses, from twenty on, and never of a small team."""

from __future__ import annotations

import pytest

from autumn import month, october, read
from drumbeat.digest.language.wording import ENGLISH
from rows import cells, person, sys_id
from said import notes_of


def _answer(ticket, response, value, metric="m", given="2026-10-08 08:00:00"):
    return cells(
        sys_id=sys_id(f"{response}{metric}"),
        sys_created_on=given,
        metric=(sys_id(metric), metric),
        normalized_value=value,
        instance=(sys_id(f"r{response}"), f"AINST{response}"),
        instance__trigger_id=(sys_id(ticket), ticket),
    )


def _responses(count, value="8", number=10, **more):
    return [_answer(f"INC26{number:02d}{at:03d}", f"{number}-{at}", value, **more) for at in range(count)]


def _built(answers, incidents=None):
    return october(read("incident", incidents or month(10, 40)), read("asmt_metric_result", answers))


def _satisfaction(built):
    return built.digest.figure("satisfaction")


def test_a_response_is_the_mean_of_its_answers():
    """Who answered ten questions says no more than who answered one."""
    more = [_answer("INC2610000", "10-0", "0", metric=f"m{at}") for at in range(3)]
    figure = _satisfaction(_built([*_responses(20), *more]))
    assert (figure.value, figure.n) == ((19 * 8 + 2) / 20, 20)
    assert notes_of(figure) == "the mean of 20 responses; how many people were asked is not known"
    assert ENGLISH.value(figure) == "7.7 of 10"


def test_fewer_than_twenty_are_not_told():
    """Nineteen responses make a sentence, not a figure; none at all makes nothing."""
    built = _built(_responses(19))
    assert _satisfaction(built) is None
    assert "Satisfaction is not told: there are fewer than twenty responses to surveys." in notes_of(built.digest)
    assert "Satisfaction" not in notes_of(_built([]).digest)


def test_a_small_team_is_not_told_of_its_satisfaction():
    """Under the minimum group the figure is withheld, and named among those that are (F4)."""
    rows = [row | cells(resolved_by=person(("Ann", "Bo")[at % 2])) for at, row in enumerate(month(10, 40))]
    built = _built(_responses(30), rows)
    assert _satisfaction(built) is None
    assert "Satisfaction" in built.digest.withheld


@pytest.mark.parametrize("value", ["", "11", "-1"])
def test_what_is_no_answer_on_the_scale_is_none(value):
    """Empty answers, and numbers outside 0 to 10, say nothing."""
    assert _satisfaction(_built([*_responses(20), _answer("INC2610030", "x", value)])).n == 20


def test_answers_about_others_tickets_and_months_are_not_ours():
    """Only the period's completed tickets of the team are asked about."""
    others = [_answer(f"INC99{at}", f"o{at}", "1") for at in range(30)]
    figure = _satisfaction(_built([*_responses(20), *others, *_responses(20, "1", number=9)]))
    assert (figure.value, figure.n) == (8, 20)


def test_an_earlier_month_is_looked_at_when_it_was_as_old():
    """Responses that came to September after its third day of October are not compared with."""
    rows = [*month(9, 40), *month(10, 40)]
    answers = [*_responses(25), *_responses(25, "6", number=9, given="2026-09-20 08:00:00")]
    late = [_answer(f"INC2609{at:03d}", f"late{at}", "0", given="2026-10-20 08:00:00") for at in range(30)]
    assert _satisfaction(_built([*answers, *late], rows)).previous == 6


@pytest.mark.parametrize(
    ("value", "said"), [(10, "10 of 10"), (9.97, "9.9 of 10"), (0.01, "0.1 of 10"), (8.14, "8.1 of 10")]
)
def test_a_score_is_said_on_its_scale(value, said):
    """One decimal; what is not all is never rounded to all."""
    assert ENGLISH.score(value) == said
