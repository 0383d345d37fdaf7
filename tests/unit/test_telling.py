"""What a person was told stays told: new words are added, old ones never changed or lost (F16)."""

from __future__ import annotations

from dataclasses import replace

from drumbeat.digest.people.told import Finding, Told, additions
from drumbeat.records.model import Ref
from drumbeat.signals.catalogue import RULES
from drumbeat.signals.model import Evidence, Role, Signal, Status

RULE = next(rule for rule in RULES if rule.id == "V02")
SIGNAL = Signal("V02", RULE.version, Ref("1", "Ann"), Role.LEAD, (Evidence("sn_cim_register", "CIM1", "state", "x"),))
TOLD = Told(SIGNAL, RULE.label, RULE.sentence)
OLDER = Told(replace(SIGNAL, version="0.9.0"), "Led", "An older sentence.")


def finding(*signals, rules=(RULE,), is_whole=True, left_out=()):
    """What was found just now."""
    return Finding(signals, {rule.id: rule for rule in rules}, is_whole, lambda number: number in left_out)


def test_what_is_new_is_told_with_the_rule_as_it_is():
    """A new signal is added with the rule's words of today; the same signal again is no news."""
    assert additions([], finding(SIGNAL)) == (TOLD,)
    assert additions([TOLD], finding(SIGNAL)) == ()


def test_a_provisional_signal_becomes_final():
    """A change of status or of evidence is told as a further word on the same statement."""
    early = replace(TOLD, signal=replace(SIGNAL, status=Status.PROVISIONAL))
    assert additions([early], finding(SIGNAL)) == (TOLD,)
    more = replace(SIGNAL, evidence=(*SIGNAL.evidence, Evidence("sn_cim_task", "T1", "state", "closed")))
    assert [told.signal for told in additions([TOLD], finding(more))] == [more]


def test_what_is_not_found_any_more_is_withdrawn_and_not_lost():
    """A signal that does not hold any more is told to be withdrawn, once; and comes back if it holds again."""
    (gone,) = additions([TOLD], finding())
    assert gone == replace(TOLD, signal=replace(SIGNAL, status=Status.WITHDRAWN))
    assert additions([gone], finding()) == ()
    assert additions([gone], finding(SIGNAL)) == (TOLD,)


def test_a_rule_that_cannot_tell_takes_nothing_back():
    """Where the rule's tables cannot be read now, or the records do not reach back, what was told stands."""
    assert additions([TOLD], finding(rules=())) == ()
    assert additions([TOLD], finding(is_whole=False)) == ()


def test_a_record_that_is_left_out_takes_its_signals_back():
    """When the gate leaves the record out, its signals are withdrawn, whoever could tell and whatever the version."""
    for told in (TOLD, OLDER):
        (gone,) = additions([told], finding(rules=(), is_whole=False, left_out=("CIM1",)))
        assert gone.signal.status is Status.WITHDRAWN
        assert gone.sentence == told.sentence


def test_a_newer_version_of_a_rule_does_not_change_what_was_told():
    """Where an older version spoke of the period, the newer one adds nothing to it and takes nothing away."""
    other = replace(SIGNAL, evidence=(Evidence("sn_cim_register", "CIM2", "state", "x"),))
    assert additions([OLDER], finding(SIGNAL, other)) == ()
    assert additions([OLDER], finding()) == ()


def test_a_new_name_makes_no_new_statement():
    """A person who is called otherwise now is told the same: statement and hash rest on the key."""
    renamed = replace(SIGNAL, subject=Ref("1", "Ann Smith"))
    assert (renamed.statement, renamed.sha256) == (SIGNAL.statement, SIGNAL.sha256)
    assert additions([TOLD], finding(renamed)) == ()
