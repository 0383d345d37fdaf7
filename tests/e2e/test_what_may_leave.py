"""A draft leaves only while everything in it is still approved, word for word."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from email.policy import default

import pytest

import moves
from command import quickly
from departments import incidents_of
from drumbeat.digest.operational import FactUnit, OperationalFact, SourceType
from installation import NETWORK, OCTOBER, WORD, again, fill, incidents, installed, usual
from rows import cells
from stores import receives
from ticks import of_an_older_version

MONTH = ("--team", "Network", "--month", "2026-10")
MOVE = f"downtime:{moves.PROJECT}"
TWO_HOURS = moves.outage(1, "10-10 21:00", "10-10 23:04")
SERVED = {"DRUMBEAT_EVIDENCE__FOLDER": "pages", "DRUMBEAT_EVIDENCE__SECRET": "s" * 32}
HERE = {**SERVED, "DRUMBEAT_EVIDENCE__URL": "https://digest.example.com/a&b"}
THERE = {**SERVED, "DRUMBEAT_EVIDENCE__URL": "https://digest.example.com/c"}


@pytest.fixture(name="folder")
def _folder(tmp_path):
    """Where an installation lies."""
    return tmp_path


@pytest.fixture(name="context")
def _context(folder):
    """The month of six people, and beside it the move of a service with an outage of 2 h 04 min."""
    move = {"pm_project": [moves.project()], "change_request": [moves.change()], "cmdb_ci_outage": [TWO_HOURS]}
    rows = usual()
    rows["incident"] += incidents_of("Quiet", people=2, count=2, month=7)
    context = installed(folder, {**rows, **move, "change_task": [], "task_outage": []})
    context.store.teams.add(NETWORK)
    receives(context.store.recipients, "Network", "ann@example.com")
    return context


def ran(folder, *words: str, **environment: str) -> str:
    """What the command says, on one line with ordinary blanks; it went well."""
    ended = quickly(*words, cwd=folder, **environment)
    assert ended.code == 0, ended.err
    return " ".join(ended.out.split())


def refused(folder, **environment: str) -> str:
    """Why the draft is not sent; it was refused, and nothing left."""
    ended = quickly("send", "--approve", *MONTH, cwd=folder, **environment)
    assert ended.code == 2, ended.out
    assert "drumbeat preview" in ended.err
    assert not list(folder.glob("outbox/*"))
    return " ".join(ended.err.split())


def mailed(folder, **environment: str) -> str:
    """The text of the mail that left."""
    ran(folder, "send", "--approve", *MONTH, **environment)
    (path,) = folder.glob("outbox/*")
    mail = email.message_from_bytes(path.read_bytes(), policy=default)
    return " ".join(mail.get_body(("plain",)).get_content().split())


def approve(folder, what: str = MOVE) -> str:
    """Let Ann stand behind it."""
    return ran(folder, "fact", "approve", what, *MONTH, "--by", "Ann")


def renamed(title: str, number: str = "INC0003"):
    """The month's incidents, of which one has another title."""
    same = {name: cells(**{name: value})[name] for name, value in {"short_description": title}.items()}
    return [{**row, **same} if row["number"].value == number else row for row in incidents()]


def blocked(context, **changed):
    """A thousand spam messages, or what has changed of that, fetched anew and approved."""
    found = OperationalFact(
        team="Network",
        id="spam_blocked",
        label="Spam blocked",
        value=Decimal(1000),
        unit=FactUnit.of("count"),
        period_start=OCTOBER.start,
        period_end=OCTOBER.end,
        source_type=SourceType.CSV,
        source_ref="spam.csv, SHA-256 " + "0" * 64,
        fetched_at=datetime(2026, 11, 3, tzinfo=UTC),
        method="1 row",
        owner="Ben",
    )
    found = replace(found, **changed)
    context.store.facts.keep(found, context.entry("fetch fact"))
    context.store.facts.approve(found, "Ann", context.entry("approve fact"))


