"""docs/data-map.md: each field that is read and each column of the store is said to be personal or not, once."""

from __future__ import annotations

import re

from data_map import BESIDE, FROM, OTHER, PERSONAL, cells, columns, names
from drumbeat.records.tables import BY_NAME
from drumbeat.settings.privacy import PrivacySettings
from drumbeat.store.persons import _TABLES
from drumbeat.store.schema import metadata


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
