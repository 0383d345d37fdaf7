"""Machines differ: what is not there must not be heard of when it is not needed."""

from __future__ import annotations

import subprocess
import sys

from command import environment

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


def test_commands_pay_only_for_what_they_use():
    """`definitions` starts without the database, the HTTP client and the simulator."""
    heavy = {"sqlalchemy", "alembic", "pysnow", "requests", "jinja2", "drumbeat.simulator"}
    code = "import sys; from drumbeat.cli import main; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, encoding="utf-8", check=True
    )
    assert not heavy & set(done.stdout.split())
