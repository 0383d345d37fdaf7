"""What programs are told to do next: addresses of the interface, never a command."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import drumbeat
from drumbeat import errors
from drumbeat.errors import DrumbeatError, SettingsError
from drumbeat.web.api.application import _ROUTERS
from drumbeat.web.api.said import OF_COMMANDS, advice

KINDS = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, DrumbeatError)]
NAMED = re.compile(r"(GET|POST) (/v1\S*[^\s.,;:)])")


def recoveries():
    """Every advice that is written in the code below the pages and commands, its values left out."""
    for path in sorted(Path(drumbeat.__file__).parent.rglob("*.py")):
        if path.parts[-2] in {"cli", "simulator"}:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "recovery":
                parts = [each.value for each in ast.walk(node.value) if isinstance(each, ast.Constant)]
                yield " … ".join(each for each in parts if isinstance(each, str))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_kind_of_error_names_a_command(kind):
    """What an error advises where nothing else is said."""
    said = advice(kind("It failed."))
    assert said
    assert not OF_COMMANDS.search(said)


def test_no_advice_in_the_code_names_a_command():
    """Whatever a program's request comes to, what it reads has no command, and the addresses in it are there."""
    found = set(recoveries())
    assert sum(bool(OF_COMMANDS.search(each)) for each in found) > 30
    told = {advice(SettingsError("It failed.", recovery=each)) for each in found}
    assert [each for each in told if OF_COMMANDS.search(each)] == []
    routes = {(method, route.path) for router in _ROUTERS for route in router.routes for method in route.methods}
    named = {each for words in told for each in NAMED.findall(words)}
    assert named
    assert named <= routes
