"""Reading ServiceNow over HTTP: paging under rights, caps and change, and what goes over the wire."""

from __future__ import annotations

import json
import logging
import random
from datetime import UTC, datetime, timedelta

import pytest

from drumbeat.errors import SourceError, TableDenied
from drumbeat.http_session import USER_AGENT
from drumbeat.ports import Cursor, Window
from drumbeat.records.row import Cell
from drumbeat.records.tables import ARTICLE, IMPROVEMENT, INCIDENT, TABLES
from drumbeat.simulator.accounts import DEFAULT_USER, Properties, User
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.messages import Reply
from drumbeat.simulator.server import Simulator
from drumbeat.source.servicenow import Patience
from sources import (
    OCTOBER,
    Between,
    in_order,
    incidents,
    instance_of,
    numbers,
    oauth,
    pages,
    simulators,
    source_of,
)


@pytest.fixture
def serve():
    """Starts simulators."""
    with simulators() as start:
        yield start


def all_numbers(instance: Instance, besides=()) -> list[str]:
    """What can be read, sorted."""
    return sorted(row["number"] for row in instance.rows("incident") if row["sys_id"] not in besides)


# Paging.


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("limit", [2, 3, 7, 100])
def test_ties_and_a_random_order_cost_no_row(seed, limit):
    """Rows that share a second, and an instance that orders at random what is left open, are read exactly once."""
    instance = instance_of(incidents(20))
    with Simulator(instance, rng=random.Random(seed)) as simulator:
        read = numbers(source_of(simulator, patience=Patience(limit=limit, smallest=2)))
    assert sorted(read) == all_numbers(instance)


@pytest.mark.parametrize(
    "blocks",
    [[(0, 12)], [(12, 24)], [(2, 20)], [(0, 1), (5, 17), (23, 24)], [(place, place + 1) for place in range(0, 24, 2)]],
    ids=["beginning", "end", "middle", "three", "every other"],
)
def test_thinned_and_empty_pages_are_not_the_end(serve, blocks):
    """Rows the account may not read leave short and empty pages; all others are read exactly once (traps 1 and 2)."""
    instance = instance_of(incidents(24))
    order = in_order(instance)
    hidden = {order[place] for begin, end in blocks for place in range(begin, end)}
    read = numbers(source_of(serve(instance, before=Between(instance, hidden=hidden))))
    assert sorted(read) == all_numbers(instance, hidden)


def test_a_table_of_which_nothing_may_be_read_says_how_much_is_there(serve):
    """With every row denied the pages are empty, and the first says how many rows there are (trap 3)."""
    instance = instance_of(incidents(24))
    read = list(pages(source_of(serve(instance, before=Between(instance, hidden=in_order(instance))))))
    assert [row for _, page in read for row in page.rows] == []
    assert read[0][1].remaining == 24
    assert len(read) < 24


@pytest.mark.parametrize("header", ["X-Total-Count", "Link", "both"])
@pytest.mark.parametrize("cap", [0, 3])
def test_a_missing_header_costs_no_row_where_the_other_says_enough(serve, header, cap):
    """Without the count or without links, rows after short and after full pages are read (trap 20)."""
    instance = instance_of(incidents(24), properties=Properties(max_page=cap))
    order = in_order(instance)
    hidden = set(order[5:16]) if header == "X-Total-Count" else set(order[5:16:2])
    headers = ("X-Total-Count", "Link") if header == "both" else (header,)
    read = numbers(source_of(serve(instance, before=Between(instance, hidden=hidden, headers=headers))))
    assert sorted(read) == all_numbers(instance, hidden)


def test_without_a_count_the_page_says_so(serve):
    """Where X-Total-Count is missing, `remaining` is unknown, not nought."""
    instance = instance_of(incidents(6))
    before = Between(instance, headers=("X-Total-Count",))
    assert {page.remaining for _, page in pages(source_of(serve(instance, before=before)))} == {None}


@pytest.mark.parametrize("begin", [0, 1, 5])
@pytest.mark.parametrize("cap", [1, 2, 3])
def test_a_capped_limit_costs_no_row(serve, cap, begin):
    """An instance that silently grants fewer rows than asked for is read whole, denied blocks or not (trap 19)."""
    instance = instance_of(incidents(24), properties=Properties(max_page=cap))
    hidden = set(in_order(instance)[begin : begin + 13])
    simulator = serve(instance, before=Between(instance, hidden=hidden))
    read = numbers(source_of(simulator, patience=Patience(limit=10, smallest=2)))
    assert sorted(read) == all_numbers(instance, hidden)


