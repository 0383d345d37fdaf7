"""Any cells in any table: a record or a rejection, and nothing of the cells in what is told of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drumbeat.records.choices import DOCUMENTED, unknown_choices
from drumbeat.records.model import Record, Rejected
from drumbeat.records.parse import parse
from drumbeat.records.row import Cell
from drumbeat.records.tables import TABLES
from samples import examples

TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "3", "-100", "true", "2026-10-05 08:00:00", "2026-10-05", "f" * 32, "Closed", "\ud83d", "1e999"]
    ),
)
CELLS = st.builds(Cell, TEXTS, TEXTS)


@pytest.mark.parametrize(
    "table", [table for table in TABLES if not table.is_kept_as_rows], ids=lambda table: table.name
)
@settings(deadline=None, max_examples=examples(50))
@given(data=st.data())
def test_no_row_makes_the_parser_raise(table, data):
    """Whatever a row holds, and whichever fields it lacks, it is a record or a rejection that names a field at most."""
    names = st.sampled_from((*table.fields, "number"))
    row = data.draw(st.dictionaries(names, CELLS))
    found = parse(table, row)
    assert isinstance(found, Record | Rejected)
    if isinstance(found, Rejected):
        assert any(found.reason.startswith(name) for name in (*table.fields, "number", "neither"))
    for each in unknown_choices(table, [row], DOCUMENTED):
        assert each.value.isprintable()
        assert 0 < len(each.value) <= 40
