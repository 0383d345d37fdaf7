"""`drumbeat fact` as a person runs it."""

from __future__ import annotations

import shutil

import pytest

from command import quickly
from installation import installed
from operational import spam

OCTOBER = ("--month", "2026-10")
OF = ("--team", "Network", *OCTOBER)
SECTION = """
[facts.spam]
source = "csv"
metric = "spam_blocked"
label = "Spam messages blocked"
teams = ["network"]
file = "spam.csv"
sentence.en = "The mail filter blocked {value} spam messages."
"""


@pytest.fixture(name="folder")
def _folder(tmp_path):
    """A folder with a team, a list of spam, and the section that reads it."""
    installed(tmp_path)
    assert quickly("team", "add", "Network", "--group", "Network", cwd=tmp_path).code == 0
    settings(tmp_path, SECTION)
    spam(tmp_path)
    return tmp_path


def settings(folder, section: str) -> None:
    """The store's settings and this section."""
    store = f'[store]\nurl = "sqlite:///{folder / "drumbeat.db"}"\n'
    (folder / "drumbeat.toml").write_text(store + section, encoding="utf-8")


def said(folder, *words: str, code: int = 0) -> str:
    """What the command says, which ends so."""
    ended = quickly("fact", *words, cwd=folder)
    assert ended.code == code, ended.out + ended.err
    return " ".join((ended.out + ended.err).split())


@pytest.mark.long
def test_a_fetched_figure_is_told_once_somebody_approved_it(folder):
    """Fetched, listed as pending, approved by name, told; when the file changes the approval is gone."""
    assert "nobody has approved it yet" in said(folder, "fetch", *OCTOBER)
    told = said(folder, "approve", "spam_blocked", *OF, "--by", "Ann Lee")
    assert "The digest says: The mail filter blocked 1,209,000 spam messages." in told
    assert "told approved by Ann Lee" in said(folder, "list", *OCTOBER)
    spam(folder, october=39_001)
    assert "it has changed since it was approved" in said(folder, "fetch", *OCTOBER)
    assert "1209000" in said(folder, "history", "spam_blocked", *OF)


@pytest.mark.long
def test_a_rejected_figure_is_left_out_with_the_reason(folder):
    """A rejection names who and why."""
    said(folder, "fetch", *OCTOBER)
    said(folder, "reject", "spam_blocked", *OF, "--reason", "test run of the filter", "--by", "Ben")
    assert "Ben rejected it: test run of the filter" in said(folder, "list", *OCTOBER)
    assert "--reason needs a few words" in said(folder, "reject", "spam_blocked", *OF, "--reason", " ", code=2)


@pytest.mark.long
def test_what_was_rejected_after_the_preview_does_not_leave(folder):
    """A draft that tells a figure nobody stands behind any more is not sent; the next one, without it, is."""
    assert quickly("recipient", "add", "--team", "Network", "ann@example.com", cwd=folder).code == 0
    said(folder, "fetch", *OCTOBER)
    said(folder, "approve", "spam_blocked", *OF, "--by", "Ann Lee")
    assert "1,209,000 spam messages" in quickly("preview", *OF, cwd=folder).out
    said(folder, "reject", "spam_blocked", *OF, "--reason", "a test of the filter")
    refused = quickly("send", "--approve", *OF, cwd=folder)
    assert (refused.code, "not approved any more: spam_blocked" in refused.err) == (2, True)
    assert "1,209,000 spam messages" not in quickly("preview", *OF, cwd=folder).out
    assert quickly("send", "--approve", *OF, cwd=folder).code == 0


@pytest.mark.long
def test_another_team_of_the_name_inherits_nothing(folder):
    """What was typed and approved for a team goes with it: a later one of its name does not tell it as its own."""
    said(folder, "add", *OF, "--metric", "leaks", "--value", "3", "--unit", "count", "--note", "x", "--by", "Ann")
    said(folder, "approve", "leaks", *OF, "--by", "Ann")
    assert quickly("team", "remove", "Network", cwd=folder).code == 0
    assert quickly("team", "add", "Network", "--group", "Desk", cwd=folder).code == 0
    assert "leaks" not in said(folder, "list", *OCTOBER)


@pytest.mark.long
def test_an_approval_of_downtime_can_be_taken_back(demo, tmp_path):
    """Rejected with a reason it waits for approval again; what nobody has approved cannot be rejected."""
    shutil.copy(demo / "demo.db", tmp_path)
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    (tmp_path / "drumbeat.toml").write_text(f'[store]\nurl = "{url}"\n[signals]\nmonitored_services = ["E-mail"]\n')
    which = ("downtime:PRJ0010003", "--team", "Network & Data Centre", *OCTOBER, "--reason", "counted wrongly")
    assert "is left out: counted wrongly" in said(tmp_path, "reject", *which)
    assert "downtime:PRJ0010003 ServiceNow pending nobody has approved it yet" in said(tmp_path, "list", *OCTOBER)
    assert "Nobody has approved downtime:PRJ0010003" in said(tmp_path, "reject", *which, code=2)


