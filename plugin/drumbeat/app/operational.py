"""Where operational facts come from, as the settings say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from drumbeat.digest.operational import FactUnit
from drumbeat.ports import FactSource
from drumbeat.records.dates import FORMATS
from drumbeat.settings import FactSettings

if TYPE_CHECKING:
    from drumbeat.facts.web import Web


def fact_source(settings: FactSettings) -> FactSource:
    """The source of one fact. Raises SettingsError for a path into JSON that is none."""
    unit = FactUnit.of(settings.unit)
    if settings.source == "csv":
        from drumbeat.facts.csv_file import CsvFile, Layout  # noqa: PLC0415

        layout = Layout(
            metric=settings.metric,
            unit=unit,
            columns=settings.columns,
            where={heading: frozenset(words) for heading, words in settings.where.items()},
            dates=FORMATS.get(settings.dates),
            is_counter=settings.counter,
            is_estimate=settings.estimate,
        )
        return CsvFile(settings.file or Path(), layout)
    if settings.source == "http":
        from drumbeat.facts.http_json import HttpJson  # noqa: PLC0415

        return HttpJson(settings.url, settings.path, unit, _web(settings), is_estimate=settings.estimate)
    from drumbeat.facts.prometheus import Prometheus, Question  # noqa: PLC0415

    question = Question(
        query=settings.query,
        unit=unit,
        coverage=settings.coverage,
        sums_series=settings.series == "sum",
        is_estimate=settings.estimate,
    )
    return Prometheus(settings.url, question, _web(settings))


def _web(settings: FactSettings) -> Web:
    from drumbeat.facts.web import Web  # noqa: PLC0415
    from drumbeat.http_session import HttpSettings  # noqa: PLC0415

    http = HttpSettings(settings.proxy, settings.ca_bundle)
    return Web(http, settings.token.get_secret_value(), settings.token_header)
