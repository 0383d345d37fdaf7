"""S01: whose technology a record shows, by structure and by the person's own words."""

from __future__ import annotations

import random
from zoneinfo import ZoneInfo

import pytest

from drumbeat.records.period import Period
from drumbeat.signals.model import Role, Status
from drumbeat.signals.skills import Skill, SkillMatcher
from drumbeat.signals.skills.exercised import MOST, Exercised, shared_names
from office import note, record, signals, told, user, world
from rows import person, sys_id

MATCHER = SkillMatcher(
    (
        Skill(skill_id="SK-1", name="SAP", aliases_a=("sap erp",), aliases_b=("sap",), anchors=("transaction",)),
        Skill(skill_id="SK-2", name="VPN", aliases_a=("vpn",), categories=("vpn", "remote access")),
        Skill(
            skill_id="SK-3", name="Windows Server", aliases_a=("windows server",), ci_classes=("cmdb_ci_win_server",)
        ),
        Skill(
            skill_id="SK-4",
            name="Incident management",
            group="delivery",
            aliases_a=("major incident",),
            categories=("incident management",),
        ),
        *(Skill(skill_id=f"N-{n}", name=f"Name {n}", aliases_a=(f"name{n}",)) for n in range(20)),
    )
)
PEOPLE = [user("Ann", "Network"), user("Ben", "Network")]
LEAD = ("Ann", "lead")
HELPER = ("Ben", "contributor")


def office(*records, people=True, **more):
    """A world of these records that knows the skills above."""
    return world(PEOPLE if people else [], *records, skills=MATCHER, **more)


def twice(table: str = "incident", **fields):
    """Two such records of October."""
    return [record(table, f"T{count}", **fields) for count in (1, 2)]


def abouts(found) -> list[str]:
    """What S01 tells of, once each."""
    return sorted({each.about for each in signals("S01", found)})


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        ("incident", {"close_notes": "Renewed the VPN profile."}),
        ("change_request", {"short_description": "Replace the VPN gateway"}),
        ("change_request", {"close_notes": "VPN gateway replaced."}),
        ("problem", {"cause_notes": "The VPN gateway ran out of memory."}),
        ("problem", {"fix_notes": "VPN gateway patched."}),
        ("sn_cim_register", {"short_description": "One VPN for all sites"}),
        ("kb_knowledge", {"short_description": "How to set up VPN"}),
        ("incident", {"category": ("vpn", "VPN")}),
        ("incident", {"subcategory": ("remote access", "Remote access")}),
        ("incident", {"service_offering": (sys_id("o"), "Remote access")}),
        ("incident", {"service_offering": (sys_id("o"), "VPN, gold")}),
        ("incident", {"cmdb_ci": (sys_id("c"), "VPN gateway Berlin")}),
    ],
)
def test_own_words_or_structure_show_a_skill(table, fields):
    """An unmistakable name in what IT writes, or a structural field, shows the skill of the record's lead."""
    found = office(twice(table, **fields))
    assert told("S01", found) == [LEAD]
    assert abouts(found) == ["VPN"]


@pytest.mark.parametrize("table", ["incident", "change_request", "problem"])
def test_the_items_class_shows_a_skill(table):
    """The class of the configuration item shows the skill, and stands as evidence."""
    found = office(twice(table, cmdb_ci__sys_class_name="cmdb_ci_win_server"))
    assert abouts(found) == ["Windows Server"]
    first = signals("S01", found)[0]
    assert [(each.field, each.value) for each in first.evidence[1:]] == [
        ("cmdb_ci.sys_class_name", "cmdb_ci_win_server")
    ]
    assert first.spans == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"short_description": "VPN is down"},
        {"close_notes": "Solved.\n> my VPN is down"},
        {"close_notes": "Solved.\nBest regards\nAnn, VPN team"},
        {"close_notes": "2026-10-06 08:00:01 VPN tunnel up\n2026-10-06 08:00:02 VPN tunnel down"},
        {"close_notes": "Reset the sap account."},
        {"close_notes": "See https://vpn.example.com/vpn"},
        {"close_notes": "Handled as a major incident."},
        {"category": "incident management"},
        {"business_service": (sys_id("s"), "VPN")},
        {"close_notes": "VPN", "state": ("8", "Canceled")},
        {"close_notes": "VPN", "reopen_count": "1"},
        {"close_notes": "VPN", "caller_id": person("Ann")},
    ],
    ids=[
        "the caller's words",
        "quoted mail",
        "a signature",
        "a pasted log",
        "an ambiguous name",
        "an address",
        "no technology",
        "a category that is no technology",
        "a service",
        "cancelled",
        "reopened",
        "self-dealt",
    ],
)
def test_what_shows_no_skill(fields):
    """The caller's words, what is quoted, signed or pasted, an ambiguous name alone, and what the gate leaves out."""
    assert signals("S01", office(twice(**fields))) == []


