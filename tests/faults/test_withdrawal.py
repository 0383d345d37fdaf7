"""A consent that is taken back while another process sends: no mail with the name leaves after it has returned."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from command import ROOT, environment
from drumbeat.desk.consents import await_mails
from drumbeat.errors import TryLater
from drumbeat.ports import AuditEntry, Content, GivenConsent, Nameless
from drumbeat.store.consents import ConsentStore
from drumbeat.store.editions import EditionStore
from leaving import ANN, RECIPIENTS, clock, withdraw
from stores import NOW, OCTOBER, open_database

WITH, WITHOUT = Content("October", "", "Ann", "{}"), Content("October", "", "the team", "{}")


@pytest.fixture(name="store")
def _store(tmp_path):
    """A store with a draft that names Ann; its path and the draft's id."""
    path = tmp_path / "store.db"
    database = open_database(path)
    ConsentStore(database).give(GivenConsent(ANN, "Ann", "form", NOW), AuditEntry(NOW, "root", "give consent"))
    nameless = Nameless(WITHOUT, {ANN: frozenset({"V02:CIM1"})})
    return path, EditionStore(database).save_draft("Network", OCTOBER, WITH, [], NOW, nameless=nameless).id


def process(what: str, path, edition: int) -> subprocess.Popen:
    """Another process at work on the store."""
    command = [sys.executable, "-W", "error", "-m", "leaving", what, str(path), str(edition)]
    paths = f"{ROOT / 'plugin'}:{ROOT / 'tests'}"
    return subprocess.Popen(command, env=environment(PYTHONPATH=paths), stdout=subprocess.PIPE, encoding="utf-8")


def mails(sender: subprocess.Popen) -> Iterator[tuple[float, bool]]:
    """When each mail left, and whether it had the name."""
    for line in sender.stdout:
        moment, _, named = line.partition(" ")
        yield float(moment), named.strip() == "True"


def test_no_name_leaves_after_a_withdrawal_has_returned(store):
    """With mails on their way, the withdrawal returns when those with the name are out; all later ones are nameless."""
    path, edition = store
    consents = ConsentStore(open_database(path))
    with process("send", path, edition) as sender:
        assert sender.stdout.readline() == "ready\n"
        leaving = mails(sender)
        seen = [next(leaving), next(leaving)]
        consents.withdraw(ANN, AuditEntry(clock(), "root", "withdraw consent", ANN.person))
        await_mails(lambda: consents.in_hand(ANN, clock()))
        returned = time.monotonic()
        seen += leaving
    assert sender.returncode == 0
    assert len(seen) == len(RECIPIENTS)
    assert seen[0][1], "the first mail left before the withdrawal, with the name"
    assert not seen[-1][1]
    assert [moment for moment, named in seen if named and moment > returned] == []


def test_a_sender_that_was_killed_is_not_waited_for_in_silence(store):
    """A claim of a dead process makes the withdrawal say that it is not over yet; it is withdrawn all the same."""
    path, edition = store
    with process("send", path, edition) as sender:
        assert sender.stdout.readline() == "ready\n"
        sender.stdout.readline()
        sender.kill()
    withdraw(path)
    editions, consents = EditionStore(open_database(path)), ConsentStore(open_database(path))
    if consents.in_hand(ANN, clock()):
        with pytest.raises(TryLater, match="may be on the way"):
            await_mails(lambda: consents.in_hand(ANN, clock()), patience=0)
    assert editions.content(edition) == WITHOUT
    assert consents.in_hand(ANN, datetime(2100, 1, 1, tzinfo=UTC)) == frozenset()


def test_a_withdrawal_that_is_killed_has_changed_nothing_or_everything(store):
    """Killed within its transaction it leaves consent, draft and names as they were; done again it is done."""
    path, edition = store
    with process("die", path, edition) as killed:
        killed.wait(timeout=60)
    assert killed.returncode == -9
    editions, consents = EditionStore(open_database(path)), ConsentStore(open_database(path))
    assert (consents.given(), editions.content(edition)) == ({ANN}, WITH)
    withdraw(path)
    assert (consents.given(), editions.content(edition)) == (frozenset(), WITHOUT)
