"""docs/servicenow.md: one row a trap, and every row's tests are there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from command import ROOT

TRAPS = range(1, 67)
ROW = re.compile(r"\| (\d+) \| [^|]+ \| [^|]+ \| ((?:`\w+` ?)+)\|")
NAME = re.compile(r"test_trap_(\d\d)_[a-z0-9_]+")


def rows() -> Iterator[tuple[int, list[str]]]:
    """The table: trap, and the tests that its row names."""
    for line in (ROOT / "docs" / "servicenow.md").read_text(encoding="utf-8").splitlines():
        match = ROW.fullmatch(line)
        if match:
            yield int(match[1]), re.findall(r"`(\w+)`", match[2])


@cache
def written() -> list[str]:
    """The trap tests that there are."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "tests").rglob("test_*.py"))]
    functions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [function.name for function in functions if NAME.fullmatch(function.name)]


def test_every_trap_has_one_row():
    """The 66 traps stand in their order, each once; no line of the table is something else."""
    assert [trap for trap, _ in rows()] == list(TRAPS)
    table = (ROOT / "docs" / "servicenow.md").read_text(encoding="utf-8").splitlines()
    assert len([line for line in table if line.startswith("| ")]) == len(TRAPS) + 1


@pytest.mark.parametrize("trap", TRAPS)
def test_every_trap_has_its_tests(trap):
    """A row names tests of its own trap, all of those that there are, and none that is not there."""
    named = dict(rows())[trap]
    assert named == sorted(name for name in written() if name.startswith(f"test_trap_{trap:02}_"))
    assert named


def test_no_trap_test_is_lost():
    """No two trap tests share a name, and none is of a trap that there is not."""
    names = written()
    assert len(names) == len(set(names))
    assert {int(name[10:12]) for name in names} == set(TRAPS)
