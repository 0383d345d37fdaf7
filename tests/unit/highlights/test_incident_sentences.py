"""Sentences about single incidents: major ones by their service, others only where the lead ticked them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from drumbeat.digest.build import Beside, Policy, build
from drumbeat.digest.editing import Editing
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.figures.population import population
from drumbeat.digest.highlights import MOST
from drumbeat.digest.highlights.ground import Ground
from drumbeat.digest.highlights.incidents import find
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.model import Highlight, Kind
from drumbeat.signals.gate import GateRules
from drumbeat.signals.gate.rules import Names, Scope
from drumbeat.signals.retention import title_remains
from october_told import NETWORK, everyday, evidence, kept_out, sentences, stock_of, told
from office import OCTOBER, record, world
from rows import group, person, sys_id
from ticks import ticks

MAIL = {"business_service": (sys_id("MAIL"), "E-mail")}
ACCEPTED = {"major_incident_state": ("accepted", "Accepted"), **MAIL}
OPENED = datetime.fromisoformat("2026-10-06 08:00:00")


def one(number="INC1", minutes=72, **fields):
    """An incident that was resolved so many minutes after it was opened."""
    times = {"opened_at": f"{OPENED}", "resolved_at": f"{OPENED + timedelta(minutes=minutes)}"}
    return record("incident", number, **{**times, "short_description": "Outlook cannot connect", **fields})


def ticked(*records, number="INC1"):
    """October's digest after the lead has ticked one of these incidents, whether it can be told or not."""
    return told(*records, editing=ticks(world(*records), number))


def test_a_major_incident_is_told_without_its_title():
    """An accepted major incident is told by its service and how long it took."""
    built = told(everyday(), one(**ACCEPTED))
    assert sentences(built, Kind.INCIDENT) == ["A major incident of “E-mail” was over after 1 h 12 min."]
    assert evidence(built, Kind.INCIDENT) == [("INC1",)]


def test_whoever_caused_it_is_not_said():
    """A major incident that one of our changes caused is told in the same words, without the change."""
    change = record("change_request", "CHG1", assigned_to=person("Bo"))
    caused = told(everyday(), change, one(caused_by=(sys_id("CHG1"), "CHG1"), **ACCEPTED))
    assert sentences(caused, Kind.INCIDENT) == sentences(told(everyday(), one(**ACCEPTED)), Kind.INCIDENT)
    assert evidence(caused, Kind.INCIDENT) == [("INC1",)]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"business_service": ""}, "A major incident was over after 1 h 12 min."),
        ({"business_service": (sys_id("X"), "mx1.larkfield.local")}, "A major incident was over after 1 h 12 min."),
        ({"opened_at": ""}, "A major incident of “E-mail” is over."),
        ({"resolved_at": f"{OPENED}"}, "A major incident of “E-mail” is over."),
        ({"opened_at": "", "business_service": ""}, "A major incident is over."),
    ],
)
def test_what_is_not_known_is_left_away(fields, sentence):
    """Without a service's name, or a time from opening to resolution, the sentence says the rest."""
    assert sentences(told(everyday(), one(**{**ACCEPTED, **fields})), Kind.INCIDENT) == [sentence]


def test_they_are_told_by_number():
    """Major incidents are told by their numbers, however long they took and whenever they were over."""
    found = [one("INC3", 10, caller_id=person("C")), one("INC2", 99, caller_id=person("B")), one("INC31", 5)]
    majors = [replace(each, major_incident_state="accepted") for each in found]
    now = population(world(majors).judged, OCTOBER, gate=True, rules=GateRules())
    told_of = [each.evidence for each in find(Ground(now, view_of(OCTOBER)))]
    assert told_of == [("INC2",), ("INC3",), ("INC31",)]


@pytest.mark.parametrize("state", ["proposed", "rejected", "canceled", ""])
def test_proposed_and_rejected_ones_are_none(state):
    """Only what was accepted as a major incident is told as one."""
    assert sentences(told(everyday(), one(**{**ACCEPTED, "major_incident_state": state})), Kind.INCIDENT) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"resolved_at": "2026-09-30 12:00:00", "opened_at": "2026-09-30 10:00:00"},
        {"state": ("2", "In Progress"), "resolved_at": ""},
        {"reopen_count": "1"},
        {"state": ("8", "Canceled")},
        {"assignment_group": group("Desk")},
    ],
    ids=["last month's", "open", "reopened", "cancelled", "another team's"],
)
def test_what_does_not_count_is_not_told(fields):
    """Neither as a major incident nor ticked: what is of another month or team, or does not count."""
    built = ticked(everyday(), one(**{**ACCEPTED, **fields}))
    assert sentences(built, Kind.INCIDENT) == []


