"""Facts from Prometheus: results, warnings, coverage, and the edges of months in which clocks change."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from drumbeat.digest.operational import FactUnit, Observation, Precision
from drumbeat.errors import FactMissing, FactUnreadable, TryLater
from drumbeat.facts.prometheus import PARTIAL, Prometheus, Question
from drumbeat.facts.web import Web
from drumbeat.records.period import Period
from fact_servers import JSON, bytes_server, prometheus, vector
from operational import COUNT, PERCENT

BERLIN = ZoneInfo("Europe/Berlin")
OCTOBER = Period.month(2026, 10, BERLIN)
END = int(OCTOBER.end_instant.timestamp())


def asked(answer, query: str = "spam", unit: FactUnit = COUNT, period: Period = OCTOBER, **more) -> Observation:
    """What a server that answers so says."""
    with prometheus(answer) as server:
        return Prometheus(server.url + "/", Question(query, unit, **more), Web()).fetch(period)


def refused(answer, **more) -> str:
    """What is said of a reply that gives no figure."""
    with pytest.raises(FactUnreadable) as caught:
        asked(answer, **more)
    return str(caught.value)


def test_a_vector_and_a_scalar_are_one_number():
    """Both kinds of result that hold one number are read; the query is the reference."""
    found = asked(lambda _, at: vector(at, "1204311"))
    assert (found.value, found.precision, found.completeness) == (1_204_311, Precision.EXACT, 1.0)
    assert found.source_ref.endswith(" spam")
    assert asked(lambda _, at: {"resultType": "scalar", "result": [at, "7"]}).value == 7


@pytest.mark.parametrize("query", ["increase(x[$range])", "sum(rate(x[5m]))", "max_over_time(delta (x[1h])[1d:])"])
def test_what_extrapolates_is_an_estimate(query):
    """increase() and its kin are never exact, whole or not; a fraction shows the same of a recorded rule."""
    assert asked(lambda _, at: vector(at, "1204311"), query=query).precision is Precision.ESTIMATE
    assert asked(lambda _, at: vector(at, "1204310.7")).precision is Precision.ESTIMATE
    assert asked(lambda _, at: vector(at, "5"), query="increased_total").precision is Precision.EXACT


@pytest.mark.parametrize(
    ("month", "hours", "end"),
    [
        ((2026, 10), 745, "2026-10-31T23:00:00+00:00"),
        ((2026, 3), 743, "2026-03-31T22:00:00+00:00"),
        ((2026, 11), 720, "2026-11-30T23:00:00+00:00"),
        ((2028, 2), 696, "2028-02-29T23:00:00+00:00"),
    ],
)
def test_the_edges_are_those_of_the_teams_zone(month, hours, end):
    """The query is put at the end of the month in Berlin, with its length: an hour more or less where clocks change."""
    seen = []
    period = Period.month(*month, BERLIN)
    asked(lambda query, at: seen.append((query, at)) or vector(at, "1"), "rate(x[$range])*$seconds", period=period)
    assert seen == [(f"rate(x[{hours * 3600}s])*{hours * 3600}", int(period.end_instant.timestamp()))]
    assert period.end_instant.isoformat() == end


def test_no_data_is_missing():
    """An empty result, and one that is not a number, is no figure and not zero."""
    for answer in (lambda _, at: vector(at), lambda _, at: vector(at, "NaN")):
        with pytest.raises(FactMissing):
            asked(answer)


def test_several_series_are_refused_or_summed():
    """Two series are no figure unless the settings say to sum them; percentages are never summed."""

    def two(_query, at):
        return vector(at, "5", "7", "NaN")

    assert "gives 2 series" in refused(two)
    found = asked(two, sums_series=True)
    assert (found.value, "sum of 2 series" in found.method) == (12, True)
    assert "gives 2 series" in refused(two, sums_series=True, unit=PERCENT)


@pytest.mark.parametrize("value", ["+Inf", "-Inf", "-1", "1e300"])
def test_values_that_cannot_be_are_refused(value):
    """Infinity, and what is below zero, is no figure."""
    assert "value" in refused(lambda _, at: vector(at, value))


def test_warnings_lower_the_completeness():
    """A partial response is not whole: it is printed as at least. Infos are remarks, and change nothing."""

    def partial(**more):
        return lambda _, at: {"status": "success", "data": vector(at, "5"), **more}

    found = asked(partial(warnings=["a store could not be reached"]))
    assert (found.completeness, "with warnings" in found.method) == (PARTIAL, True)
    assert asked(partial(warnings=[], infos=["might be no counter"])).completeness == 1.0


@pytest.mark.parametrize(
    ("said", "completeness"), [("0.5", 0.5), ("1.02", 1.0), ("-3", 0.0), ("NaN", 0.0), (None, 0.0)]
)
def test_the_coverage_says_how_much_was_there(said, completeness):
    """A second query tells for how much of the month there was data; nothing known is nothing covered."""

    def answer(query, at):
        values = [said] if query.startswith("cover") else ["9"]
        return vector(at, *(value for value in values if value is not None))

    assert asked(answer, coverage="coverage($range)").completeness == completeness


def test_a_coverage_of_several_series_is_refused():
    """Which server's coverage counts, nobody guesses."""
    assert "coverage query" in refused(lambda q, at: vector(at, *(["1"] * (1 + (q == "c")))), coverage="c")


@pytest.mark.parametrize("status", [200, 400, 422])
def test_errors_are_told_by_kind_without_their_words(status):
    """Prometheus's own words repeat the query; its kind of error is enough."""
    error = {"status": "error", "errorType": "bad_data", "error": 'parse error near "marzipan"'}
    said = refused(lambda _, __: (status, error))
    assert "refuses the query (bad_data)" in said
    assert "marzipan" not in said
    assert "marzipan" not in refused(lambda _, __: (status, {"status": "error", "errorType": "marzipan"}))


def test_a_busy_server_is_for_later():
    """A query that ran out of time is worth another try."""
    with pytest.raises(TryLater):
        asked(lambda _, __: (503, {"status": "error", "errorType": "timeout"}))


@pytest.mark.parametrize(
    "data",
    [
        {"resultType": "matrix", "result": []},
        {"resultType": "string", "result": [END, "x"]},
        {"resultType": "vector", "result": [{"metric": {}, "histogram": [END, {}]}]},
        {"resultType": "vector", "result": [{"value": [END]}]},
        {"resultType": "vector", "result": [{"value": [END, "x"]}]},
        {"resultType": "vector", "result": [{"value": [END, 5]}]},
        {"resultType": "vector", "result": [{"value": ["x", "5"]}]},
        {"resultType": "vector", "result": {"a": 1}},
        {"resultType": "scalar", "result": None},
        {"result": []},
        [],
        None,
        7,
    ],
)
def test_other_results_are_refused(data):
    """Ranges, texts, histograms and what is no result at all is no figure."""
    refused(lambda _, __: {"status": "success", "data": data})


def test_an_answer_for_another_moment_is_refused():
    """What ignores the time of the query would tell today's number as October's."""
    assert "another moment" in refused(lambda _, at: vector(at + 3600, "5"))
    assert asked(lambda _, at: vector(at + 0.5, "5")).value == 5


def test_a_page_in_its_place_is_refused():
    """A proxy's page, and JSON of something else, is not Prometheus."""
    for body in (b"[]", b'{"a": 1}', b"null", b'"x"'):
        with bytes_server(body, JSON) as server, pytest.raises(FactUnreadable):
            Prometheus(server.url, Question("x", COUNT), Web()).fetch(OCTOBER)
