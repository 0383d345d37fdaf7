"""What a monitoring system reads: Prometheus' text format, by its own client library with a registry of our own.

No metric bears the name of a team or of a person; every label has few values, all of them words of the code.
"""

from __future__ import annotations

from drumbeat.metrics.families import CONTENT_TYPE, Process, exposition
from drumbeat.metrics.requests import Requests

__all__ = ["CONTENT_TYPE", "Process", "Requests", "exposition"]
