"""An operational fact from any system that answers with JSON: an address that names the period, and a path."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import jsonpath

from drumbeat.digest.operational import PLACEHOLDERS, FactUnit, Observation, Precision, SourceType, settled
from drumbeat.errors import FactMissing, FactUnreadable, SettingsError
from drumbeat.facts.web import Web
from drumbeat.records.period import Period


class HttpJson:
    """One number in the JSON of one address."""

    def __init__(self, url: str, path: str, unit: FactUnit, web: Web, *, is_estimate: bool = False) -> None:
        """Raises SettingsError for a path that is none."""
        self._url = url
        self._path = path
        self._unit = unit
        self._web = web
        self._precision = Precision.ESTIMATE if is_estimate else Precision.EXACT
        try:
            self._query = jsonpath.compile(path, strict=True)  # RFC 9535, without the library's own additions
        except jsonpath.JSONPathError:
            raise SettingsError(
                f"“{path}” is no path into JSON.", recovery="Write it like $.actions.reject (RFC 9535)."
            ) from None

    def fetch(self, period: Period) -> Observation:
        """The number that the path leads to."""
        _, content = self._web.ask(filled(self._url, period), {})
        try:
            value = settled(self._number(content), self._unit, self._precision)
        except ValueError as error:
            raise FactUnreadable(f"The number at {self._path} {error}.") from None
        return Observation(
            value=value,
            unit=self._unit,
            source_type=SourceType.HTTP,
            source_ref=f"{bare(self._url)} {self._path}",
            method="one number, as the source gave it",
            precision=self._precision,
        )

    def _number(self, content: Any) -> Decimal:
        try:
            found = self._query.findall(content)
        except (jsonpath.JSONPathError, RecursionError):
            raise FactUnreadable(f"The path {self._path} does not fit the reply.") from None
        if not found or found == [None]:
            raise FactMissing(f"The reply has nothing at {self._path}.")
        if len(found) > 1:
            raise FactUnreadable(
                f"The reply has {len(found)} values at {self._path}.",
                recovery="Write a path that leads to one of them.",
            )
        if not isinstance(found[0], Decimal):
            raise FactUnreadable(
                f"What the reply has at {self._path} is no number.", recovery="Write a path that leads to a number."
            )
        return found[0]


def filled(url: str, period: Period) -> str:
    """The address of the period."""
    said = (period.start, period.last_day, period.end, f"{period.start:%Y-%m}")
    for placeholder, value in zip(PLACEHOLDERS, said, strict=True):
        url = url.replace(placeholder, str(value))
    return url


def bare(url: str) -> str:
    """An address without user, password and query, which may hold a key."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))