def test_a_cap_is_learned_once(serve):
    """After an empty page has shown the cap, the table is asked for no more than that, and without links."""
    instance = instance_of(incidents(24), properties=Properties(max_page=3))
    simulator = serve(instance, before=Between(instance, hidden=in_order(instance)))
    list(pages(source_of(simulator, patience=Patience(limit=10, smallest=2))))
    asked = [
        (call.params["sysparm_limit"], call.params["sysparm_suppress_pagination_header"])
        for call in simulator.requests
        if "/table/" in call.path
    ]
    assert asked[:2] == [("10", "True"), ("10", "False")]
    assert set(asked[2:]) == {("3", "True"), ("10000", "True")}  # at the end a look far ahead


def test_no_empty_page_costs_a_second_request_after_a_full_one(serve):
    """An instance that has granted the limit once is taken at its word."""
    instance = instance_of(incidents(16))
    simulator = serve(instance, before=Between(instance, hidden=in_order(instance)[4:]))
    read = list(pages(source_of(simulator)))
    assert [call.path.split("/")[3] for call in simulator.requests] == ["table"] * len(read) + ["stats", "table"]


def test_a_row_without_sys_id_is_left_out(serve):
    """Rows of which every field is denied are no rows, do not end the reading, and do not start it anew (trap 5)."""
    instance = instance_of(incidents(9))
    everything = {name for table in TABLES for name in table.fields}
    read = list(pages(source_of(serve(instance, before=Between(instance, fields=everything)))))
    assert [row for _, page in read for row in page.rows] == []
    assert read[0][1].remaining == 9


def test_null_and_bare_cells_are_read_as_texts(serve):
    """A null is empty, a bare text stands for both forms, and a row without its sys_id is left out (traps 5, 48)."""
    rows = [
        {"sys_id": {"value": None}, "resolved_at": ""},
        {"sys_id": "", "resolved_at": ""},
        {"sys_id": "b" * 32, "resolved_at": None, "resolved_by": "", "state": {"value": "6"}, "reopen_count": 0},
    ]
    body = json.dumps({"result": rows}).encode()
    source = source_of(serve(before=lambda _request: Reply(200, body, {"X-Total-Count": "3"})))
    page = source.fetch(INCIDENT, OCTOBER)
    assert page.rows == (
        {
            "sys_id": Cell("b" * 32, "b" * 32),
            "resolved_at": Cell("", ""),
            "resolved_by": Cell("", ""),
            "state": Cell("6", ""),
            "reopen_count": Cell("0", "0"),
        },
    )
    assert page.following == Cursor("b" * 32)


def test_remaining_shrinks_while_a_denied_block_is_stepped_over(serve):
    """On an empty page too, `remaining` counts from that page on, rows that may not be read included."""
    instance = instance_of(incidents(24))
    read = list(pages(source_of(serve(instance, before=Between(instance, hidden=in_order(instance))))))
    assert [page.remaining for _, page in read] == [24 - cursor.offset for cursor, _ in read]
    assert len(read) == 6


def test_a_denied_field_is_missing_not_empty(serve):
    """A field that is denied has no key in the rows, and the others are read (trap 6)."""
    instance = instance_of(incidents(2))
    page = source_of(serve(instance, before=Between(instance, fields=("close_notes",)))).fetch(INCIDENT, OCTOBER)
    assert {"close_notes" in row for row in page.rows} == {False}
    assert {"number" in row for row in page.rows} == {True}


def test_a_denied_date_denies_the_table(serve):
    """Without the field that dates the work no row can be counted: the table is denied, and the field is named."""
    instance = instance_of(incidents(2))
    source = source_of(serve(instance, before=Between(instance, fields=("resolved_at",))))
    with pytest.raises(TableDenied, match=r"incident\.resolved_at"):
        source.fetch(INCIDENT, OCTOBER)


def test_rows_that_change_between_pages_cost_no_other_row(serve):
    """Rows that leave, join or change while the pages are read never hide or repeat a row that stays."""
    instance = instance_of(incidents(30))
    order = in_order(instance)
    leaving, changing = order[1:28:4], order[2:29:4]
    before = Between(instance)

    def stirred(request):
        if leaving:
            instance.update("incident", leaving.pop(0), {"resolved_at": ""})
            instance.update(
                "incident", changing.pop(), {"short_description": "changed", "resolved_at": "2026-10-02 00:00:00"}
            )
        return before(request)

    stay = {row["number"] for row in instance.rows("incident") if row["sys_id"] not in leaving}
    read = numbers(source_of(serve(instance, before=stirred)))
    assert len(read) == len(set(read))
    assert stay <= set(read)


