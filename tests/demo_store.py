"""The demo's store for tests that ask it for more than its own mail."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from drumbeat.cli.larkfield import DEMO_NOW, MAILED
from drumbeat.desk.besides import beside_of
from drumbeat.desk.context import Context
from drumbeat.digest.build import Built, build
from drumbeat.digest.editing import Editing
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.settings import Settings

TEAMS = (MAILED, "Service Desk", "Applications")


def settings_beside(demo: Path, folder: Path) -> Path:
    """A folder with settings over a copy of the demo's store."""
    for path in demo.glob("demo.db*"):
        shutil.copy(path, folder / path.name)
    (folder / "drumbeat.toml").write_text(
        f'[store]\nurl = "sqlite:///{folder / "demo.db"}"\n[gate]\nservice_accounts = ["Larkfield Automation"]\n'
        '[report]\ntime_zone = "Europe/Berlin"\n[mail]\ndomain = "larkfield.example"\n'
    )
    return folder


def context_of(folder: Path) -> Context:
    """The installation of such a folder on the demo's day, from inside."""
    given = Settings.model_validate(
        {
            "store": {"url": f"sqlite:///{folder / 'demo.db'}"},
            "gate": {"service_accounts": ["Larkfield Automation"]},
            "report": {"time_zone": "Europe/Berlin"},
        }
    )
    return Context(None, clock=lambda: DEMO_NOW, given=given, actor=lambda: "tester")


def october(context: Context, team: Team, note: str = "") -> Built:
    """The team's October as its edition tells it, with a note."""
    period = Period.month(2026, 10, team.zone)
    beside = beside_of(context, team, period)
    return build(team, period, context.stock, context.policy(), replace(beside, editing=Editing(note)))
