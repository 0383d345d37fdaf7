"""The page on rehearsals says what the simulator does."""

from __future__ import annotations

import re

import pytest

from command import ROOT, quickly
from drumbeat.simulator.faults import FAULTS
from drumbeat.simulator.faults.script import read_script

PAGE = (ROOT / "docs" / "rehearsal.md").read_text(encoding="utf-8")
TABLES = frozenset({"incident"})


def test_the_table_of_faults_is_the_codes_own(tmp_path):
    """docs/rehearsal.md holds what `drumbeat simulate --faults` prints, line for line."""
    printed = quickly("simulate", "--faults", cwd=tmp_path).out
    assert printed in PAGE
    assert printed.count("\n| `") == len(FAULTS)


def test_the_commands_on_the_page_are_valid():
    """Every fault that the page shows in a command can be scripted so."""
    scripts = re.findall(r"--fault ([a-z][^\s`]*)", PAGE)
    assert len(scripts) >= 3
    for said in scripts:
        read_script(said, TABLES)


@pytest.mark.parametrize("when", re.findall(r"^\| (`.*?`) \| (?:the|from|every)", PAGE, re.MULTILINE))
def test_every_form_of_when_on_the_page_is_valid(when):
    """What the page says about WHEN is what the simulator takes."""
    for said in re.findall(r"`([^`]+)`", when):
        read_script(f"hibernating@{said}", TABLES)
