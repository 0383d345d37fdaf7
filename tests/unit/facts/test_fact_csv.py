"""Lists of facts, as gateways, Excel and PowerShell write them."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from drumbeat.digest.operational import Observation, Precision
from drumbeat.errors import DrumbeatError, FactMissing, FactUnreadable
from drumbeat.facts import csv_file
from drumbeat.facts.csv_file import CsvFile, Layout
from drumbeat.records.dates import FORMATS
from drumbeat.records.period import Period
from operational import COUNT, PERCENT
from samples import examples

OCTOBER = Period.month(2026, 10, ZoneInfo("Europe/Berlin"))
HEADER = "metric,period_start,period_end,value,unit,source\n"
OURS = Layout("spam_blocked", COUNT)
EXCHANGE = Layout(
    "spam_blocked",
    COUNT,
    columns={"period_start": "Date", "value": "Count"},
    where={"Direction": frozenset({"Inbound"}), "Event Type": frozenset({"EdgeBlockSpam", "SpamDetections"})},
    dates=FORMATS["month-first"],
)


def day_rows(first: int = 1, last: int = 31, value: str = "100", month: int = 10) -> str:
    """A row a day."""
    days = [date(2026, month, 1) + timedelta(days=number - 1) for number in range(first, last + 1)]
    return "".join(f"spam_blocked,{day},{day},{value},count,gateway\n" for day in days)


@pytest.fixture(name="path")
def _path(tmp_path):
    return tmp_path / "spam.csv"


def written(path, content: str | bytes):
    """The file with this content."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def fetched(path, content: str | bytes, layout: Layout = OURS) -> Observation:
    """What the file with this content says of October."""
    return CsvFile(written(path, content), layout).fetch(OCTOBER)


def refused(path, content: str | bytes, layout: Layout = OURS) -> str:
    """What is said about a file that cannot be used."""
    with pytest.raises(FactUnreadable) as caught:
        fetched(path, content, layout)
    return str(caught.value)


def test_days_make_a_month(path):
    """Thirty-one days are summed; the file is known by its name and the hash of its bytes."""
    content = HEADER + day_rows(value="38929") + day_rows(1, 30, "9", month=9) + "other,2026-10-01,2026-10-01,x,y,z\n"
    found = fetched(path, content)
    assert (found.value, found.completeness) == (31 * 38929, 1.0)
    assert found.source_ref == f"spam.csv, SHA-256 {hashlib.sha256(content.encode()).hexdigest()}"


def test_a_cut_month_knows_what_it_lacks(path):
    """Ten days of thirty-one say so."""
    found = fetched(path, HEADER + day_rows(1, 10))
    assert (found.value, round(found.completeness, 3)) == (1000, 0.323)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom", "cp1252"], ids=str
)
def test_encodings_of_excel_and_powershell(path, encoding):
    """UTF-8 with and without a mark, UTF-16 of either order and Windows-1252 are the same list."""
    text = (HEADER + day_rows()).replace("gateway", "Poststraße").replace("\n", "\r\n")
    if encoding.endswith("-bom"):
        data = ("\N{ZERO WIDTH NO-BREAK SPACE}" + text).encode(encoding.removesuffix("-bom"))
    else:
        data = text.encode(encoding)
    assert fetched(path, data).value == 3100


def test_semicolons_and_the_type_line_of_export_csv(path):
    """A list with semicolons under PowerShell's type line is read, and rows keep their numbers."""
    text = (HEADER + day_rows()).replace(",", ";")
    typed = "#TYPE Selected.System.Management.Automation.PSCustomObject\r\n" + text
    assert fetched(path, typed).value == 3100
    assert fetched(path, ("\N{ZERO WIDTH NO-BREAK SPACE}" + typed).encode("utf-16-le")).value == 3100
    assert "row 3: value" in refused(path, typed.replace(";100;", ";x;", 1))


def test_a_workbook_is_a_list(tmp_path):
    """Excel's own file is read; its days are days."""
    book = Workbook()
    sheet = book.active
    sheet.append(HEADER.strip().split(","))
    for number in range(1, 32):
        sheet.append(["spam_blocked", date(2026, 10, number), date(2026, 10, number), 100, "count", "gateway"])
    book.save(tmp_path / "spam.xlsx")
    assert CsvFile(tmp_path / "spam.xlsx", OURS).fetch(OCTOBER).value == 3100


