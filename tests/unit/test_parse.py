"""The parser: everything arrives as text, and nothing that arrives makes it raise."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from drumbeat.records import fields
from drumbeat.records.model import Article, Record, Ref, Rejected, Stage
from drumbeat.records.parse import parse, parse_all
from drumbeat.records.stages import stage
from drumbeat.records.tables import INCIDENT, TABLES
from rows import cells, incident, incident_row, parsed, person, sys_id


def test_strings_become_what_they_mean():
    """The text false is not true, "10" is a number, and times are aware UTC (traps 43, 47)."""
    record = incident(made_sla="false", reopen_count="10")
    assert record.made_sla is False
    assert record.reopen_count == 10
    assert record.done_at == datetime(2026, 10, 6, 8, tzinfo=UTC)


def test_a_missing_key_is_not_an_empty_value():
    """A field the account may not read is None; an empty one is empty (trap 6)."""
    row = {name: cell for name, cell in incident_row().items() if name not in ("made_sla", "reopen_count")}
    assert parsed("incident", row).made_sla is None
    assert parsed("incident", row).reopen_count is None


@pytest.mark.parametrize("empty", [{"resolved_by": ""}, {"resolved_by": ("", "")}])
def test_an_empty_reference_points_nowhere(empty):
    """`""` in place of a reference is nobody, and the assignee leads then (trap 48)."""
    record = incident(**empty, assigned_to=person("Bo"))
    assert record.principal == Ref(sys_id("pBo"), "Bo")


def test_a_reference_that_is_no_sys_id_is_a_name():
    """`glide.maint` in place of a sys_id, and names in an exported list, are names (fact sheet 1.2)."""
    assert fields.ref(cells(opened_by="glide.maint"), "opened_by") == Ref("", "glide.maint")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("resolved_at", "05.10.2026"),
        ("reopen_count", "two"),
        ("made_sla", "perhaps"),
        ("opened_at", "2026-13-01 00:00:00"),
    ],
)
def test_a_cell_that_is_not_what_its_field_holds_rejects_the_row(field, value):
    """The row is rejected with number and field, and without the cell's text."""
    found = parse(INCIDENT, incident_row(**{field: value}))
    assert isinstance(found, Rejected)
    assert (found.key, field in found.reason, value in found.reason) == ("INC0000001", True, False)


def test_half_a_surrogate_pair_is_no_crash():
    """A title that was cut in the middle of an emoji can still be written in a mail."""
    assert incident(short_description="Done \ud83d").short_description == "Done ?"


def test_a_row_without_number_and_sys_id_is_rejected():
    """`{}` is a row of which every field was denied (trap 5)."""
    _, rejected = parse_all(INCIDENT, [{}, incident_row()])
    assert len(rejected) == 1


@pytest.mark.parametrize(
    "table", [table for table in TABLES if not table.is_kept_as_rows], ids=lambda table: table.name
)
def test_every_table_survives_rows_of_empty_cells(table):
    """A row with number and sys_id and nothing else parses in every table, and knows where it came from."""
    empty = {name.replace(".", "__"): "" for name in table.fields}
    found = parse(table, cells(**{**empty, "number": "X1", "sys_id": sys_id("X1")}))
    assert isinstance(found, Record)
    assert (found.table, found.sys_id) == (table.name, sys_id("X1"))


@pytest.mark.parametrize(
    ("table", "value", "label", "expected"),
    [
        ("incident", "7", "Closed", Stage.DONE),
        ("change_request", "3", "Closed", Stage.DONE),
        ("problem", "107", "Closed", Stage.DONE),
        ("incident", "3", "On Hold", Stage.OPEN),
        ("sc_task", "3", "Closed Complete", Stage.DONE),
        ("sc_task", "7", "Closed Skipped", Stage.INCOMPLETE),
        ("incident", "7", "Geschlossen", Stage.DONE),
        ("change_request", "4", "Abgebrochen", Stage.CANCELLED),
        ("sn_cim_register", "17", "Closed", Stage.DONE),
        ("incident", "-100", "-100", Stage.OTHER),
        ("incident", "Closed", "Closed", Stage.DONE),
        ("kb_knowledge", "outdated", "Outdated", Stage.DONE),
        ("kb_knowledge", "retired", "Retired", Stage.CANCELLED),
    ],
)
def test_states_of_colliding_classes(table, value, label, expected):
    """The same integer means different things in different classes, and labels may be translated (traps 55, 56)."""
    assert stage(table, value, label) is expected


def test_close_codes_are_one_word_however_they_are_written():
    """Value and label of a close code are the same code."""
    row = cells(sys_id=sys_id("C"), number="CHG1", state="3", close_code="Successful with issues")
    assert parsed("change_request", row).close_code == "successful_issues"


def test_a_later_version_of_an_article_is_a_revision():
    """`base_version` of another row makes a revision, led by its reviser; its own sys_id does not (fact sheet 2.6)."""
    row = {"sys_id": sys_id("K2"), "number": "KB1", "workflow_state": "published", "published": "2026-10-31"}
    row |= {"author": person("Ann"), "revised_by": person("Bo")}
    first = parsed("kb_knowledge", cells(**row, base_version=sys_id("K2")))
    later = parsed("kb_knowledge", cells(**row, base_version=sys_id("K1")))
    assert isinstance(first, Article)
    assert (first.is_revision, first.principal.name, first.done_at) == (False, "Ann", date(2026, 10, 31))
    assert (later.is_revision, later.principal.name) == (True, "Bo")


def test_zone_of_the_account_is_seen_from_one_time():
    """Stored and displayed time are equal just when the account's zone is UTC (fact sheet 1.4)."""
    assert fields.shows_utc("2026-10-01 08:00:00", "2026-10-01 08:00:00")
    assert not fields.shows_utc("2026-10-01 08:00:00", "2026-10-01 10:00:00")
    assert not fields.shows_utc("2026-10-01 08:00:00", "01.10.2026 08:00:00")
