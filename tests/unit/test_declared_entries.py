"""Rows of imported lists as entries: who is meant, which day, and no cell that could act anywhere."""

from __future__ import annotations

from datetime import date

import pytest

from drumbeat.records.model import Declaration, User
from drumbeat.records.parse.declared import COLUMNS, entries, wrong_columns
from drumbeat.records.persons import Persons
from office import record
from rows import person

TODAY = date(2026, 11, 20)
PEOPLE = Persons.of(
    [
        User(sys_id="1" * 32, user_name="ann.lee", name="Ann Lee"),
        User(sys_id="2" * 32, user_name="ben", name="Ben Ohm"),
        User(sys_id="3" * 32, user_name="ben.ohm", name="Ben  Ohm"),
        User(sys_id="4" * 32, user_name="zoé", name="Zoé"),
    ]
)
GOOD = {
    Declaration.RECOGNITION: ("ann.lee", "Works council", "2026-10-03", "Thanks", "https://x.example/1"),
    Declaration.CERTIFICATE: ("Ann Lee", "ITIL", "PeopleCert", "42", "2026-10-03", "2029-10-03", "http://x.example"),
    Declaration.TRAINING: ("ann lee", "SQL", "Academy", "2026-10-03", ""),
    Declaration.TALK: ("1" * 32, "On gateways", "Forum", "2026-10-03 00:00:00", ""),
    Declaration.MENTORING: ("ann.lee", "ben", "2026-01-03", "2026-10-03", "yes", "TRUE"),
}


def read(kind, **changed):
    """The one row of that kind, with some cells changed."""
    cells = dict(zip(COLUMNS[kind], GOOD[kind], strict=True)) | changed
    return entries(kind, COLUMNS[kind], [(7, tuple(cells.values()))], PEOPLE, TODAY)


@pytest.mark.parametrize("kind", Declaration)
def test_a_good_row_is_an_entry(kind):
    """A row of each kind becomes an entry about Ann, dated as it says."""
    found = read(kind)
    assert found.bad == ()
    (entry,) = found.good
    assert (entry.kind, entry.table, entry.person.name, entry.day) == (kind, kind.value, "Ann Lee", date(2026, 10, 3))


def test_what_an_entry_says():
    """A certificate has issuer, number, expiry and address; a mentoring is confirmed when both sides say so."""
    certificate, mentoring = read(Declaration.CERTIFICATE).good[0], read(Declaration.MENTORING).good[0]
    assert (certificate.by.name, certificate.credential, certificate.expires) == ("PeopleCert", "42", date(2029, 10, 3))
    assert certificate.standing == "linked"
    assert (mentoring.by.sys_id, mentoring.is_confirmed) == ("2" * 32, True)
    assert not read(Declaration.MENTORING, confirmed_by_mentee="").good[0].is_confirmed


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://x.example", "x.example/1", "https://user:pass@x.example", "data:text/html,x", ""],
)
def test_only_a_web_address_is_a_place_to_check(url):
    """An entry without an http address is there, and only declared."""
    (entry,) = read(Declaration.RECOGNITION, url=url).good
    assert (entry.url, entry.standing) == ("", "declared")


HOSTILE = [
    ("=cmd|' /C calc'!A0", "formula"),
    ("@SUM(1)", "formula"),
    ("+1", "formula"),
    ("a\x1b[31mb", "cannot be seen"),
    ("a\u202eb", "cannot be seen"),
    ("a\nb", "cannot be seen"),
    ("a\0b", "cannot be seen"),
    ("\ud800", "cannot be seen"),
    ("x" * 1_000_000, "longer than"),
    ("", "empty"),
]


@pytest.mark.parametrize(("cell", "why"), HOSTILE, ids=[why for _, why in HOSTILE])
def test_a_hostile_cell_is_refused_by_its_row(cell, why):
    """A cell that could act elsewhere, or is too long, costs its row; row and reason are told, never the cell."""
    found = read(Declaration.TALK, title=cell)
    assert found.good == ()
    (bad,) = found.bad
    assert bad.number == 7
    assert why in bad.reason
    assert not cell or cell not in bad.reason


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"person": "Nobody"}, "nobody who is known"),
        ({"person": "Ben Ohm"}, "may be one of 2"),
        ({"date": "03.10.2026"}, "no date like"),
        ({"date": "2026-02-30"}, "no date like"),
        ({"date": "2026-11-21"}, "in the future"),
        ({"date": "1066-10-14"}, "too far back"),
        ({"giver": "Ann Lee"}, "the same"),
        ({"giver": "Lee, Ann"}, "the same"),
        ({"giver": "An\u200dn Lee"}, "the same"),
        ({"giver": "ben ohm"}, "may be one of 2"),
    ],
)
def test_a_row_that_cannot_be_meant_is_told(changed, why):
    """Unknown and ambiguous people, days that are none, and praise of oneself are told with the reason."""
    (bad,) = read(Declaration.RECOGNITION, **changed).bad
    assert why in bad.reason


@pytest.mark.parametrize(
    ("kind", "changed", "why"),
    [
        (Declaration.CERTIFICATE, {"expires": "2026-10-02"}, "before issued"),
        (Declaration.MENTORING, {"ended": "2025-10-02"}, "before began"),
        (Declaration.MENTORING, {"mentee": "Ann Lee"}, "the same"),
        (Declaration.MENTORING, {"confirmed_by_mentor": "perhaps"}, "neither yes nor no"),
    ],
)
def test_what_contradicts_itself_is_told(kind, changed, why):
    """Dates in the wrong order, one person as both sides, and a flag that is none are told."""
    (bad,) = read(kind, **changed).bad
    assert why in bad.reason


def test_the_same_row_is_the_same_entry():
    """An entry's id follows from whose, what, when and from whom: a row twice is one, whatever name is written."""
    kind = Declaration.TRAINING
    rows = [(2, GOOD[kind]), (3, ("ANN.LEE", *GOOD[kind][1:])), (4, ("ann.lee", "Python", *GOOD[kind][2:]))]
    found = entries(kind, COLUMNS[kind], rows, PEOPLE, TODAY)
    assert len(found.good) == 2


@pytest.mark.parametrize(
    ("header", "wrong"),
    [
        (("person", "title"), "has no column event and no column date"),
        (("person", "title", "event", "date", "comment"), "not known, in column 5"),
        (("person", "title", "event", "date", "Title"), "two columns of one name"),
        (("Person ", "TITLE", "event", "date"), ""),
    ],
)
def test_headings_are_checked(header, wrong):
    """A list that lacks a column, has one twice or one that nobody knows is refused; case and blanks do not matter."""
    assert wrong in wrong_columns(Declaration.TALK, header)
    assert bool(wrong_columns(Declaration.TALK, header)) == bool(wrong)


def test_people_are_found_by_any_of_their_names():
    """A sys_id means one person; names are found without regard to case, spaces and how letters are composed."""
    assert [ref.sys_id for ref in PEOPLE.find("2" * 32)] == ["2" * 32]
    assert len(PEOPLE.find("Ben Ohm")) == 2
    assert [ref.sys_id for ref in PEOPLE.find("zoe\u0301")] == ["4" * 32]
    assert PEOPLE.find("") == ()


def test_people_are_known_from_their_work_where_users_cannot_be_read():
    """Who resolved a ticket can be meant although no users were read."""
    found = Persons.of([record("incident", "INC1")])
    assert [tuple(ref) for ref in found.find("Ann")] == [person("Ann")]