def test_all_problems_are_told_at_once_and_no_cell_is_repeated(path):
    """Each bad row of the metric is named with all that is wrong; other metrics do not matter; no word is echoed."""
    said = refused(
        path,
        HEADER
        + "spam_blocked,2026-10-01,2026-10-01,=SECRETS(),count,x\n"
        + 'spam_blocked,2026-10-02,2026-10-02,"1,204",count,x\n'
        + "spam_blocked,2026-10-03,2026-10-02,5,messages,x\n"
        + "spam_blocked,03.10.2026,2026-02-30,nan,count,x\n"
        + "spam_blocked,2026-10-05,2026-10-05,,count,x\n"
        + "spam_blocked,2026-10-06,2026-10-06,-4,count,x\n"
        + "spam_blocked,2026-10-07,2026-10-07,1e400,count,x\n"
        + "other,never,never,marzipan,y,z\n",
    )
    for words in (
        "row 2: value holds a formula",
        "row 3: value is not a plain number",
        "row 4: unit is not count, as the settings say, period_end lies before period_start",
        "row 5: period_start is not a day like 2026-10-31, period_end is a day that there is not, value is not a plain",
        "row 6: value is empty",
        "row 7: value is below zero",
        "row 8: value is not a plain number",
    ):
        assert words in said
    assert not [word for word in ("SECRETS", "1,204", "messages", "marzipan", "other") if word in said]


def test_many_problems_are_cut(path):
    """A thousand bad rows are twenty lines and a count."""
    said = refused(path, HEADER + day_rows(value="x") * 40)
    assert said.count("\n") == 21
    assert "and 1220 more" in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("<!DOCTYPE html><html></html>", "web page"),
        ("PK\x03\x04rest", "Excel workbook or a zip"),
        (b"\x00\x01\x02", "not a text file"),
        (b"\xff\xfe\x00", "begins as UTF-16"),
        (b"\xff\xfe\x00\xd8", "begins as UTF-16"),
        ("a,b,c\n1,2,3\n", "no column “metric”"),
        ("metric,metric,period_start,period_end,value,unit,source\n", "several columns “metric”"),
        (HEADER + "spam_blocked,2026-10-01\n", "2 cells under 6 headings"),
        (HEADER + 'spam_blocked,"2026-10-01\n', "no CSV"),
        ("#TYPE x", "is empty"),
        ("just a line of text\n", "no column “metric”"),
    ],
)
def test_what_is_no_list_is_refused(path, content, words):
    """Files of other kinds are refused with what they are."""
    assert words in refused(path, content)


def test_rows_that_say_a_day_twice_are_refused(path):
    """A file that was appended to twice is refused, and so is a month's row beside its days."""
    assert "rows 2 and 33 say the same day twice" in refused(path, HEADER + day_rows() + day_rows(1, 1))
    said = refused(path, HEADER + day_rows() + "spam_blocked,2026-10-01,2026-10-31,5,count,x\n")
    assert "would count twice" in said


def test_a_list_without_the_month_is_missing(path):
    """Only other months, only other metrics, or only headings: there is no figure."""
    for content in (HEADER, HEADER + day_rows(1, 30, month=9), HEADER + day_rows().replace("spam", "ham")):
        with pytest.raises(FactMissing):
            fetched(path, content)


@pytest.mark.parametrize("name", ["nowhere.csv", ""])
def test_a_file_that_is_not_there(tmp_path, name):
    """A missing file and a folder in its place say to check the path."""
    with pytest.raises(FactUnreadable, match="There is no file") as caught:
        CsvFile(tmp_path / name, OURS).fetch(OCTOBER)
    assert "path" in caught.value.recovery


