"""The architecture, held by tests: direction of imports, owners of libraries, sizes, and sentences in tests."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "plugin" / "drumbeat"
FILES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))

PURE = {"errors", "records", "signals", "digest", "editions", "visitors"}
LEAVES = {"http_session", "rendering", "atomic_files", "list_files", "tokens"}
BELOW = PURE | LEAVES | {"ports", "settings"}
MAY_IMPORT = {
    "errors": set(),
    "records": {"errors"},
    "signals": {"errors", "records"},
    "digest": {"errors", "records", "signals"},
    "editions": {"errors", "records"},
    "visitors": set(),
    "ports": PURE,
    "settings": PURE,
    "clerk": set(),
    "sending": PURE | {"ports", "clerk"},
    "pipeline": PURE | {"ports", "sending"},
    "pull": PURE | {"ports"},
    **dict.fromkeys(LEAVES, PURE | {"ports", "settings"}),
    **dict.fromkeys(("source", "facts", "store", "delivery", "schedule", "simulator"), BELOW),
    "app": BELOW | {"sending", "pipeline", "pull", "source", "facts", "store", "delivery", "schedule", "simulator"},
    "desk": BELOW | {"app", "pipeline", "pull", "sending"},
    "web": BELOW | {"app", "desk", "pipeline", "pull"},
    "cli": BELOW | {"app", "desk", "pipeline", "pull", "web"},
    "__main__": {"cli"},
    "__init__": set(),
}
OWNERS = {
    "pysnow": {"source"},
    "tenacity": {"source"},
    "requests": {"source", "facts", "delivery", "http_session"},
    "orjson": {"source", "store", "simulator"},
    "joserfc": {"source"},
    "jsonpath": {"facts"},
    "cryptography": {"simulator"},
    "python_calamine": {"list_files"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "sqlite3": {"store"},
    "psycopg": {"store"},
    "smtplib": {"delivery"},
    "msal": {"delivery"},
    "email.message": {"delivery", "ports"},
    "jinja2": {"rendering"},
    "css_inline": {"rendering"},
    "babel": {"rendering", "digest"},
    "itsdangerous": {"tokens"},
    "ahocorasick_rs": {"signals"},
    "detect_secrets": {"digest"},
    "phonenumbers": {"digest"},
    "stdnum": {"digest"},
    "pydantic": {"settings"},
    "typer": {"cli"},
    "rich": {"cli"},
    "http.server": {"simulator"},
    "apscheduler": {"schedule"},
    "holidays": {"schedule"},
    "fastapi": {"web"},
    "starlette": {"web"},
    "uvicorn": {"web"},
}
OUTSIDE = {"io", "logging", "os", "pathlib", "random", "socket", "subprocess", "sys", "tempfile", "time", "urllib"}
CLOCKS = {"now", "utcnow", "today"}
MOST_LINES = 400
MOST_FUNCTION_LINES = 60


def _room(path: Path) -> str:
    """The first folder below the package, or the module at its top."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where a name comes from"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _is_in(module: str, library: str) -> bool:
    return module == library or module.startswith(f"{library}.")


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path):
    """A module imports only from rooms that stand below its own; an unknown room fails."""
    room = _room(path)
    assert room in MAY_IMPORT, f"{room} is no room of the house; see the design, section 3"
    for module in _imports(ast.parse(path.read_text())):
        parts = module.split(".")
        if parts[0] != "drumbeat" or len(parts) == 1 or parts[1] == "__version__" or parts[1] == room:
            continue
        assert parts[1] in MAY_IMPORT[room], f"{room} must not import {module}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_library_has_one_owner(path):
    """An outside library is imported only in the room that owns it."""
    for module in _imports(ast.parse(path.read_text())):
        for library, rooms in OWNERS.items():
            assert not _is_in(module, library) or _room(path) in rooms, f"{library} belongs to {rooms}"


@pytest.mark.parametrize(
    "path", [path for path in FILES if _room(path) in PURE], ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_pure_rooms_touch_nothing_outside(path):
    """Pure layers read no clock, environment, file, network or log: they import nothing that could."""
    tree = ast.parse(path.read_text())
    for module in _imports(tree):
        assert module.split(".")[0] not in OUTSIDE, f"{module} reaches outside"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            assert not (isinstance(called, ast.Attribute) and called.attr in CLOCKS), "time is an argument"
            assert not (isinstance(called, ast.Name) and called.id in {"open", "print"})


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_and_functions_stay_small(path):
    """No file is longer than 400 lines, no function longer than 60."""
    text = path.read_text()
    assert text.count("\n") <= MOST_LINES
    for function in _functions(ast.parse(text)):
        assert (function.end_lineno or 0) - function.lineno < MOST_FUNCTION_LINES, function.name


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_test_says_what_must_hold(path):
    """Each test has a docstring, and no two test files share a name."""
    assert [other for other in TESTS if other.name == path.name] == [path]
    for function in _functions(ast.parse(path.read_text())):
        if function.name.startswith("test_"):
            assert ast.get_docstring(function), f"{function.name} has no sentence"


def test_test_files_stay_small():
    """No file of the tests is longer than 400 lines: what several share has a module of its own."""
    lengths = {path.name: path.read_text().count("\n") for path in (ROOT / "tests").rglob("*.py")}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_the_rules_above_can_fail():
    """The table of rooms forbids what the design forbids: adapters never import each other, pure layers no adapter."""
    assert "store" not in MAY_IMPORT["source"]
    assert "source" not in MAY_IMPORT["simulator"]
    assert not MAY_IMPORT["digest"] & {"store", "source", "rendering", "ports"}
    assert "delivery" not in MAY_IMPORT["pipeline"]
    assert not (MAY_IMPORT["cli"] | MAY_IMPORT["web"]) & {"source", "store", "delivery", "simulator"}
    assert not (MAY_IMPORT["app"] | MAY_IMPORT["desk"]) & {"web", "cli"}
