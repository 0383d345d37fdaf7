"""From a census to families of metrics. Names and units follow Prometheus' "Metric and label naming"."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from drumbeat import __version__
from drumbeat.editions.bounces import BoxState
from drumbeat.editions.census import Census, Counts
from drumbeat.editions.deliveries import DeliveryState, EditionState
from drumbeat.editions.standing import Standing
from drumbeat.editions.timetable import Step
from drumbeat.metrics.requests import Requests
from drumbeat.ports import PullStatus

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_PUT_OFF = "Mails that were tried in the last 24 hours, did not leave, and are tried again."
_DUE = (("draft", Step.DRAFT, Step.DRAFT_MISSED), ("send", Step.SEND, Step.SEND_MISSED))


@dataclass(frozen=True, slots=True)
class Process:
    """What only the process itself knows, where it serves the pages."""

    jobs: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Jobs of the pages by lane and state."""


def exposition(
    census: Census | None, per_day: int, process: Process | None = None, requests: Requests | None = None
) -> bytes:
    """All of it as text. No census: the store could not be asked, which is itself told.

    `per_day`: mails that may leave in 24 hours; 0: any number.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Families(census, per_day, process))
    text = generate_latest(registry)
    return text + requests.text() if requests is not None else text


@dataclass(frozen=True, eq=False)
class _Families(Collector):
    census: Census | None
    per_day: int
    process: Process | None

    def collect(self) -> Iterable[Metric]:
        """What there is at this moment."""
        build = InfoMetricFamily("drumbeat_build", "Versions of Drumbeat and of Python.")
        build.add_metric((), {"version": __version__, "python": platform.python_version()})
        yield build
        yield _gauge("drumbeat_store_up", "1 while the store can be read, else 0.", self.census is not None)
        if self.census is not None:
            yield from _of_census(self.census)
            yield from _of_store(self.census.counts, self.per_day)
            yield from _of_bounces(self.census.bounces)
        if self.process is not None:
            yield from _of_process(self.process)


def _of_census(census: Census) -> Iterator[Metric]:
    yield _gauge("drumbeat_teams", "Teams.", census.teams)
    yield _gauge("drumbeat_teams_unknown", "Teams of which it is not known what is due.", census.unknown_teams)
    due = GaugeMetricFamily(
        "drumbeat_digests_due", "Months of teams that are to be drafted or sent now.", labels=("step", "overdue")
    )
    for step, on_time, missed in _DUE:
        due.add_metric((step, "false"), census.due.get(on_time, 0))
        due.add_metric((step, "true"), census.due.get(missed, 0))
    yield due
    words = "How long the oldest digest that is due has been so."
    yield _gauge("drumbeat_digest_due_oldest_seconds", words, census.late.total_seconds())
    words = "Teams by how their last month's edition stands."
    stands = {standing.value: census.last_months.get(standing, 0) for standing in Standing}
    yield _by("drumbeat_last_month_editions", words, "state", {"none": census.last_months.get(None, 0), **stands})


def _of_store(counts: Counts, per_day: int) -> Iterator[Metric]:
    editions = {state.value: counts.editions.get(state, 0) for state in EditionState}
    yield _by("drumbeat_editions", "Editions that are kept.", "state", editions)
    deliveries = {state.value: counts.deliveries.get(state, 0) for state in DeliveryState}
    yield _by("drumbeat_deliveries", "Deliveries of these editions.", "state", deliveries)
    today = {state.value: counts.today.get(state, 0) for state in DeliveryState}
    words = "Those of them that came to their state in the last 24 hours."
    yield _by("drumbeat_deliveries_24h", words, "state", today)
    yield _gauge("drumbeat_deliveries_put_off", _PUT_OFF, counts.put_off)
    yield _gauge("drumbeat_mails_left_24h", "Mails that left in the last 24 hours, or may have.", counts.left_today)
    yield _gauge("drumbeat_mails_limit_24h", "Mails that may leave in 24 hours; 0: any number.", per_day)
    tables = {status.value: counts.tables.get(status.value, 0) for status in PullStatus}
    yield _by("drumbeat_tables", "Tables of ServiceNow by how their last pull ended.", "status", tables)
    yield from _since("drumbeat_pull", "The latest pull of a table that came to an end", counts.pulled_at)
    yield from _since("drumbeat_scheduler_seen", "When a scheduler was seen last", counts.scheduler_at)
    words = "The last turn of the schedule of which nothing failed, or since when there is a scheduler"
    yield from _since("drumbeat_good_turn", words, counts.good_turn_at)
    yield from _since("drumbeat_backup", "When the store was last backed up", counts.backed_up_at)


def _of_bounces(box: BoxState | None) -> Iterator[Metric]:
    if box is not None:
        words = "1 while the mailbox can be read to which mails come back, else 0."
        yield _gauge("drumbeat_bounces_up", words, not box.trouble)
        yield from _since("drumbeat_bounces_read", "When that mailbox was read last", box.read_at)


def _of_process(process: Process) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("drumbeat_jobs", "Jobs of the pages in the last hour.", labels=("lane", "state"))
    for labels, count in process.jobs.items():
        jobs.add_metric(labels, count)
    yield jobs


def _since(name: str, words: str, moment: datetime | None) -> Iterator[Metric]:
    """A moment in seconds since 1970, and nothing where there was none: an alert asks whether it is absent."""
    if moment is not None:
        yield _gauge(f"{name}_timestamp_seconds", f"{words}, in seconds since 1970.", moment.timestamp())


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _by(name: str, words: str, label: str, values: Mapping[str, int]) -> Metric:
    made = GaugeMetricFamily(name, words, labels=(label,))
    for each, value in values.items():
        made.add_metric((each,), value)
    return made
