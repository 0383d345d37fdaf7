"""What an installation's own records propose for its skill file."""

from __future__ import annotations

import csv
import io

from drumbeat.signals.skills import Skill, SkillMatcher
from drumbeat.signals.skills.skill_file import read_skills
from drumbeat.signals.skills.suggestions import COLUMNS, rows, suggestions
from office import record, user, world
from rows import person, sys_id

SHIPPED = (Skill(skill_id="SK-1", name="VPN", aliases_a=("vpn",), categories=("vpn",)),)
MATCHER = SkillMatcher(SHIPPED)
SAID = (
    "Renewed the netlink profile.",
    "A netlink client was old.",
    "Installed netlink again.",
    "His netlink key expired.",
)


def office(texts=SAID, count=2, **fields):
    """A world in which Ann and Ben closed incidents with these notes, and as many about something else."""
    of_skill = [
        record(
            "incident",
            f"V{place}-{turn}",
            close_notes=text,
            resolved_by=person("AB"[turn % 2]),
            **{"category": "vpn", **fields},
        )
        for turn in range(count)
        for place, text in enumerate(texts)
    ]
    others = [
        record("incident", f"M{place}", close_notes=f"The mailbox {place} was old.", category="mail")
        for place in range(20)
    ]
    return world(user("Ann Reed"), user("Ben"), of_skill, others, skills=MATCHER)


def proposed(found) -> dict[str, tuple[str, str]]:
    """Name -> tier and skill."""
    return {each.proposal.name: (each.proposal.tier, each.skill_id) for each in suggestions(found, MATCHER)}


def test_a_name_of_the_category_is_proposed():
    """A word that goes with records of a skill's category is proposed for the skill, with what was counted."""
    (found,) = [each for each in suggestions(office(), MATCHER) if each.proposal.name == "netlink"]
    assert (found.skill_id, found.skill, found.field) == ("SK-1", "VPN", "")
    assert (found.proposal.tier, found.proposal.right, found.proposal.n) == ("A", 8, 8)


def test_what_is_known_or_nobodys_is_not_proposed():
    """Names that the file knows, names of people, of machines, numbers, and quoted words are not proposed."""
    letters = ("abcd", "efgh", "ijkl", "mnop")
    said = [f"{a} vpn {b} reed {c} kie-fw-01 {d} 4711 {a}\n> flapping" for a, b, c, d in letters]
    assert not {"vpn", "reed", "kie-fw-01", "4711", "flapping"} & set(proposed(office(said)))


def test_the_callers_words_are_not_read():
    """What the caller wrote is no source of names."""
    said = [f"{letter} done {letter}" for letter in "abcd"]
    assert "gizmo" not in proposed(office(said, short_description="gizmo is broken"))


def test_an_unknown_offering_becomes_a_skill():
    """A service offering that no skill knows is proposed as a skill of its own, with its label as category."""
    offering = (sys_id("o"), "Badge readers")
    found = suggestions(office(category="other", service_offering=offering), MATCHER)
    (row,) = [each for each in rows(found) if each["skill_id"] == "OWN-badge-readers"]
    assert (row["name"], row["categories"]) == ("Badge readers", "badge readers")
    assert "netlink" in row["aliases_A"].split("|")


def test_the_rows_are_a_skill_file():
    """What is written can be read as a customer's file, and then finds the names."""
    found = suggestions(office(), MATCHER)
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows(found))
    matcher = SkillMatcher(read_skills(text.getvalue(), "own.csv", SHIPPED))
    assert [hit.alias for hit in matcher.find("Netlink and VPN")] == ["netlink", "vpn"]


def test_without_structure_nothing_is_proposed():
    """Records whose fields name no skill propose nothing."""
    assert suggestions(office(category="other"), MATCHER) == []
