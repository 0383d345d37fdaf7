"""An incident's title stands nowhere unless the lead ticked it, whatever became of the incident."""

from __future__ import annotations

import re

import pytest

from all_formats import words_by_format
from drumbeat.desk.formats import Format
from drumbeat.digest.build import Beside, Policy, build
from drumbeat.settings import Settings
from drumbeat.signals.gate import Reason
from october_told import NETWORK, everyday, stock_of
from office import OCTOBER, note, record, user, world
from rows import group, person, sys_id
from ticks import ticks

WORDS = "<script>alert(1)</script> Passwort: {{7*7}} _*~`[x](http://a.example)"
"""In every title of the hostile month, beside a word that stands in that title alone."""


def hostile():
    """A month in which incidents of every fate have a title of their own that nobody should read."""

    def one(number, **fields):
        own = {"short_description": f"Geheim{number.lower()} {WORDS}", "close_notes": f"Mended as {number} asks."}
        return record("incident", number, **{**own, **fields})

    mail, major = {"business_service": (sys_id("MAIL"), "E-mail")}, {"major_incident_state": ("accepted", "Accepted")}
    linked = {"problem_id": (sys_id("PRB1"), "PRB1"), "cmdb_ci": (sys_id("MX1"), "mx1"), "category": "mail", **mail}
    opened = {"opened_at": "2026-08-01 08:00:00", "resolved_at": "2026-08-02 08:00:00"}
    other = {**linked, "problem_id": "", "cmdb_ci": (sys_id("MX2"), "mx2")}
    after = {"opened_at": "2026-09-01 08:00:00", "resolved_at": "2026-09-02 08:00:00"}
    return [
        everyday(),
        user("Ann", "Network"),
        one("INC1", **mail),
        one("INC2", close_notes="Restarted VPN.", business_impact="Nobody could work.", **major, **mail),
        one("INC3", reopen_count="2", **mail),
        one("INC4", state=("8", "Canceled"), close_code=""),
        one("INC5", parent_incident=(sys_id("INC2"), "INC2")),
        one("INC6", state=("2", "In Progress"), resolved_at=""),
        one("INC7", assignment_group=group("Desk")),
        one("INC8", caused_by=(sys_id("CHG1"), "CHG1"), caller_id=person("Dee")),
        [one(f"INC1{at}", caller_id=person(f"L{at}"), **linked, **opened) for at in range(6)],
        [one(f"INC2{at}", caller_id=person(f"M{at}"), **other, **opened) for at in range(5)],
        [one(f"INC3{at}", caller_id=person(f"N{at}"), **other, **after) for at in range(5)],
        record("problem", "PRB1", resolved_at="2026-08-20 08:00:00", short_description="Geheimprb1"),
        record("change_request", "CHG1", short_description="Geheimchg1"),
        record("m2m_kb_task", "U1", task=(sys_id("INC1"), "INC1"), sys_created_on="2026-10-06 08:00:00"),
        note("INC1", "Ann", "Geheimnote and much more that is long enough to be a thought of somebody."),
    ]


@pytest.mark.parametrize(
    ("numbers", "shown"), [((), set()), (("INC1",), {"inc1"}), (("INC3", "INC4", "INC5", "INC7"), set())]
)
def test_a_hostile_month_tells_only_the_ticked_title(numbers, shown):
    """Its title stands in no format; in each but the list of evidence if it counts and was ticked."""
    found = world(hostile())
    reasons = {item.reason for item in found.judged}
    assert {None, Reason.REOPENED, Reason.CHILD, Reason.CANCELLED} <= reasons
    beside = Beside(editing=ticks(found, *numbers))
    built = build(NETWORK, OCTOBER, stock_of(found), Policy(), beside)
    assert [each.kind for each in built.digest.highlights][:1] == ["prevention"]
    for form, said in words_by_format(built, Settings.model_validate({})).items():
        assert set(re.findall(r"geheim(\w+)", said)) == (shown if form is not Format.CSV else set()), form
