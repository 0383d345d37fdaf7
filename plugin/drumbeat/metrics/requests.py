"""Requests to the pages, counted by route and not by address: an address may hold a link that signs somebody in."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest

disable_created_metrics()  # type: ignore[no-untyped-call]  # of when each began: nobody asks for that

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_BUCKETS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Requests:
    """Counts them. Several threads may."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._count = Counter(
            "drumbeat_http_requests_total",
            "Requests by route and status.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "drumbeat_http_request_duration_seconds",
            "From a request to the end of its answer.",
            buckets=_BUCKETS,
            registry=self._registry,
        )

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """One was answered. `route` is the template of its address; another method than HTTP's own is `other`."""
        self._count.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.observe(seconds)

    def text(self) -> bytes:
        """In Prometheus' text format."""
        return generate_latest(self._registry)
