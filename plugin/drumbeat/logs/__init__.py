"""The log: one line an event, for people or for machines, and nothing in it that a person wrote.

Every module logs with the standard library: a constant sentence, and `extra` for what goes with it.

    log.info("a mail was settled", extra={"edition": 3, "attempt": 1, "state": "sent"})
    log.error("a turn failed", extra=about(error))

What becomes a line is decided in one place (`lines`), by what is let through and not by what is taken out.
"""

from __future__ import annotations

from drumbeat.logs.correlation import carried, correlated
from drumbeat.logs.errors import about
from drumbeat.logs.setting_up import log_to

__all__ = ["about", "carried", "correlated", "log_to"]
