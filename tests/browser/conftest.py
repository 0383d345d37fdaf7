"""One Chromium for all files of this folder: to start it costs more than what most tests do with it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from walks import chromium

HERE = Path(__file__).parent


class _Shared:
    """Started for the first test that wants it, ended before the next test of another folder.

    While it runs, Playwright runs an event loop in this thread, and others that start one, as the mail servers of
    other tests do, would be refused.
    """

    def __init__(self) -> None:
        self._end = contextlib.ExitStack()
        self._launched: Any = None

    def browser(self) -> Any:
        if self._launched is None:
            self._launched = self._end.enter_context(chromium())
        return self._launched

    def close(self) -> None:
        self._launched = None
        self._end.close()


_SHARED = _Shared()


@pytest.fixture(name="browser")
def _browser() -> Iterator[Any]:
    """The system's own Chromium; a window shares nothing with other tests, and is closed after this one."""
    launched = _SHARED.browser()
    yield launched
    for context in launched.contexts:
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Iterator[None]:
    """Nobody else has Playwright's event loop in the way."""
    yield
    if nextitem is None or HERE not in nextitem.path.parents:
        _SHARED.close()
