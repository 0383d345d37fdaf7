"""Lists of a letter: what they do not show they count; titles, references and names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from digests import rich_digest
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.letter import Frame
from drumbeat.digest.model import (
    ArticleLine,
    FactLine,
    Highlight,
    ImprovementLine,
    Kind,
    SignalLine,
    UntoldLine,
    Upcoming,
)
from drumbeat.rendering import Renderer
from letters import lines, section, small_print, texts, written


@pytest.mark.parametrize(
    ("name", "field", "most", "make"),
    [
        ("improvements", "improvements_completed", 5, lambda at: ImprovementLine(f"CIM{at}", f"Title {at}")),
        ("improvements", "improvements_under_way", 5, lambda at: ImprovementLine(f"CIM{at}", f"Title {at}")),
        ("knowledge", "articles", 3, lambda at: ArticleLine(f"KB{at}", f"Title {at}", 1)),
        ("next", "upcoming", 5, lambda at: Upcoming(f"CHG{at}", phrase(f"Change {at}."))),
    ],
)
@pytest.mark.parametrize("over", [0, 1, 26, 5_000])
def test_and_so_many_more(name, field, most, make, over):
    """A list shows its first few in the order they are given, and says how many more there are; none where all fit."""
    empty = {"improvements_completed": (), "improvements_under_way": ()}
    digest = replace(rich_digest(), **{**empty, field: tuple(make(at) for at in range(most + over))})
    [group] = [each for each in section(digest, name).groups if each.lines]
    assert len(group.lines) == most
    assert "0" in group.lines[0].text
    assert group.more == (f"and {over:,} more" if over else "")


def _fact(at):
    said = phrase(f"Team {at}: 97 updates of servers and of clients were installed.")
    source = phrase("from the list {file}, approved", file="updates.csv")
    return FactLine(f"updates:Team {at}", "Updates", 97, "count", said, source, "updates.csv")


def test_facts_beyond_ten_are_counted():
    """A department of many teams prints ten of its figures; the link opens the others' own part of the evidence."""
    digest = replace(rich_digest(), facts=tuple(_fact(at) for at in range(150)))
    [group] = section(digest, "facts").groups
    assert (len(group.lines), group.more, group.more_href) == (10, "and 140 more", "")
    linked = written(digest, Frame(evidence_page="https://x.example/e")).further
    [group] = next(each for each in linked if each.id == "facts").groups
    assert group.more_href == "https://x.example/e#fact-updates-team-10"
    assert len(Renderer().html(digest).encode()) < 80_000
    [group] = section(replace(digest, facts=digest.facts[:10]), "facts").groups
    assert (len(group.lines), group.more) == (10, "")


def test_facts_that_sentences_have_told_are_neither_listed_nor_counted():
    """What a highlight tells is not among the ten, nor among those that are more."""
    facts = tuple(_fact(at) for at in range(12))
    told = Highlight(Kind.FACT, "fact:x", facts[0].sentence, tuple(each.id for each in facts[:2]))
    digest = replace(rich_digest(), facts=facts, highlights=(told,))
    [group] = section(digest, "facts").groups
    assert (group.lines[0].text[:7], len(group.lines), group.more) == ("Team 2:", 10, "")


@pytest.mark.parametrize("count", [15, 16, 30, 31, 5_000])
def test_names_beyond_a_few_are_counted(count):
    """Fifteen skills, fifteen new ones and thirty names of people end in how many more there are."""
    names = tuple(f"Name {at:04d}" for at in range(count))
    digest = replace(rich_digest(), skills=names, new_skills=names, signals=(SignalLine("V02", "Leading", (), names),))
    told = [*texts(section(digest, "skills")), *texts(section(digest, "thanks"))]
    assert len(told) == 3
    for text, most in zip(told, (15, 15, 30), strict=True):
        assert f"Name {min(count, most) - 1:04d}" in text
        assert f"Name {most:04d}" not in text
        assert (f"and {count - most:,} more" in text) is (count > most)


def test_rules_that_could_not_tell_are_named_six_at_the_most():
    """The small print names six of them and counts the rest."""
    untold = tuple(UntoldLine(f"V{at}", f"Rule {at}", "x") for at in range(9))
    [line] = [each for each in small_print(replace(rich_digest(), untold=untold)) if each.startswith("Not told")]
    assert line.endswith("Rule 4, Rule 5 and 3 more.")
    [line] = [each for each in small_print(replace(rich_digest(), untold=untold[:6])) if each.startswith("Not told")]
    assert line.endswith("Rule 4 and Rule 5.")


def test_records_behind_a_statement_are_three_and_the_rest_counted():
    """PRB0040011 and two more numbers are printed, 35 are counted."""
    assert written(rich_digest()).outcomes[2].reference.text == "PRB0040011, INC0010001, INC0010002 and 35 more"


def test_base_and_target_value_are_told():
    """An improvement says from where to where, how far it has come, and what came of it, as far as is known."""
    digest = replace(rich_digest(), highlights=())
    beside = {line.text: line.beside for line in lines(section(digest, "improvements"))}
    assert beside == {
        "Automatic certificate renewal": (
            "From 40 renewals by hand a month to a target of 5; recorded outcome: time savings"
        ),
        "Move to the new data centre": "Recorded outcome: two sites closed",
        "Firewall rules reviewed once a quarter": (
            "From 61 % reviewed to a target of 100 %; 60\N{NO-BREAK SPACE}% complete"
        ),
        "CIM0001020": "25\N{NO-BREAK SPACE}% complete",
        "Fewer alerts at night": "Before: 212 alerts",
        "Restores that are tried out": "Target: one a week",
    }