def test_an_ambiguous_name_counts_with_an_anchor_or_structure():
    """An alias of tier B counts with an anchor near it, or where the record's structure names its skill."""
    assert abouts(office(twice(close_notes="Ended the sap transaction."))) == ["SAP"]
    found = office(twice(close_notes="Restarted sap.", cmdb_ci=(sys_id("c"), "SAP ERP production")))
    assert [(span.alias, span.tier) for each in signals("S01", found) for span in each.spans] == [("sap", "B")] * 2


def test_spans_point_into_the_original_text():
    """A span names field, place, alias, skill and tier, and the place holds in the text as it was read."""
    text = "İ <b>Renewed</b> the\n> quoted VPN\n VPN profile."
    found = office(twice(close_notes=text))
    (span,) = signals("S01", found)[0].spans
    assert text[span.start : span.end] == "VPN"
    assert (span.table, span.number, span.field) == ("incident", "T1", "close_notes")
    assert (span.alias, span.skill, span.tier) == ("vpn", "SK-2", "A")
    assert span.start > text.index("quoted VPN")


def test_notes_show_their_authors_skill():
    """A substantive work note shows its author's skill, of the lead as of a contributor, at its own place."""
    said = "Rebuilt the VPN tunnel with the provider and watched it for an hour."
    records = twice()
    assert told("S01", office(records, note("T1", "Ben", said), note("T2", "Ben", f"{said}!"))) == [HELPER]
    found = office(records, note("T1", "Ann", said), note("T2", "Ann", f"{said}!"))
    assert told("S01", found) == [LEAD]
    (span,) = signals("S01", found)[0].spans
    assert (span.table, span.field) == ("sys_journal_field", "value")


@pytest.mark.parametrize(
    "noted",
    [
        [note("T1", "Ben", "VPN done"), note("T2", "Ben", "VPN ok")],
        [note("T1", "Ben", "VPN " * 20, element="comments"), note("T2", "Ben", "VPN VPN " * 20, element="comments")],
        [note("T1", "Zoe", "VPN " * 20), note("T2", "Zoe", "VPN VPN " * 20)],
        [note(f"T{n}", "Ben", "The VPN check list was gone through as usual.") for n in (1, 2, 3)],
    ],
    ids=["too short", "a comment", "nobody known", "a template"],
)
def test_notes_that_show_nothing(noted):
    """Short notes, comments, notes of nobody known, and templates show no skill."""
    assert signals("S01", office(twice(), record("incident", "T3"), noted)) == []


def test_a_closed_task_shows_the_records_structure():
    """Who closed a task in the record has exercised what its structure names; the task is evidence."""
    tasks = [
        record("incident_task", f"TASK{n}", incident=(sys_id(f"T{n}"), f"T{n}"), assigned_to=person("Ben"))
        for n in (1, 2)
    ]
    found = office(twice(category="vpn", close_notes="sap erp restarted"), tasks)
    assert told("S01", found) == [LEAD, HELPER]
    helped = [each for each in signals("S01", found) if each.role is Role.CONTRIBUTOR]
    assert {each.about for each in helped} == {"VPN"}
    assert "TASK1" in {each.number for each in helped[0].evidence}


def test_an_additional_assignee_shows_nothing():
    """To be named on a record shows no skill."""
    found = office(twice(category="vpn", additional_assignee_list=person("Ben")))
    assert told("S01", found) == [LEAD]


@pytest.mark.parametrize(
    ("days", "count"),
    [
        (["2026-10-06"], 0),
        (["2026-10-06", "2026-10-07"], 2),
        (["2026-10-06", "2026-07-08"], 1),
        (["2026-10-06", "2026-07-07"], 0),
        (["2026-10-06", "2026-11-07"], 0),
    ],
    ids=["one", "two", "90 days before", "91 days before", "the month after"],
)
def test_one_record_is_no_skill(days, count):
    """A record is told when another one of the period, or of the 90 days before it, shows the same of the person."""
    records = [record("incident", f"T{day}", resolved_at=f"{day} 08:00:00", close_notes="VPN") for day in days]
    assert len(signals("S01", office(records))) == count


def test_two_people_with_a_record_each_have_no_skill():
    """Two records make one person's skill, not two people's."""
    records = [record("incident", f"T{who}", resolved_by=person(who), category="vpn") for who in ("Ann", "Ben")]
    assert signals("S01", office(records)) == []


def test_a_list_of_technologies_shows_nothing():
    """Words that name more than five technologies show none; structure still does."""
    most = " ".join(f"name{n}" for n in range(MOST))
    assert len(abouts(office(twice(close_notes=most)))) == MOST
    stuffed = office(twice(close_notes=f"{most} name19", category="vpn"))
    assert abouts(stuffed) == ["VPN"]


