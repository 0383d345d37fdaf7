"""How many connections there may be, and who goes when there are too many.

Whoever has a request in hand stays. Of the others the one that has been here longest goes, so that connections which
say nothing never keep out those which do: a browser asks as soon as it is connected.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from drumbeat.web.security import client_of, is_among

MOST, MOST_OF_ONE = 512, 32
"""Connections in all, and from one place. A browser has six."""
AT_ONCE = 128
"""Requests in hand (`door`), each of which may send a file."""
_BESIDE, _FEWEST = 80, 16
"""Files that are open beside them: the store's fifteen connections have two each and one in common, mails and pulls
some more (40 were measured with eighty browsers at once). And connections that are taken in any case."""


def most_within(files: int) -> int:
    """How many connections there may be where the process may open so many files: `MOST` from 720 on."""
    left = files - _BESIDE
    return max(_FEWEST, min(MOST, max(left // 2, left - AT_ONCE)))


class Guest(Protocol):
    """A connection."""

    @property
    def peer(self) -> str:
        """Address of who has connected; empty where it is not known."""

    @property
    def is_idle(self) -> bool:
        """Whether no request of it is being answered."""

    def hang_up(self) -> None:
        """End it."""


class Crowd:
    """All connections there are, in the order in which they came. Of one thread."""

    def __init__(self, proxies: Sequence[str] = (), most: int | None = None) -> None:
        """`proxies`: web servers of ours, through which everybody may come. `most`: in all, if fewer than `MOST`."""
        self._proxies, self._most = proxies, MOST if most is None else most
        self._places: dict[Guest, str] = {}

    def enter(self, guest: Guest) -> None:
        """Somebody has connected: if that is one too many, one goes, be it this one."""
        self._places[guest] = place = self._place_of(guest.peer)
        beside = [each for each, their in self._places.items() if their == place] if place else []
        if len(beside) <= MOST_OF_ONE:
            beside = list(self._places) if len(self._places) > self._most else []
        gone = next((each for each in beside if each.is_idle), None)
        if gone is not None:
            self.leave(gone)
            gone.hang_up()

    def leave(self, guest: Guest) -> None:
        """Somebody has gone."""
        self._places.pop(guest, None)

    def _place_of(self, peer: str) -> str:
        """The network that counts as one place; empty for what is none."""
        return "" if is_among(peer, self._proxies) else client_of(peer, (), ())
