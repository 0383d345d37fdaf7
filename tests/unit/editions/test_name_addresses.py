"""Addresses as mail programs copy them: names beside them, several on a line."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drumbeat.editions.name_addresses import addresses_in
from drumbeat.editions.rule_rows import Limits, RowVerdict, imported, pasted

JANE, JOHN = "jane@x.example", "john@x.example"
LIMITS = Limits(("x.example",))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (JANE, (JANE,)),
        ("  ", ()),
        (f"Jane Roe <{JANE}>", (JANE,)),
        (f'"Roe, Jane" <{JANE}>', (JANE,)),
        (f"Roe, Jane <{JANE}>", (JANE,)),
        (f"'{JANE}' <{JANE}>", (JANE,)),
        (f"<{JANE}>", (JANE,)),
        (f"Zoë Müller (IT) <{JANE}>", (JANE,)),
        (f'"Jane \\"J\\" Roe" <{JANE}>', (JANE,)),
        (f"Roe, Jane <{JANE}>; Doe, John <{JOHN}>", (JANE, JOHN)),
        (f"Roe, Jane, Dr. <{JANE}>, Doe, John <{JOHN}>", (JANE, JOHN)),
        (f"{JANE}, {JOHN};", (JANE, JOHN)),
        (f"{JANE};; ,{JOHN}", (JANE, JOHN)),
        ("Jürgen <jürgen@x.example>", ("jürgen@x.example",)),
        (f"Roe, {JANE}", ("Roe", JANE)),
        (f"{JANE}; Roe", (JANE, "Roe")),
        ("Roe, Jane", ("Roe", "Jane")),
    ],
)
def test_what_is_copied_is_read(line, expected):
    """Names go, separators within names and quotation marks are none, and what is no address stays a row."""
    assert addresses_in(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        f'"boss@x.example" <{JANE}>',
        f"Jane <{JANE}> <{JOHN}>",
        f"Jane <{JANE}",
        f'"Jane <{JANE}>',
        f"Jane <{JANE}>\x00Bcc: {JOHN}",
        f"Jane\r\nBcc: {JOHN}\r\n <{JANE}>",
        f"Jane\u200b <{JANE}>",
        f"Jane <{JANE},{JOHN}>",
        f"Jane <{JANE}\u2028Bcc: {JOHN}>",
        f"Jane <{JANE}> (and more)",
    ],
)
def test_what_hides_something_is_refused(line):
    """Another address as the name, a line break, brackets that do not fit: it is judged as written, and is bad."""
    assert addresses_in(line) == (line,)
    (row,) = pasted([line], "", [], LIMITS).rows
    assert row.verdict is RowVerdict.BAD


@given(st.text(alphabet=st.sampled_from('<>",;\\@ ab.\u200b\r\n()'), max_size=40))
def test_nothing_good_comes_of_what_is_not_there(line):
    """Whatever is pasted, each rule that is made of it is an address that stands there, and no row is judged twice."""
    found = pasted([line], "", [], Limits())
    assert all(rule.name in line for rule in found.good)
    assert all(addresses_in(rule.name) == (rule.name,) for rule in found.good)


def test_each_address_of_a_line_has_its_own_verdict():
    """Of one line one is good, one written twice, one of another domain; all three bear its number."""
    found = pasted(["", f"Jane <{JANE}>; {JANE.upper()}; Eve <eve@y.example>"], "", [], LIMITS)
    assert [(row.number, row.verdict) for row in found.rows] == [
        (2, RowVerdict.GOOD),
        (2, RowVerdict.TWICE),
        (2, RowVerdict.BAD),
    ]


def test_a_cell_of_an_imported_list_holds_one():
    """A name beside the address goes; several in one cell are refused, since a row is a rule."""
    rows = [(2, {"kind": "address", "name": f"Roe, Jane <{JANE}>"}), (3, {"kind": "user", "name": "Roe, Jane"})]
    found = imported(rows, [], LIMITS)
    assert [rule.name for rule in found.good] == [JANE, "Roe, Jane"]
    (bad,) = imported([(2, {"kind": "address", "name": f"{JANE}; {JOHN}"})], [], LIMITS).bad
    assert "several" in bad.reason


def test_a_long_line_is_read_in_linear_time():
    """A line of ten thousand names and addresses, as Outlook copies them, is read in well under two seconds."""
    line = "; ".join(f"Roe, Jane <jane{n}@x.example>" for n in range(10_000))
    began = time.process_time()
    assert len(addresses_in(line)) == 10_000
    assert time.process_time() - began < 2
