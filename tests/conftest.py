"""What more than one test file needs to have run."""

from __future__ import annotations

import gc
import os
import shutil
import signal
from pathlib import Path

import pytest
from hypothesis import settings

import postgres
from command import drumbeat
from compiled import compile_once
from drumbeat.cli.collector import collect_seldom
from measured import tables
from migrated import migrate_once
from once import made_once
from places import OnPostgres, OnSqlite
from samples import QUICK, WHOLE

settings.register_profile("whole", max_examples=WHOLE)
settings.register_profile("quick", max_examples=QUICK)
ROOM = 2**31
"""Bytes: several times what all tests leave in their folders."""


def pytest_configure(config):
    """Commands can be interrupted, properties are tried on a part of their examples, and nobody waits for a disk.

    Garbage is looked for as seldom as in a command, while tests are collected as well: there is none among them. A
    shell starts what runs in its background with Ctrl-C ignored, and our commands would inherit that. Folders of
    tests are in memory, where there is enough of it.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    collect_seldom()
    if not config.getoption("--hypothesis-profile"):
        settings.load_profile("quick")
    memory = Path("/dev/shm")  # noqa: S108  pytest makes a folder of its own there
    if "PYTEST_DEBUG_TEMPROOT" not in os.environ and memory.is_dir() and shutil.disk_usage(memory).free > ROOM:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(memory)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Files are shared out among processes; those that want a browser stay in one, which starts it once."""
    if config.getvalue("dist") != "loadfile":
        return None
    from rooms import ByRoom  # noqa: PLC0415  xdist is not there where nothing runs side by side

    return ByRoom(config, log)


@pytest.fixture(scope="session", autouse=True)
def _as_in_a_command():
    """Garbage is never looked for among the tests themselves, and what repeats is done once.

    Of the tests there are more than half a million objects, none of which goes away: to look through them took half a
    second each time.
    """
    gc.freeze()
    migrate_once()
    compile_once()


@pytest.fixture(scope="session", name="demo")
def _demo(tmp_path_factory):
    """The results of one `drumbeat demo`."""
    return made_once(tmp_path_factory, "demo", _run_demo) / "demo-out"


def _run_demo(folder):
    ended = drumbeat("demo", cwd=folder)
    assert ended.code == 0, ended.err


@pytest.fixture(scope="session", name="any_server")
def _any_server():
    """A PostgreSQL server, or why there is none."""
    with postgres.server() as found:
        yield found


@pytest.fixture(name="server")
def _server(any_server):
    """A PostgreSQL server; the databases that the test makes there are dropped after it."""
    if isinstance(any_server, str):
        pytest.skip(any_server)
    yield any_server
    any_server.drop_all()


@pytest.fixture(scope="session", name="any_emptied")
def _any_emptied(any_server):
    """The one database that is emptied for each test, if there is a server."""
    if isinstance(any_server, str):
        yield None
        return
    emptied = postgres.Emptied.on(any_server)
    yield emptied
    any_server.made.append(emptied.name)
    any_server.drop_all()


@pytest.fixture(name="postgres_place")
def _postgres_place(server, any_emptied):
    """Somewhere to keep stores on PostgreSQL."""
    any_emptied.empty()
    return OnPostgres(any_emptied)


@pytest.fixture(name="place", params=["sqlite", "postgresql"])
def _place(request, tmp_path):
    """Somewhere to keep stores: what holds on one kind of database holds on the other."""
    return OnSqlite(tmp_path) if request.param == "sqlite" else request.getfixturevalue("postgres_place")


def pytest_terminal_summary(terminalreporter):
    """What was measured, by the tests that ran."""
    reports = [report for name in ("passed", "failed") for report in terminalreporter.stats.get(name, ())]
    for line in tables(each for report in reports for each in report.user_properties):
        terminalreporter.write_line(line)
