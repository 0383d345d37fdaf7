"""A customer's skill file in the settings, over the shipped one."""

from __future__ import annotations

from pathlib import Path

import pytest

from drumbeat import app
from drumbeat.errors import SettingsError
from drumbeat.settings import Settings, load

DOCS = Path(__file__).parents[3] / "docs" / "skills.md"


def matcher(tmp_path, content: str | bytes):
    """The matcher of an installation with this skill file."""
    own = tmp_path / "own.csv"
    own.write_bytes(content if isinstance(content, bytes) else content.encode())
    return app.skills(Settings.model_validate({"skills": {"file": own}}))


def test_the_shipped_file_is_used_by_itself():
    """Without a file of one's own the shipped skills are known."""
    assert [hit.skill.name for hit in app.skills(Settings()).find("Reset in Active Directory")] == ["Active Directory"]


def test_ones_own_file_lies_over_it(tmp_path):
    """A file of one's own adds skills, and the shipped ones stay."""
    found = matcher(tmp_path, "skill_id,name,aliases_A\nOWN-1,Widget,widget\n")
    assert [hit.skill.skill_id for hit in found.find("widget, active directory")] == ["OWN-1", "SK-0001"]


@pytest.mark.parametrize(
    ("content", "said"),
    [("name\n", "own.csv"), (b"skill_id\n\xff\n", "it is not UTF-8 text")],
    ids=["no ids", "no text"],
)
def test_a_file_that_is_none_is_told(tmp_path, content, said):
    """What is wrong with the file is told when skills are needed."""
    with pytest.raises(SettingsError, match=said):
        matcher(tmp_path, content)


def test_a_missing_file_is_a_mistake_in_the_settings(tmp_path):
    """A file that is not there is told with all other mistakes of the settings."""
    settings = tmp_path / "drumbeat.toml"
    settings.write_text('[skills]\nfile = "nowhere.csv"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"skills.file: there is no such file"):
        load(settings, {})


def test_the_documented_file_is_one(tmp_path):
    """The example in docs/skills.md is a skill file, and does what is said beside it."""
    example = DOCS.read_text(encoding="utf-8").split("```csv\n")[1].split("```")[0]
    found = matcher(tmp_path, example)
    ids = {skill.skill_id for skill in found.skills}
    assert "SK-0312" not in ids
    assert "OWN-001" in ids
    assert [hit.alias for hit in found.find("adconnect and active directory")] == ["adconnect", "active directory"]
