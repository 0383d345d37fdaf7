"""Teams as TOML: what a file says, and every mistake in it with its line."""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.team_files import TeamFileUnreadable, parsed, team_of, written
from drumbeat.records.team import Schedule, Team

UTC = ZoneInfo("UTC")
NETWORK = Team(
    "Network",
    ("Network", "Wireless"),
    ("Ada Løve",),
    ZoneInfo("Europe/Berlin"),
    "Marit",
    "marit@x.example",
    "de",
    Schedule("required", "working day 2", "last friday", "07:30", "DE-BY", date(2026, 10, 1)),
)
IT = Team("IT", ("Network", "Wireless"), ("Ada Løve",), UTC, teams=("Network", "Desk"))
RULES = [
    Rule(RecipientKind.COMPANY, "all@x.example", keeper="IT service"),
    Rule(RecipientKind.ADDRESS, "zoe@x.example", language="de"),
    Rule(RecipientKind.GROUP, "Network", is_excluded=True),
]
FILE = """\
[[team]]
name = "Network"
groups = ["Network", "Wireless"]
technicians = ["Ada Løve"]
zone = "Europe/Berlin"
lead = "Marit"
lead_address = "marit@x.example"
language = "de"

[team.schedule]
policy = "required"
draft_on = "working day 2"
send_on = "last friday"
hour = "07:30"
country = "DE-BY"
begins = 2026-10-01

[[team.recipient]]
kind = "company"
name = "all@x.example"
keeper = "IT service"

[[team.recipient]]
kind = "address"
name = "zoe@x.example"
language = "de"

[[team.recipient]]
kind = "group"
name = "Network"
excluded = true

[[team]]
name = "IT"
of = ["Network", "Desk"]
zone = "UTC"
lead = ""
lead_address = ""
language = ""
recipient = []

[team.schedule]
policy = "review"
draft_on = "working day 1"
send_on = "working day 5"
hour = "09:00"
country = ""
begins = "off"
"""


def test_a_file_reads_as_people_write_one():
    """Every key stands in its place; a combined team names its teams, and no groups of its own."""
    assert written([(NETWORK, RULES), (IT, [])]) == FILE


def test_what_is_written_is_read():
    """Read again, the file says all of it, and where it stands."""
    network, it = parsed(FILE)
    assert team_of(network, Team("Network", (), (), NETWORK.zone)).schedule == NETWORK.schedule
    assert network.words == {
        "zone": "Europe/Berlin",
        "lead": "Marit",
        "lead_address": "marit@x.example",
        "language": "de",
    }
    assert [row["kind"] for row in network.recipients] == ["company", "address", "group"]
    assert [row["excluded"] for row in network.recipients] == ["", "", "yes"]
    assert (it.sources, it.recipients, it.says_begins, it.begins) == ({"teams": ("Network", "Desk")}, (), True, None)
    assert [each.at() for each in (network, it)] == ["line 1", "line 33"]
    assert (network.at("recipient", 1), network.at("schedule", "hour")) == ("line 23", "line 14")


@pytest.mark.parametrize(
    ("said", "groups", "technicians", "teams"),
    [
        ("", ("Network", "Wireless"), ("Ada Løve",), ()),
        ('groups = ["B", "A", "B"]', ("A", "B"), ("Ada Løve",), ()),
        ("technicians = []", ("Network", "Wireless"), (), ()),
        ('of = ["Desk", "Field"]', (), (), ("Desk", "Field")),
    ],
)
def test_what_a_file_leaves_out_stays(said, groups, technicians, teams):
    """Of a team that is there only what is said is other; what it is made of is groups and technicians, or teams."""
    found = team_of(parsed(f'[[team]]\nname = "Network"\n{said}')[0], NETWORK)
    assert (found.groups, found.technicians, found.teams) == (groups, technicians, teams)
    assert found.schedule == NETWORK.schedule


def test_a_combined_team_becomes_one_of_groups():
    """Where groups are said of it, its teams go; where nothing is said, they stay, and it has no groups of its own."""
    plain = team_of(parsed('[[team]]\nname = "IT"\ngroups = ["Network"]')[0], IT)
    assert (plain.groups, plain.technicians, plain.teams) == (("Network",), (), ())
    same = team_of(parsed('[[team]]\nname = "IT"\nlead = "Nora"')[0], IT)
    assert (same.groups, same.technicians, same.teams) == ((), (), ("Network", "Desk"))