def test_a_confidential_incident_is_not_told():
    """What is kept out of scope is not told, though it was major and ticked (E9)."""
    records = [everyday(), one(category="payroll", **ACCEPTED)]
    found = world(*records)
    assert sentences(ticked(*records), Kind.INCIDENT)
    rules = GateRules(scope=Scope(categories=Names(frozenset({"payroll"}))))
    built = build(NETWORK, OCTOBER, stock_of(kept_out(found, rules)), Policy(), Beside(editing=ticks(found, "INC1")))
    assert sentences(built, Kind.INCIDENT) == []
    assert "INC1" not in str(built)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"minutes": 180}, "“Outlook cannot connect” was solved after 3 h."),
        ({"minutes": 180, **MAIL}, "“Outlook cannot connect” (E-mail) was solved after 3 h."),
        ({"opened_at": "", **MAIL}, "“Outlook cannot connect” (E-mail) was solved."),
        ({"short_description": "Mail for a@b.example is late"}, "“Mail for […] is late” was solved after 1 h 12 min."),
        ({"minutes": 60 * 26}, "“Outlook cannot connect” was solved after 26 h."),
    ],
)
def test_a_ticked_incident_is_told_by_its_title(fields, sentence):
    """What the lead ticked is told in its caller's words, redacted, in quotation marks."""
    assert sentences(ticked(everyday(), one(**fields)), Kind.INCIDENT) == [sentence]


def test_a_ticked_major_incident_is_told_once():
    """A tick takes the place of the sentence without a title; ticked ones come before others."""
    built = ticked(everyday(), one(**ACCEPTED), one("INC2", caller_id=person("Dee"), **ACCEPTED), number="INC2")
    assert sentences(built, Kind.INCIDENT) == [
        "“Outlook cannot connect” (E-mail) was solved after 1 h 12 min.",
        "A major incident of “E-mail” was over after 1 h 12 min.",
    ]


@pytest.mark.parametrize("title", ["", "\x00\n", title_remains("Outlook cannot connect")])
def test_a_title_whose_words_are_gone_is_not_told(title):
    """A tick on an incident without words makes no sentence; a major one is told by its service (F15)."""
    assert sentences(ticked(everyday(), one(short_description=title)), Kind.INCIDENT) == []
    built = ticked(everyday(), one(short_description=title, **ACCEPTED))
    assert sentences(built, Kind.INCIDENT) == ["A major incident of “E-mail” was over after 1 h 12 min."]


def test_a_tick_is_for_the_title_that_was_read():
    """With another title the incident is told like any other, and what would be said is there to be ticked (F14)."""
    editing = ticks(world(everyday(), one()), "INC1")
    for fields, said in ((MAIL, []), (ACCEPTED, ["A major incident of “E-mail” was over after 1 h 12 min."])):
        built = told(everyday(), one(short_description="Our boss drinks", **fields), editing=editing)
        assert sentences(built, Kind.INCIDENT) == said
        assert ENGLISH.say(built.lapsed["INC1"].sentence).startswith("“Our boss drinks” (E-mail) was solved")
    built = told(everyday(), one(**MAIL), editing=editing)
    assert (len(sentences(built, Kind.INCIDENT)), built.lapsed) == (1, {})


def test_a_tick_without_a_title_shows_none():
    """What an older version kept, a number alone, is as good as no tick until it is made again."""
    built = told(everyday(), one(), editing=Editing(ticked={"INC1": ""}))
    assert (sentences(built, Kind.INCIDENT), set(built.lapsed)) == ([], {"INC1"})


def test_a_small_team_tells_no_time():
    """How long one incident took is speed, which is withheld of fewer than five people (F4)."""
    few = everyday(staff=("Ann", "Bo"))
    assert sentences(told(few, one(**ACCEPTED)), Kind.INCIDENT) == ["A major incident of “E-mail” is over."]
    built = ticked(few, one(**MAIL))
    assert sentences(built, Kind.INCIDENT) == ["“Outlook cannot connect” (E-mail) was solved."]


def test_an_incident_is_no_subject():
    """The subject of a mail never tells of a single incident, ticked or not."""
    built = ticked(everyday(), one(**ACCEPTED))
    assert [each.short for each in built.digest.highlights if each.kind is Kind.INCIDENT] == [None]


def test_a_tick_is_always_told(monkeypatch):
    """However much else there is, what the lead ticked is among the five sentences, in its place."""
    from drumbeat.digest import highlights  # noqa: PLC0415

    rich = [kind for kind in Kind if kind is not Kind.INCIDENT]
    finders = {kind: lambda _ground, kind=kind: [Highlight(kind, f"{kind}:1", phrase("Said."), ())] for kind in rich}
    monkeypatch.setattr(highlights, "_FINDERS", {**highlights._FINDERS, **finders})
    kinds = [each.kind for each in ticked(everyday(), one()).digest.highlights]
    assert kinds == [Kind.FACT, Kind.DOWNTIME, Kind.PREVENTION, Kind.IMPROVEMENT, Kind.INCIDENT]
    assert len(kinds) == MOST
    assert Kind.INCIDENT not in [each.kind for each in told(everyday(), one()).digest.highlights]
