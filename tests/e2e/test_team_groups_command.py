"""A team whose group nobody knows: said at once, none of its months is called quiet, and it can be mended."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from command import quickly
from installation import incidents, installed, staff
from rows import cells, group, sys_id
from schedules import ANN, LEAD, office, run

OCTOBER = ("--team", "Sites", "--month", "2026-10")


@pytest.fixture(name="folder")
def _folder(tmp_path):
    """A store with tickets of two groups; ServiceNow has a third that never had any."""
    sites = [
        row | cells(sys_id=sys_id(f"S{at}"), number=f"INC9{at:03}")
        for at, row in enumerate(incidents(12, assignment_group=group("Desk & Sites")))
    ]
    names = ("Network", "Desk & Sites", "Archive")
    groups = [cells(sys_id=group(name)[0], name=name) for name in names]
    installed(tmp_path, {"incident": [*incidents(), *sites], "sys_user": staff("Ann", "Ben"), "sys_user_group": groups})
    return tmp_path


def said(folder, *words: str, code: int = 0) -> str:
    """What the command says, which ends so."""
    ended = quickly(*words, cwd=folder)
    assert ended.code == code, ended.out + ended.err
    return " ".join((ended.out + ended.err).split())


def test_a_misspelt_group_is_told_at_once_and_makes_no_quiet_month(folder):
    """Adding the team asks what was meant, a preview refuses and says the way out, and following it makes the draft."""
    told = said(folder, "team", "add", "Sites", "--group", "Dsek & sites")
    assert "No record that was read names the group “Dsek & sites”" in told
    assert "Did you mean “Desk & Sites”?" in told
    refused = said(folder, "preview", *OCTOBER, code=2)
    assert "What “Sites” did is not known, which is no quiet month. Did you mean “Desk & Sites”?" in refused
    assert 'drumbeat team change "Sites" --group NAME --no-group NAME' in refused
    changed = said(folder, "team", "change", "Sites", "--group", "Desk & Sites", "--no-group", "Dsek & sites")
    assert "groups: Desk & Sites" in changed
    assert "Note" not in changed
    assert "12" in said(folder, "preview", *OCTOBER)


def test_groups_are_listed_with_their_teams(folder):
    """`team groups` lists what records name, with no count beside it, and the team that is made of each."""
    said(folder, "team", "add", "Sites", "--group", "Desk & Sites")
    assert said(folder, "team", "groups").split("Teams ")[1] == "Desk & Sites Sites Network"


def test_a_group_without_any_record_is_told_from_a_misspelt_one(folder):
    """ServiceNow has it, but no record names it: that is said, and nobody is asked what was meant."""
    told = said(folder, "team", "add", "Sites", "--group", "Archive")
    assert "ServiceNow has the group “Archive”, but no record that was read names it" in told
    assert "Did you mean" not in told


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--no-group", "Elsewhere"), "does not have the group Elsewhere"),
        (("--no-group", "Network"), "needs an assignment group or technicians"),
        (("--group", " "), "is nobody"),
    ],
)
def test_groups_that_make_no_team_change_nothing(folder, words, why):
    """A group that the team has not cannot be taken out, nor its last one; and a group has a name."""
    said(folder, "team", "add", "Net", "--group", "Network")
    listed = said(folder, "team", "list")
    assert why in said(folder, "team", "change", "Net", *words, code=2)
    assert said(folder, "team", "list") == listed


def test_a_file_s_misspelt_groups_are_told_team_by_team(folder):
    """An import asks the same of each group that a team comes to have, in a trial as well; of one it had, nothing."""
    said(folder, "team", "add", "Net", "--group", "Netwrok")
    teams = {
        "Net": ["Network", "Netwrok"],
        "Sites": ["Desk & Sites", "Dsek & sites"],
        "Old": ["Archive"],
        "Case": ["network"],
    }
    blocks = [f'[[team]]\nname = "{name}"\ngroups = {json.dumps(groups)}\n' for name, groups in teams.items()]
    (folder / "teams.toml").write_text("\n".join(blocks))
    for trial in (("--dry-run",), ()):
        told = said(folder, "team", "import", "teams.toml", *trial)
        assert "“Net”: No record" not in told
        assert "“Sites”: No record that was read names the group “Dsek & sites”" in told
        assert "Did you mean “Desk & Sites”?" in told
        assert "“Old”: ServiceNow has the group “Archive”, but no record that was read names it" in told
        assert "“Case”: No record that was read names the group “network”" in told
        assert "“Desk & Sites”," not in told
        assert told.count("See the groups with `drumbeat team groups`") == 1
    assert "Note" not in said(folder, "team", "import", "teams.toml")


def test_the_schedule_waits_for_a_person(tmp_path):
    """A team that no record names is drafted by no schedule: the trouble is told to its lead, and nobody is mailed."""
    here = office(tmp_path)
    team = here.context.store.teams.get("Network")
    here.context.store.teams.recompose(replace(team, groups=("Netwrok",)), here.context.entry("x"))
    here.clock.at(10, 1)
    assert "failed" in run(here)[0]
    (told,) = here.outbox.iterdir()
    assert told.name.startswith(LEAD)
    assert "Netwrok" in told.read_text().replace("=\n", "")
    here.clock.at(10, 7)
    run(here)
    assert here.mails(ANN) == []
