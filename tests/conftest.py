"""What more than one test file needs to have run."""

from __future__ import annotations

import pytest

from command import drumbeat
from drumbeat.cli.collector import fewer_collections


@pytest.fixture(scope="session", autouse=True)
def _collected_as_in_a_command():
    """Garbage is looked for as seldom as in a command."""
    with fewer_collections():
        yield


@pytest.fixture(scope="session", name="demo")
def _demo(tmp_path_factory):
    """The results of one `drumbeat demo`."""
    folder = tmp_path_factory.mktemp("demo")
    ended = drumbeat("demo", cwd=folder)
    assert ended.code == 0, ended.err
    return folder / "demo-out"
