"""An exported list as a workbook: the same rows as CSV and as XLSX give the same, by both ways in."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from command import quickly
from drumbeat.errors import ExportUnreadable
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.loading import load

LOG = Path(__file__).parents[1] / "data" / "incident_event_log_sample.csv"
DATES = {"opened_at", "sys_created_at", "sys_updated_at", "resolved_at", "closed_at"}
NUMBERS = {"reassignment_count", "reopen_count", "sys_mod_count"}
BOOLEANS = {"active", "made_sla", "knowledge", "u_priority_confirmation"}


def _as_excel(name, text):
    """A cell as ServiceNow's Excel export types it."""
    if text == "?":
        return None
    if name in DATES:
        return datetime.strptime(text, "%d/%m/%Y %H:%M")  # noqa: DTZ007  Excel's dates have no zone
    if name in NUMBERS:
        return float(text)
    return text == "true" if name in BOOLEANS else text


@pytest.fixture(scope="module", name="workbook")
def _workbook(tmp_path_factory):
    """The sample of the log as a workbook."""
    book = Workbook()
    with LOG.open(newline="") as lines:
        rows = csv.DictReader(lines)
        book.active.append(rows.fieldnames)
        for row in rows:
            book.active.append([_as_excel(name, text) for name, text in row.items()])
    path = tmp_path_factory.mktemp("export") / "incidents.xlsx"
    book.save(path)
    return path


def test_a_workbook_gives_the_digests_of_the_csv(tmp_path, workbook):
    """`report --export` of the same rows as CSV and as XLSX prints the same JSON for every group, byte for byte."""
    told = []
    for path in (LOG, workbook):
        ended = quickly("report", "--every-group", "--month", "2016-03", "--export", str(path), cwd=tmp_path)
        assert ended.code == 0, ended.err
        told.append(ended.out)
    assert told[0] == told[1]
    assert sum(json.loads(line)["figures"][0]["value"] for line in told[0].splitlines()) > 20


def test_a_workbook_fills_the_simulator_as_the_csv_does(workbook):
    """The simulator loaded from the workbook holds the rows that it holds when loaded from the CSV."""
    held = []
    for path in (LOG, workbook):
        instance = Instance()
        assert load(instance, path) == 247
        held.append({table: list(instance.rows(table)) for table in ("incident", "sys_user", "sys_user_group")})
    assert held[0] == held[1]


def test_a_workbook_that_is_none_ends_with_a_sentence(tmp_path):
    """A web page under the name of a workbook ends `report` and `simulate` with exit 3, a sentence and what to do."""
    (tmp_path / "old.xls").write_text("<html><table><tr><td>TICKET-TEXT</td></tr></table></html>")
    for words in (("report", "--every-group", "--export", "old.xls"), ("simulate", "--load", "old.xls")):
        ended = quickly(*words, cwd=tmp_path)
        assert (ended.code, ended.out) == (ExportUnreadable.exit_code, "")
        told = " ".join(ended.err.split())
        assert "old.xls is a web page" in told
        assert "Export the list again" in told
        assert "TICKET-TEXT" not in told
