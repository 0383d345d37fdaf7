"""What was done team by team, and what kept it from being done: one team's trouble keeps no other."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from drumbeat.errors import DrumbeatError
from drumbeat.logs import about
from drumbeat.sentences import sentence

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done about one team, or one month of it, as a sentence."""

    team: str
    words: str
    error: DrumbeatError | None = None
    """What kept it from being done; None where nothing did."""


@contextlib.contextmanager
def told_of(
    done: list[Done], team: str, words: str, said: Mapping[str, str | int] = MappingProxyType({})
) -> Iterator[None]:
    """Whatever goes wrong within is told, and keeps no other team. Of a bug only the kind: it may quote a ticket.

    `said`: what goes with it in the log, which names no team.
    """
    try:
        yield
    except DrumbeatError as error:
        log.warning("something failed for a team", extra={**said, **about(error)})
        done.append(Done(team, words, error))
    except Exception as error:  # noqa: BLE001  whatever it is, the next team's turn comes
        log.warning("a bug in what is done for a team", extra={**said, **about(error)})
        bug = DrumbeatError(sentence("This is a bug in Drumbeat ({kind}).", kind=type(error).__name__))
        done.append(Done(team, words, bug))