def test_a_list_is_a_list_over_several_texts():
    """The five are counted over all that one person wrote in the record."""
    fields = {"short_description": " ".join(f"name{n}" for n in range(3))}
    fields["close_notes"] = " ".join(f"name{n}" for n in range(3, 6))
    assert signals("S01", office(twice("change_request", **fields))) == []


def test_a_list_says_nothing_of_what_somebody_else_wrote():
    """A list takes its writer's words, and no colleague's."""
    said = "Rebuilt the VPN tunnel with the provider and watched it for an hour."
    stuffed = twice(close_notes=" ".join(f"name{n}" for n in range(9)))
    assert told("S01", office(stuffed, note("T1", "Ben", said), note("T2", "Ben", f"{said}!"))) == [HELPER]


def test_an_alias_is_shown_once_a_field():
    """A name that stands ten times in a field is shown where it stands first; in another field, again."""
    text = "VPN and sap erp. " * 10
    found = signals("S01", office(twice("change_request", short_description=text, close_notes=text)))
    spans = {(span.field, span.alias): span.start for each in found for span in each.spans}
    assert sum(len(each.spans) for each in found) == 2 * len(spans)
    assert spans == {
        ("short_description", "vpn"): 0,
        ("short_description", "sap erp"): 8,
        ("close_notes", "vpn"): 0,
        ("close_notes", "sap erp"): 8,
    }


def test_split_tickets_are_no_two_records():
    """What one caller asked for within an hour is one record of a skill; with another beside it each is told."""
    opened = ("2026-10-05 08:00:00", "2026-10-05 08:59:00")
    split = [record("incident", f"T{n}", category="vpn", opened_at=at) for n, at in enumerate(opened)]
    assert signals("S01", office(split)) == []
    later = record("incident", "T9", category="vpn", opened_at="2026-10-05 09:30:00")
    assert len(signals("S01", office(split, later))) == 3
    others = [record("incident", f"U{n}", category="vpn", opened_at=opened[0], caller_id=person(n)) for n in "AB"]
    assert len(signals("S01", office(others))) == 2


def test_a_batch_shows_no_skill():
    """What stands for a batch counts and shows nothing, neither by words nor by structure; two batches are no skill."""
    batches = [
        record(
            "incident",
            f"T{day}{n}",
            close_notes="VPN",
            cmdb_ci=(sys_id("c"), "SAP ERP"),
            resolved_at=f"2026-10-{day} 08:00:{n:02d}",
        )
        for day in ("06", "20")
        for n in range(5)
    ]
    found = office(batches)
    assert len(found.eligible) == 2
    assert signals("S01", found) == []


def test_what_may_be_reopened_is_provisional():
    """A signal on a record that may still be reopened is provisional."""
    days = ("2026-11-03", "2026-11-30")
    records = [record("incident", f"T{day}", resolved_at=f"{day} 08:00:00", close_notes="VPN") for day in days]
    november = Period.month(2026, 11, ZoneInfo("Europe/Berlin"))
    statuses = {each.number: each.status for each in signals("S01", office(records), november)}
    assert statuses == {"T2026-11-03": Status.FINAL, "T2026-11-30": Status.PROVISIONAL}


def test_without_a_skill_file_nothing_is_told():
    """Where no skills are known S01 says nothing."""
    assert signals("S01", world(PEOPLE, twice(close_notes="VPN"))) == []


def test_order_changes_nothing():
    """The same records in another order give the same exercises and the same evidence."""
    records = [record("incident", f"T{n}", category="vpn", close_notes=f"name{n} and VPN and name1") for n in range(9)]
    shuffled = random.Random(4).sample(records, len(records))
    one, other = office(records), office(shuffled)
    assert sorted(each.sha256 for each in signals("S01", one)) == sorted(each.sha256 for each in signals("S01", other))
    assert one.once(Exercised).by_person == other.once(Exercised).by_person


def test_shared_names_need_two_people_and_two_records():
    """A team's list names a skill with two technicians and two records behind it, alphabetically, without counts."""
    ann = [record("incident", f"A{n}", category="vpn", close_notes="name1") for n in range(2)]
    ben = [record("incident", "B", category="vpn", resolved_by=person("Ben"), close_notes="name2")]
    found = office(ann, ben)
    exercised = found.once(Exercised)
    assert shared_names(each for made in (*ann, *ben) for each in exercised.of(made)) == ("VPN",)
    split = [record("incident", f"D{n}", category="vpn", opened_at=f"2026-10-05 08:0{n}:00") for n in range(3)]
    helped = record("incident_task", "DT", incident=(sys_id("D0"), "D0"), assigned_to=person("Ben"))
    cut = office(split, helped)
    assert shared_names(each for made in cut.eligible for each in cut.once(Exercised).of(made)) == ()
    both = office(
        record("incident", "C", category="vpn"),
        record("incident_task", "CT", incident=(sys_id("C"), "C"), assigned_to=person("Ben")),
    )
    assert shared_names(each for made in both.eligible for each in both.once(Exercised).of(made)) == ()
