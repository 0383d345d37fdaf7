"""The command, killed while it sends: what it says at once and later, and that nobody is sent to twice."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from command import drumbeat, environment
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.store.editions import EditionStore
from drumbeat.store.recipients import RecipientStore
from drumbeat.store.teams import TeamStore
from mail_servers import PickyMailbox, mail_server
from sending import states
from stores import CONTENT, open_database, receives

A, B = "a@x.example", "b@x.example"
SENT, UNKNOWN = DeliveryState.SENT, DeliveryState.UNKNOWN


@dataclass
class DeadlyMailbox(PickyMailbox):
    """Kills whoever hands over a mail before it hears that the mail was taken."""

    victim: subprocess.Popen[str] | None = None

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
        """Take the mail and the sender's life."""
        if self.victim is not None:
            self.victim.kill()
            self.victim.wait()
        return await super().handle_DATA(server, session, envelope)


def test_the_command_killed_while_it_sends_reads_well_afterwards(tmp_path):
    """`drumbeat send`, killed by SIGKILL, tells at once what is not known yet, later what never will be (rule E48)."""
    zone = ZoneInfo("UTC")
    now = datetime.now(UTC)
    month = Period.month(now.year, now.month, zone).before()
    database = open_database(tmp_path / "drumbeat.db")
    TeamStore(database).add(Team("Network", ("Network",), (), zone))
    receives(RecipientStore(database), "Network", A, B)
    edition = EditionStore(database).save_draft("Network", month, CONTENT, [], now)
    words = ["send", "--approve", "--team", "Network", "--month", f"{month.start:%Y-%m}"]
    box = DeadlyMailbox()
    with mail_server(box) as port:
        (tmp_path / "drumbeat.toml").write_text(
            f'[mail]\ntransport = "smtp"\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
        )
        box.victim = subprocess.Popen([sys.executable, "-m", "drumbeat", *words], cwd=tmp_path, env=environment())
        assert box.victim.wait(timeout=60) == -signal.SIGKILL
        box.victim = None
        at_once = drumbeat(*words, cwd=tmp_path)
        assert at_once.code == 75
        assert "known by" in at_once.out
        with closing(sqlite3.connect(tmp_path / "drumbeat.db")) as connection, connection:
            ended = f"{now - timedelta(minutes=1):%Y-%m-%d %H:%M:%S}"
            connection.execute("UPDATE delivery SET lease_until = ? WHERE state = 'claimed'", [ended])
        after = drumbeat(*words, cwd=tmp_path)
    assert after.code == 4
    assert "may have left" in after.out
    assert "never repeated by itself" in after.err
    assert box.received == {A: 1, B: 1}
    assert states(EditionStore(database).deliveries(edition.id)) == {A: UNKNOWN, B: SENT}
