"""What was done team by team, and what kept it from being done: one team's trouble keeps no other."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from drumbeat.errors import DrumbeatError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done about one team, or one month of it, as a sentence."""

    team: str
    words: str
    error: DrumbeatError | None = None
    """What kept it from being done; None where nothing did."""


@contextlib.contextmanager
def told_of(done: list[Done], team: str, words: str) -> Iterator[None]:
    """Whatever goes wrong within is told, and keeps no other team. Of a bug only the kind: it may quote a ticket."""
    try:
        yield
    except DrumbeatError as error:
        done.append(Done(team, words, error))
    except Exception as error:
        log.debug("a bug in what is done for a team", exc_info=True)
        done.append(Done(team, words, DrumbeatError(f"This is a bug in Drumbeat ({type(error).__name__}).")))
