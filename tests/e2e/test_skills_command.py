"""`drumbeat skills suggest` as a person runs it, on the demo's records."""

from __future__ import annotations

import shutil

import pytest

from command import quickly


@pytest.fixture(name="folder")
def _folder(demo, tmp_path):
    """A folder with settings that lead to a copy of the demo's store."""
    shutil.copy(demo / "demo.db", tmp_path / "drumbeat.db")
    (tmp_path / "drumbeat.toml").write_text('[gate]\nservice_accounts = ["Larkfield Automation"]\n', encoding="utf-8")
    return tmp_path


@pytest.mark.long
def test_suggestions_are_shown_written_and_usable(folder):
    """Names are shown with their counts; the file that is written is not overwritten, and can be used as it is."""
    ended = quickly("skills", "suggest", "--out", "own.csv", cwd=folder)
    assert ended.code == 0, ended.err
    assert "Precision" in ended.out
    again = quickly("skills", "suggest", "--out", "own.csv", cwd=folder)
    assert (again.code, "is there already" in again.err) == (2, True)
    used = quickly("skills", "suggest", cwd=folder, DRUMBEAT_SKILLS__FILE="own.csv")
    assert used.code == 0, used.err
    first = next(line.split("  ")[0] for line in ended.out.splitlines() if "  A  " in line)
    assert not any(line.startswith(f"{first}  ") for line in used.out.splitlines())


def test_without_records_it_says_so(tmp_path):
    """Before anything was pulled the command says what to do."""
    ended = quickly("skills", "suggest", cwd=tmp_path)
    assert ended.code == 2
    assert "drumbeat pull" in ended.err