def test_rows_that_leave_a_denied_block_cost_no_readable_row(serve):
    """While an all-denied block is stepped over, a few rows that leave it do not make a readable row slip by."""
    instance = instance_of(incidents(60))
    order = in_order(instance)
    hidden, leaving = order[:55], order[:3]
    before = Between(instance, hidden=hidden)

    def stirred(request):
        if request.params["sysparm_offset"] != "0" and leaving:
            instance.update("incident", leaving.pop(), {"resolved_at": ""})
        return before(request)

    source = source_of(serve(instance, before=stirred), patience=Patience(limit=10, smallest=2))
    assert sorted(numbers(source)) == all_numbers(instance, hidden)


def test_an_instance_that_ignores_the_anchor_is_refused(serve):
    """When the same page comes again instead of the next, reading stops instead of going round for ever."""
    instance = instance_of(incidents(9))
    before = Between(instance)

    def forgetful(request):
        query = request.params["sysparm_query"]
        kept = "^".join(part for part in query.split("^") if not part.startswith("sys_id>"))
        return before(
            type(request)(request.method, request.path, {**request.params, "sysparm_query": kept}, request.headers)
        )

    with pytest.raises(SourceError, match="again instead of the next"):
        numbers(source_of(serve(instance, before=forgetful)))


# What is asked for.


def test_the_window_is_read_fourteen_hours_wider(serve):
    """Rows up to 14 hours outside the window come as well, whatever the account's zone; others do not (trap 44)."""
    hour = timedelta(hours=1)
    times = {
        "early": OCTOBER.start - 15 * hour,
        "before": OCTOBER.start - 14 * hour,
        "first": OCTOBER.start,
        "last": OCTOBER.end - timedelta(seconds=1),
        "after": OCTOBER.end + 13 * hour,
        "late": OCTOBER.end + 14 * hour,
    }
    rows = [{"number": name, "resolved_at": f"{moment:%Y-%m-%d %H:%M:%S}"} for name, moment in times.items()]
    assert sorted(numbers(source_of(serve(instance_of(rows))))) == ["after", "before", "first", "last"]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "America/New_York"])
def test_no_zone_of_the_account_hides_a_row_of_the_window(serve, zone):
    """Where times of a query are read in the account's zone, the window's first and last second still come."""
    rows = [
        {"number": "first", "resolved_at": f"{OCTOBER.start:%Y-%m-%d %H:%M:%S}"},
        {"number": "last", "resolved_at": f"{OCTOBER.end - timedelta(seconds=1):%Y-%m-%d %H:%M:%S}"},
    ]
    user = User(DEFAULT_USER.user_name, DEFAULT_USER.password, time_zone=zone)
    instance = instance_of(rows, users=[user], properties=Properties(literals_in_user_time_zone=True))
    page = source_of(serve(instance)).fetch(INCIDENT, OCTOBER)
    assert sorted(row["number"].value for row in page.rows) == ["first", "last"]
    assert {row["resolved_at"].value for row in page.rows} == {"2026-10-01 00:00:00", "2026-10-31 23:59:59"}


def test_incidents_closed_without_resolution_are_read_too(serve):
    """An incident without resolved_at comes when it was closed in the window, to be reported as left out (trap 52)."""
    rows = [
        {"number": "closed in October", "resolved_at": "", "closed_at": "2026-10-09 12:00:00"},
        {"number": "closed in May", "resolved_at": "", "closed_at": "2026-05-09 12:00:00"},
        {"number": "open", "resolved_at": "", "closed_at": ""},
        {"number": "resolved in May", "resolved_at": "2026-05-01 12:00:00", "closed_at": "2026-05-09 12:00:00"},
    ]
    assert numbers(source_of(serve(instance_of(rows)))) == ["closed in October"]


def test_open_improvements_are_read_too(serve):
    """Improvements under way come with those completed in the window."""
    rows = [
        {"number": "done", "closed_at": "2026-10-09 12:00:00"},
        {"number": "done in May", "closed_at": "2026-05-09 12:00:00"},
        {"number": "under way", "closed_at": ""},
    ]
    source = source_of(serve(instance_of(rows, IMPROVEMENT.name)))
    assert sorted(numbers(source, IMPROVEMENT)) == ["done", "under way"]


