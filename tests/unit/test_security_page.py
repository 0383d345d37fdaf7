"""docs/security.md: each point has its tests, and what no single page's test can show is held here."""

from __future__ import annotations

import ast
import re

from command import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
PACKAGE = ROOT / "plugin" / "drumbeat"
CODE = {"eval", "exec", "compile", "__import__"}
UNSAFE = {"pickle", "marshal", "shelve", "dill", "yaml", "xml.etree", "xml.dom", "xml.sax"}


def rows():
    """The tables: point, what is done, what holds it."""
    cells = [[each.strip() for each in line.strip("|").split("|")] for line in PAGE.splitlines() if line[:2] == "| "]
    return [row for row in cells if row[0] != "point"]


def trees():
    """Every file of the package, parsed."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def test_every_point_has_its_row():
    """The ten of 2021 stand in their order, each once; each row says in words what is done, and names its tests."""
    found = rows()
    assert [row[0][:3] for row in found if re.match(r"A\d\d ", row[0])] == [f"A{number:02}" for number in range(1, 11)]
    assert [row for row in found if len(row) != 3] == []
    assert [row[0] for row in found if len(row[1].split()) < 5 or not TEST.findall(row[2])] == []
    assert len(found) >= 25


def test_every_named_test_is_there():
    """Each test that a row names is in the file that it names."""
    for path, name in TEST.findall(PAGE):
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), f"{path}::{name}"


def test_nothing_said_becomes_code_or_a_statement():
    """No file evaluates, unpickles or runs a shell, and none makes a statement of a formatted text."""
    wrong = []
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [each.name for each in node.names] if isinstance(node, ast.Import) else [node.module or ""]
                wrong += [(path.name, name) for name in names if any(name.startswith(each) for each in UNSAFE)]
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            if isinstance(called, ast.Name) and called.id in CODE:
                wrong.append((path.name, called.id))
            if any(each.arg == "shell" for each in node.keywords):
                wrong.append((path.name, "shell"))
            is_statement = isinstance(called, ast.Name) and called.id == "text"
            if is_statement and path.is_relative_to(PACKAGE / "store") and isinstance(node.args[0], ast.JoinedStr):
                wrong.append((path.name, ast.unparse(node)[:80]))
    assert wrong == []


def test_every_library_is_locked_by_hash():
    """Each line that names a library in a lock file names one version, and a hash follows."""
    locks = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "deploy").glob("requirements*.txt")}
    assert len(locks) == 4
    for text in locks.values():
        blocks = re.split(r"\n(?=\S)", text)
        named = [each for each in blocks if each and not each.startswith(("#", "-"))]
        assert len(named) > 20
        assert [each.split()[0] for each in named if "==" not in each.split()[0] or "--hash=sha256:" not in each] == []
