"""A process that reads mails that came back and dies where it is told to: `python -m returning STORE FOLDER MOMENT`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drumbeat.bounces import Reader, Reading, read
from drumbeat.delivery.bounce_files import Files
from drumbeat.delivery.reports import report_of
from drumbeat.editions.recipients import EVERY_TEAM, Reason
from drumbeat.store.bounces import BounceStore
from drumbeat.store.suppressions import SuppressionStore
from stores import NOW, open_database


class Dying:
    """A ledger that lets its user die before or after one of its methods, the second time that it is called."""

    def __init__(self, ledger: BounceStore, moment: str) -> None:
        self._ledger = ledger
        self._moment = moment
        self._times: dict[str, int] = {}

    def __getattr__(self, name: str) -> Any:
        """One of the ledger's methods."""
        method: Callable[..., Any] = getattr(self._ledger, name)

        def called(*args: Any) -> Any:
            self._times[name] = self._times.get(name, 0) + 1
            self._maybe(f"before {name}", name)
            result = method(*args)
            self._maybe(f"after {name}", name)
            return result

        return called

    def _maybe(self, moment: str, name: str) -> None:
        if moment == self._moment and self._times[name] == 2:  # amid the mails, not at the first
            os.kill(os.getpid(), signal.SIGKILL)


def reading(store: Path, folder: Path, moment: str = "") -> Reading:
    """Read the folder, dying as told."""
    database = open_database(store)
    suppressions = SuppressionStore(database)
    reader = Reader(
        parse=report_of,
        clock=lambda: NOW,
        gone=lambda back: suppressions.add(back.mailed.recipient, EVERY_TEAM, Reason.LEFT, back.reason, NOW),
    )
    return read(Files((folder,), "folder"), Dying(BounceStore(database), moment), reader)


if __name__ == "__main__":
    reading(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
