"""A restore on PostgreSQL that is killed at any instant: the store of before or the restored one, whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from command import ROOT, environment
from drumbeat import app
from drumbeat.desk.by_hand import Wanted, send
from drumbeat.desk.context import Context
from drumbeat.desk.turn import turn
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.errors import SettingsError
from drumbeat.ports import AuditEntry
from drumbeat.store.database import Database
from drumbeat.store.homes import HomeStore
from installation import OCTOBER
from restoring import NAME, Scene
from schedules import ANN, ZOE
from upgrades import Rows, held

ENTRY = AuditEntry(datetime(2026, 11, 3, 9, tzinfo=UTC), "root", "restore store")
RESTORE = """
import sys
from pathlib import Path
from drumbeat import app
from drumbeat.settings import Settings
from drumbeat.store import dumps
from test_restore_killed import ENTRY
settings = Settings.model_validate({"store": {"url": sys.argv[1]}})
print("ready", flush=True)
app.restore(settings, Path(sys.argv[2]), ENTRY, force=True)
print("done", flush=True)
"""
KILLS = 40
_PATH = os.pathsep.join(str(ROOT / each) for each in ("plugin", "tests", "tests/contract"))
_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
_SCHEMAS = "SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)' ORDER BY nspname"


@dataclass
class Live:
    """A store of which October has left to two readers, since its backup; a copy, adopted where it is."""

    scene: Scene
    name: str

    def __post_init__(self) -> None:
        self.server = self.scene.place.emptied.server
        self.url = self.server.make(self.name, f'TEMPLATE "{self.scene.place.name_of(NAME)}"')
        database = Database(self.url)
        HomeStore(database).adopt("Ann Lee", ENTRY)
        database.close()

    def begin(self) -> subprocess.Popen[str]:
        """A process that is about to restore the backup."""
        words = [sys.executable, "-c", RESTORE, self.url, str(self.scene.backup)]
        begun = subprocess.Popen(words, env=environment(PYTHONPATH=_PATH), stdout=subprocess.PIPE, encoding="utf-8")
        assert begun.stdout.readline() == "ready\n"
        return begun

    def settled(self) -> None:
        """What the server still does for whoever was killed is over."""
        ends = time.monotonic() + 30
        while self.server.run(_OTHERS, self.name) != [(0,)]:
            assert time.monotonic() < ends, "a session stays"
            time.sleep(0.01)

    def schemas(self) -> list[str]:
        """Where tables may lie."""
        return [name for (name,) in self.server.run(_SCHEMAS, self.name)]

    def rows(self, schema: str = "public") -> Rows:
        """All that a store holds, but what differs from one database to another: its place."""
        more = f"{'&' if '?' in self.url else '?'}options=-csearch_path%3D{schema}"
        found = {table: rows for table, rows in held(self.url + more).rows.items() if table != "home"}
        for each in found["restoration"]:
            each["aside"] = each["aside"].replace(self.name, "")
        return found

    def context(self) -> Context:
        """Of a process that begins to work with it on the day on which October leaves."""
        settings = self.scene.context.settings
        store = settings.store.model_copy(update={"url": self.url})
        given = settings.model_copy(update={"store": store})
        return Context(None, clock=lambda: datetime(2026, 11, 6, 9, tzinfo=UTC), given=given, actor=lambda: "tester")


def killed(live: Live, after: float) -> bool:
    """Restore, and kill whoever does it after so many seconds; whether it had said that it is done."""
    begun = live.begin()
    time.sleep(after)
    begun.send_signal(signal.SIGKILL)
    out, _ = begun.communicate(timeout=60)
    live.settled()
    return "done" in out


def took(live: Live) -> float:
    """Seconds that a restore takes, undisturbed."""
    begun, since = live.begin(), time.monotonic()
    begun.communicate(timeout=60)
    assert begun.returncode == 0
    live.settled()
    return time.monotonic() - since


def nothing_leaves(live: Live) -> None:
    """The schedule sends nothing, nor does a person without a reason where it may have left, once it is adopted too."""
    turn(live.context(), lambda: None)
    context = live.context()
    edition = context.store.editions.find("Network", OCTOBER)
    if edition.state.value != "sent":
        HomeStore(context.store.homes._database).adopt("Ann Lee", ENTRY)
        turn(live.context(), lambda: None)
        with pytest.raises(SettingsError, match="may have left"):
            send(context, context.store.teams.get("Network"), OCTOBER, edition, Wanted(approves=True))
    assert [len(live.scene.here.mails(each)) for each in (ANN, ZOE)] == [1, 1]


@pytest.mark.long
def test_a_restore_that_is_killed_at_any_instant_leaves_one_store_whole(tmp_path, postgres_place):
    """Every row of every table is the former store's or the restored one's, and nothing leaves by itself.

    Of the restored one, the store of before is kept aside with all its rows; the former one is restored by whoever
    does it once more.
    """
    scene = Scene(tmp_path, postgres_place)
    assert scene.send() == [DeliveryState.SENT] * 2
    scene.let_go()
    whole = Live(scene, f"{postgres_place.name_of('whole')}")
    usual, restored, chance, ends = took(whole), whole.rows(), random.Random(20261130), Counter()
    for run in range(KILLS):
        live = Live(scene, f"{postgres_place.name_of(f'run{run}')}")
        former = live.rows()
        is_done = killed(live, chance.uniform(0, 1.1 * usual))
        schemas, rows = live.schemas(), live.rows()
        if schemas == ["public"]:
            assert (rows, is_done) == (former, False)
            ends["former"] += 1
        else:
            aside, public = schemas
            assert public == "public"
            assert rows == restored
            assert live.rows(aside) == former
            ends["restored"] += 1
        nothing_leaves(live)
        if schemas == ["public"]:
            app.restore(live.context().settings, scene.backup, ENTRY, force=True)
            assert live.rows() == {**restored, "audit": live.rows()["audit"]}
        live.server.run(f'DROP DATABASE "{live.name}" WITH (FORCE)')
        live.server.made.remove(live.name)
    print(f"\n{KILLS} restores killed within {1.1 * usual:.2f} s: {dict(ends)}")
    assert ends.keys() == {"former", "restored"}, "all kills came too early or too late"
