"""Two clocks, two hosts, a restored backup, a database copied while it sends: nothing is sent twice by itself."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from crashes import KILLED, Scene, arrived
from crashing import Sender
from drumbeat import app
from drumbeat.desk.turn import turn
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.places import Elsewhere
from drumbeat.store.editions import EditionStore
from installation import fill, usual
from mail_servers import Mailbox, mail_server
from measured import PLACES
from samples import sampled
from schedules import Office
from stores import CONTENT, NOW
from stores import OCTOBER as TOLD
from turns import DUE, OCTOBER, SIX, ready, scheduler

EVERYBODY = dict.fromkeys(SIX, 1)


@dataclass
class HaltingMailbox(Mailbox):
    """Stops at the third mail until it may go on."""

    has_halted: threading.Event = field(default_factory=threading.Event)
    may_go_on: threading.Event = field(default_factory=threading.Event)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
        """Keep the mail, after the halt."""
        if len(self.mails) == 2:
            self.has_halted.set()
            await asyncio.to_thread(self.may_go_on.wait, 30)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture(name="box")
def _box():
    return Mailbox()


@pytest.fixture(name="port")
def _port(box):
    with mail_server(box) as port:
        yield port


def received(box) -> Counter[str]:
    """How many mails each reader has; leads are told of other things."""
    return Counter(each for recipients, _ in box.mails for each in recipients if each in SIX)


@pytest.fixture(name="tell")
def _tell(record_property):
    """Tells for the table what came of a case: how many mails each reader has, all in all."""

    def tell(case, had):
        twice = sum(each > 1 for each in had.values())
        counts = {"runs": 1, "readers": len(SIX), "mails": sum(had.values()), "twice": twice}
        record_property(PLACES.name, {"what": case, **counts})
        assert twice == 0

    return tell


CLOCKS = [
    (kind, moment, hours)
    for hours in (9, -9)
    for moment in ("accepted", "", "after claim", "after settle")
    for kind in ("sqlite", "postgresql")
]


@pytest.mark.parametrize(("place", "moment", "hours"), sampled(CLOCKS, always=2), indirect=["place"])
def test_two_clocks(place, senders, tell, hours, moment):
    """One clock hours ahead and one behind, at once on one store, one of them killed: all holds as for one (E48)."""
    database = place.open()
    edition = EditionStore(database).save_draft("Network", TOLD, CONTENT, [], NOW)
    database.close()
    box = Mailbox()
    with mail_server(box) as port:
        scene = Scene(senders, box, Sender(place.url(), NOW.isoformat(), port, edition.id, SIX, workers=2))
        ahead = scene.later(replace(scene.sender, owner="beta:2", moment=moment, at=2), hours=hours)
        behind = scene.later(scene.sender, hours=-hours)
        ends = senders.race(ahead, behind)
        assert ends[1] == 0
        held = scene.books().of_state(DeliveryState.CLAIMED, DeliveryState.UNKNOWN)
        assert len(held) <= 2 * ends.count(KILLED)
        for each in (behind, replace(ahead, moment=""), behind):
            senders.race(each)
        found = scene.judged(scene.finish(), SIX, held, ends.count(KILLED))
    tell(f"two clocks, {place.kind}", arrived(box))
    assert found.wrong == {}
    assert moment or arrived(box) == {f"<{each}>": 1 for each in SIX}


@pytest.fixture(name="here")
def _here(place, tmp_path):
    """October is due, in a store of either kind."""
    return ready(tmp_path, place.url())


def url_of(here: Office) -> str:
    """Where its store is."""
    return here.context.settings.store.url


def test_two_hosts_on_one_database(postgres_place, tmp_path, senders, tell, box, port):
    """Two machines look after one database at once, the one that is at it is killed: the other sends the rest (E48)."""
    url = url_of(ready(tmp_path, postgres_place.url()))
    mine, other = (replace(scheduler(url, port), host=name) for name in ("alpha", "beta"))
    scene = Scene(senders, box, other, OCTOBER)
    ends = senders.race(replace(mine, moment="accepted", at=2), replace(other, waits=0.05))
    held = scene.books().of_state(DeliveryState.CLAIMED)
    found = scene.judged(scene.finish(), SIX, held, ends.count(KILLED))
    tell("two hosts, postgresql", received(box))
    assert found.wrong == {}
    owners = {owner.partition(":")[0] for (owner,) in postgres_place.dump("delivery_event", "owner")}
    assert owners == ({"alpha", "beta"} if held else {"beta"})


def test_another_host_sends_nothing_from_a_file(tmp_path, senders, tell, box, port):
    """A file that a second machine reaches is adopted on the first: there nothing leaves, here everything (E49)."""
    sender = scheduler(url_of(ready(tmp_path)), port)
    senders.race(replace(sender, host="beta"))
    assert box.mails == []
    senders.race(replace(sender, host="beta"), sender)
    tell("two hosts, sqlite", received(box))
    assert received(box) == EVERYBODY


def restored(here: Office, backup: Path, place) -> str:
    """The address of a store that is restored of the backup, where `drumbeat restore` would put it."""
    settings, entry = here.context.settings, here.context.entry("restore store")
    if place.kind == "postgresql":
        store = settings.store.model_copy(update={"url": place.url("restored")})
        settings = settings.model_copy(update={"store": store})
    app.restore(settings, backup, entry, force=True)
    return settings.store.url


def let_go(here: Office) -> None:
    """No connection stays open, as in a process that has ended."""
    del here.context.__dict__["store"]


def office_at(here: Office, url: str) -> Office:
    """The same installation, with its store there."""
    store = here.context.settings.store.model_copy(update={"url": url})
    return replace(here, context=replace(here.context, given=here.context.settings.model_copy(update={"store": store})))


BACKUPS = [
    (kind, moment, at)
    for moment, at in (("accepted", 3), ("", 1), ("before plan", 1), ("after plan", 1))
    for kind in ("sqlite", "postgresql")
]


@pytest.mark.parametrize(("place", "moment", "at"), sampled(BACKUPS, always=2), indirect=["place"])
def test_a_restored_backup_sends_nothing_again(place, tmp_path, here, senders, tell, box, port, moment, at):
    """Backed up before, amid or after a sending: restored, nobody gets a second mail, adopted or not (rule E49)."""
    sender = scheduler(url_of(here), port)
    if moment:
        senders.race(replace(sender, moment=moment, at=at))
    else:
        senders.race(sender)
    app.back_up(here.context.settings, tmp_path / "backup", here.context.entry("backup store"))
    later = replace(sender, now=(DUE + timedelta(hours=1)).isoformat())
    senders.race(later)
    had = received(box)
    assert set(had.values()) == {1}
    let_go(here)
    url = restored(here, tmp_path / "backup", place)
    again = office_at(here, url)
    for hours in (1, 2, 48):
        senders.race(replace(later, store=url, now=(DUE + timedelta(hours=hours)).isoformat()))
    assert received(box) == had
    again.context.store.homes.adopt("Ann Lee", again.context.entry("adopt store"))
    let_go(again)
    for hours in (1, 2, 48):
        senders.race(replace(later, store=url, now=(DUE + timedelta(hours=hours)).isoformat()))
    tell(f"a backup, restored and adopted, {place.kind}", received(box))
    assert received(box) == had


def test_a_backup_without_any_mail_is_no_new_store(place, tmp_path, here):
    """Restored, it sends nothing by itself in the months to come either, until somebody answers for it (rule E49)."""
    app.back_up(here.context.settings, tmp_path / "backup", here.context.entry("backup store"))
    let_go(here)
    again = office_at(here, restored(here, tmp_path / "backup", place))
    for month, day in ((11, 6), (12, 1)):
        again.clock.at(month, day)
        (done,) = turn(again.fresh(), lambda: None)
        assert "drumbeat adopt" in done.error.recovery
    assert again.context.store.homes.waiting() == []
    again.context.store.homes.adopt("Ann Lee", again.context.entry("adopt store"))
    context = again.fresh()

    def pull() -> None:
        for name, rows in usual().items():
            fill(context, name, rows, until=context.clock())

    assert "Drafted" in turn(context, pull)[0].words


def test_a_database_copied_while_it_sends(place, tmp_path, here, senders, tell):
    """Copied amid a sending that goes on, the copy sends nothing by itself, then or days later (rule E49)."""
    box, url = HaltingMailbox(), url_of(here)
    let_go(here)
    with mail_server(box) as port, ThreadPoolExecutor() as threads:
        sender = scheduler(url, port)
        running = threads.submit(senders.race, sender)
        try:
            assert box.has_halted.wait(30)
            copy = copied(place, tmp_path)
        finally:
            box.may_go_on.set()
        assert running.result() == [0]
        assert received(box) == EVERYBODY
        for hours in (0, 1, 48):
            senders.race(replace(sender, store=copy, now=(DUE + timedelta(hours=hours)).isoformat()))
    tell(f"a copy, made while it sends, {place.kind}", received(box))
    assert received(box) == EVERYBODY
    store = office_at(here, copy).context.store
    assert isinstance(store.homes.standing(), Elsewhere)
    states = Counter(each.state for each in store.editions.deliveries(store.editions.find("Network", OCTOBER).id))
    assert states == {DeliveryState.SENT: 2, DeliveryState.CLAIMED: 1, DeliveryState.PLANNED: 3}


def copied(place, folder: Path) -> str:
    """The address of a copy, made by the means of the system: `cp`, or `pg_dump` into a new database."""
    if place.kind == "sqlite":
        (folder / "copy").mkdir()
        for path in folder.glob("store.db*"):
            shutil.copy(path, folder / "copy")
        return f"sqlite:///{folder / 'copy' / 'store.db'}"
    if not shutil.which("pg_dump"):
        pytest.skip("pg_dump is not installed here")
    url = place.url("copy")
    dumped = subprocess.run(["pg_dump", place.url()], check=True, capture_output=True).stdout
    subprocess.run(["psql", "--quiet", "--set=ON_ERROR_STOP=1", url], input=dumped, check=True, capture_output=True)
    return url
