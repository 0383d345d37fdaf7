"""Of groups for security, human resources and legal no title leaves in any output (E9, F14)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drumbeat.desk.formats import Format, Report, render
from drumbeat.digest.build import Beside, build
from drumbeat.records.team import Team
from installation import NETWORK, OCTOBER, STAFF, WORD, installed
from rows import cells, group, incident_row, person, sys_id
from ticks import ticks

GROUPS = ("IT Security", "Human Resources", "Rechtsabteilung", "Service juridique")


def _rows(name):
    """Of every kind whose titles a digest may show; the title and the values of each hold the word."""
    own = {"assignment_group": group(name), "short_description": f"Case of {WORD}", "opened_at": "2026-09-01 08:00:00"}
    done = {"closed_at": "2026-10-10 08:00:00", "work_start": "2026-09-01 08:00:00", "work_end": "2026-10-10 08:00:00"}
    values = {"base_value": f"{WORD} 3", "target_value": f"{WORD} 1"}
    ahead = {
        "state": ("2", "Work in Progress"),
        "start_date": "2026-10-01 08:00:00",
        "work_start": "2026-10-01 08:00:00",
    }
    return {
        "incident": [
            incident_row(f"INC{at}", **{**own, "resolved_by": person(who), "caller_id": person(f"C{at}")})
            for at, who in enumerate(STAFF)
        ],
        "sn_cim_register": [
            cells(
                **own, **done, **values, sys_id=sys_id("CIM1"), number="CIM1", state=("7", "Closed"),
                closure_code="Successful", assigned_to=person("Ann"),
            )
        ],
        "pm_project": [
            cells(
                **own, **done, sys_id=sys_id("PRJ1"), number="PRJ1", state=("3", "Closed Complete"),
                project_manager=person("Ben"),
            ),
            cells(
                **own, **ahead, sys_id=sys_id("PRJ2"), number="PRJ2", end_date="2026-12-01 08:00:00",
                project_manager=person("Ben"),
            ),
        ],
        "kb_knowledge": [
            cells(
                sys_id=sys_id("KB1"), number="KB1", short_description=f"Case of {WORD}", article_id=sys_id("a"),
                workflow_state=("published", "Published"), published="2026-10-05", valid_to="2100-01-01",
                author=person("Ann"), revised_by=("", ""), ownership_group=group(name), base_version=("", ""),
            )
        ],
    }  # fmt: skip


def _outputs(name, tmp_path):
    context = installed(tmp_path, _rows(name))
    team = Team("The team", (name,), (), NETWORK.zone)
    editing = ticks(context.stock.world, *(f"INC{at}" for at in range(len(STAFF))))
    built = build(team, OCTOBER, context.stock, replace(context.policy(), minimum_group=1), Beside(editing=editing))
    report = Report(built, team, context.settings)
    said = [render(form, replace(report, language=tag)).decode() for form in Format for tag in ("en", "de")]
    return "\n".join([*said, report.evidence()])


@pytest.mark.parametrize("name", GROUPS)
def test_no_title_of_a_confidential_group_leaves(name, tmp_path):
    """Neither titles nor values stand in any format, ticked or not, though the team's own digest is asked for."""
    told = _outputs(name, tmp_path)
    assert "CIM1" in told
    assert WORD not in told


def test_the_same_titles_of_another_group_are_shown(tmp_path):
    """The same rows of a group that is none of these are told in words: the test above could fail."""
    assert WORD in _outputs("Network", tmp_path)
