"""`drumbeat access`: what it says of each table is what the program reads and reckons with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from command import ROOT, quickly
from drumbeat.desk.access import BESIDES, GUARDS, NEVER_GRANTED, REACHED, grants, uses
from drumbeat.ports import Changes, Window
from drumbeat.records.tables import BY_NAME, ON_REQUEST, TABLES
from drumbeat.simulator.instance import SHIPPED
from drumbeat.source.query import asked_about

NOW = datetime(2026, 11, 1, tzinfo=UTC)
USES = {use.table.name: use for use in uses(TABLES)}


def test_the_page_is_the_programs_own(tmp_path):
    """deploy/servicenow/tables.md is what `drumbeat access` prints without settings; `make docs` renews it."""
    page = (ROOT / "deploy" / "servicenow" / "tables.md").read_text(encoding="utf-8")
    assert page == quickly("access", cwd=tmp_path).out


def test_the_script_is_printed_whole(tmp_path):
    """`drumbeat access --script` prints the script that ships, with the tables that are read."""
    script = (ROOT / "templates" / "servicenow" / "set-up.js").read_text(encoding="utf-8")
    assert quickly("access", "--script", cwd=tmp_path).out == script


def test_settings_change_both(tmp_path):
    """A table that is skipped is in neither, and one that the settings name as a source of improvements is in both."""
    (tmp_path / "drumbeat.toml").write_text(
        '[tables]\nskip = ["sys_journal_field"]\n[improvements.safety]\ntable = "u_safety"\nlabel = "safety measures"\n'
        'owner = "u_owner"\ndone = ["Done"]\n'
    )
    for words in (("access",), ("access", "--script")):
        printed = quickly(*words, cwd=tmp_path).out
        assert "u_safety" in printed
        assert "u_owner" in printed
        assert "## sys_journal_field" not in printed
        assert '"sys_journal_field":' not in printed


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_is_asked_about(table):
    """The fields that are said to be asked about are those of the reader's own queries."""
    extents = (Window(NOW - timedelta(days=30), NOW), Changes(NOW))
    asked = {name for extent in extents for name in asked_about(table, extent)}
    assert set(USES[table.name].asked) == asked


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_field_is_named(table):
    """Each field that is read stands on the page once, and what may be read by way of a reference is granted."""
    use = USES[table.name]
    assert sorted((*use.fields, *use.optional)) == sorted(map(table.column, table.fields))
    granted = grants(TABLES)
    for field in table.fields:
        first, _, rest = field.partition(".")
        assert first in granted[table.name]["fields"]
        if rest:
            assert REACHED[first] == SHIPPED.columns(table.name)[first].table
            assert REACHED[first] in NEVER_GRANTED or rest in granted[REACHED[first]]["fields"]


def test_what_rests_on_nothing_is_not_granted():
    """Something rests on each table that is read, and on none that is not; an account is not let into the latter.

    Each hand-written line is of a table that is read.
    """
    assert {name for name, use in USES.items() if use.is_idle} == set()
    assert all(use.is_idle for use in uses(ON_REQUEST))
    assert grants(ON_REQUEST) == {}


def test_a_table_that_is_asked_for_though_nothing_rests_on_it(tmp_path):
    """The page says that it is read for nothing of ours and not opened by the script, which does not name it."""
    (tmp_path / "drumbeat.toml").write_text('[tables]\nalso = ["kb_use"]\n')
    line = next(each for each in quickly("access", cwd=tmp_path).out.splitlines() if each.startswith("| [`kb_use`]"))
    assert line.endswith("| nothing; it is read since `[tables] also` names it, and the script does not open it |")
    assert '"kb_use":' not in quickly("access", "--script", cwd=tmp_path).out
    assert set(BESIDES) <= set(BY_NAME)
    assert set(GUARDS) <= set(grants(TABLES))


def test_what_is_lost():
    """What a table's absence costs is what figures and rules themselves say."""
    assert [each.id for each in USES["cmdb_ci_outage"].lost_figures] == ["outage_minutes"]
    assert "V22" in {each.id for each in USES["change_request"].lost_rules}
    assert USES["sc_req_item"].needed_fields == {"requested_for": ("people_helped",)}
    assert USES["task_sla"].lost_figures == ()
