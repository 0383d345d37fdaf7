"""What a sentence calls a service."""

from __future__ import annotations

from drumbeat.digest.redaction import redact
from drumbeat.records.model import Ref


def called(service: Ref) -> str:
    """Its name; empty where it has none, or one that must not leave whole, like a host's (F14)."""
    name = " ".join(service.name.split())
    shown = redact(name)
    return shown if shown == name else ""
