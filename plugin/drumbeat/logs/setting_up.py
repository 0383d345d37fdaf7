"""Where lines go, in which form, and from which level on."""

from __future__ import annotations

import logging
import sys
from typing import TextIO

from drumbeat.logs.lines import ForMachines, ForPeople, is_let_through


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is at the moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)
        self.addFilter(is_let_through)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # looked up, where the base class keeps it
        """Standard error, as it is now."""
        return sys.stderr

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  the base class's name
        """A line that cannot be written is lost, and nothing else: the base class would print the record's values."""


def log_to(form: str, level: str) -> None:
    """Write lines to standard error from now on, in place of what was set up before.

    `form`: `text` for people, `json` for machines, `auto`: text on a terminal, JSON elsewhere. `level`: the least.
    """
    root, number = logging.getLogger(), logging.getLevelNamesMapping()[level.upper()]
    for former in [each for each in root.handlers if isinstance(each, _StandardError)]:
        root.removeHandler(former)
    handler = _StandardError()
    handler.setLevel(number)
    is_for_machines = form == "json" or (form == "auto" and not sys.stderr.isatty())
    handler.setFormatter(ForMachines() if is_for_machines else ForPeople())
    root.addHandler(handler)
    root.setLevel(min(number, logging.WARNING))
