"""How tests are shared out among the processes of one run."""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling

_TOGETHER = "tests/browser/"


class ByRoom(LoadFileScheduling):
    """File by file; but all that want a browser together: to start it costs more than what most of them do with it."""

    def _split_scope(self, nodeid: str) -> str:
        return _TOGETHER if nodeid.startswith(_TOGETHER) else super()._split_scope(nodeid)