@pytest.mark.parametrize("end", ["10-11 02:00", ""], ids=["five hours", "no end"])
def test_downtime_that_was_mended_does_not_leave(folder, context, end):
    """When the outage turns out longer, or open, the draft with its first length is not sent."""
    approve(folder)
    assert "2 h 04 min" in ran(folder, "preview", *MONTH)
    fill(context, "cmdb_ci_outage", [moves.outage(1, "10-10 21:00", end)])
    assert MOVE in refused(folder)


def test_a_new_approval_does_not_send_the_old_length(folder, context):
    """When somebody approves the new length, the draft with the old one is still not sent; the next one is."""
    approve(folder)
    ran(folder, "preview", *MONTH)
    fill(context, "cmdb_ci_outage", [moves.outage(1, "10-10 21:00", "10-11 02:00")])
    assert "5 h" in approve(folder)
    assert MOVE in refused(folder)
    ran(folder, "preview", *MONTH)
    told = mailed(folder)
    assert "Mail was down for 5 h" in told
    assert "2 h 04 min" not in told


def test_a_figure_that_became_a_part_does_not_leave(folder, context):
    """A thousand of the whole month, then of half of it: "at least" is approved, and the exact sentence is not sent."""
    blocked(context)
    assert "blocked 1,000 spam" in ran(folder, "preview", *MONTH)
    blocked(context, completeness=0.5)
    assert "not approved any more: spam_blocked" in refused(folder)
    ran(folder, "preview", *MONTH)
    assert "blocked at least 1,000 spam" in mailed(folder)


def test_what_is_approved_word_for_word_leaves(folder, context):
    """Another file with the same figure, and a pull that brings nothing new, keep no draft from leaving."""
    approve(folder)
    blocked(context)
    ran(folder, "edit", *MONTH, "--tick", "INC0003")
    ran(folder, "preview", *MONTH)
    blocked(context, source_ref="spam.csv, SHA-256 " + "1" * 64)
    fill(context, "cmdb_ci_outage", [TWO_HOURS])
    fill(context, "incident", incidents())
    told = mailed(folder)
    assert "2 h 04 min" in told
    assert "blocked 1,000 spam" in told
    assert f"“{WORD} 3”" in told


def test_a_draft_is_compared_in_its_own_language(folder, context):
    """A German draft leaves, though the next ones are to be written in English."""
    approve(folder)
    ran(folder, "preview", *MONTH, DRUMBEAT_REPORT__LANGUAGE="de")
    assert "mit 2 h 04 min Ausfall von Mail" in mailed(folder)


def test_what_has_no_room_any_more_is_still_approved(folder, context):
    """Five figures approved after the preview leave no room for the downtime; the draft that tells it may leave."""
    approve(folder)
    ran(folder, "preview", *MONTH)
    for at in range(5):
        blocked(context, id=f"figure_{at}", label=f"Figure {at}")
    assert "2 h 04 min" in mailed(folder)


def test_what_was_edited_after_the_preview_is_shown_first(folder, context):
    """Ticks after the preview are not in its draft: sending asks for a look at the new one, which then leaves."""
    approve(folder)
    ran(folder, "preview", *MONTH)
    ran(folder, "edit", *MONTH, "--tick", "INC0003")
    assert "made before it was edited" in quickly("send", "--approve", *MONTH, cwd=folder).err
    ran(folder, "preview", *MONTH)
    assert f"“{WORD} 3” was solved" in mailed(folder)


def test_a_title_that_was_changed_is_not_ticked(folder, context):
    """A tick is for the title that was read: another is told neither by the draft nor by a new one, until ticked."""
    assert f"“{WORD} 3” was solved" in ran(folder, "edit", *MONTH, "--tick", "INC0003")
    assert f"“{WORD} 3”" in ran(folder, "preview", *MONTH)
    fill(context, "incident", renamed("Our boss drinks"))
    assert "incident:INC0003" in refused(folder)
    shown = ran(folder, "preview", *MONTH)
    letter, _, advice = shown.partition("Subject:")
    assert "Our boss drinks" not in letter
    assert "Left out: “Our boss drinks” was solved" in advice
    assert 'drumbeat edit --team "Network" --month 2026-10 --tick INC0003' in advice
    assert "Our boss drinks" in ran(folder, "edit", *MONTH, "--tick", "INC0003")
    ran(folder, "preview", *MONTH)
    assert "“Our boss drinks” was solved" in mailed(folder)