MISTAKES = {
    "no TOML": ('[[team]]\nname = "Network\n', r"no TOML: Illegal character '\\n' \(at line 2"),
    "a key twice": ('[[team]]\nname = "a"\nname = "b"', "no TOML: Cannot overwrite a value"),
    "nested deeply": ("a = " + "[" * 5000, "nested too deeply|Unclosed array"),
    "another table": ("[teams]\n", "“teams” is no part of such a file"),
    "one table": ('[team]\nname = "a"', r"teams are written as \[\[team\]\]"),
    "no name": ('\n[[team]]\nzone = "UTC"', "line 2: a team needs a name"),
    "a name that is a number": ("[[team]]\nname = 7", "line 2: name is written in quotes"),
    "an unknown key": ('[[team]]\nname = "a"\n# zone\ncolour = "red"', "line 4: “colour” is none of"),
    "a number for words": ('[[team]]\nname = "a"\nlead = 5', "line 3: lead is written in quotes"),
    "a name for a list": ('[[team]]\nname = "a"\ngroups = "b"', "line 3: groups is a list of names"),
    "a list of numbers": ('[[team]]\nname = "a"\nof = [1]', "line 3: of is a list of names"),
    "an hour that is a time": ('[[team]]\nname = "a"\n[team.schedule]\nhour = 09:00:00', "line 4: hour is written in"),
    "an unknown word of a schedule": ('[[team]]\nname = "a"\n[team.schedule]\nday = "1"', "line 4: “day” is none of"),
    "a schedule in a word": ('[[team]]\nname = "a"\nschedule = "off"', "line 3: schedule is written as"),
    "a day within a month": (
        '[[team]]\nname = "a"\n[team.schedule]\nbegins = 2026-10-02',
        "line 4: begins is the first",
    ),
    "a moment": ('[[team]]\nname = "a"\n[team.schedule]\nbegins = 2026-10-01T00:00:00', "line 4: begins is the first"),
    "recipients in a row": ('[[team]]\nname = "a"\nrecipient = ["x@y.z"]', "line 3: recipients are written as"),
    "an unknown word of a recipient": (
        '[[team]]\nname = "a"\n[[team.recipient]]\n[[team.recipient]]\n\nkindd = "list"',
        "line 6: “kindd” is none of",
    ),
    "excluded in words": ('[[team]]\nname = "a"\n[[team.recipient]]\nexcluded = "yes"', "line 4: excluded is true or"),
    "a name twice": ('[[team]]\nname = "a"\n[[team]]\n\nname = "a"', "line 5: “a” stands there already, on line 1"),
    "a header in a string": (
        '[[team]]\nlead = """\n[[team]]\nname = 1\n"""\nname = "a" # [[team]]\nzone = 3',
        "line 7: zone is written in quotes",
    ),
    "headers in quotes": ('[["team"]]\nname = "a"\nzone = 3', "team 'a': zone is written in quotes"),
}


@pytest.mark.parametrize(("text", "told"), MISTAKES.values(), ids=MISTAKES)
def test_every_mistake_is_told_with_its_line(text, told):
    """A file that is not right is refused, and whoever wrote it is told where to look and what for."""
    with pytest.raises(TeamFileUnreadable, match=told) as caught:
        parsed(text)
    assert "Nothing was changed" in caught.value.recovery


def test_all_mistakes_are_told_at_once():
    """Nobody corrects a file mistake by mistake; of very many the first twenty are told."""
    with pytest.raises(TeamFileUnreadable, match="There are 2 mistakes") as caught:
        parsed('[[team]]\nname = "a"\nzone = 1\nlead = 2')
    assert re.findall("line [0-9]", str(caught.value)) == ["line 3", "line 4"]
    with pytest.raises(TeamFileUnreadable, match="and 30 more"):
        parsed("[[team]]\n" * 50)


def test_an_empty_file_says_nothing():
    """No team is no mistake."""
    assert parsed("") == []
