"""`drumbeat serve` and `run-due`, told to stop while mails are on their way: they do not wait until all have left."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from command import environment
from drumbeat.desk.turn import turn
from drumbeat.editions.standing import Act, ActKind
from installation import NETWORK, OCTOBER
from mail_servers import Mailbox, mail_server
from samples import sampled
from schedules import office
from stores import dump

SEPTEMBER = OCTOBER.before()
READERS = ("ann@example.com", "ben@example.com", "zoe@example.com")
PATIENCE = 30
"""Seconds. A mail a minute leaves: whoever waits for the next one takes longer."""
SERVES = """
from datetime import UTC, datetime
from pathlib import Path
from drumbeat import app
from drumbeat.cli import serve
from drumbeat.desk.context import Context
real = app.wake
app.wake = lambda tick, _clock, stop, alive: real(tick, app.clock, stop, alive)
serve.service_of = lambda _: Context(Path("drumbeat.toml"), clock=lambda: datetime(2026, 10, 7, 9, tzinfo=UTC))
serve.serve(None)
"""
"""The command on the day on which September's digest leaves."""
RUNS = """
from datetime import UTC, datetime
from pathlib import Path
import sys, typer
from drumbeat.cli import run_due
from drumbeat.desk.context import Context
run_due.service_of = lambda _: Context(Path("drumbeat.toml"), clock=lambda: datetime(2026, 10, 7, 9, tzinfo=UTC))
try:
    run_due.run_due(None)
except typer.Exit as ended:
    sys.exit(ended.exit_code)
"""
"""One turn on that day, as cron begins it."""


class SlowMailbox(Mailbox):
    """Takes a mail, and never says so."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
        """Keep the mail, and be silent."""
        kept = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(2 * PATIENCE)
        return kept


@pytest.fixture(name="home")
def _home(tmp_path):
    """An installation whose September is approved, and due to three readers."""
    here = office(tmp_path, readers=READERS)
    here.clock.at(10, 1)
    turn(here.fresh(), lambda: None)
    edition = here.context.store.editions.find(NETWORK.name, SEPTEMBER)
    act = Act(ActKind.APPROVE, here.context.store.editions.seal(edition.id), "Marit", here.clock(), "")
    here.context.store.acts.add(NETWORK.name, SEPTEMBER, act, here.context.entry("approve edition"))
    return tmp_path


@contextmanager
def sending(home: Path, box: Mailbox, program: str = SERVES):
    """The command, once the mail server has its first mail; one leaves a minute."""
    with mail_server(box) as port:
        with (home / "drumbeat.toml").open("a") as file:
            file.write(f'[schedule]\npull = false\n[mail]\ntransport = "smtp"\nhost = "127.0.0.1"\nport = {port}\n')
            file.write('security = "none"\nper_minute = 1\n')
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", program],
            cwd=home,
            env=environment(PYTHONUNBUFFERED="1"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        try:
            ends = time.monotonic() + PATIENCE
            while not box.mails and process.poll() is None and time.monotonic() < ends:
                time.sleep(0.05)
            yield process
        finally:
            process.kill()
            process.communicate()


def states(home: Path) -> list[str]:
    """How the deliveries stand."""
    return [state for (state,) in dump(home / "drumbeat.db", "delivery", "state")]


@pytest.mark.parametrize("ending", sampled([signal.SIGTERM, signal.SIGINT], always=1))
def test_it_stops_between_two_mails(home, ending):
    """Told to stop, it sends no further mail and ends with 0; the others stay planned, nobody's mail is in doubt."""
    box = Mailbox()
    with sending(home, box) as process:
        process.send_signal(ending)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out.splitlines()[-1], len(box.mails)) == (0, "Stopped.", 1)
    assert sorted(states(home)) == ["planned", "planned", "sent"]
    assert "2 mails not sent yet" in err


def test_a_single_turn_stops_between_two_mails_as_well(home):
    """A timer's or a pod's end leaves nobody's mail of `run-due` in doubt: what waits is the next run's."""
    box = Mailbox()
    with sending(home, box, RUNS) as process:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, len(box.mails)) == (75, 1), err
    assert sorted(states(home)) == ["planned", "planned", "sent"]


def test_a_second_ctrl_c_ends_it_at_once(home):
    """The first one waits for the answer to the mail that was handed over, the second does not."""
    with sending(home, SlowMailbox()) as process:
        process.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=2)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
    assert process.returncode == -signal.SIGINT
    assert sorted(states(home)) == ["claimed", "planned", "planned"]
