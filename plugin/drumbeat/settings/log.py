"""`[log]`: what `serve` and `run-due` write to standard error, and in which form."""

from __future__ import annotations

from typing import Literal

from drumbeat.settings.section import Section


class LogSettings(Section):
    """The log of services. Other commands tell of errors, and with --verbose of what they do."""

    format: Literal["auto", "text", "json"] = "auto"
    """`auto`: text on a terminal, JSON lines elsewhere."""
    level: Literal["debug", "info", "warning", "error"] = "info"
    """The least that is told of."""
