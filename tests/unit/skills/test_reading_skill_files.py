"""The skill file: its columns, a customer's file over the shipped one, and its mistakes."""

from __future__ import annotations

import pytest

from drumbeat.errors import SettingsError
from drumbeat.signals.skills.skill_file import read_skills
from drumbeat.signals.skills.taxonomy import COLUMNS

SHIPPED = read_skills(
    "skill_id,name,group,domain,aliases_A,aliases_B,anchors,categories\n"
    "SK-0001,Active Directory,technical,identity,active directory|gpo,ad,domain,active directory\n"
    "SK-0002,Go,technical,development,golang,Go,module|func,\n"
    "SK-0003,VPN,technical,network,vpn,,,vpn\n",
    "skills.csv",
)


def own(text: str):
    """The skills with a customer's file over the shipped ones, by id."""
    return {skill.skill_id: skill for skill in read_skills(text, "own.csv", SHIPPED)}


def mistakes(text: str) -> str:
    """What is said of a customer's file."""
    with pytest.raises(SettingsError) as caught:
        own(text)
    return str(caught.value)


def test_columns_may_be_left_out():
    """A file with five columns is read; the others are empty, and the group is technical unless said otherwise."""
    (skill,) = read_skills("skill_id,name,aliases_A\nX-1,Widget,widget| gadget |widget\n", "x.csv")
    assert (skill.aliases_a, skill.group, skill.anchors, skill.esco_uri) == (("widget", "gadget"), "technical", (), "")


def test_the_columns_are_those_of_the_signals_sheet():
    """The columns are those of section 3 of the signals sheet, in its order."""
    assert ",".join(COLUMNS) == (
        "skill_id,name,group,domain,aliases_A,aliases_B,anchors,negative_contexts,ci_classes,categories,onet_example,"
        "onet_commodity_code,esco_uri,nice_id,sfia_code,ecf_code,cmn_skill_match,source,licence,version"
    )


def test_a_new_id_adds_a_skill():
    """What a customer adds comes after the shipped skills, which stay as they are."""
    found = own("skill_id,name,aliases_A\nOWN-1,Widget,widget\n")
    assert list(found) == ["SK-0001", "SK-0002", "SK-0003", "OWN-1"]
    assert found["SK-0001"] == SHIPPED[0]


def test_an_empty_cell_keeps_what_is_shipped():
    """A line with a shipped id changes only the cells that it fills."""
    found = own("skill_id,name,aliases_A,sfia_code\nSK-0001,,,ITOP\n")["SK-0001"]
    assert (found.name, found.aliases_a, found.sfia_code) == ("Active Directory", ("active directory", "gpo"), "ITOP")


def test_lists_are_replaced_added_to_or_emptied():
    """A list takes the shipped one's place; with | before it, adds to it; a hyphen empties it."""
    text = "skill_id,aliases_A,aliases_B,categories\nSK-0001,|dcdiag|gpo,-,directory\n"
    found = own(text)["SK-0001"]
    assert found.aliases_a == ("active directory", "gpo", "dcdiag")
    assert (found.aliases_b, found.categories) == ((), ("directory",))


def test_off_switches_a_skill_off():
    """With status off a skill is gone, whatever else the line says."""
    assert list(own("skill_id,status\nSK-0002,off\n")) == ["SK-0001", "SK-0003"]


def test_an_alias_goes_to_the_customers_skill():
    """An alias that a customer gives to a skill is no longer the shipped one's."""
    found = own("skill_id,name,aliases_A\nOWN-1,Game play objects,gpo\n")
    assert found["SK-0001"].aliases_a == ("active directory",)
    assert found["OWN-1"].aliases_a == ("gpo",)


def test_case_makes_two_aliases():
    """`go` and `Go` are two aliases: the one in lower case stands for any case."""
    found = own("skill_id,name,aliases_A\nOWN-1,Going,go\n")
    assert found["SK-0002"].aliases_b == ("Go",)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_spreadsheets_ways_are_read(delimiter, line_end):
    """Comma, semicolon or tab, any line end, a mark at the beginning, blank lines: all are read."""
    text = line_end.join(("\ufeffskill_id,name,aliases_A", "OWN-1,Widget,widget", "", ",,", "")).replace(",", delimiter)
    assert own(text)["OWN-1"].aliases_a == ("widget",)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("SK-9999,Widget,technical,widget,,", "line 2: there is no shipped skill SK-9999"),
        ("9,Widget,technical,widget,,", "line 2: skill_id must be"),
        ("OWN-1,,technical,widget,,", "line 2: a new skill needs a name"),
        ("OWN-1,VPN,technical,widget,,", "line 2: “VPN” is the name of SK-0003 already"),
        ("OWN-1,Widget,magic,widget,,", "line 2: group must be one of technical, analytical"),
        ("OWN-1,Widget,technical,widget,Widget|widget,x", "line 2: “widget” stands in both tiers"),
        ("OWN-1,Widget,technical,w,,", "line 2: a single letter is never unmistakable"),
        ("OWN-1,Widget,technical,+++,,", "line 2: “+++” holds no letter and no digit"),
        ("OWN-1,Widget,technical,{n},,", "line 2: “{n}” holds no letter and no digit"),
        ("OWN-1,Wid\u202eget,technical,widget,,", "line 2: it holds a character that cannot be seen"),
        ("OWN-1,Widget,technical,wid\0get,,", "line 2: it holds a character that cannot be seen"),
        ("OWN-1,Widget,technical,,widget,", "line 2: nothing shows this skill"),
        ("OWN-1,Widget,technical," + "w" * 81 + ",,", "is longer than 80 characters"),
        ("OWN-1,Widget", "line 2: 2 cells under 6 headings"),
        ('OWN-1,"Widget', "no CSV"),
        ("OWN-1,Widget,technical,widget,,\nOWN-1,Gadget,technical,gadget,,", "line 3: OWN-1 stands in line 2 already"),
        ("OWN-1,Widget,technical,x9,,\nOWN-2,Gadget,technical,X9|x9,,", "line 3: “x9” is an alias of OWN-1 already"),
    ],
)
def test_a_mistake_is_told_with_its_line(line, said):
    """Each mistake is told with the line where it stands."""
    assert said in mistakes(f"skill_id,name,group,aliases_A,aliases_B,anchors\n{line}\n")


def test_all_mistakes_are_told_at_once():
    """Every mistake of a file is told, not only the first."""
    said = mistakes("skill_id,name,aliases_A,status\n1,a,x1,\nOWN-2,,x2,\nOWN-3,c,x3,maybe\n")
    assert "There are 3 mistakes in the skill file own.csv" in said
    assert [line.split(":")[0].strip() for line in said.splitlines()[1:]] == ["line 2", "line 3", "line 4"]


@pytest.mark.parametrize(
    ("heading", "said"),
    [("name,aliases_A", "there is no column skill_id"), ("skill_id,alias", "“alias” is no column"), ("", "skill_id")],
)
def test_a_wrong_heading_is_told(heading, said):
    """A file without ids, or with a column nobody knows, is refused with the columns there are."""
    assert said in mistakes(f"{heading}\nOWN-1,Widget\n")
    assert "aliases_A" in mistakes(f"{heading}\nOWN-1,Widget\n")
