"""Clients that others wrote read our simulator, and get what our own reader gets (`make peers`).

They are asked for a total order, which neither brings of itself. pysnow's own pins are set aside here as everywhere
(deploy/overrides.txt); aiosnow runs in an environment of its own, with its own lock file.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pysnow
import pytest

from drumbeat.simulator.accounts import DEFAULT_USER
from drumbeat.source.servicenow import Patience
from sources import in_order, incidents, instance_of, pages, simulators, source_of

pytestmark = pytest.mark.peers

ROWS = 25_000
PAGE = 1_000
ORDER = "ORDERBYsys_id"
AIOSNOW = Path(__file__).with_name("read_with_aiosnow.py")
PEERS = Path(__file__).parents[2] / ".venv-peers" / "bin" / "python"


@pytest.fixture(scope="module", name="instance")
def _instance():
    """An instance with the rows that every client reads."""
    return instance_of(incidents(ROWS))


@pytest.fixture(scope="module", name="simulator")
def _simulator(instance):
    """A simulator on the instance."""
    with simulators() as start:
        yield start(instance)


@pytest.fixture(scope="module", name="ours")
def _ours(simulator):
    """What our own reader gets."""
    source = source_of(simulator, patience=Patience(limit=PAGE, smallest=50))
    return [row["sys_id"].value for _, page in pages(source) for row in page.rows]


@pytest.fixture(name="resource")
def _resource(simulator):
    """The table as pysnow sees it."""
    client = pysnow.Client(
        host=urlsplit(simulator.url).netloc, user=DEFAULT_USER.user_name, password=DEFAULT_USER.password, use_ssl=False
    )
    yield client.resource(api_path="/table/incident")
    client.close()


def test_our_own_reader_gets_every_row_once(instance, ours):
    """What the others are compared with is the whole table, each row once."""
    assert len(ours) == ROWS
    assert sorted(ours) == in_order(instance)


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("page", [PAGE, 10_000, ROWS + 1], ids=["pages", "its default limit", "one request"])
def test_pysnow_gets_the_same_set(ours, resource, stream, page):
    """pysnow, buffered and streaming through today's ijson, gets each row once, in pages and in one request."""
    got = []
    for offset in range(0, ROWS + 1, page):
        reply = resource.get(query=ORDER, limit=page, offset=offset, fields=["sys_id"], stream=stream)
        got += [row["sys_id"] for row in reply.all()]
    assert len(got) == ROWS
    assert set(got) == set(ours)


def test_without_an_order_offset_paging_loses_rows(ours, resource):
    """The same client without an order gets rows twice and others never, as it does from ServiceNow (trap 13)."""
    replies = [resource.get(query="", limit=PAGE, offset=offset, fields=["sys_id"]) for offset in range(0, ROWS, PAGE)]
    got = [row["sys_id"] for reply in replies for row in reply.all()]
    assert len(got) == ROWS
    assert set(got) < set(ours)


@pytest.mark.parametrize("most", [ROWS, ROWS + PAGE * 5], ids=["to its limit", "to the table's end"])
def test_aiosnow_gets_the_same_set(simulator, ours, most):
    """aiosnow, which goes on while a Link header names a next page, gets each row once."""
    assert PEERS.exists(), f"There is no {PEERS.parents[1].name}: `make peers` makes it and runs this test."
    words = (urlsplit(simulator.url).netloc, DEFAULT_USER.user_name, DEFAULT_USER.password, "incident", ORDER)
    done = subprocess.run(
        [PEERS, "-I", AIOSNOW, *words, str(PAGE), str(most)],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    got = done.stdout.split()
    assert len(got) == ROWS
    assert set(got) == set(ours)
