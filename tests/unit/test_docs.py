"""Documentation says what is so."""

from __future__ import annotations

import re
import tomllib
from typing import get_args

import pytest

from command import ROOT, quickly
from drumbeat import errors
from drumbeat.cli.main import VERBS
from drumbeat.settings import Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_definitions_are_the_codes_own(tmp_path):
    """docs/definitions.md is what `drumbeat definitions` prints; `make docs` renews it."""
    assert (ROOT / "docs" / "definitions.md").read_text(encoding="utf-8") == quickly("definitions", cwd=tmp_path).out


@pytest.mark.parametrize("name", VERBS)
def test_every_command_is_in_the_readme_and_has_help(name, tmp_path):
    """No command is undocumented; its help begins with what the list of commands says of it."""
    assert re.search(rf"`(drumbeat )?{name}`|drumbeat {name} ", README), name
    ended = quickly(name, "--help", cwd=tmp_path)
    usage, about, *_ = (" ".join(part.split()) for part in re.split(r"\n\s*\n", ended.out))
    assert (ended.code, about) == (0, VERBS[name][1])
    assert re.match(rf"Usage: .*drumbeat {name} ", usage)


PAGES = [*sorted(ROOT.glob("docs/**/*.md")), *sorted(ROOT.glob("deploy/**/*.md")), ROOT / "README.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_named_tests_exist(page):
    """Every relative link leads to a file, and every test that a page names is there."""
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (page.parent / link).exists(), link
    for path, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text):
        assert (ROOT / path).exists(), path
        assert not name or f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), name


def test_the_example_settings_are_valid_and_complete():
    """deploy/drumbeat.example.toml holds every setting, and what is not commented out is valid."""
    text = (ROOT / "deploy" / "drumbeat.example.toml").read_text(encoding="utf-8")
    Settings.model_validate(tomllib.loads(text))
    for section, field in Settings.model_fields.items():
        assert re.search(rf"^(# )?\[{section}[.\]]", text, re.MULTILINE), section
        for name, inner in fields_in(field):
            assert re.search(rf"^(# )?({name} = |\[{section}\.{name}\])", text, re.MULTILINE), f"{section}.{name}"
            for innermost, _ in fields_in(inner):
                assert re.search(rf"^(# )?.*\b{innermost} = ", text, re.MULTILINE), f"{section}.{name}.{innermost}"


def fields_in(field):
    """The settings that a section holds, or that each of several of a kind does."""
    held = (field.annotation, *get_args(field.annotation))
    return [named for each in held for named in getattr(each, "model_fields", {}).items()]


def test_exit_codes_are_the_readmes():
    """Each error's exit code is one of those that the README explains."""
    codes = {each.exit_code for each in vars(errors).values() if isinstance(each, type) and issubclass(each, Exception)}
    assert codes == {2, 3, 4, 5, 70, 75}
    assert all(f" {code} " in README or f"{code} a" in README for code in codes)


def test_no_file_names_a_registry_or_this_machine():
    """No tracked text names a package index or a folder of the machine it was written on."""
    hosts = ("py" + "pi.org", "registry.np" + "mjs", "/wo" + "rk/", "files.python" + "hosted")
    for folder in ("plugin", "tests", "templates", "deploy", "docs"):
        for path in (ROOT / folder).rglob("*"):
            if "node_modules" in path.parts:
                continue  # other people's, never committed
            if path.is_file() and path.suffix in {".py", ".md", ".txt", ".toml", ".j2", ".csv", ".json", ".html"}:
                text = path.read_text(encoding="utf-8")
                assert not [host for host in hosts if host in text], path
