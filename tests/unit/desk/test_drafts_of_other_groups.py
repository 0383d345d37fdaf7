"""A draft tells of the groups that its team had: once the team has others it does not leave by itself (promise 6)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drumbeat.desk.coming import coming
from drumbeat.desk.decisions import approve
from drumbeat.desk.drafts import draft
from drumbeat.desk.glances import glances_at
from drumbeat.desk.history import sheet
from drumbeat.desk.teams import change_team, regrouped
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.standing import ActKind, Standing
from drumbeat.errors import SettingsError
from drumbeat.records.team import Schedule
from drumbeat.store.schema import edition as editions
from drumbeat.web.leads.prospects import prospects
from installation import OCTOBER
from schedules import ANN, decide, october_drafted, office, run, state

OTHERS = "it tells of other groups, technicians or teams than its team has now"


@pytest.fixture(name="here")
def _here(tmp_path):
    """October is drafted, and leaves by itself on the sixth of November unless somebody objects."""
    made = office(tmp_path)
    october_drafted(made)
    made.clock.at(11, 3)
    return made


def team(here):
    """As the store holds it."""
    return here.context.store.teams.get("Network")


def regroup(here, *, added: tuple[str, ...] = (), removed: tuple[str, ...] = ()) -> None:
    """Other groups, as `drumbeat team change` gives them to a team."""
    change_team(here.context, regrouped(team(here), added, removed), here.context.entry("change team"))


def waits(here) -> bool:
    """What the list of teams says."""
    return glances_at(here.fresh(), [team(here)])["Network"].waits


@pytest.mark.parametrize("is_approved", [False, True])
def test_other_groups_keep_a_draft_from_leaving(here, is_approved):
    """In silence and approved alike: status, the turn and the list say why; made anew it leaves, once approved."""
    if is_approved:
        decide(here, ActKind.APPROVE, OCTOBER)
    assert not waits(here)
    regroup(here, added=("Desk",))
    assert waits(here)
    assert sheet(here.fresh(), team(here), OCTOBER).why_not == OTHERS
    here.clock.at(11, 6)
    assert run(here) == [f"The digest of October 2026 does not leave: {OTHERS}."]
    assert run(here) == []
    assert len(here.mails(ANN)) == 1
    draft(here.fresh(), team(here), OCTOBER)
    decide(here, ActKind.APPROVE, OCTOBER)
    assert "to 2 recipients" in run(here)[0]


def test_the_groups_it_was_made_of_let_it_leave(here):
    """Taken back before it leaves, a change has changed nothing about what the draft tells."""
    regroup(here, added=("Desk",))
    regroup(here, removed=("Desk",))
    assert not waits(here)
    here.clock.at(11, 6)
    assert "to 2 recipients" in run(here)[0]


def test_nobody_approves_a_draft_of_other_groups(here):
    """It is refused with what is wrong and the way out; the page says what was changed since it was approved."""
    decide(here, ActKind.APPROVE, OCTOBER)
    regroup(here, added=("Desk",))
    with pytest.raises(SettingsError, match="tells of other groups, technicians or teams than “Network” has now"):
        approve(here.fresh(), team(here), OCTOBER)
    said = prospects(coming(here.fresh(), team(here), OCTOBER), here.clock())
    assert "its team is made of others than it tells of" in " ".join(SAY.said(each.piece) for each in said)


def test_an_automatic_draft_is_made_anew(tmp_path):
    """Where nobody is asked, what leaves is made of the groups that the team has by then."""
    here = office(tmp_path, schedule=Schedule(policy="automatic"))
    october_drafted(here)
    before = here.context.store.editions.find("Network", OCTOBER)
    regroup(here, added=("Desk",))
    here.clock.at(11, 6)
    assert "to 2 recipients" in run(here)[0]
    after = here.context.store.editions.find("Network", OCTOBER)
    assert (before.made_of == after.made_of, state(here, OCTOBER)) == (False, Standing.SENT)


def test_a_draft_of_an_older_version_leaves(here):
    """Of one that does not say what it was made of nobody knows: an upgrade keeps no digest from leaving."""
    with here.context.store.editions._database.begin() as connection:
        connection.execute(editions.update().values(made_of=""))
    assert not waits(here)
    here.clock.at(11, 6)
    assert "to 2 recipients" in run(here)[0]


def test_a_group_that_moves_between_teams_makes_the_whole_old(here):
    """A combined digest has a section for each: the same groups in other teams are another digest."""
    teams, entry = here.context.store.teams, here.context.entry("change team")
    teams.add(replace(team(here), name="Desk", groups=("Desk", "Field")))
    teams.add(replace(team(here), name="IT", groups=(), teams=("Network", "Desk")))
    whole = draft(here.fresh(), teams.get("IT"), OCTOBER)
    assert sheet(here.fresh(), teams.get("IT"), OCTOBER).why_not != OTHERS
    for name, groups in (("Network", ("Network", "Field")), ("Desk", ("Desk",))):
        teams.recompose(replace(teams.get(name), groups=groups), entry)
    assert teams.get("IT").groups == ("Desk", "Field", "Network")
    assert whole.made_of
    assert sheet(here.fresh(), teams.get("IT"), OCTOBER).why_not == OTHERS
