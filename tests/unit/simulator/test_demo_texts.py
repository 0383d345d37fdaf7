"""The demo's texts: varied, filled, in the words of callers and technicians, and about nobody."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest

from demo_rows import demo_rows
from drumbeat.simulator.demo.incidents import every_topic
from drumbeat.simulator.demo.wording import Slots, topics

TECHNOLOGIES = (
    *("Active Directory", "VPN", "Outlook", "SAP", "Cisco", "DNS", "Wi-Fi", "Intune", "PowerShell", "DHCP"),
    *("Entra ID", "Exchange Online", "SharePoint", "OneDrive", "Teams", "Veeam", "vSphere", "Linux", "SQL Server"),
    *("Power BI", "FortiGate", "RADIUS", "BitLocker", "Windows 11", "Excel", "Python", "Ansible", "NetApp"),
)
PROSE = ("short_description", "close_notes", "cause_notes", "fix_notes", "workaround", "business_justification")
WRITTEN = ("overview", "findings", "business_impact", "test_plan", "value")


@pytest.fixture(scope="module", name="tables")
def _tables():
    return demo_rows()


def _texts(tables):
    for rows in tables.values():
        for row in rows:
            for name in (*PROSE, *WRITTEN):
                if row.get(name):
                    yield row[name]


def test_subjects_are_varied(tables):
    """More than 1,500 different subjects from more than 250 kinds of wording; none makes more than two per cent."""
    subjects = Counter(row["short_description"] for row in tables["incident"])
    assert len(subjects) > 1500
    assert max(subjects.values()) < 0.02 * len(tables["incident"])
    wordings = {report.subject for topic in every_topic() for report in topic.reports}
    assert len(wordings) > 250


def test_every_subcategory_has_several_wordings():
    """No kind of incident is told in one way only: two wordings at least, and two notes."""
    for topic in (*every_topic(), *topics("incidents_wireless")):
        assert len(topic.reports) >= 2, topic.subcategory
        assert len({note for report in topic.reports for note in report.notes}) >= 2, topic.subcategory
        assert all(report.notes for report in topic.reports), topic.subcategory


def test_notes_are_varied(tables):
    """Resolvers write different notes, none on more than two per cent of the incidents; some long, some terse."""
    notes = Counter(row["close_notes"] for row in tables["incident"] if row["resolved_at"])
    assert len(notes) > 2000
    assert max(notes.values()) < 0.02 * len(tables["incident"])
    lengths = sorted(map(len, notes.elements()))
    assert lengths[len(lengths) // 50] < 15
    assert lengths[-len(lengths) // 10] > 110


def test_no_slot_is_left_open(tables):
    """No text shows a brace, a double blank or a blank at its ends."""
    for text in _texts(tables):
        assert not re.search(r"[{}]|  |^\s|\s$", text), text


def test_technicians_name_technologies(tables):
    """Each of the usual technologies stands in the notes of at least ten incidents."""
    notes = [row["close_notes"] for row in tables["incident"]]
    for technology in TECHNOLOGIES:
        assert sum(technology in note for note in notes) >= 10, technology


def test_callers_write_in_three_languages(tables):
    """Some subjects are German and some French, as at a company with sites in Kiel and Lyon."""
    subjects = [row["short_description"] for row in tables["incident"]]
    assert sum("Drucker" in subject or "Kennwort" in subject for subject in subjects) > 50
    assert sum("mot de passe" in subject or "Imprimante" in subject for subject in subjects) > 50


def test_nobody_is_named_in_prose(tables):
    """No text names an employee, and addresses in notes are of the made-up domain only."""
    names = {row["name"] for row in tables["sys_user"]}
    joined = "\n".join(_texts(tables))
    assert not [name for name in names if name in joined]
    assert set(re.findall(r"@([\w.-]+\w)", joined)) == {"larkfield.example"}
    assert all(row["email"].endswith("@larkfield.example") for row in tables["sys_user"])


def test_some_notes_are_dirty(tables):
    """A few notes hold pasted HTML or an address, as real ones do (trap 64)."""
    notes = [row["close_notes"] for row in tables["incident"]]
    assert 5 < sum(note.startswith("[code]<p>") for note in notes) < 120
    assert 5 < sum("@larkfield.example" in note for note in notes) < 200


def test_article_titles_are_unique(tables):
    """No two articles share a title; all versions of one have the same."""
    titles: dict[str, set[str]] = {}
    for row in tables["kb_knowledge"]:
        titles.setdefault(row["short_description"], set()).add(row["number"])
    assert all(len(numbers) == 1 for numbers in titles.values())


def test_problem_notes_say_enough(tables):
    """A fixed problem says cause and fix in sixty characters at least, and names another person as confirmer."""
    fixed = [row for row in tables["problem"] if row["resolution_code"] == "fix_applied" and row["resolved_at"]]
    assert len(fixed) > 20
    for row in fixed:
        assert min(len(row["cause_notes"]), len(row["fix_notes"])) >= 60, row["number"]
        assert row["confirmed_by"] not in ("", row["resolved_by"])


def test_a_slot_keeps_its_value_within_a_record():
    """Subject and notes of one record speak of the same thing."""
    slots = Slots(Random(5), {"ci": "kie-sw-core-01"})
    assert slots.fill("{partner} {ci}") == slots.fill("{partner} {ci}")
    assert slots.fill("100 % of it") == "100 % of it"
    with pytest.raises(KeyError):
        slots.fill("{no_such_slot}")