def test_what_a_sentence_has_told_is_not_listed_again():
    """A completed improvement told above with all that is known stands in no list; what adds something does."""
    completed, under_way = section(rich_digest(), "improvements").groups
    assert (completed.title, [line.text for line in completed.lines]) == (
        "Also completed",
        ["Move to the new data centre"],
    )
    assert under_way.title == "Under way"
    untold = section(replace(rich_digest(), highlights=()), "improvements").groups[0]
    assert (untold.title, len(untold.lines)) == ("Completed", 2)


def test_what_is_under_way_has_no_outcome_yet():
    """A quarter that is told later does not give an improvement the outcome that came after it."""
    line = ImprovementLine("CIM1", "Certificates", "40", "5", "time savings")
    [told] = lines(
        section(replace(rich_digest(), improvements_completed=(), improvements_under_way=(line,)), "improvements")
    )
    assert told.beside == "From 40 to a target of 5"


@pytest.mark.parametrize(("base", "target", "is_listed"), [("40", "5", False), ("", "", False), ("40", "", True)])
def test_a_value_that_no_sentence_told_is_listed(base, target, is_listed):
    """A sentence tells base and target together; one of them alone stands in the list."""
    line = ImprovementLine("CIM0001012", "Automatic certificate renewal", base, target)
    digest = replace(rich_digest(), improvements_completed=(line,))
    listed = [each.text for each in lines(section(digest, "improvements"))]
    assert (line.title in listed) is is_listed


def test_a_record_without_a_title_is_told_by_its_number_once():
    """Where nothing readable is left of a title, the number stands in its place, and not beside itself."""
    untitled = next(line for line in lines(section(rich_digest(), "improvements")) if line.text == "CIM0001020")
    assert untitled.reference is None


def test_a_new_article_is_told_as_new():
    """An article that nobody has attached yet is new; one attached once is told in the singular."""
    digest = rich_digest()
    found = section(replace(digest, articles=digest.articles[2:]), "knowledge")
    beside = {line.reference.text: line.beside for line in lines(found)}
    assert beside["KB0010041"] == "New"
    assert beside["KB0010040"] == "Attached by others to 1 ticket"


def test_skills_that_are_named_are_of_every_part_of_the_work():
    """Where there is no room for all, each domain has a turn before any has a second; named by alphabet, no count."""
    network, data = [f"Net {at:02}" for at in range(18)], ["Access", "Oracle", "Zeta"]
    digest = replace(
        rich_digest(),
        skills=tuple(sorted((*network, *data))),
        new_skills=(),
        skill_domains={**dict.fromkeys(network, "network"), **dict.fromkeys(data, "data")},
    )
    [told] = texts(section(digest, "skills"))
    named = [f"Net {at:02}" for at in range(12)]
    assert told == f"Access, {', '.join(named)}, Oracle, Zeta and 6 more"


def test_thanks_go_to_those_who_are_named_alone():
    """A signal that names nobody is in no thanks; without any names there is no section."""
    digest = rich_digest()
    assert [(line.text, line.beside) for line in lines(section(digest, "thanks"))] == [
        ("Ann Lee and Bogdan Ilić", "For leading an improvement"),
        ("Zoë Müller", "For preventing incidents"),
    ]
    nobody = replace(digest, signals=tuple(replace(each, names=()) for each in digest.signals))
    assert section(nobody, "thanks") is None


def test_the_same_names_are_thanked_once():
    """Who is named in several things stands once, with all of them beside."""
    told = ("V02", "Leading"), ("V09", "Measurable results")
    digest = replace(rich_digest(), signals=tuple(SignalLine(rule, label, (), ("Ann",)) for rule, label in told))
    [line] = lines(section(digest, "thanks"))
    assert (line.text, line.beside) == ("Ann", "For leading an improvement and an improvement that can be measured")


def test_a_name_of_the_other_direction_keeps_to_itself():
    """A Hebrew name in an English list of names does not turn the names after it."""
    digest = replace(rich_digest(), signals=(SignalLine("V02", "Leading", (), ("Ann", "דנה", "Zoë")),))
    [line] = lines(section(digest, "thanks"))
    assert line.text == "Ann, \N{FIRST STRONG ISOLATE}דנה\N{POP DIRECTIONAL ISOLATE} and Zoë"


def test_what_comes_next_names_its_record():
    """Each line of what is planned opens its record."""
    told = [(line.text, line.reference.text) for line in lines(section(rich_digest(), "next"))]
    assert told[0] == ("Firewalls: planned work on 21 November.", "CHG0030101")


def test_the_lead_speaks_before_the_outcomes():
    """The note stands with the name of who wrote it; without a note nobody is named for it."""
    letter = written(rich_digest())
    assert (letter.note[:12], letter.note_by) == ("A long month", "Dana Roth")
    assert written(replace(rich_digest(), lead="")).note_by == "the team’s lead"
    assert written(replace(rich_digest(), note="")).note_by == ""


def test_an_improvement_that_began_long_ago_is_listed_like_any():
    """When it began is no part of the list."""
    line = ImprovementLine("CIM1", "Renewal", begun=date(2020, 1, 1))
    digest = replace(rich_digest(), improvements_completed=(line,), improvements_under_way=())
    assert [each.beside for each in lines(section(digest, "improvements"))] == [""]
