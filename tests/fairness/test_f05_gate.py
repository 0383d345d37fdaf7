"""F5, F7 and F12: the gate before every rule, credit shared once, and nothing told against a person."""

from __future__ import annotations

import re

import pytest

from drumbeat.digest.people.accomplishments import accomplishments, found_of
from drumbeat.records.model import Ref
from drumbeat.signals.catalogue import RULES
from drumbeat.signals.material import Material
from installation import STAFF, incidents, installed, october, usual
from office import NOW, OCTOBER, note, record, user, world
from roles import ROLES, SKILLS, month_of, personal_signals
from rows import cells, person, sys_id

SPOILT = [
    {"state": ("8", "Canceled")},
    {"reopen_count": "1"},
    {"close_code": "Not Solved (Not Reproducible)"},
    {"parent_incident": (sys_id("INC99"), "INC99")},
    {"resolved_by": ("", "system")},
    {"caller_id": person("Ann")},
]
BLAME = re.compile(r"\b(fail\w*|breach\w*|late|slow\w*|miss(?:ed|ing)|error\w*|worst|poor\w*)\b", re.IGNORECASE)


@pytest.mark.parametrize("role", ROLES)
def test_f05_every_signal_is_about_a_record_that_counts(role):
    """No signal is about a record that the gate leaves out."""
    found = month_of(role)
    about = {signal.number for signal in personal_signals(found)}
    left_out = {item.record.number for item in found.judged if item.reason is not None}
    assert about
    assert about & left_out == set()


@pytest.mark.parametrize("spoilt", SPOILT, ids=lambda fields: next(iter(fields)))
def test_f05_what_does_not_count_brings_nobody_a_signal(spoilt):
    """A month in which every incident is left out by the gate brings nobody a signal."""
    texts = {"close_notes": "Set up the vpn anew.", "category": "network"}
    made = [record("incident", f"INC{at}", **{**texts, "caller_id": person("Carl"), **spoilt}) for at in range(6)]
    assert personal_signals(world(user("Ann", "Network"), made, skills=SKILLS)) == []


def test_f05_the_owner_hears_what_was_left_out_and_why():
    """A personal record names the owner's records that do not count, each with its reason, and nobody else's."""
    mine = record("incident", "INC1", reopen_count="2")
    helped = record("incident", "INC2", reopen_count="1", resolved_by=person("Bo"))
    others = record("incident", "INC3", reopen_count="1", resolved_by=person("Bo"))
    words = note("INC2", "Ann", "Compared the account with a working one and told Bo of it.")
    found = Material(world(user("Ann"), user("Bo"), mine, helped, others, words), OCTOBER, lambda _record: True, NOW)
    ann = Ref(*person("Ann"))
    told = accomplishments(ann, found, [], {}, found_of(ann, found, [])[1])
    assert [(each.number, each.gate, each.reason) for each in told.left_out] == [
        ("INC1", "E4", "reopened"),
        ("INC2", "E4", "reopened"),
    ]
    assert [(each.reason, each.count) for each in told.excluded] == [("reopened", 2)]


def test_f07_a_record_counts_once_however_many_helped(tmp_path):
    """Notes of five colleagues on every ticket change no figure of the team."""
    (tmp_path / "alone").mkdir()
    (tmp_path / "helped").mkdir()
    helpers = [
        cells(
            sys_id=sys_id(f"n{at}{name}"),
            name="incident",
            element="work_notes",
            element_id=row["sys_id"],
            sys_created_by=name.lower(),
            sys_created_on="2026-10-05 08:00:00",
            value=f"Looked at the logs of case {at} and found {name} gateways down.",
        )
        for at, row in enumerate(incidents())
        for name in STAFF
    ]
    alone = october(installed(tmp_path / "alone", usual() | {"sys_journal_field": []}))
    helped = october(installed(tmp_path / "helped", usual() | {"sys_journal_field": helpers}))
    assert [(figure.id, figure.value) for figure in alone.digest.figures] == [
        (figure.id, figure.value) for figure in helped.digest.figures
    ]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.default.is_personal], ids=lambda rule: rule.id)
def test_f12_no_personal_rule_is_called_after_a_failing(rule):
    """The label of a rule that speaks of a person holds no word of blame."""
    assert not BLAME.search(rule.label)


def test_f12_a_bad_month_says_nothing_of_anybody():
    """Breached, reopened, unsuccessful and causing work brings no signal about those who did it."""
    late = {"made_sla": "false", "reassignment_count": "9", "reopen_count": "3"}
    made = [record("incident", f"INC{at}", caller_id=person("Carl"), **late) for at in range(5)]
    change = record("change_request", "CHG1", close_code=("unsuccessful", "Unsuccessful"), risk=("2", "High"))
    caused = record("incident", "INC9", caused_by=(sys_id("CHG1"), "CHG1"), resolved_by=person("Bo"))
    found = world(user("Ann", "Network"), user("Bo", "Network"), made, change, caused, skills=SKILLS)
    assert [signal for signal in personal_signals(found) if signal.subject.name == "Ann"] == []


def test_f12_a_record_holds_no_word_of_blame():
    """What a personal record calls a record that does not count is its state, not its owner's fault."""
    from drumbeat.signals.gate import Reason  # noqa: PLC0415

    said = {reason.label(1) for reason in Reason}
    assert {label for label in said if BLAME.search(label)} == set()
