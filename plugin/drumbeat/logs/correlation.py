"""Which lines belong together: all of a turn, of a job or of a request carry one id."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator
from contextvars import ContextVar, copy_context
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")

_current: ContextVar[str] = ContextVar("drumbeat_log_id", default="")


def current() -> str:
    """The id of what is being done; empty where it belongs to nothing."""
    return _current.get()


@contextlib.contextmanager
def correlated(kind: str) -> Iterator[str]:
    """Gives all lines within the block an id of their own: turn-5f2b81c09d3e. It says nothing else."""
    token = _current.set(f"{kind}-{secrets.token_hex(6)}")
    try:
        yield _current.get()
    finally:
        _current.reset(token)


def carried(work: Callable[Given, Result]) -> Callable[Given, Result]:
    """The same work for another thread, whose lines then belong to what is being done here."""
    context = copy_context()

    def run(*given: Given.args, **named: Given.kwargs) -> Result:
        return context.copy().run(work, *given, **named)

    return run
