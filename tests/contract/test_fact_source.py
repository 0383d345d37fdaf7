"""What every source of operational facts promises (`ports.FactSource`)."""

from __future__ import annotations

from contextlib import ExitStack
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from drumbeat.digest.operational import Precision
from drumbeat.errors import FactMissing, FactUnreadable, SourceError
from drumbeat.facts.csv_file import CsvFile, Layout
from drumbeat.facts.http_json import HttpJson
from drumbeat.facts.prometheus import Prometheus, Question
from drumbeat.facts.web import Web
from drumbeat.ports import FactSource
from drumbeat.records.period import Period
from fact_servers import json_server, prometheus, vector
from operational import COUNT, EURO

BERLIN = ZoneInfo("Europe/Berlin")
OCTOBER = Period.month(2026, 10, BERLIN)
SEPTEMBER = OCTOBER.before()
AUGUST = SEPTEMBER.before()
TOKEN = "tok" + "en-of-ours"


class Sources:
    """Makes sources of one kind that say these values of these periods."""

    def __init__(self, kind: str, folder, stack: ExitStack) -> None:
        self._kind = kind
        self._folder = folder
        self._stack = stack

    def over(self, values: dict[Period, str], unit=COUNT) -> FactSource:
        """A source over values by period, written as the source writes numbers."""
        if self._kind == "csv":
            path = self._folder / "facts.csv"
            rows = [f"m,{of.start},{of.last_day},{value},{unit},x\n" for of, value in values.items()]
            path.write_text("metric,period_start,period_end,value,unit,source\n" + "".join(rows), encoding="utf-8")
            return CsvFile(path, Layout("m", unit))
        if self._kind == "http":
            by_month = {f"/{of.start:%Y-%m}.json": value for of, value in values.items()}

            def page(asked: str):
                return (
                    (200, f'{{"spam": {{"count": {by_month[asked]}}}}}') if asked in by_month else (200, {"spam": {}})
                )

            server = self._stack.enter_context(json_server(page))
            return HttpJson(f"{server.url}/{{month}}.json", "$.spam.count", unit, Web(token=TOKEN))
        by_time = {int(of.end_instant.timestamp()): value for of, value in values.items()}
        server = self._stack.enter_context(
            prometheus(lambda _, at: vector(at, by_time[at]) if at in by_time else vector(at))
        )
        return Prometheus(server.url, Question("spam:month", unit), Web(token=TOKEN))


@pytest.fixture(params=["csv", "http", "prometheus"])
def sources(request, tmp_path):
    """Sources of each kind."""
    with ExitStack() as stack:
        yield Sources(request.param, tmp_path, stack)


def test_a_source_says_what_there_is(sources):
    """The value is exact, whole and of the unit; where it comes from and how is said."""
    found = sources.over({OCTOBER: "1204311"}).fetch(OCTOBER)
    assert (found.value, found.unit, found.completeness) == (1_204_311, COUNT, 1.0)
    assert found.precision is Precision.EXACT
    assert found.source_ref
    assert found.method


def test_each_period_has_its_own_value(sources):
    """September is asked for September; asking again gives the same."""
    source = sources.over({OCTOBER: "7", SEPTEMBER: "5"})
    assert source.fetch(SEPTEMBER).value == 5
    assert source.fetch(OCTOBER) == source.fetch(OCTOBER)
    assert source.fetch(OCTOBER).value == 7


def test_nothing_said_is_not_zero(sources):
    """A period that the source does not know is missing; one for which it says nought is nought."""
    source = sources.over({OCTOBER: "7", SEPTEMBER: "0"})
    with pytest.raises(FactMissing):
        source.fetch(AUGUST)
    assert source.fetch(SEPTEMBER).value == 0


@pytest.mark.parametrize("value", ["-1", "9" * 400, "1e400", "NaN", "Infinity", '"x"', "true", "[1]"])
def test_what_cannot_be_a_count_is_refused(sources, value):
    """Values below zero, without end, or that are no number give an error for people, never a fact."""
    with pytest.raises(SourceError) as caught:
        sources.over({OCTOBER: value}).fetch(OCTOBER)
    assert caught.value.exit_code == 3
    assert value not in str(caught.value) or len(value) < 3


def test_money_keeps_its_cents(sources):
    """A decimal value is not a float on its way."""
    assert sources.over({OCTOBER: "12500.10"}, EURO).fetch(OCTOBER).value == Decimal("12500.1")


def test_no_source_tells_its_token(sources):
    """The token is in no reference and in no representation."""
    source = sources.over({OCTOBER: "7"})
    assert TOKEN not in repr(source.fetch(OCTOBER)) + repr(vars(source))


def test_a_fraction_of_a_message_is_refused_or_an_estimate(sources):
    """No source makes an exact count of a fraction."""
    try:
        found = sources.over({OCTOBER: "1204310.7"}).fetch(OCTOBER)
    except FactUnreadable:
        return
    assert (found.value, found.precision) == (1_204_311, Precision.ESTIMATE)
