"""One Chromium for all files of this folder: to start it costs more than what most tests do with it."""

from __future__ import annotations

import pytest

from walks import chromium


@pytest.fixture(scope="package", name="chromium")
def _chromium():
    """The system's own; where there is none, the tests are skipped."""
    with chromium() as launched:
        yield launched


@pytest.fixture(name="browser")
def _browser(chromium):
    """The same for one test: a window shares nothing with another, and is closed after it."""
    yield chromium
    for context in chromium.contexts:
        context.close()
