"""The crash matrix: whoever sends is killed at every step and comes back; nobody has two mails, none is lost unseen."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from broken_ledgers import LEDGERS
from crashes import KILLED, Outcome, Scene, arrived
from crashing import Sender
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.store.editions import EditionStore
from mail_servers import Mailbox, mail_server
from measured import CRASHES
from moments import MOMENTS, Fate, Moment
from samples import sampled
from stores import CONTENT, NOW, OCTOBER
from turns import OCTOBER as DUE_MONTH
from turns import SIX, ready, scheduler, unsent

KINDS = ("sqlite", "postgresql")
HEAD_START = 0.05
"""Seconds. Of two schedulers the one that is to die takes the turn, mostly, and the other finds it taken."""


@dataclass(frozen=True)
class Case:
    """One run."""

    moment: Moment
    at: int
    """The time at which the moment is reached when the process dies."""
    workers: int = 1
    comes_back_at_once: bool = False
    """Also while the claims of who died still hold, and not only after they have run out."""
    deaths: int = 1

    def __str__(self) -> str:
        """The test's name."""
        back = "at once" if self.comes_back_at_once else "later"
        killed = "twice" if self.deaths > 1 else "once"
        return f"{self.moment.name} {self.at}, {self.workers} at work, back {back}, killed {killed}"


def mixed(cases: Iterable[tuple[Any, ...]], always: int) -> list[Any]:
    """In an order by chance, the same each time, so that the first few, which are tried always, are of every sort."""
    every = list(cases)
    random.Random(6).shuffle(every)
    return sampled(every, always=always)


def times(moment: Moment) -> tuple[int, ...]:
    """At which mails a sender dies: the first, one amidst, the last."""
    return (1, 3, len(SIX)) if moment.is_each else (1,)


ALONE = [
    (kind, Case(moment, at, workers, back, deaths))
    for kind in KINDS
    for moment in MOMENTS
    for at in times(moment)
    for workers in (1, 4)
    for back, deaths in ((False, 1), (True, 1), (False, 2))
]
RACES = [
    (kind, Case(moment, at, workers))
    for kind in KINDS
    for moment in MOMENTS
    for at in times(moment)[:2]
    for workers in (1, 4)
]
TURNS = [(kind, case) for kind, case in RACES if case.workers == 1]
INSTANTS = [(kind, workers, at) for kind in KINDS for workers in (1, 4) for at in range(0, 100, 4)]


@pytest.fixture(name="scene")
def _scene(place, senders):
    """A draft for six in a store, and a mail server."""
    box = Mailbox()
    with mail_server(box) as port:
        yield Scene(senders, box, Sender(place.url(), NOW.isoformat(), port, drafted(place), SIX))


def drafted(place, team: str = "Network") -> int:
    """A draft of a team."""
    database = place.open()
    try:
        return EditionStore(database).save_draft(team, OCTOBER, CONTENT, [], NOW).id
    finally:
        database.close()


def held(scene: Scene) -> set[str]:
    """Whom the dead have claimed."""
    return scene.books().of_state(DeliveryState.CLAIMED)


@pytest.mark.parametrize(("place", "case"), mixed(ALONE, 8), indirect=["place"], ids=str)
def test_a_sender_killed_at_any_step(scene, place, case, record_property):
    """Killed at this step, perhaps twice, it comes back: nobody has two, none is lost, doubt is unknown (rule E48)."""
    scene = replace(scene, sender=replace(scene.sender, workers=case.workers))
    found = outcome(scene, case)
    record_property(CRASHES.name, found.told(f"a sender, {case.workers} at work", place.kind))
    assert found.wrong == {}


def outcome(scene: Scene, case: Case) -> Outcome:
    """Of a run of one sender after the other."""
    dying = replace(scene.sender, moment=case.moment.name, at=case.at)
    assert scene.nursery.race(dying) == [KILLED]
    doubtful, deaths = held(scene), 1
    assert len(doubtful) <= case.workers
    if case.workers == 1 and not scene.sender.ledger:
        assert len(doubtful) == (case.moment.fate is not Fate.CLEAR)
        assert {f"<{each}>" in arrived(scene.box) for each in doubtful} <= {case.moment.fate is Fate.ARRIVED}
    if case.comes_back_at_once:
        scene.nursery.race(scene.later(scene.sender, seconds=1))
        assert held(scene) == doubtful
    if case.deaths > 1:
        deaths += scene.nursery.race(scene.later(replace(dying, at=1), hours=1)).count(KILLED)
        doubtful |= held(scene)
    return scene.judged(scene.finish(hours=2), SIX, doubtful, deaths)


@pytest.mark.parametrize(("place", "case"), mixed(RACES, 4), indirect=["place"], ids=str)
def test_one_of_two_senders_is_killed(scene, place, case, record_property):
    """Of two at once one is killed at this step: the other sends the rest, and all holds as for one (rule E48)."""
    scene = replace(scene, sender=replace(scene.sender, workers=case.workers))
    dying = replace(scene.sender, moment=case.moment.name, at=case.at, owner="beta:2")
    found = after_race(scene, dying, scene.sender)
    record_property(CRASHES.name, found.told(f"one of two senders, {case.workers} at work", place.kind))
    assert found.wrong == {}


