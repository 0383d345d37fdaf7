"""Minutes of outage: unions per service, what blocks the figure, and what is never called nought."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autumn import month, october, read
from drumbeat.digest.figures.outages import union
from drumbeat.digest.language.wording import NO_BREAK
from rows import cells, group, person, sys_id
from said import notes_of

MAIL, ORDERS = (sys_id("Mail"), "Mail"), (sys_id("Orders"), "Order entry")
MIDNIGHT = datetime(2026, 10, 1, tzinfo=UTC)


def _change(number="CHG1", **fields):
    usual = {
        "sys_id": sys_id(number),
        "number": number,
        "state": ("3", "Closed"),
        "close_code": "successful",
        "closed_at": "2026-10-12 08:00:00",
        "assignment_group": group("Network"),
        "assigned_to": person("Ann"),
        "business_service": MAIL,
    }
    return cells(**{**usual, **fields})


def _outage(key, begin, end, **fields):
    usual = {"sys_id": sys_id(f"o{key}"), "type": "outage", "cmdb_ci": MAIL, "task_number": (sys_id("CHG1"), "CHG1")}
    times = {"begin": f"2026-{begin}:00", "end": f"2026-{end}:00" if end else ""}
    return cells(**{**usual, **times, **fields})


def _built(*outages, changes=None, monitored=(), links=()):
    delivered = read("change_request", changes or [_change()])
    reads = (read("incident", month(10, 12)), delivered, read("cmdb_ci_outage", outages))
    return october(*reads, read("task_outage", links), monitored=monitored)


def _minutes(built):
    figure = built.digest.figure("outage_minutes")
    return figure and figure.value


def test_parallel_outages_of_a_service_count_once():
    """The union of intervals counts, never the sum of durations; two services are added up."""
    built = _built(
        _outage(1, "10-10 08:00", "10-10 09:00"),
        _outage(2, "10-10 08:30", "10-10 09:30"),
        _outage(3, "10-10 08:45", "10-10 08:50"),
        _outage(4, "10-10 08:00", "10-10 08:20", cmdb_ci=ORDERS),
        changes=[_change(), _change("CHG2", business_service=ORDERS)],
    )
    figure = built.digest.figure("outage_minutes")
    assert (figure.value, figure.n) == (110, 2)
    assert notes_of(figure).replace(NO_BREAK, " ") == "Mail was out for 1 h 30 min and Order entry for 20 min"


def test_items_of_one_service_are_one_service():
    """Servers of a service that are out together are one outage of the service that the ticket names."""
    one, two = (sys_id("srv1"), "srv1"), (sys_id("srv2"), "srv2")
    built = _built(
        _outage(1, "10-10 08:00", "10-10 09:00", cmdb_ci=one),
        _outage(2, "10-10 08:00", "10-10 09:00", cmdb_ci=two),
    )
    assert _minutes(built) == 60


def test_outages_are_clipped_to_the_period():
    """Of an outage over the month's edge, each month has its own part."""
    built = _built(_outage(1, "09-30 23:00", "10-01 01:00"), _outage(2, "10-31 23:30", "11-01 05:00"))
    assert _minutes(built) == 90


@pytest.mark.parametrize("kind", ["planned", "degradation"])
def test_planned_and_degraded_is_not_out(kind):
    """Only records of type outage are outages; without any, nothing is told, which is not nought."""
    assert _minutes(_built(_outage(1, "10-10 08:00", "10-10 09:00", type=kind))) is None


@pytest.mark.parametrize("end", ["", "10-09 07:00"])
def test_an_outage_without_an_end_blocks_the_figure(end):
    """Nobody estimates how long an outage lasted whose end is missing, or lies before its beginning."""
    built = _built(_outage(1, "10-10 08:00", "10-10 09:00"), _outage(2, "10-11 08:00", end))
    assert _minutes(built) is None
    assert "an outage record of “Mail” does not tell when it began and ended." in notes_of(built.digest)


def test_no_record_is_nought_only_where_a_monitor_would_have_told():
    """Without outage records nothing is said of a service, unless the settings name it as monitored."""
    assert _minutes(_built()) is None
    built = _built(monitored=["Mail"])
    told = "no unplanned outage is recorded for Mail"
    assert (_minutes(built), notes_of(built.digest.figure("outage_minutes"))) == (0, told)
    assert _minutes(_built(monitored=["Order entry"])) is None


def test_unreadable_outages_are_not_nought():
    """A table that was not read gives no figure, monitored or not."""
    reads = (read("incident", month(10, 12)), read("change_request", [_change()]))
    assert _minutes(october(*reads, monitored=["Mail"])) is None


def test_outages_belong_by_link_and_by_support():
    """An outage is the team's by task_outage too, and by the group that supports the item; else it is not."""
    foreign = {"task_number": "", "cmdb_ci": ORDERS}
    outage = _outage(1, "10-10 08:00", "10-10 09:00", **foreign)
    assert _minutes(_built(outage)) is None
    link = cells(
        sys_id=sys_id("l"),
        sys_created_on="2026-10-10 08:00:00",
        task=(sys_id("CHG1"), "CHG1"),
        outage=(sys_id("o1"), ""),
    )
    assert _minutes(_built(outage, links=[link])) == 60
    supported = _change(cmdb_ci=ORDERS, **{"cmdb_ci.support_group": group("Network")})
    assert _minutes(_built(outage, changes=[supported])) == 60


def test_every_outage_is_evidence():
    """A line for each outage: its ticket's number, the service, the day; of the team's tickets no other."""
    built = _built(_outage(1, "10-10 08:00", "10-10 09:00"))
    [line] = [line for line in built.evidence if line.figure == "outage_minutes"]
    assert (line.number, line.kind, line.service, line.day) == ("CHG1", "outage", "Mail", "2026-10-10")


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=12))
def test_a_union_is_the_minutes_that_any_covers(spans):
    """However intervals overlap, touch or contain each other, each minute counts once."""
    found = [(MIDNIGHT + timedelta(minutes=at), MIDNIGHT + timedelta(minutes=at + long)) for at, long in spans]
    minutes = {minute for at, long in spans for minute in range(at, at + long)}
    assert union(found) == timedelta(minutes=len(minutes))
