"""An operational fact from Prometheus: one instant query at the end of the period.

`increase()` and its kin extrapolate to the edges of their range and give no whole numbers (signals sheet 2.2), so what
they say is an estimate. A range over which Prometheus kept nothing simply counts less: a second query, the coverage,
says how much of the period there was data for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from typing import Any

from drumbeat.digest.operational import FactUnit, Observation, Precision, SourceType, UnitKind, settled
from drumbeat.errors import FactMissing, FactUnreadable
from drumbeat.facts.http_json import bare
from drumbeat.facts.web import Web
from drumbeat.records.period import Period

RANGE = "$range"
"""In a query: the length of the period, in seconds, as PromQL writes it: 2678400s. A month in which the clocks change
is an hour longer or shorter."""
SECONDS = "$seconds"
"""In a query: the same as a number, to divide by."""
PARTIAL = 0.9
"""The completeness at most where the reply carries a warning: a part is missing, and nobody says how much."""
_EXTRAPOLATES = re.compile(r"\b(?:increase|rate|irate|delta|idelta|deriv|predict_linear)\s*\(")
_ERRORS = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})
_KINDS = frozenset({"bad_data", "execution", "timeout", "canceled", "internal", "unavailable", "not_found"})
_NEAR = 1


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask."""

    query: str
    unit: FactUnit
    coverage: str = ""
    """A query whose value is the share of the period, from 0 to 1, for which there was data; empty: nobody asks."""
    sums_series: bool = False
    """Whether several series are summed; else they are refused."""
    is_estimate: bool = False


class Prometheus:
    """One query of one server."""

    def __init__(self, url: str, question: Question, web: Web) -> None:
        self._url = url.rstrip("/")
        self._question = question
        self._web = web

    def fetch(self, period: Period) -> Observation:
        """The query's value at the end of the period."""
        question = self._question
        values, is_partial = self._ask(question.query, period)
        if not values:
            raise FactMissing("Prometheus has no data for the query in the period.")
        if len(values) > 1 and not (question.sums_series and question.unit.adds_up):
            raise FactUnreadable(
                f"The query gives {len(values)} series.",
                recovery='Write sum(…) around it, or say series = "sum" in the settings; percentages cannot be summed.',
            )
        value = sum(values, Decimal(0))
        try:
            precision = self._precision(value)
            value = settled(value, question.unit, precision)
        except ValueError as error:
            raise FactUnreadable(f"The query's value {error}.") from None
        completeness, is_partial_too = self._coverage(period)
        is_partial |= is_partial_too
        several = f", sum of {len(values)} series" if len(values) > 1 else ""
        return Observation(
            value=value,
            unit=question.unit,
            source_type=SourceType.PROMETHEUS,
            source_ref=f"{bare(self._url)} {question.query}",
            method=f"instant query at the period's end{several}" + (", with warnings" if is_partial else ""),
            completeness=min(completeness, PARTIAL) if is_partial else completeness,
            precision=precision,
        )

    def _precision(self, value: Decimal) -> Precision:
        is_part = self._question.unit.kind in (UnitKind.COUNT, UnitKind.BYTES) and value != value.to_integral_value()
        is_estimate = self._question.is_estimate or bool(_EXTRAPOLATES.search(self._question.query))
        return Precision.ESTIMATE if is_estimate or is_part else Precision.EXACT

    def _coverage(self, period: Period) -> tuple[float, bool]:
        """How much of the period there was data for, and whether the reply to that had warnings."""
        if not self._question.coverage:
            return 1.0, False
        values, is_partial = self._ask(self._question.coverage, period)
        if len(values) > 1:
            raise FactUnreadable("The coverage query gives several series.", recovery="Write min(…) around it.")
        share = float(values[0]) if values else 0.0
        return min(max(share, 0.0), 1.0), is_partial

    def _ask(self, query: str, period: Period) -> tuple[list[Decimal], bool]:
        """The values of all series, without those that are not a number, and whether the reply had warnings."""
        seconds = int((period.end_instant - period.first_instant).total_seconds())
        at = int(period.end_instant.timestamp())
        asked = query.replace(RANGE, f"{seconds}s").replace(SECONDS, str(seconds))
        status, content = self._web.ask(f"{self._url}/api/v1/query", {"query": asked, "time": str(at)}, _ERRORS)
        if status != HTTPStatus.OK or not isinstance(content, dict) or content.get("status") != "success":
            raise _refused(content)
        try:
            samples = _samples(content["data"])
            values = [_value(sample, at) for sample in samples]
        except (KeyError, TypeError, ValueError, IndexError, InvalidOperation):
            raise FactUnreadable("What answers is not Prometheus, or of a version not known here.") from None
        return [value for value in values if not value.is_nan()], bool(content.get("warnings"))


def _samples(data: Any) -> list[Any]:
    """The samples of a vector or a scalar. Raises FactUnreadable for other kinds of result."""
    kind = data["resultType"]
    if kind == "scalar":
        return [data["result"]]
    if kind == "vector":
        return [series["value"] for series in data["result"]]
    raise FactUnreadable(
        "The query gives no number at one moment.", recovery="Put increase(…) or sum_over_time(…) around the range."
    )


def _value(sample: Any, asked: int) -> Decimal:
    moment, text = sample
    if abs(moment - asked) > _NEAR:
        raise FactUnreadable("Prometheus answers for another moment than it was asked for.")
    if not isinstance(text, str):
        raise TypeError
    return Decimal(text)


def _refused(content: Any) -> FactUnreadable:
    """The kind of error; not its words, which repeat the query."""
    kind = content.get("errorType") if isinstance(content, dict) else None
    named = f" ({kind})" if isinstance(kind, str) and kind in _KINDS else ""
    return FactUnreadable(
        f"Prometheus refuses the query{named}.", recovery="Try it on Prometheus's own page, with the length of a month."
    )
