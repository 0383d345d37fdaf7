"""What is said of downtime stands on outages that are known: of a known type, and all of them read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drumbeat.digest.language.wording import NO_BREAK
from moves import ORDERS, approving, change, consequence, link, moved, notes, october, outage, spoken
from rows import group
from said import notes_of

NIGHT = ("10-10 21:00", "10-10 23:04")
BY_DAY = ("10-06 10:00", "10-06 10:30")
UNKNOWN = ["", "maintenance", None]
"""Types that tell nothing: empty, of the customer's own, not readable in this row."""
NOT_TYPED = "none of the types outage, planned and degradation"


def typed(row, kind):
    """The same outage with another type; None where it could not be read."""
    return without(row, "type") if kind is None else {**row, "type": outage(9, *NIGHT, type=kind)["type"]}


def without(row, field):
    """The same row as it comes where this field is denied."""
    return {name: cell for name, cell in row.items() if name != field}


def figure(built):
    """Minutes of outage, and what is said beside them; None where they are not told."""
    found = built.digest.figure("outage_minutes")
    return found and (found.value, notes_of(found).replace(NO_BREAK, " "))


@pytest.mark.parametrize("kind", UNKNOWN)
def test_an_outage_of_an_unknown_type_blocks_the_statement(kind):
    """Whether it was one nobody knows: neither "none" nor a time without it is told, and the small print says why."""
    unknown = typed(outage(1, *NIGHT), kind)
    elsewhere = outage(2, "07-07 10:00", "07-07 11:00", of="CHG9", cmdb_ci=ORDERS)
    for known in (moved(unknown, elsewhere, monitored=["Mail"]), moved(unknown, outage(3, *BY_DAY), outage(4, *NIGHT))):
        built = october(known)
        assert not built.pending
        assert "How long “Mail” was down during “Move to the new site” is not told:" in notes(built)
        assert f"an outage record has {NOT_TYPED}. Enter one there." in notes(built)


def test_an_outage_of_an_unknown_type_of_another_time_blocks_nothing():
    """What did not touch the work is none of its business, whatever it was."""
    known = moved(outage(1, *NIGHT), outage(2, "07-07 10:00", "07-07 11:00", type=""))
    assert consequence(known) == "Mail was down for 2 h 04 min, within a planned window of 8 h."


@pytest.mark.parametrize("kind", UNKNOWN)
def test_an_unknown_type_of_another_ticket_is_no_silence(kind):
    """A monitored service with any record of that time that is no degradation is not one without an outage."""
    foreign = typed(outage(1, *NIGHT, of="CHG9"), kind)
    other = outage(2, "07-07 10:00", "07-07 11:00", of="CHG9", cmdb_ci=ORDERS)
    assert not october(moved(foreign, other, monitored=["Mail"])).pending
    slow = outage(1, *NIGHT, of="CHG9", type="degradation")
    assert consequence(moved(slow, monitored=["Mail"])) == "No outage of Mail was recorded."


@pytest.mark.parametrize("field", ["type", "begin", "end", "cmdb_ci", "task_number"])
def test_a_field_that_no_outage_carries_leaves_nothing_to_tell(field):
    """Where what decides could not be read in any row, neither downtime nor its absence is told."""
    rows = [without(outage(at, *span), field) for at, span in enumerate((NIGHT, BY_DAY))]
    built = october(moved(*rows, links=[link(0, "CHG1")], monitored=["Mail"]))
    assert not built.pending
    assert figure(built) is None or "no unplanned outage" not in figure(built)[1]


@pytest.mark.parametrize("table", ["cmdb_ci_outage", "task_outage"])
@pytest.mark.parametrize("rows", [[outage(1, "10-10 21:00", "10-10 21:30")], []], ids=["one of many", "none of many"])
def test_outages_that_were_read_in_part_are_not_told(table, rows):
    """Of 900 rows that were not read some may be of the move: what is there would be too little, and no nought."""
    assert spoken(approving(moved(*rows, monitored=["Mail"])))
    built = approving(moved(*rows, monitored=["Mail"], partly=[table]))
    assert not spoken(built)
    assert figure(built) is None


@pytest.mark.parametrize("kind", UNKNOWN)
def test_minutes_of_outage_are_not_told_beside_an_unknown_type(kind):
    """A record that may be an outage makes the figure unknown, whatever else there is; it never becomes nought."""
    unknown = typed(outage(1, *BY_DAY), kind)
    known = outage(2, *NIGHT, type="outage")
    for rows in ([unknown, outage(3, "07-07 10:00", "07-07 11:00", of="", cmdb_ci=ORDERS)], [unknown, known]):
        built = october(moved(*rows, monitored=["Mail"]))
        assert figure(built) is None
        assert f"Minutes of outage are not told: an outage record of “Mail” has {NOT_TYPED}." in notes(built)


@pytest.mark.parametrize("table", ["cmdb_ci_outage", "task_outage"])
def test_minutes_of_outages_that_were_read_in_part_are_not_told(table):
    """Too few minutes would flatter; the small print says why none are told."""
    row = outage(1, *BY_DAY, type="outage")
    assert figure(october(moved(row))) == (30, "Mail was out for 30 min")
    built = october(moved(row, monitored=["Mail"], partly=[table]))
    assert figure(built) is None
    assert "Minutes of outage are not told: outage records were read only in part." in notes(built)


def test_minutes_without_a_beginning_are_not_told():
    """An outage of which nobody knows when it began may lie in the period, so nothing is told of it, least nought."""
    built = october(moved(outage(1, "", "10-06 10:30", type="outage"), monitored=["Mail"]))
    assert figure(built) is None
    assert "does not tell when it began and ended" in notes(built)
    before = october(moved(outage(1, "", "09-06 10:30", type="outage"), monitored=["Mail"]))
    assert figure(before) == (0, "no unplanned outage is recorded for Mail")


def test_nought_needs_to_know_whose_outages_are():
    """Where the links of tasks to outages cannot be read, or the items that were out, none recorded is not told."""
    rows = [without(outage(1, *BY_DAY, of="", type="outage"), "cmdb_ci")]
    changes = [change(**{"cmdb_ci.support_group": group("Network")})]
    assert figure(october(moved(*rows, changes=changes, monitored=["Mail"]))) is None
    unlinked = moved(outage(1, *BY_DAY, of="", cmdb_ci=ORDERS), monitored=["Mail"])
    assert figure(october(unlinked)) == (0, "no unplanned outage is recorded for Mail")
    assert figure(october(denied(unlinked, "task_outage"))) is None


def denied(known, table):
    """The same where this table was not read."""
    return replace(known, sources=tuple(each for each in known.sources if each.table != table))
