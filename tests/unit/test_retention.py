"""When words go: skills, length and sameness stay, and nothing else (F15)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.signals.gate.reopening import subject
from drumbeat.signals.retention import note_remains, remains, title_remains
from drumbeat.signals.sameness import is_gone, sameness
from drumbeat.signals.skills import Skill, SkillMatcher
from drumbeat.signals.skills.words import own_words
from drumbeat.signals.substance import said
from drumbeat.signals.world import folded, shape

SKILLS = SkillMatcher(
    [
        Skill(skill_id="1", name="VPN", aliases_a=("vpn",)),
        Skill(skill_id="2", name="Word", aliases_b=("word",), anchors=("document",)),
    ]
)
TEXT = "Set up the VPN for Mrs Huber again.\nThe word document opens.\n\n> my vpn is broken"


def hits(text: str) -> list[tuple[int, int, str, str]]:
    """Skills that count, with their places."""
    return [(hit.start, hit.end, hit.alias, hit.skill.name) for hit in SKILLS.find(own_words(text))]


def test_skills_stay_at_their_places():
    """Mentions that counted stay where they stood, with the anchors they need; what is quoted goes."""
    left = remains(TEXT, SKILLS)
    assert hits(left) == hits(TEXT) != []
    assert not any(word in left for word in ("Huber", "again", "opens", "broken", "Mrs"))


@given(st.text(max_size=400))
def test_whatever_stood_there_as_much_is_said_by_what_stays(text):
    """How much a text said stays, up to what any rule asks for; doing it again changes nothing."""
    left = remains(text, SKILLS)
    assert min(said(left), 64) == min(said(text), 64)
    assert remains(left, SKILLS) == left
    assert hits(left) == hits(text)


@given(st.text(alphabet="ab 1\n.", max_size=60), st.text(alphabet="ab 1\n.", max_size=60))
def test_texts_stay_the_same_or_not(one, other):
    """Two texts are the same afterwards exactly when they were before, also when only one has lost its words."""
    for normal in (folded, shape):
        alike = sameness(one, normal) == sameness(other, normal)
        left = remains(one, SKILLS, frozenset(), normal)
        if is_gone(left):
            assert (sameness(left, normal) == sameness(other, normal)) == alike


@pytest.mark.parametrize("answer", ["Re: printer", "AW:  Printer", "fwd: re: PRINTER", "printer"])
def test_a_title_is_still_that_of_the_first_ticket(answer):
    """An answer to a ticket whose words are gone is known by its title, whichever of the two lost its words."""
    assert sameness(title_remains("Printer"), subject) == sameness(answer, subject)
    assert sameness(title_remains(answer), subject) == sameness("Printer", subject)
    assert sameness(title_remains("Printer"), subject) != sameness("Scanner", subject)


def test_a_short_note_leaves_nothing():
    """A note too short to tell of work goes as a whole; a long one leaves no word."""
    assert note_remains("Called Mrs Huber.", SKILLS) == ""
    left = note_remains("Called Mrs Huber, who can open all her files again now.", SKILLS)
    assert "Huber" not in left
    assert len(folded(left)) >= 40


@pytest.mark.parametrize("text", ["", "n/a", "None", "tbd"])
def test_what_says_nothing_stays_as_it_is(text):
    """A field that holds nothing is not made to say something."""
    assert remains(text, SKILLS) == text
