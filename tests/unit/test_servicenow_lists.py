"""Links to lists in ServiceNow: to the instance alone, short enough, and with values that can do nothing."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from drumbeat.digest.evidence.page.servicenow import LONGEST, Desk, lists
from drumbeat.rendering import Renderer
from evidence_months import OCTOBER, digest_of, line

URL = "https://example.service-now.com"
DESK = Desk(URL, ("Network",))


def found(lines, desk=DESK):
    """The lists with their queries as the instance reads them."""
    return [(each.table, *_query(each.href), each.is_frozen) for each in lists(lines, OCTOBER, desk)]


def _query(href):
    assert len(href) <= LONGEST
    assert href.startswith(f"{URL}/")
    return parse_qs(urlsplit(href).query, strict_parsing=True)["sysparm_query"]


def test_few_records_are_listed_by_number():
    """A figure of few records lists exactly these, each once, on its own table."""
    lines = [line("f", "INC2"), line("f", "INC1"), line("f", "INC2")]
    assert found(lines) == [("incident", "numberININC1,INC2", True)]
    [listed] = lists(lines, OCTOBER, DESK)
    assert urlsplit(listed.href).path == "/incident_list.do"


def test_each_table_has_its_list():
    """Where a figure has records of several tables, each has a list; what has no table of its own is a task."""
    kinds = {
        "incident": "incident",
        "request": "sc_req_item",
        "task": "sc_task",
        "change": "change_request",
        "problem": "problem",
        "project": "pm_project",
        "article": "kb_knowledge",
        "improvement": "task",
        "something new": "task",
    }
    lines = [line("f", f"N{at}", kind) for at, kind in enumerate(kinds)]
    assert {each[0] for each in found(lines)} == set(kinds.values())


def test_many_records_are_asked_for_by_group_and_period():
    """Beyond the limit the question is the team's groups and the period, which shows the state of today."""
    lines = [line("f", f"INC{at:07}") for at in range(500)]
    desk = Desk(URL, ("Network & Söhne", "0" * 32))
    query = (
        f"assignment_group.name=Network & Söhne^ORassignment_group={'0' * 32}"
        "^resolved_at>=2026-10-01 00:00:00^resolved_at<2026-11-01 00:00:00"
    )
    assert found(lines, desk) == [("incident", query, False)]
    html = Renderer().evidence(digest_of(lines), lines, DESK)
    assert "ServiceNow: incidents of the group in the period, as they are today" in html
    assert "need a role there" in html


@pytest.mark.parametrize(
    "groups",
    [(), ("Net^ORactive=true",), ("a,b",), ("javascript:gs.x()",), ("=x",), ("a\nb",), (" ",), ("x" * 3000,)],
)
def test_a_group_that_could_ask_for_more_is_not_asked_for(groups):
    """A name that ends a condition, acts as an operator, or is too long makes no link; nor do named persons."""
    lines = [line("f", f"INC{at:07}") for at in range(500)]
    assert lists(lines, OCTOBER, Desk(URL, groups)) == ()


@pytest.mark.parametrize(
    "number", ["INC1^NQactive=true", "INC1,INC2", "", "INC 1", "javascript:x", "\uff29NC1", "a" * 81]
)
def test_a_number_that_is_none_is_not_asked_for(number):
    """Numbers are letters, digits, hyphens; with any other among them the list is by group."""
    assert [each.is_frozen for each in lists([line("f", number)], OCTOBER, DESK)] == [False]


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "https://x/../y", 'https://x"onclick="y', "//x.example", "https://u:p@x", "data:,x"],
)
def test_no_other_address_is_linked(url):
    """Only an instance's own address makes links (rule E55)."""
    assert lists([line("f", "INC1")], OCTOBER, Desk(url, ("Network",))) == ()


def test_what_has_no_group_beside_numbers_has_no_other_list():
    """Too many improvements or articles make no link: no group and period would come near them."""
    lines = [line("f", f"KB{at:07}", "article") for at in range(500)]
    assert lists(lines, OCTOBER, DESK) == ()