def test_an_unseen_title_does_not_leave_without_a_draft(folder, context):
    """Sending makes the draft where there is none; a title that nobody has read is not in it."""
    ran(folder, "edit", *MONTH, "--tick", "INC0003")
    fill(context, "incident", renamed("Our boss drinks"))
    told = mailed(folder)
    assert "Our boss drinks" not in told
    assert WORD not in told


def test_a_tick_that_was_taken_back_holds(folder, context):
    """Without a new preview the draft with the title is not sent."""
    ran(folder, "edit", *MONTH, "--tick", "INC0003")
    ran(folder, "preview", *MONTH)
    ran(folder, "edit", *MONTH, "--untick", "INC0003")
    assert "made before it was edited" in refused(folder)
    ran(folder, "preview", *MONTH)
    assert WORD not in mailed(folder)


def test_a_tick_of_an_older_version_is_asked_for_again(folder, context):
    """A tick that was kept without its title shows none; the lead is told, and ticks it again."""
    of_an_older_version(folder / "drumbeat.db", "Network", "INC0003,INC0005")
    assert "tick again to show: INC0003, INC0005" in ran(folder, "edit", *MONTH)
    letter, _, advice = ran(folder, "preview", *MONTH).partition("Subject:")
    assert WORD not in letter
    assert "--tick INC0003" in advice
    said = ran(folder, "edit", *MONTH, "--tick", "INC0003")
    assert "Titles ticked: INC0003" in said
    assert "tick again to show: INC0005" in said
    told = mailed(again_previewed(folder))
    assert f"“{WORD} 3”" in told
    assert f"“{WORD} 5”" not in told


def again_previewed(folder):
    """The folder, after another preview."""
    ran(folder, "preview", *MONTH)
    return folder


def test_a_number_that_tells_nothing_is_no_tick(folder, context):
    """There is nothing to approve of an incident of no such month or title: it is refused, and nothing is kept."""
    ended = quickly("edit", *MONTH, "--note", "Thanks.", "--tick", "INC0003", "--tick", "INC9999", cwd=folder)
    assert (ended.code, "INC9999" in ended.err, "drumbeat explain" in ended.err) == (2, True, True)
    kept = again(context).store.editing.get("Network", OCTOBER)
    assert (kept.note, dict(kept.ticked)) == ("", {})


def test_e20_a_lead_is_told_of_a_long_letter(folder, context, monkeypatch):
    """The preview says from how many bytes on a mail program may cut the letter; of a short one it does not (E20)."""
    assert "Gmail" not in ran(folder, "preview", *MONTH)
    monkeypatch.setattr("drumbeat.cli.preview._LARGE_HTML", 5_000)
    assert "kB; from 102 kB on Gmail cuts a mail off" in ran(folder, "preview", *MONTH)


def test_a_quiet_month_leaves_without_links(folder, context):
    """A month without any record has no line that could link to the page of evidence, and is sent all the same."""
    (folder / "pages").mkdir()
    context.store.teams.add(replace(NETWORK, name="Quiet", groups=("Quiet",)))
    receives(context.store.recipients, "Quiet", "ann@example.com")
    month = ("--team", "Quiet", "--month", "2026-10")
    ran(folder, "preview", *month, **HERE)
    ended = quickly("send", "--approve", *month, cwd=folder, **THERE)
    assert (ended.code, ended.err) == (0, "")


def test_links_to_another_place_do_not_leave(folder, context):
    """A draft that links to where the settings do not put its page any more, or to nowhere, is not sent."""
    (folder / "pages").mkdir()
    ran(folder, "preview", *MONTH, **HERE)
    for changed in ({}, THERE):
        assert "links to where" in refused(folder, **changed)
    mailed(folder, **HERE)
