"""The architecture, held by tests: direction of imports, owners of libraries, sizes, and sentences in tests."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "plugin" / "drumbeat"
FILES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))

PURE = {"errors", "sentences", "records", "signals", "digest", "editions", "visitors"}
LEAVES = {"http_session", "rendering", "atomic_files", "list_files", "tokens", "logs", "metrics"}
BELOW = PURE | LEAVES | {"ports", "settings"}
MAY_IMPORT = {
    "sentences": set(),
    "errors": {"sentences"},
    "records": {"errors", "sentences"},
    "signals": {"errors", "sentences", "records"},
    "digest": {"errors", "sentences", "records", "signals"},
    "editions": {"errors", "sentences", "records"},
    "visitors": set(),
    "ports": PURE,
    "settings": PURE,
    "clerk": set(),
    "sending": PURE | {"ports", "clerk", "logs"},
    "bounces": PURE,
    "pipeline": PURE | {"ports", "sending", "logs"},
    "pull": PURE | {"ports", "logs"},
    **dict.fromkeys(LEAVES, PURE | {"ports", "settings"}),
    **dict.fromkeys(("source", "facts", "store", "delivery", "schedule", "simulator", "identity"), BELOW),
    "app": BELOW
    | {
        "sending",
        "bounces",
        "pipeline",
        "pull",
        "source",
        "facts",
        "store",
        "delivery",
        "schedule",
        "simulator",
        "identity",
    },
    "desk": BELOW | {"app", "bounces", "pipeline", "pull", "sending"},
    "web": BELOW | {"app", "desk", "pipeline", "pull"},
    "cli": BELOW | {"app", "desk", "pipeline", "pull", "web"},
    "__main__": {"cli"},
    "__init__": set(),
}
OWNERS = {
    "pysnow": {"source"},
    "tenacity": {"source"},
    "requests": {"source", "facts", "delivery", "identity", "http_session"},
    "orjson": {"source", "store", "simulator"},
    "joserfc": {"source", "identity"},
    "jsonpath": {"facts"},
    "cryptography": {"simulator"},
    "python_calamine": {"list_files"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "sqlite3": {"store"},
    "psycopg": {"store"},
    "smtplib": {"delivery"},
    "imaplib": {"delivery"},
    "msal": {"delivery"},
    "dns": {"delivery"},
    "email.message": {"delivery", "ports"},
    "jinja2": {"rendering"},
    "css_inline": {"rendering"},
    "babel": {"rendering", "digest"},
    "itsdangerous": {"tokens"},
    "ahocorasick_rs": {"signals"},
    "detect_secrets": {"digest"},
    "phonenumbers": {"digest"},
    "stdnum": {"digest"},
    "pydantic": {"settings", "web"},
    "typer": {"cli"},
    "rich": {"cli"},
    "http.server": {"simulator"},
    "apscheduler": {"schedule"},
    "holidays": {"schedule"},
    "anyio": {"web"},
    "fastapi": {"web"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "h11": {"web"},
    "python_multipart": {"web"},
    "prometheus_client": {"metrics"},
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


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def _named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_imports_point_one_way():
    """A module imports only from rooms that stand below its own; an unknown room fails."""
    rooms = {_room(path) for path in FILES}
    assert rooms <= set(MAY_IMPORT), "these are no rooms of the house; see the design, section 3"
    wrong = []
    for path in FILES:
        room = _room(path)
        for module in _imports(_tree(path)):
            parts = module.split(".")
            if parts[0] != "drumbeat" or len(parts) == 1 or parts[1] == "__version__" or parts[1] == room:
                continue
            if parts[1] not in MAY_IMPORT[room]:
                wrong.append(f"{_named(path)} must not import {module}")
    assert wrong == [], "\n".join(wrong)


def test_each_library_has_one_owner():
    """An outside library is imported only in the room that owns it."""
    wrong = [
        f"{_named(path)} imports {library}, which belongs to {sorted(rooms)}"
        for path in FILES
        for module in _imports(_tree(path))
        for library, rooms in OWNERS.items()
        if _is_in(module, library) and _room(path) not in rooms
    ]
    assert wrong == [], "\n".join(wrong)


def test_pure_rooms_touch_nothing_outside():
    """Pure layers read no clock, environment, file, network or log: they import nothing that could."""
    wrong = []
    for path in [path for path in FILES if _room(path) in PURE]:
        outside = [module for module in _imports(_tree(path)) if module.split(".")[0] in OUTSIDE]
        wrong += [f"{_named(path)}: {module} reaches outside" for module in outside]
        for node in ast.walk(_tree(path)):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr in CLOCKS:
                wrong.append(f"{_named(path)}:{node.lineno}: time is an argument")
            if isinstance(called, ast.Name) and called.id in {"open", "print"}:
                wrong.append(f"{_named(path)}:{node.lineno}: {called.id} reaches outside")
    assert wrong == [], "\n".join(wrong)


def test_files_and_functions_stay_small():
    """No file is longer than 400 lines, no function longer than 60."""
    lengths = {_named(path): path.read_text().count("\n") for path in FILES}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}
    functions = {
        f"{_named(path)}: {function.name}": (function.end_lineno or 0) - function.lineno
        for path in FILES
        for function in _functions(_tree(path))
    }
    assert {name: length for name, length in functions.items() if length >= MOST_FUNCTION_LINES} == {}


def test_every_test_says_what_must_hold():
    """Each test has a docstring, and no two test files share a name."""
    names = Counter(path.name for path in TESTS)
    assert [name for name, times in names.items() if times > 1] == []
    silent = [
        f"{path.relative_to(ROOT)}: {function.name} has no sentence"
        for path in TESTS
        for function in _functions(ast.parse(path.read_text()))
        if function.name.startswith("test_") and not ast.get_docstring(function)
    ]
    assert silent == [], "\n".join(silent)


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
