"""docs/fairness.md: one row a rule, each held by tests that are there."""

from __future__ import annotations

import re

import pytest

from command import ROOT

PAGE = (ROOT / "docs" / "fairness.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (F\d+) [^|]+ \| [^|]+ \| ([^|]*)\|$", re.MULTILINE)
RULES = [f"F{number}" for number in range(1, 21)]
LATER: set[str] = set()
"""Rules of which nothing is there yet; the row says so."""


def test_every_fairness_rule_has_one_row():
    """F1 to F20 stand in their order, each once."""
    assert [rule for rule, _ in ROW.findall(PAGE)] == RULES


@pytest.mark.parametrize("rule", RULES)
def test_every_fairness_rule_is_held_by_a_test(rule):
    """A row names at least one test, and all of them are there."""
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", dict(ROW.findall(PAGE))[rule])
    assert bool(named) is (rule not in LATER), "name its tests on the page, and take it out of LATER"
    for path, name in named:
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path}::{name}"


def test_no_fairness_test_is_lost():
    """Each file of tests/fairness is named on the page."""
    files = {f"tests/fairness/{path.name}" for path in (ROOT / "tests" / "fairness").glob("test_*.py")}
    assert {path for path in files if path not in PAGE} == set()
