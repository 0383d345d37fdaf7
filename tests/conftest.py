"""What more than one test file needs to have run."""

from __future__ import annotations

import pytest

from command import drumbeat


@pytest.fixture(scope="session", name="demo")
def _demo(tmp_path_factory):
    """The results of one `drumbeat demo`."""
    folder = tmp_path_factory.mktemp("demo")
    ended = drumbeat("demo", cwd=folder)
    assert ended.code == 0, ended.err
    return folder / "demo-out"
