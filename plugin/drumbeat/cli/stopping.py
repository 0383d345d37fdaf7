"""How a command that sends mails is ended: what is on its way is handed over first, and nobody's mail is in doubt."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator

_STOPPING = (signal.SIGTERM, signal.SIGINT)


class Stop(threading.Event):
    """Set when the command has to end."""

    is_asked = False
    """Whether somebody asked for it."""

    def ask(self, *_: object) -> None:
        """The handler of a signal. Another Ctrl-C ends the process at once: what is on its way is in doubt then."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        self.is_asked = True
        self.set()


@contextlib.contextmanager
def told_to_stop() -> Iterator[Stop]:
    """Signals that ask a process to end do not end it within the block, they set the event."""
    stop = Stop()
    before = {each: signal.signal(each, stop.ask) for each in _STOPPING}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