@pytest.mark.long
def test_a_source_that_fails_is_named_and_the_others_are_kept(folder):
    """One source without the month, one without a file: both are named, the third is kept, and the exit code is 3."""
    (folder / "old.csv").write_text("metric,period_start,period_end,value,unit,source\n")
    other = 'source = "csv"\nlabel = "X"\nteams = ["Network"]\n'
    settings(folder, f'{SECTION}\n[facts.a]\n{other}file = "no.csv"\n[facts.b]\n{other}file = "old.csv"\n')
    words = said(folder, "fetch", *OCTOBER, code=3)
    assert "There is no file no.csv" in words
    assert "old.csv has no row of b in the period" in words
    assert "2 of 3 figures could not be fetched" in words
    assert "1,209,000" in words
    assert "b missing its source has given no figure" in said(folder, "list", *OCTOBER)


@pytest.mark.long
def test_a_system_that_is_away_is_for_later(folder):
    """When only time mends it the exit code is 75."""
    settings(
        folder,
        '[facts.x]\nsource = "http"\nlabel = "X"\nteams = ["Network"]\n'
        'url = "http://127.0.0.1:9/{month}"\npath = "$.x"\n',
    )
    assert "could not be reached" in said(folder, "fetch", *OCTOBER, code=75)


@pytest.mark.long
def test_what_is_not_there_is_refused(folder):
    """An unknown team, an unknown figure, and no section at all: each says what to do."""
    assert "no team" in said(folder, "fetch", *OCTOBER, "--team", "Other", code=2).lower()
    assert "There is no figure x" in said(folder, "approve", "x", *OF, code=2)
    settings(folder, "")
    assert "docs/facts.md" in said(folder, "fetch", *OCTOBER, code=2)
    assert "There are no figures" in said(folder, "list", *OCTOBER)


TYPED = ("add", *OF, "--metric", "licence_savings", "--value", "12500.50", "--unit", "EUR", "--by", "Ann Lee")


def test_typed_money_needs_a_second_person(folder):
    """Who typed it is refused as its approver; another person's word lets it be told as reported by the team."""
    assert "nobody has approved it yet" in said(folder, *TYPED, "--note", "invoice 12")
    assert "second person" in said(folder, "approve", "licence_savings", *OF, "--by", "ann lee", code=2)
    told = said(folder, "approve", "licence_savings", *OF, "--by", "Ben Cole")
    assert "Licence savings: €12,500.50. Reported by the team." in told
    assert "typed: invoice 12" in said(folder, "list", *OCTOBER)


@pytest.mark.long
def test_a_typed_figure_needs_a_source(folder):
    """Neither note nor file is refused; a file is known by its hash."""
    assert "--note" in said(folder, *TYPED, code=2)
    assert "no file" in said(folder, *TYPED, "--file", "no.pdf", code=2)
    (folder / "invoice.pdf").write_bytes(b"12")
    said(folder, *TYPED, "--file", "invoice.pdf")
    assert "SHA-256 6b51d431df5d7f141cbececcf79edf3dd861c3b4069f0b11661a3eefacbba918" in said(
        folder, "history", "licence_savings", *OF
    )


@pytest.mark.long
def test_what_is_typed_wrongly_is_told_at_once(folder):
    """All mistakes of a typed figure stand in one message, and nothing is kept."""
    words = said(folder, "add", *OF, "--metric", "A B", "--value", "1,5", "--unit", "euro", "--note", "x", code=2)
    assert "--metric must be small letters" in words
    assert "--unit must be one of" in words
    assert "--value is not a plain number" in words
    taken = said(
        folder, "add", *OF, "--metric", "spam_blocked", "--value", "1", "--unit", "count", "--note", "x", code=2
    )
    assert "the next fetch would replace" in taken


def test_the_demo_brings_its_spam_in(demo):
    """The demo's mail filter is fetched from a list of seven months and approved by the team's lead by name."""
    (demo / "drumbeat.toml").write_text(f'[store]\nurl = "sqlite:///{demo / "demo.db"}"\n')
    mailed = ("--team", "Network & Data Centre")
    words = said(demo, "list", *mailed, *OCTOBER)
    assert "spam_blocked 1,206,739 csv: demo-facts.csv 100 % told approved by Marit Solheim" in words
    assert "nobody has approved it yet" in said(demo, "list", *mailed, "--month", "2026-04")
