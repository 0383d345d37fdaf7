"""The ground that each trap is laid on."""

from __future__ import annotations

import pytest

from ground import Ground


@pytest.fixture(name="lay")
def _lay(tmp_path):
    """Lays out an instance and a store; the settings are the instance's."""
    return lambda **settings: Ground(tmp_path, **settings)


@pytest.fixture
def ground(lay):
    """An instance as it comes, and an empty store."""
    return lay()
