"""docs/data-map.md: each field that is read and each column of the store is said to be personal or not, once."""

from __future__ import annotations

import re

from command import ROOT
from drumbeat.records.tables import BY_NAME
from drumbeat.settings.privacy import PrivacySettings
from drumbeat.store.persons import _TABLES
from drumbeat.store.schema import metadata

PAGE = (ROOT / "docs" / "data-map.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def names(text):
    return re.findall(r"`([^`]+)`", text)


def cells(text):
    """Rows of the tables of a text, each as its cells."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return [row for row in rows if row[0].startswith("`")]


FROM, BESIDE = SECTIONS["From ServiceNow"].split("These say nothing of a person by themselves:")
PERSONAL, OTHER = (cells(part) for part in SECTIONS["In the store"].split("These hold no personal datum"))


def columns(rows):
    return [(name, column) for row in rows for name in names(row[0]) for column in names(row[1])]


def test_every_column_of_the_store_is_placed():
    """No column is in neither list, in both, or not there any more."""
    placed = columns(PERSONAL) + columns(OTHER)
    known = [(table.name, column.name) for table in metadata.tables.values() for column in table.columns]
    assert sorted(placed) == sorted(known)


def test_every_field_that_is_read_is_placed():
    """A field is personal, or its name is among those that say nothing; no row speaks of one that is not read.

    Tables that are read on request only are on the map as well.
    """
    personal = [name for row in cells(FROM) for name in names(row[0])]
    read = {f"{table.name}.{field}" for table in BY_NAME.values() for field in table.fields}
    assert len(personal) == len(set(personal))
    assert set(personal) <= read
    harmless = set(names(BESIDE))
    lost = {name for name in read - set(personal) if name.partition(".")[2] not in harmless}
    assert lost == set()
    assert harmless <= {name.partition(".")[2] for name in read - set(personal)}


def test_every_personal_table_says_whose_how_long_and_how_it_goes():
    """Each row has its six cells, none of them empty."""
    assert [row for row in PERSONAL if len(row) != 6 or not all(row)] == []


def test_nothing_is_kept_without_end():
    """No row says that it is not limited, and each period that is named as a setting is one."""
    assert [row[0] for row in PERSONAL if "not limited" in row[4]] == []
    said = {name for row in PERSONAL for name in re.findall(r"`privacy\.(\w+)`", row[4])}
    assert said == {"retention_months", "history_months", "audit_months"}
    assert said <= set(PrivacySettings.model_fields)


def test_what_an_export_holds_is_personal():
    """Every table of which `drumbeat person export` hands out rows is on the map, with the column that says whose."""
    told = set(columns(PERSONAL))
    assert {(table.name, whose.name) for table, whose in _TABLES.values()} <= told


def test_what_a_deletion_reaches():
    """The map names the deletion by person where, and only where, the store's own deletion touches the table."""
    source = (ROOT / "plugin" / "drumbeat" / "store" / "persons.py").read_text(encoding="utf-8")
    body = source[source.index("def delete(") : source.index("def in_hand(")]
    reached = {name for row in PERSONAL if "person delete" in row[5] for name in names(row[0])}
    by_call = {
        "end_namings(": {"naming", "edition", "translation", "nameless"},
        "signals.forget(": {"signal", "remark"},
        "entries.forget(": {"declared"},
        "delete(named_first)": {"named_first"},
        "delete(consent)": {"consent"},
        "drop_rules(": {"recipient"},
        "withdraw(": {"delivery"},
    }
    assert all(call in body for call in by_call)
    assert reached | {"nameless", "translation"} == set().union(*by_call.values())
