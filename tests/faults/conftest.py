"""What the tests of faults share."""

from __future__ import annotations

import pytest

from crashes import nursery


@pytest.fixture(scope="session", name="senders")
def _senders():
    """Where senders come from."""
    with nursery() as found:
        yield found
