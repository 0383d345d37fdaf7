"""What a letter says of a month with little, of what it lacks, and of what it left out (promise 2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digests import figure, quiet_digest, rich_digest
from drumbeat.digest.language.phrase import Unit, phrase
from drumbeat.digest.model import SourceStatus, TableStatus
from lacking_digests import first_digest, partial_digest
from letters import small_print, written

QUIET = "The records of October 2026 show no completed work."


@pytest.mark.parametrize("status", [SourceStatus.OK, SourceStatus.ABSENT])
def test_a_quiet_month_is_told_as_one(status):
    """Where all that is counted was read, or is not in use, no completed work is what the records say."""
    letter = written(replace(quiet_digest(), sources=(TableStatus("problem", status, 0, 0),)))
    assert (letter.quiet, letter.outcomes, letter.preview) == (QUIET, (), QUIET)


@pytest.mark.parametrize("status", [SourceStatus.PARTIAL, SourceStatus.DENIED])
def test_what_could_not_be_read_is_no_quiet(status):
    """A month of which something was not read is not called without work."""
    letter = written(replace(quiet_digest(), sources=(TableStatus("problem", status, 0, 9),)))
    assert letter.quiet == "The records of October 2026 show no completed work; not all of them could be read."


def test_little_is_told_as_little():
    """Fewer than ten of everything and no outcome: the figures tell all there is."""
    few = replace(quiet_digest(), figures=(figure("a", "Tasks completed", 3, small=True),))
    assert written(few).quiet == "Little was completed; the figures below tell all there is to tell."


@pytest.mark.parametrize("status", [SourceStatus.PARTIAL, SourceStatus.DENIED])
def test_little_that_was_read_is_not_called_little_work(status):
    """Where a table behind the figures could not be read, small figures do not tell all there is."""
    few = replace(quiet_digest(), figures=(figure("a", "Tasks completed", 3, small=True),))
    unread = replace(few, sources=(TableStatus("incident", status, 0, 9),))
    assert written(unread).quiet == "Not everything could be read; the figures below count what could."


def test_hundreds_of_tickets_are_no_quiet_month():
    """A month without an outcome but with much work is called neither quiet nor little."""
    assert written(replace(quiet_digest(), figures=(figure("a", "Incidents resolved", 412),))).quiet == ""


@pytest.mark.parametrize("field", ["highlights", "improvements_completed", "articles", "facts"])
def test_whatever_is_told_the_month_is_not_quiet(field):
    """One outcome, improvement, article or fact is enough."""
    told = replace(quiet_digest(), **{field: getattr(rich_digest(), field)})
    assert written(told).quiet == ""


def test_a_first_month_is_compared_with_nothing():
    """A team's first month has no trend, in keys or table, and says on which day its records begin."""
    letter = written(first_digest())
    assert [(key.comparison, key.bars) for key in letter.keys] == [("", ())] * 3
    assert {(row.previous, row.typical) for row in letter.table.rows} == {("–", "–")}
    assert "The records begin on 12 October 2026, within the period." in small_print(first_digest())


def test_a_month_read_in_part_says_what_lacks():
    """Each table behind a figure that was not read in full has its line; others share one; figures say what lacks."""
    told = small_print(partial_digest())
    part = "Incidents: read in part, 205 of 1,431 rows: caller_id could not be read in 120 of 205 rows; the fields "
    for line in (
        f"{part}resolved_by and reopen_count could not be read.",
        "Changes: could not be read: not read yet; run `drumbeat pull` again.",
        "Problems: could not be read.",
        "Not in use here, so not counted: improvement initiatives.",
        "Not read, or not in full; no figure here rests on these: users.",
        "Not shown, because too few named people stand behind it: Satisfaction and Skills exercised.",
        "The records reach to 30 October 2026, 23:15, so the period is not whole and is compared with none.",
    ):
        assert line in told
    assert written(partial_digest()).table.rows[0].notes == ("Without improvement tasks",)
    assert not any("catalog tasks" in line for line in told)


def test_what_was_left_out_is_counted_by_reason():
    """Two reasons and one: the sum, and each with its count, in singular and plural."""
    assert "We left out 19 records: 11 duplicates and 8 reopened." in small_print(rich_digest())
    assert "We left out one record: 1 closed without a time of resolution." in small_print(partial_digest())
    assert not any("left out" in line for line in small_print(quiet_digest()))


def test_a_report_without_the_gate_says_so():
    """What the gate would have left out is told, also where it is nothing."""
    without = replace(rich_digest(), gate=False)
    assert any("Asked for without the gate, which would leave out 19 records" in line for line in small_print(without))
    assert "Asked for without the gate, which would leave out nothing." in small_print(replace(without, excluded=()))


def test_how_we_counted_begins_with_the_days():
    """First and last day and the time zone are the first line of the small print; a department names its teams."""
    told = small_print(rich_digest())
    assert told[0] == "Counted: 1 to 31 October 2026, Europe/Berlin."
    assert told[1] == "Made of the records of these teams, each record counted once: Data Centre and Network."


def test_replies_are_promised_where_they_reach_somebody():
    """Only a team whose lead has an address asks for replies; a lead without a name is still the team's."""
    assert written(rich_digest()).replies.endswith("Replies reach Dana Roth.")
    assert written(partial_digest()).replies.endswith("Replies reach the team’s lead.")
    assert written(quiet_digest()).replies == ""


def test_a_failure_is_told_as_calmly_as_a_success():
    """Reopened incidents, and changes that failed, are rows like any other: no word judges them."""
    bad = figure("reopened_share", "Reopened", 0.9, unit=Unit.SHARE, n=100, previous=0.1)
    letter = written(replace(quiet_digest(), figures=(bad,)))
    [row] = letter.table.rows
    assert (row.label, row.value, row.previous, row.notes) == (
        "Reopened",
        "90\N{NO-BREAK SPACE}%",
        "10\N{NO-BREAK SPACE}%",
        (),
    )


def test_notes_of_a_figure_begin_with_a_capital():
    """What a figure was taken from stands below its label as a sentence of its own."""
    noted = figure("a", "Within SLA", 12, notes=(phrase("according to completed SLA records"),))
    [row] = written(replace(quiet_digest(), figures=(noted,))).table.rows
    assert row.notes == ("According to completed SLA records",)
