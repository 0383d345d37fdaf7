"""A combined team by its commands: added, seen, previewed, approved, sent, changed, reported, removed."""

from __future__ import annotations

import json
from email import policy
from email.parser import BytesParser

import jsonschema
import pytest

from command import ROOT, quickly
from departments import department

MONTH = ("--month", "2026-10")
SCHEMA = json.loads((ROOT / "docs" / "digest.schema.json").read_text())


@pytest.fixture(name="here")
def _here(tmp_path):
    """Network, Desk and Archive, whose work one person did; no combined team yet."""
    context = department(tmp_path, {"Desk": 7, "Archive": 1})
    context.store.teams.remove("IT", context.clock())
    return tmp_path


def ran(folder, *words: str) -> str:
    """What a command said; it went well."""
    ended = quickly(*words, cwd=folder)
    assert ended.code == 0, ended.err
    return ended.out


def refused(folder, *words: str) -> str:
    """Why it was not done, on one line."""
    ended = quickly(*words, cwd=folder)
    assert ended.code == 2, ended.out
    return " ".join(ended.err.split())


def test_from_the_first_word_to_the_last(here):
    """From the team to its mail: nothing of a combined team needs another command than any team needs."""
    ran(here, "team", "add", "IT", "--of", "Network", "--of", "Desk", "--of", "Archive", "--lead", "Nora")
    assert "“IT” combines Network, Desk and Archive." in ran(here, "team", "list")
    assert "“IT” combines Network, Desk and Archive." in ran(here, "status")
    ran(here, "recipient", "add", "--team", "IT", "zoe@example.com")
    ran(here, "edit", "--team", "Desk", *MONTH, "--note", "From the desk.")
    preview = ran(here, "preview", "--team", "IT", *MONTH)
    assert "\nDesk\n----\n\n| From the desk.\n|   Lead of Desk\n" in preview
    assert "the records of Archive." in " ".join(preview.split())
    assert "It combines Network, Desk and Archive" in ran(here, "status", "--team", "IT", *MONTH)
    ran(here, "approve", "--team", "IT", *MONTH, "--by", "Nora")
    assert "approved, built" in ran(here, "preview", "--team", "IT", *MONTH)
    assert "Wrote 1 mail into out" in ran(here, "send", "--team", "IT", *MONTH, "--outbox", "out")
    (mail,) = (BytesParser(policy=policy.default).parsebytes(path.read_bytes()) for path in (here / "out").iterdir())
    assert mail["Subject"].startswith("IT, October 2026: ")
    assert "| From the desk." in mail.get_body(("plain",)).get_content()


def test_what_cannot_be_combined_is_told(here):
    """Groups beside teams, an unknown team, and a team alone are refused with what to do."""
    assert "cannot be made of teams" in refused(here, "team", "add", "IT", "--of", "Desk", "--of", "x", "--group", "g")
    assert "no team “x”" in refused(here, "team", "add", "IT", "--of", "Desk", "--of", "x")
    assert "two other teams at least" in refused(here, "team", "add", "IT", "--of", "Desk", "--of", "Desk")
    assert "made of groups" in refused(here, "team", "change", "Desk", "--of", "Network", "--of", "Archive")


def test_a_part_leaves_before_it_is_removed(here):
    """Removing a part is refused with the command that takes it out first; then it goes."""
    ran(here, "team", "add", "IT", "--of", "Network", "--of", "Desk", "--of", "Archive")
    assert 'drumbeat team change "IT" --of' in refused(here, "team", "remove", "Archive")
    assert "made of Desk and Network" in ran(here, "team", "change", "IT", "--of", "Desk", "--of", "Network")
    ran(here, "team", "remove", "Archive")
    assert "“IT” combines Desk and Network." in ran(here, "team", "list")


def test_a_report_of_several_teams_has_the_same_sections(here):
    """What is reported of teams that are named is what a combined team's edition tells, in every format."""
    ran(here, "team", "add", "IT", "--of", "Desk", "--of", "Network", "--of", "Archive")
    named = ("--team", "Desk", "--team", "Network", "--team", "Archive", "--name", "IT")
    one, other = (
        json.loads(ran(here, "report", *words, *MONTH, "--format", "json")) for words in (("--team", "IT"), named)
    )
    assert one == other
    assert [each["team"] for each in one["sections"]] == ["Desk", "Network"]
    jsonschema.validate(one, SCHEMA)
    formats = "html,text,md,csv,eml"
    ran(here, "report", *named, *MONTH, "--format", formats, "--out", "out", "--language", "de")
    files = {path.suffix: path for path in (here / "out").iterdir() if not path.stem.endswith("-evidence")}
    assert "t1:incidents_resolved,INCDES10000" in files[".csv"].read_text("utf-8-sig")
    assert "\n## Desk\n\n- Störungen behoben: **12**" in files[".md"].read_text()
    mail = BytesParser(policy=policy.default).parsebytes(files[".eml"].read_bytes())
    assert ">Desk</h2>" in mail.get_body(("html",)).get_content()
    assert "\nDesk\n----\n" in files[".txt"].read_text()
    page = (here / "out" / "it-2026-10-evidence.html").read_text()
    assert 'href="it-2026-10-evidence.html#t1-incidents-resolved"' in files[".html"].read_text()
    assert 'id="t1-incidents-resolved"' in page
    assert "Desk: Störungen behoben: 12" in page
