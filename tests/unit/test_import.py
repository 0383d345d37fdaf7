"""Machines differ: what is not there must not be heard of when it is not needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from command import environment
from stores import new_store

WITHOUT_LIBMAGIC = """
import sys
sys.modules["magic"] = None
import drumbeat.source.servicenow
"""


def test_a_machine_without_libmagic_hears_no_warning():
    """Pysnow warns of a library that only its attachment upload needs; with warnings as errors, nothing is heard."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_LIBMAGIC],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


LOADED = """
import sys
from drumbeat.cli.main import run
try:
    run()
finally:
    print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("word", "heavy"),
    [
        ("--help", {"pydantic", "babel", "sqlalchemy", "drumbeat.app", "drumbeat.pipeline"}),
        ("definitions", {"sqlalchemy", "alembic", "pysnow", "requests", "jinja2", "drumbeat.simulator"}),
        (
            "status",
            {"alembic", "psycopg", "pysnow", "requests", "jinja2", "drumbeat.simulator", "drumbeat.digest.build"},
        ),
    ],
)
def test_commands_pay_only_for_what_they_use(word, heavy, tmp_path):
    """`--help` starts without settings and store, `definitions` without the store, none with what it needs not."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, word],
        cwd=tmp_path,
        env=environment(DRUMBEAT_STORE__URL=f"sqlite:///{new_store(tmp_path / 'store.db')}"),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    loaded = done.stderr.split()
    assert "drumbeat.cli.main" in loaded
    assert not heavy & set(loaded)
