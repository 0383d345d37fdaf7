"""docs/email.md: one row a rule, and every test that a row names is there and says so."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from command import ROOT

RULES = [f"E{number:02}" for number in range(1, 56)]
ROW = re.compile(r"\| (E\d\d) \| ([^|]+) \| ([^|]+) \|")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
WHY_NOT = re.compile(r"\b(not yet|not offline): \w+", re.IGNORECASE)


@cache
def rows():
    """The table: rule, what it says, what holds it."""
    lines = (ROOT / "docs" / "email.md").read_text(encoding="utf-8").splitlines()
    return [match.groups() for match in map(ROW.fullmatch, lines) if match]


@cache
def docstrings(path):
    """What the functions of a test file say that they hold."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name: ast.get_docstring(node) or "" for node in tree.body if isinstance(node, ast.FunctionDef)}


@cache
def numbered():
    """The tests that carry a rule's number in their name -> their file."""
    paths = sorted((ROOT / "tests").rglob("test_*.py"))
    found = [(name, path) for path in paths for name in docstrings(path.relative_to(ROOT).as_posix())]
    return {name: path.relative_to(ROOT).as_posix() for name, path in found if re.match(r"test_e\d\d_", name)}


def test_every_rule_has_one_row():
    """The fifty-five rules stand in their order, each once, each in words."""
    assert [rule for rule, _, _ in rows()] == RULES
    assert all(len(words.split()) >= 3 for _, words, _ in rows())


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_held_or_says_why_not(rule):
    """A row names tests that are there and whose sentence names the rule, or a reason; or both."""
    ((_, _, held),) = [row for row in rows() if row[0] == rule]
    named = TEST.findall(held)
    assert named or WHY_NOT.search(held)
    for path, name in named:
        assert re.search(rf"\b{rule}\b", docstrings(path)[name]), name


@pytest.mark.parametrize("rule", RULES)
def test_no_numbered_test_is_lost(rule):
    """Every test that carries the number of a rule stands in its row."""
    ((_, _, held),) = [row for row in rows() if row[0] == rule]
    mine = {(path, name) for name, path in numbered().items() if name.startswith(f"test_{rule.lower()}_")}
    assert mine <= set(TEST.findall(held))


def test_no_number_is_of_a_rule_that_there_is_not():
    """A numbered test is of one of the rules."""
    assert {name[5:8].upper() for name in numbered()} <= set(RULES)
    assert len(numbered()) > len(RULES)
