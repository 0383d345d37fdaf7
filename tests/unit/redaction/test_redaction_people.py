"""The record's own people: as their names are written, and whose names a record knows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from secret_samples import PEOPLE

from drumbeat.digest.redaction import people_of, redact
from drumbeat.records.model import Change, Idea, Improvement, Incident, Problem, Ref, RequestItem, Stage
from rows import person

SPELLINGS = (
    """
Ann-Kathrin Lee|Lee, Ann-Kathrin|Ann-Kathrin|Lee|LEE|A. Lee|ann-kathrin.lee|alee|a.lee|Kathrin|Jürgen Müller|Müller
Mueller
MÜLLER|Juergen|J. Müller|Müllers|jmueller|juergen.mueller|mueller_j|Mu\u0308ller|M\u200büller|Pat Sample
PAT SAMPLE|pat sample|Sample, Pat|psample|Pat S.|Patsample
\uff33\uff41\uff4d\uff50\uff4c\uff45|P\u0430t S\u0430mple|Sample/Pat|P.S.
""".strip()
    .replace("\n", "|")
    .split("|")
)


@pytest.mark.parametrize("frame", ["{}", "Laptop of {} replaced", "{}: mailbox full", "Neu ({})"])
@pytest.mark.parametrize("name", SPELLINGS)
def test_names_go_in_every_spelling(name, frame):
    """In full, either way round, in part, with initials, as an account, with or without umlauts, in odd letters."""
    assert redact(frame.format(name), PEOPLE) == frame.format("[…]")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("O'Brien, Sean", "sobrien|sean.obrien|O\u2019Brien|Sean O'Brien"),
        ("van der Berg, Jan", "Jan van der Berg|van der Berg|jvanderberg|Berg"),
        ("\u0141ukasz \u017b\u00f3\u0142\u0107", "Lukasz|Zolc|LUKASZ ZOLC"),
        ("ann.lee@example.com", "Ann Lee|Lee|ann.lee"),
        ("CORP\\alee", "alee|ALEE"),
        ("José García-López", "Garcia|jose.garcia|LOPEZ"),
        ("Weiß, Dr. Jörg", "Weiss|Joerg|J. Weiß"),
        ("Li Wu", "Li Wu|WU, LI"),
    ],
)
def test_names_of_many_forms_go(name, written):
    """Apostrophes, particles, marks, titles, accounts and short names are known as people write them."""
    for each in written.split("|"):
        assert redact(f"Laptop of {each} replaced", (name,)) == "Laptop of […] replaced", each


def test_other_people_and_words_stay():
    """A name is hidden as a word: neither part of another word nor in small letters, nor without being handed in."""
    title = "Sleep mode, Leeds site, a pat on the back, sampled by Eve Miller"
    assert redact(title, PEOPLE) == title
    assert redact("Laptop of Pat Sample") == "Laptop of Pat Sample"


def test_accounts_are_no_people():
    """What opened a record by itself hides no words of the title."""
    title = "System update: Service desk and Web administrator"
    assert redact(title, ("System Administrator", "Service Account", "Web", "")) == title


def test_names_without_blanks_in_their_script_go():
    """A name in a script that is written without blanks is found within a line."""
    assert redact("王小明的笔记本", ("王小明",)) == "[…]的笔记本"


def test_the_people_of_a_record_are_those_who_asked_and_those_who_worked():
    """Caller, opener, requester and submitter are known from the record, and so is who works on it; each once."""
    ann, ben, eve = (Ref(*person(name)) for name in ("Ann", "Ben", "Eve"))
    common = {"sys_id": "1", "number": "X1", "stage": Stage.DONE, "assigned_to": eve}
    incident = Incident(**common, caller=ann, opened_by=ben, resolved_by=eve)
    assert people_of(incident) == (ann.name, ben.name, eve.name)
    assert people_of(RequestItem(**common, requested_for=ann)) == (ann.name, eve.name)
    assert people_of(Idea(**common, submitted_by=ann, opened_by=ann)) == (ann.name, eve.name)
    for kind in (Change, Problem, Improvement):
        record = kind(**common, opened_by=ben)
        assert people_of(record) == (ben.name, eve.name)
        assert people_of(replace(record, opened_by=Ref("1" * 32))) == (eve.name,)
