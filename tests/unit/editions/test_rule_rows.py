"""Rows of recipients, pasted or imported: each is judged by itself."""

from __future__ import annotations

import time

import pytest

from directories import address
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.rule_rows import Limits, Row, RowVerdict, as_row, imported, pasted, rule_of, rule_problem

LIMITS = Limits(("x.example",), ("de", "en"))


def test_pasted_lines_are_told_by_their_numbers():
    """Blank lines count and say nothing; bad ones are told with number and reason; nobody is added twice."""
    lines = [
        "ann@x.example\r",
        "",
        " \tben@x.example\u00a0",
        "Cy <cy@y.example>; <dan@x.example>",
        "BEN@x.example",
        "old@X.example",
    ]
    found = pasted(lines, "de", [address("OLD@x.example", is_excluded=True)], LIMITS)
    assert found.good == (
        address("ann@x.example", language="de"),
        address("ben@x.example", language="de"),
        address("dan@x.example", language="de"),
    )
    assert [(each.number, each.text) for each in found.bad] == [(4, "cy@y.example")]
    assert (found.count(RowVerdict.KNOWN), found.count(RowVerdict.TWICE)) == (1, 1)


def test_an_unknown_language_spoils_every_line():
    """A language that there is not is told, with those that there are."""
    (bad,) = pasted(["ann@x.example"], "xx", [], LIMITS).bad
    assert "de, en" in bad.reason


@pytest.mark.parametrize(
    "rule",
    [
        address("ann@x.example"),
        address("ann@x.example", language="de"),
        address("eve@y.example", is_excluded=True),
        Rule(RecipientKind.LIST, "all@x.example", keeper="the service desk"),
        Rule(RecipientKind.COMPANY, "everybody@x.example", language="en", keeper="HR"),
        Rule(RecipientKind.USER, "Ben Okri", language="de"),
        Rule(RecipientKind.GROUP, "Network", is_excluded=True),
    ],
)
def test_a_rule_comes_back_from_its_row(rule):
    """Each kind of rule is the same after it was written as a row; somebody of any domain may be left out."""
    assert rule_of(as_row(rule), LIMITS) == rule


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"kind": "person", "name": "ann@x.example"}, "none of company, list, address, user, group"),
        ({"name": "ann@x.example"}, "The kind is none of"),
        ({"kind": "address"}, "Nothing is written"),
        ({"kind": "address", "name": "ann@y.example"}, "mail.allowed_domains"),
        ({"kind": "address", "name": "ann@x.example", "excluded": "maybe"}, "yes or no"),
        ({"kind": "address", "name": "ann@x.example", "language": "xx"}, "no such language"),
        ({"kind": "address", "name": "ann@x.example", "language": "de", "excluded": "yes"}, "in no language"),
        ({"kind": "address", "name": "ann@x.example", "keeper": "HR"}, "has a keeper"),
        ({"kind": "list", "name": "all@x.example"}, "needs a keeper"),
        ({"kind": "list", "name": "all@x.example", "keeper": "H\nR"}, "control characters"),
        ({"kind": "list", "name": "all@x.example", "keeper": "H" * 255}, "up to 254"),
        ({"kind": "group", "name": ""}, "A name is words"),
        ({"kind": "group", "name": "Net\x1bwork"}, "control characters"),
        ({"kind": "user", "name": "n" * 255}, "up to 254"),
    ],
)
def test_a_row_that_is_no_rule_says_why(row, said):
    """Each way in which a row can be wrong has its own sentence."""
    found = rule_of(row, LIMITS)
    assert isinstance(found, str)
    assert said in found
    assert found.endswith(".")


def test_a_row_that_says_other_of_the_same_one():
    """Against what is kept such a row changes it; against an earlier row of the same list it is a contradiction."""
    rows = [
        (2, {"kind": "address", "name": "ann@x.example", "language": "de"}),
        (3, {"kind": "Address", "name": "ANN@x.example", "language": "en"}),
        (4, {"kind": "address", "name": "ANN@x.example", "language": "de"}),
        (5, {"kind": "group", "name": "Network", "excluded": "no"}),
    ]
    known = [address("ann@x.example"), Rule(RecipientKind.GROUP, "Network")]
    found = imported(rows, known, LIMITS)
    assert found.good == (address("ann@x.example", language="de"),)
    assert found.bad == (Row(3, "ANN@x.example", RowVerdict.BAD, "It contradicts row 2."),)
    assert (found.count(RowVerdict.KNOWN), found.count(RowVerdict.TWICE)) == (1, 1)


def test_ten_thousand_lines_at_once():
    """Ten thousand pasted lines, one in ten of them bad, are judged in well under two seconds of the processor."""
    lines = [f"u{at}@x.example" if at % 10 else f"u{at} at x" for at in range(10_000)]
    begun = time.process_time()
    found = pasted(lines, "", [], LIMITS)
    assert time.process_time() - begun < 2
    assert (len(found.good), len(found.bad)) == (9_000, 1_000)


LINES = ["ann@larkfield.example", "ben@larkfield.example", "cem@larkfield.example", "dia@larkfeild.example"]


def test_a_slip_in_the_domain_that_most_have_asks_what_was_meant():
    """Pasted among others, or added later: not good, with the address that was probably meant."""
    judged = pasted(LINES, "", [], Limits())
    assert [row.verdict for row in judged.rows] == [RowVerdict.GOOD] * 3 + [RowVerdict.BAD]
    assert "Did you mean dia@larkfield.example?" in judged.rows[3].reason
    alone = pasted(LINES[3:], "", judged.good, Limits())
    assert "is nearly larkfield.example" in alone.rows[0].reason


def test_a_domain_that_is_known_or_allowed_is_no_slip():
    """Who is there already with that domain, or the settings, say that it is meant; and anybody may be left out."""
    known = [Rule(RecipientKind.ADDRESS, "eli@larkfeild.example")]
    assert pasted(LINES, "", known, Limits()).bad == ()
    assert pasted(LINES, "", [], Limits(("larkfield.example", "larkfeild.example"))).bad == ()
    beside = Limits().among([Rule(RecipientKind.ADDRESS, line) for line in LINES[:3]])
    assert rule_problem(Rule(RecipientKind.ADDRESS, LINES[3], is_excluded=True), beside) == ""
