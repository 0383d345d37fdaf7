"""docs/redaction.md says what is measured, with what, and which groups' titles never show."""

from __future__ import annotations

from command import ROOT
from drumbeat.digest.redaction.groups import WORDS
from leaks import measure
from leaks.clean_titles import CLEAN_TITLES
from leaks.kinds import FAMILIES, KINDS

PAGE = (ROOT / "docs" / "redaction.md").read_text(encoding="utf-8")


def test_the_page_names_the_script_and_what_it_measures():
    """Script, command, and how many kinds, families, tickets and clean titles there are stand on the page."""
    words = " ".join(PAGE.split())
    assert "`tests/leaks/measure.py`" in words
    assert "`make redaction`" in words
    assert f"{len(KINDS)} kinds" in words
    assert "seven families" in words
    assert len(FAMILIES) == 7
    assert f"{measure.COUNT:,} tickets" in words
    assert f"of {len(CLEAN_TITLES)}," in words


def test_every_word_of_confidential_groups_is_on_the_page():
    """Who names a group can read which words keep its titles out."""
    listed = PAGE.split("## Groups whose titles never show")[1].split("##")[0].replace(",", " ").split()
    assert WORDS - set(listed) == set()


def test_the_script_prints_its_table(capsys):
    """A small run prints a row for each seed, and what clean titles lose."""
    measure.main(["--seeds", "1", "2", "--count", "20"])
    told = capsys.readouterr().out
    assert f"{len(KINDS)} kinds; 20 tickets" in told
    assert [line[:4] for line in told.splitlines() if line.startswith(("| 1 ", "| 2 "))] == ["| 1 ", "| 2 "]
    assert f"of {len(CLEAN_TITLES)} clean titles" in told