def after_race(scene: Scene, dying: Sender, other: Sender) -> Outcome:
    """Of a run of two at once of whom the first may die."""
    ends = scene.nursery.race(dying, other)
    assert ends[1] == 0
    doubtful = held(scene)
    assert len(doubtful) <= dying.workers
    return scene.judged(scene.finish(), SIX, doubtful, ends.count(KILLED))


@pytest.fixture(scope="module", name="sqlite_office")
def _sqlite_office(tmp_path_factory):
    """The address of a store on a file with an edition that is due."""
    return ready(tmp_path_factory.mktemp("office")).context.settings.store.url


@pytest.fixture(scope="module", name="postgresql_office")
def _postgresql_office(any_server, tmp_path_factory):
    """The same on PostgreSQL, if there is a server."""
    if isinstance(any_server, str):
        pytest.skip(any_server)
    with any_server.lent("drumbeat_test_turns") as url:
        yield ready(tmp_path_factory.mktemp("office"), url).context.settings.store.url


@pytest.fixture(name="turns")
def _turns(request, senders):
    """The edition is due, and nothing of it has left."""
    url = request.getfixturevalue(f"{request.param}_office")
    unsent(url)
    box = Mailbox()
    with mail_server(box) as port:
        yield Scene(senders, box, scheduler(url, port), DUE_MONTH)


@pytest.mark.parametrize(("turns", "case"), mixed(TURNS, 2), indirect=["turns"], ids=str)
def test_one_of_two_schedulers_is_killed(turns, case, record_property):
    """Two look after the schedule and one is killed at this step of its turn: the other takes over (rule E48)."""
    dying = replace(turns.sender, moment=case.moment.name, at=case.at)
    found = after_race(turns, dying, replace(turns.sender, waits=HEAD_START))
    record_property(CRASHES.name, found.told("one of two schedulers", turns.sender.store.partition(":")[0]))
    assert found.wrong == {}


@pytest.fixture(scope="module", name="seconds")
def _seconds():
    """How long a sender takes that nobody disturbs, by the kind of its store and its workers."""
    return {}


@pytest.mark.parametrize(("place", "workers", "percent"), mixed(INSTANTS, 2), indirect=["place"])
def test_a_sender_killed_at_any_instant(scene, place, seconds, workers, percent, record_property):
    """Killed from outside after some part of its usual time, wherever that is, all holds as at a step (rule E48)."""
    scene = replace(scene, sender=replace(scene.sender, workers=workers))
    if (place.kind, workers) not in seconds:
        seconds[place.kind, workers] = min(undisturbed(scene, drafted(place, f"Team {each}")) for each in range(3))
        scene.box.mails.clear()
    ends = scene.nursery.race(scene.sender, seconds=seconds[place.kind, workers] * percent / 100)
    doubtful = held(scene)
    assert len(doubtful) <= workers
    found = scene.judged(scene.finish(), SIX, doubtful, ends.count(KILLED))
    record_property(CRASHES.name, found.told(f"at any instant, {workers} at work", place.kind))
    assert found.wrong == {}


def undisturbed(scene: Scene, edition_id: int) -> float:
    """The seconds of a whole run."""
    began = time.perf_counter()
    scene.nursery.race(replace(scene.sender, edition_id=edition_id))
    return time.perf_counter() - began


BREACHES = {
    "RetriesUnknown": ("accepted", "doubles"),
    "ClaimsNothing": ("accepted", "doubles"),
    "SettlesFirst": ("before MAIL", "lost"),
    "ForgetsDoubt": ("before MAIL", "lost"),
    "DoubtsAll": ("accepted", "kept_out"),
    "NeverGivesUp": ("accepted", "unsettled"),
}
"""By ledger: a step of a sender's death, and what comes out."""
BROKEN = sampled([(kind, name) for kind in KINDS for name in BREACHES], always=len(BREACHES))


@pytest.mark.parametrize(("place", "ledger"), BROKEN, indirect=["place"])
def test_the_matrix_can_fail(scene, ledger):
    """A ledger that breaks a promise is found out by a run, and by what is wrong with it."""
    moment, wrong = BREACHES[ledger]
    scene = replace(scene, sender=replace(scene.sender, ledger=ledger))
    found = outcome(scene, Case(next(each for each in MOMENTS if each.name == moment), 3))
    assert wrong in found.wrong, found


def test_every_breach_is_tried():
    """No ledger that breaks a promise is forgotten."""
    assert set(BREACHES) == set(LEDGERS)


def test_the_table_tells_what_is_wrong():
    """The sums name each sort of run, and all of them, with whatever was not to be."""
    good, bad = Outcome(1, 1, 5), Outcome(2, 0, 7, doubles=["a", "b"])
    told = [good.told("a sender", "sqlite"), bad.told("a sender", "sqlite"), good.told("two", "postgresql")]
    _, _, *lines = CRASHES.lines(told)
    assert [[cell.strip() for cell in line.strip("|").split("|")] for line in lines] == [
        ["a sender, sqlite", "2", "3", "12", "1", "2", "0", "0", "0", "0"],
        ["two, postgresql", "1", "1", "5", "1", "0", "0", "0", "0", "0"],
        ["all", "3", "4", "17", "2", "2", "0", "0", "0", "0"],
    ]
    assert CRASHES.lines([]) == []
