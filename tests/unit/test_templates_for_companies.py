"""docs/templates: what they say about the program is held by tests, and is the same in both languages."""

from __future__ import annotations

import re
import tomllib

import pytest

from command import ROOT
from drumbeat.settings import Settings

FOLDER = ROOT / "docs" / "templates"
NAMES = ("works-agreement", "data-protection-assessment")
CLAIM = re.compile(r"^\| (P\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def page(name):
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def claims(text):
    return {number: (said, held) for number, said, held in CLAIM.findall(text)}


@pytest.mark.parametrize("name", NAMES)
def test_every_claim_names_its_tests(name):
    """Each numbered sentence names at least one test; test_docs sees that these are there."""
    found = claims(page(name))
    assert len(found) == 16
    assert all(re.findall(r"`tests/[\w/]+\.py", held) for _, held in found.values())


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_say_the_same(name):
    """The German page has the same claims by the same tests, as many parts and as many blanks."""
    ours, german = page(name), page(f"{name}.de")
    assert {key: held for key, (_, held) in claims(ours).items()} == {
        key: held for key, (_, held) in claims(german).items()
    }
    assert re.findall(r"^## (\d)", ours, re.MULTILINE) == re.findall(r"^## (\d)", german, re.MULTILINE)
    blanks = [text.count("**[") for text in (ours, german)]
    assert blanks[0] == blanks[1] > 15


@pytest.mark.parametrize("language", ["", ".de"])
def test_both_templates_claim_the_same(language):
    """The agreement and the assessment promise the same."""
    assert claims(page(f"{NAMES[0]}{language}")) == claims(page(f"{NAMES[1]}{language}"))


@pytest.mark.parametrize("language", ["", ".de"])
def test_the_agreed_settings_are_settings(language):
    """The settings of the agreement are valid, and let nothing personal begin."""
    [block] = re.findall(r"```toml\n(.*?)```", page(f"works-agreement{language}"), re.DOTALL)
    privacy = Settings.model_validate(tomllib.loads(block)).privacy
    assert not privacy.keeps_personal_records
    assert not privacy.names_people
