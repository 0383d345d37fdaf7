"""Entries, signals and the audit log over a real database of either kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from drumbeat.digest.people.told import Told
from drumbeat.ports import AuditEntry, Remark
from drumbeat.records.model import Declaration, Declared, Ref
from drumbeat.signals.model import Evidence, Role, Signal, Span, Status
from drumbeat.store.declared import DeclaredStore, Imported
from drumbeat.store.signals import SignalStore
from stores import NOW, OCTOBER

ANN = Ref("a" * 32, "Ann")
ENTRY = AuditEntry(NOW, "root", "import")
CERTIFICATE = Declared(
    sys_id="c1",
    table="certificate",
    kind=Declaration.CERTIFICATE,
    person=ANN,
    title="ITIL",
    day=date(2026, 10, 3),
    by=Ref("", "PeopleCert"),
    url="https://x.example",
    expires=date(2029, 10, 3),
    credential="42",
)
MENTORING = Declared(
    sys_id="m1",
    table="mentoring",
    kind=Declaration.MENTORING,
    person=Ref("", "Ben"),
    title="Mentoring",
    day=date(2026, 10, 4),
    by=ANN,
    is_confirmed=True,
)
SIGNAL = Signal(
    rule="S01",
    version="1.0.0",
    subject=Ref(ANN.key),
    role=Role.LEAD,
    evidence=(Evidence("incident", "INC1", "state", "done"),),
    about="VPN",
    spans=(Span("incident", "INC1", "close_notes", 3, 6, "vpn", "SK-1", "A"),),
)
TOLD = Told(SIGNAL, "Technology", "A sentence.")


def test_entries_come_back_as_they_were(place):
    """All fields of an entry are kept, of people with a sys_id and without; the same again is known."""
    store = DeclaredStore(place.open())
    assert store.add([CERTIFICATE, MENTORING], ENTRY) == Imported(2, 0, 0)
    assert store.all() == [CERTIFICATE, MENTORING]
    assert store.add([CERTIFICATE, MENTORING], ENTRY) == Imported(0, 0, 2)
    assert len(place.dump("audit")) == 2


def test_a_changed_entry_is_changed_and_a_dry_run_changes_nothing(place):
    """An entry with a new address takes the place of the old one; a dry run only counts."""
    store = DeclaredStore(place.open())
    store.add([CERTIFICATE], ENTRY)
    newer = replace(CERTIFICATE, url="https://y.example")
    assert store.add([newer, MENTORING], ENTRY, dry_run=True) == Imported(1, 1, 0)
    assert store.all() == [CERTIFICATE]
    assert store.add([newer], ENTRY) == Imported(0, 1, 0)
    assert store.all() == [newer]


def test_entries_are_removed_with_a_word_in_the_log(place):
    """What is removed is gone, and the log says whose it was; unknown ids are passed over."""
    store = DeclaredStore(place.open())
    store.add([CERTIFICATE], ENTRY)
    assert store.remove(["c1", "other"], replace(ENTRY, act="remove entry")) == ["c1"]
    assert store.all() == []
    assert place.dump("audit", "act, subject, detail")[-1] == ("remove entry", ANN.key, "certificate c1")


def tell(store, *additions):
    """Tell these, whatever stands."""
    return store.tell(ANN.key, OCTOBER, lambda _standing: additions, AuditEntry(NOW, "root", "read record", ANN.key))


def test_signals_come_back_with_evidence_and_spans(place):
    """A told signal is the same when it is read again, with the rule's words of then."""
    assert tell(SignalStore(place.open()), TOLD) == [TOLD]
    assert tell(SignalStore(place.open())) == [TOLD]


def test_rows_are_only_added(place):
    """A later word on a statement leaves the earlier row as it is, byte for byte; the last one stands."""
    store = SignalStore(place.open())
    tell(store, TOLD)
    before = place.dump("signal")
    gone = replace(TOLD, signal=replace(SIGNAL, status=Status.WITHDRAWN))
    assert tell(store, gone) == [gone]
    assert place.dump("signal")[: len(before)] == before
    assert len(place.dump("signal")) == 2


def test_a_reading_that_fails_tells_nothing(place):
    """When what is to be added cannot be made, neither signals nor log have changed."""
    store = SignalStore(place.open())

    def fail(_standing):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.tell(ANN.key, OCTOBER, fail, ENTRY)
    assert (place.dump("signal"), place.dump("audit")) == ([], [])


def test_the_last_word_of_the_owner_holds(place):
    """Hide and show, dispute and settle take each other's place; a note stays until the next."""
    store = SignalStore(place.open())
    tell(store, TOLD)
    for act, note in (("hide", "why"), ("dispute", ""), ("show", ""), ("annotate", "mine")):
        assert store.remark(ANN.key, Remark(SIGNAL.statement, act, note), ENTRY)
    (said,) = store.remarks(ANN.key).values()
    assert (said.is_hidden, said.is_disputed, said.note) == (False, True, "mine")
    assert store.unsaid() == {SIGNAL.statement}
    assert store.remarks("b" * 32) == {}