def test_articles_are_read_by_whole_days(serve):
    """Days without time are asked for from the day before to the day after the window, both included (trap 59)."""
    days = ["2026-09-29", "2026-09-30", "2026-10-31", "2026-11-01", "2026-11-02"]
    source = source_of(serve(instance_of([{"number": day, "published": day} for day in days], ARTICLE.name)))
    assert sorted(numbers(source, ARTICLE)) == ["2026-09-30", "2026-10-31", "2026-11-01"]


def test_each_request_says_everything(serve):
    """Every request names query, fields, limit, offset, form and headers; nothing is left to an instance's defaults."""
    simulator = serve(instance_of(incidents(9)))
    numbers(source_of(simulator))
    for call in simulator.requests:
        assert call.path == "/api/now/table/incident"
        assert call.params["sysparm_query"].endswith("^ORDERBYsys_id")
        assert {name: value for name, value in call.params.items() if name != "sysparm_query"} == {
            "sysparm_fields": ",".join(INCIDENT.fields),
            "sysparm_limit": "4",
            "sysparm_offset": "0",
            "sysparm_display_value": "all",
            "sysparm_exclude_reference_link": "True",
            "sysparm_suppress_pagination_header": "True",
            "sysparm_view": "",
        }
    assert len(simulator.requests) == 3


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_address_is_too_long(serve, table):
    """The longest request of each table stays far below the 8,192 bytes an instance takes (trap 21)."""
    lengths = []

    def measured(request):
        lengths.append(len(request.path) + sum(len(f"{name}={value}&") * 3 for name, value in request.params.items()))
        return Reply(200, b'{"result":[]}', {"X-Total-Count": "0"})

    cursor = Cursor("f" * 32, 10**7)
    source_of(serve(Instance(), before=measured)).fetch(table, OCTOBER, cursor)
    assert max(lengths) < 8192


def test_the_client_names_itself(serve):
    """Requests for rows and for tokens carry our own User-Agent, not that of a library."""
    seen = set()

    def noted(request):
        seen.add((request.path.rpartition("/")[2], request.headers["user-agent"]))

    simulator = serve(Instance(), before=noted)
    source_of(simulator, sign_in=oauth(simulator)).fetch(INCIDENT, OCTOBER)
    assert seen == {("oauth_token.do", USER_AGENT), ("incident", USER_AGENT)}
    assert USER_AGENT.startswith("drumbeat/")


def test_a_redirect_is_not_followed(serve):
    """An answer that points elsewhere ends the reading; nobody asks there, and no password goes there."""
    elsewhere = serve(Instance())
    moved = Reply(302, b"", {"Location": f"{elsewhere.url}/login.do"})
    source = source_of(serve(Instance(), before=lambda _request: moved))
    with pytest.raises(SourceError, match="redirects to a sign-in page"):
        source.fetch(INCIDENT, OCTOBER)
    assert elsewhere.requests == []


@pytest.mark.parametrize("level", [logging.INFO, logging.DEBUG])
def test_libraries_log_no_secret_and_no_query(serve, caplog, level):
    """Nothing the libraries log at INFO holds a query; nothing at any level holds a password or a token."""
    instance = instance_of(incidents(3))
    simulator = serve(instance)
    with caplog.at_level(level):
        numbers(source_of(simulator))
        numbers(source_of(simulator, sign_in=oauth(simulator)))
    assert "Bearer" not in caplog.text
    assert "demo-secret" not in caplog.text
    if level == logging.INFO:
        assert caplog.records == []


def test_an_empty_window_asks_whether_the_fields_are_there(serve):
    """A table without rows in the window costs two requests: the second shows that its dating field exists (trap 4)."""
    simulator = serve(instance_of(incidents(3)))
    empty = Window(datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 2, 1, tzinfo=UTC))
    assert numbers(source_of(simulator), window=empty) == []
    assert len(simulator.requests) == 2


def test_the_limit_grows_again_after_many_good_pages(serve):
    """One cancelled page halves the limit, and after twenty pages that got through it is as before (trap 25)."""
    cancelled = Reply(500, b'{"error":{"message":"Transaction cancelled","detail":null},"status":"failure"}')
    simulator = serve(instance_of(incidents(200)), before=lambda request: cancelled if request.n == 2 else None)
    read = numbers(source_of(simulator, patience=Patience(limit=4, smallest=2)))
    assert len(set(read)) == len(read) == 200
    limits = [call.params["sysparm_limit"] for call in simulator.requests]
    assert limits == ["4", "4", *["2"] * 21, *["4"] * 39]