def test_a_file_of_any_size_is_not_read_whole(path, monkeypatch):
    """Beyond the limit a file is refused; ten megabytes below it are read."""
    filler = "other,2026-10-01,2026-10-01,1,count,x\n"
    assert fetched(path, HEADER + day_rows() + filler * (10 * 2**20 // len(filler))).value == 3100
    monkeypatch.setattr(csv_file, "LARGEST", 1000)
    assert "larger than" in refused(path, HEADER + day_rows())


EXCHANGE_LIST = "Date,Direction,Event Type,Count\n" + "".join(
    f'"10/{day}/2026 12:00:00 AM",{direction},{event},{count}\n'
    for day in range(1, 32)
    for direction, event, count in (
        ("Inbound", "EdgeBlockSpam", 1000),
        ("Inbound", "SpamDetections", 30),
        ("Inbound", "GoodMail", 7000),
        ("Outbound", "SpamDetections", 2),
    )
)


def test_exchange_onlines_export_is_read_directly(path):
    """By a map of its columns and a filter on its values: each disposition of a day once, other mail not at all."""
    found = fetched(path, EXCHANGE_LIST, EXCHANGE)
    assert (found.value, found.completeness) == (31 * 1030, 1.0)
    assert found.method == "sum of 31 rows, 31 of 31 days"


def test_exchange_onlines_export_twice_is_refused(path):
    """The same disposition of the same day twice is a file that was joined with itself."""
    twice = EXCHANGE_LIST + EXCHANGE_LIST.partition("\n")[2]
    assert "say the same day twice" in refused(path, twice, EXCHANGE)


def test_an_hour_in_a_day_is_refused(path):
    """A time of day means that the list's days are not ours."""
    assert "has a time of day" in refused(path, EXCHANGE_LIST.replace("12:00:00 AM", "2:00:00 AM"), EXCHANGE)
    assert "not a day written month-first" in refused(path, EXCHANGE_LIST.replace("/2026", ""), EXCHANGE)


def test_a_heading_of_the_settings_must_be_there(path):
    """A filter or a map that names another heading says what a list needs."""
    assert "no column “Event Type”" in refused(path, EXCHANGE_LIST.replace("Event Type", "EventType", 1), EXCHANGE)


def test_a_counter_of_a_list(path):
    """Readings of a counter give their differences; a restart makes a lower bound; a span is no reading."""
    layout = Layout("spam_blocked", COUNT, is_counter=True)
    days = [date(2026, 9, 30) + timedelta(days=number) for number in range(32)]
    rows = [f"spam_blocked,{day},{day},{1000 + 10 * number},count,r\n" for number, day in enumerate(days)]
    found = fetched(path, HEADER + "".join(rows), layout)
    assert (found.value, found.completeness, found.precision) == (310, 1.0, Precision.EXACT)
    rows[20] = f"spam_blocked,{days[20]},{days[20]},3,count,r\n"
    assert fetched(path, HEADER + "".join(rows), layout).precision is Precision.LOWER_BOUND
    assert "of one day" in refused(path, HEADER + "spam_blocked,2026-10-01,2026-10-02,1,count,r\n", layout)


def test_an_estimate_of_the_settings_is_one(path):
    """Where the settings call the source an estimate, its exact numbers are one."""
    assert fetched(path, HEADER + day_rows(), Layout("spam_blocked", COUNT, is_estimate=True)).precision is (
        Precision.ESTIMATE
    )


def test_a_sum_that_cannot_be_is_refused(path):
    """A hundred and one percent, even in one row, is refused."""
    layout = Layout("spam_blocked", PERCENT)
    rows = HEADER + "spam_blocked,2026-10-01,2026-10-31,101,percent,x\n"
    assert "more than 100 percent" in refused(path, rows, layout)


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(
            st.tuples(
                st.sampled_from(["spam_blocked", "x", ""]),
                st.sampled_from(["2026-10-01", "2026-10-31", "9999-12-31", "0001-01-01", "2026-13-01", "\x00", ""]),
                st.sampled_from(["2026-10-01", "2026-10-31", "9999-12-31", "0001-01-01", "₂", ""]),
                st.sampled_from(["1", "0", "-0", "1" * 15, "0." + "1" * 390, "1e9", "=1", "\N{DIGIT FOUR}"]),
                st.sampled_from(["count", "EUR"]),
            ),
            max_size=6,
        ).map(lambda rows: (HEADER + "".join(",".join(row) + ",s\n" for row in rows)).encode()),
    )
)
def test_any_bytes_give_a_fact_or_a_sentence(path, data):
    """Whatever stands in the file: a figure that can be, or an error for people."""
    try:
        found = fetched(path, data)
    except DrumbeatError:
        return
    assert 0 <= found.value < 10**15
    assert 0 < found.completeness <= 1
