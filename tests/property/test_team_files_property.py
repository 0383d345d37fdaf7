"""Teams that are written into a file come back from it, whatever stands in their names."""

from __future__ import annotations

import contextlib
import tomllib
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.rule_rows import COLUMNS, as_row
from drumbeat.editions.team_files import TeamFileUnreadable, parsed, team_of, written
from drumbeat.records.team import Schedule, Team
from samples import examples

NAMES = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30),
    st.sampled_from(['"', '"""', "'''", "\\", "\\u0041", "#", "[[team]]", "a\nb", "\x7f\x00\x1f", "ü\u2028😀", "="]),
).map(str.strip)
GIVEN = NAMES.filter(bool)
LISTS = st.lists(GIVEN, max_size=4, unique=True).map(lambda names: tuple(sorted(names)))


@st.composite
def teams(draw) -> Team:
    """A team of groups and technicians, or of other teams."""
    of = draw(st.lists(GIVEN, min_size=2, max_size=4, unique=True)) if draw(st.booleans()) else []
    begins = draw(st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)))
    return Team(
        name=draw(GIVEN),
        groups=() if of else draw(LISTS),
        technicians=() if of else draw(LISTS),
        zone=ZoneInfo(draw(st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata"]))),
        lead=draw(NAMES),
        lead_address=draw(NAMES),
        language=draw(NAMES),
        schedule=Schedule(*(draw(NAMES) for _ in range(5)), begins=begins and begins.replace(day=1)),
        teams=tuple(of),
    )


RULES = st.builds(Rule, st.sampled_from(RecipientKind), GIVEN, is_excluded=st.booleans(), language=NAMES, keeper=NAMES)
FILES = st.lists(st.tuples(teams(), st.lists(RULES, max_size=3)), max_size=4, unique_by=lambda each: each[0].name)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FILES)
def test_what_is_written_comes_back(file):
    """Every name, list, rule and schedule is the same when it is read again; quotes and control characters too."""
    text = written(file)
    assert text.encode().decode() == text
    found = parsed(text)
    assert [entry.name for entry in found] == [team.name for team, _ in file]
    for entry, (team, rules) in zip(found, file, strict=True):
        again = team_of(entry, Team(entry.name, (), (), team.zone))
        assert (again.groups, again.technicians, again.teams, again.schedule) == (
            *(team.groups, team.technicians, team.teams),
            team.schedule,
        )
        assert entry.words["zone"] == team.zone.key
        assert (entry.words["lead"], entry.words["language"]) == (team.lead, team.language)
        rows = [{column: row.get(column, "") for column in COLUMNS} for row in entry.recipients]
        assert rows == [as_row(rule) for rule in rules]
        assert entry.at().startswith("line ")


@settings(max_examples=examples(300), deadline=None)
@given(st.text(max_size=200) | st.lists(st.sampled_from('[]="#\n team name.recipient 7'), max_size=60).map("".join))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    """Whatever stands in a file, it is read, or refused as one that is not: nothing else is raised."""
    try:
        is_right = tomllib.loads(text).keys() <= {"team"}
    except ValueError:
        is_right = False
    if is_right:
        with contextlib.suppress(TeamFileUnreadable):
            parsed(text)
        return
    with pytest.raises(TeamFileUnreadable):
        parsed(text)
