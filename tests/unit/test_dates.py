"""Dates of exported lists: reading one, and finding the format of a column."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.records.dates import DAY_FIRST, FORMATS, MONTH_FIRST, YEAR_FIRST, UnclearDates, detect

at = datetime.fromisoformat


@pytest.mark.parametrize(
    ("form", "text", "moment"),
    [
        (YEAR_FIRST, "2026-10-31 23:59:59", at("2026-10-31 23:59:59")),
        (YEAR_FIRST, "2026-10-31T23:59:59", at("2026-10-31 23:59:59")),
        (YEAR_FIRST, "2026-10-31", at("2026-10-31 00:00:00")),
        (YEAR_FIRST, "2026/1/2 3:04", at("2026-01-02 03:04:00")),
        (DAY_FIRST, "31.10.2026 23.59.59", at("2026-10-31 23:59:59")),
        (DAY_FIRST, "29/2/2016 01:16", at("2016-02-29 01:16:00")),
        (DAY_FIRST, " 3-4-2026 ", at("2026-04-03 00:00:00")),
        (MONTH_FIRST, "10/31/2026 11:59:59 PM", at("2026-10-31 23:59:59")),
        (MONTH_FIRST, "10/31/2026 12:00:00 AM", at("2026-10-31 00:00:00")),
        (MONTH_FIRST, "10/31/2026 12:30 pm", at("2026-10-31 12:30:00")),
        (MONTH_FIRST, "10-31-2026 01:00AM", at("2026-10-31 01:00:00")),
    ],
)
def test_a_date_is_read_as_it_comes(form, text, moment):
    """Separators, padding, seconds and halves of the day are read as they come; only the order is fixed."""
    assert form.parse(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        *("", "?", "yesterday", "31/10", "31/10/26", "26/10/31", "31/10-2026", "2026-10-31 ", "31/10/2026 24:00"),
        *("31/02/2026", "29/02/2027", "00/10/2026", "31/13/2026", "31/10/2026 1:60", "31/10/2026 13:00 PM"),
        *("31/10/2026 00:30 AM", "31/10/2026 1", "31/10/2026 1:2", "31/10/2026 01:02.03", "31/10/0000", "٣١/10/2026"),
        *("31/10/2026 10:00:00 UTC", "31/10/2026 10:00+02:00", "31/10/2026\n1", "131/10/2026", "20260/10/31"),
    ],
)
def test_what_is_no_such_date_is_refused(text):
    """Text that is not wholly a date of the order, day and hour in range, is an error and never half read."""
    with pytest.raises(ValueError, match=r".+"):
        DAY_FIRST.parse(text)


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (["2026-10-31 10:00:00", "2026-01-02"], YEAR_FIRST),
        (["3/4/2026", "29/2/2016 01:16"], DAY_FIRST),
        (["3/4/2026", "2/29/2016 01:16"], MONTH_FIRST),
        (["5/5/2026", "7.7.2026 10:00"], DAY_FIRST),
        ([], YEAR_FIRST),
    ],
)
def test_the_one_format_that_fits_is_found(texts, form):
    """A column is read in the one order that fits all of it; where two read the same moments either will do."""
    assert detect(texts) is form
    assert detect(reversed(texts)) is form


@pytest.mark.parametrize(
    ("texts", "fitting"),
    [
        (["3/4/2026", "5/6/2026"], ("day-first", "month-first")),
        (["13/4/2026", "4/13/2026"], ()),
        (["2026-10-31", "31/10/2026"], ()),
        (["2026-10-31", "soon"], ()),
    ],
)
def test_what_does_not_decide_is_not_guessed(texts, fitting):
    """No fitting order, or two that differ, is an error that names the fitting ones."""
    with pytest.raises(UnclearDates) as caught:
        detect(texts)
    assert caught.value.fitting == fitting


@given(
    st.sampled_from(sorted(FORMATS)),
    st.datetimes(min_value=at("1000-01-01 00:00:00")).map(lambda at: at.replace(microsecond=0)),
)
def test_every_moment_survives_its_format(name, moment):
    """A moment written in an order is read in that order as the same moment."""
    written = {
        "year-first": f"{moment:%Y-%m-%d %H:%M:%S}",
        "day-first": f"{moment.day}.{moment.month}.{moment:%Y %H.%M.%S}",
        "month-first": f"{moment.month}/{moment.day}/{moment:%Y %I:%M:%S %p}",
    }
    assert FORMATS[name].parse(written[name]) == moment


@given(st.lists(st.datetimes(min_value=at("1000-01-01 00:00:00")), min_size=1))
def test_a_found_format_never_misreads(moments):
    """Days written day first are either read day first, or refused; never as other days."""
    texts = [f"{moment:%d/%m/%Y}" for moment in moments]
    try:
        form = detect(texts)
    except UnclearDates:
        form = DAY_FIRST
    assert [form.parse(text).date() for text in texts] == [moment.date() for moment in moments]
