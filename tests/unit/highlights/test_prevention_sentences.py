"""Sentences about faults that stay away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from drumbeat.digest.build import Policy, build
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.model import Kind
from drumbeat.signals.gate import GateRules
from drumbeat.signals.gate.rules import Names, Scope
from drumbeat.signals.rules.prevention import counts, links
from october_told import NETWORK, everyday, evidence, kept_out, sentences, stock_of, told
from office import OCTOBER, record, world
from rows import person, sys_id

FIXED = datetime(2026, 8, 20, 8, tzinfo=UTC)
"""60 days later it is October."""
DAY = timedelta(days=1)
BEFORE, AFTER = FIXED - 40 * DAY, FIXED + 10 * DAY
ITEM, OTHER = (sys_id("AP1"), "ap1"), (sys_id("AP2"), "ap2")
WIRELESS = (sys_id("WLAN"), "Wireless network")
LINK = {"problem_id": (sys_id("PRB1"), "PRB1")}


def said(moment):
    """As ServiceNow stores it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def some(first, count, opened, **fields):
    """So many incidents on the item, a day apart."""
    usual = {"cmdb_ci": ITEM, "category": "network", "business_service": WIRELESS}
    return [
        record(
            "incident",
            f"INC{first + at}",
            opened_at=said(opened + at * DAY),
            resolved_at=said(opened + (at + 1) * DAY),
            **{**usual, "short_description": f"Wi-Fi {first + at} drops", **fields},
        )
        for at in range(count)
    ]


def problem(**fields):
    """A problem that Ann solved in August."""
    times = {"resolved_at": said(FIXED), "closed_at": said(FIXED)}
    return record("problem", "PRB1", **{**times, "short_description": "Wi-Fi in Leeds drops clients", **fields})


COMPARED = [some(500, 8, BEFORE, cmdb_ci=OTHER), some(600, 7, AFTER, cmdb_ci=OTHER)]
QUIETER = [some(1, 6, BEFORE, **LINK), some(100, 3, AFTER), COMPARED]


def test_the_counts_are_a_value():
    """V16's counts can be had as the incidents that it counts, without reading its evidence text."""
    found = world(problem(), QUIETER)
    [link] = found.once(links)
    counted = counts(link, found)
    assert [each.number for each in counted.before] == [f"INC{at}" for at in range(1, 7)]
    assert [each.number for each in counted.after] == ["INC100", "INC101", "INC102"]
    assert (counted.others_before, counted.others_after, counted.is_alike) == (8, 7, True)
    rising = world(problem(), some(1, 6, BEFORE, **LINK), some(100, 4, AFTER), COMPARED)
    assert counts(rising.once(links)[0], rising) is None


def test_a_repair_that_holds():
    """It is told by the service, never by the problem's title, with both counts; that others did not fall, in words."""
    built = told(everyday(), problem(), QUIETER)
    [sentence] = sentences(built, Kind.PREVENTION)
    assert sentence == (
        "The repair of “Wireless network” in August 2026 is holding: 6 incidents in the sixty days before it, 3 in the "
        "sixty after. Among incidents of the same kind elsewhere there was no such fall."
    )
    before, after = [f"INC{at}" for at in range(1, 7)], ["INC100", "INC101", "INC102"]
    assert evidence(built, Kind.PREVENTION) == [("PRB1", *before, *after)]
    assert built.digest.highlights[0].id == "prevention:PRB1"
    assert ENGLISH.say(built.digest.outcome) == "the repair of “Wireless network” is holding"


def test_one_before_and_none_after():
    """One incident is no plural, and nought is said in words."""
    long_before = some(1, 5, FIXED - 200 * DAY, **LINK)
    built = told(everyday(), problem(), long_before, some(50, 1, BEFORE), COMPARED)
    [sentence] = sentences(built, Kind.PREVENTION)
    assert sentence == (
        "The repair of “Wireless network” in August 2026 is holding: 1 incident in the sixty days before it, none in "
        "the sixty after. Among incidents of the same kind elsewhere there was no such fall."
    )
    assert evidence(built, Kind.PREVENTION) == [("PRB1", "INC50")]


def test_both_numbers_open_the_incidents_they_count():
    """Evidence are the incidents that were counted, linked or not, each marked; not those linked from long before."""
    long_before = some(1, 5, FIXED - 200 * DAY, **LINK)
    built = told(everyday(), problem(), long_before, some(20, 10, BEFORE), some(30, 3, AFTER), COMPARED)
    [sentence] = sentences(built, Kind.PREVENTION)
    assert ": 10 incidents in the sixty days before it, 3 in the sixty after." in sentence
    lines = [line for line in built.evidence if line.figure == "prevention:PRB1"]
    marked = {mark: [line.number for line in lines if line.reason == mark] for mark in (line.reason for line in lines)}
    assert marked == {
        "": ["PRB1"],
        "opened in the sixty days before": [f"INC{at}" for at in range(20, 30)],
        "opened in the sixty days after": ["INC30", "INC31", "INC32"],
    }


def test_what_is_compared_with_everything():
    """Where no other item had such incidents, all others are compared with, and the sentence says so."""
    web = [some(500, 4, BEFORE, cmdb_ci=OTHER, category="web"), some(600, 4, AFTER, cmdb_ci=OTHER, category="web")]
    [sentence] = sentences(told(everyday(), problem(), some(1, 6, BEFORE, **LINK), web), Kind.PREVENTION)
    assert sentence.endswith("none in the sixty after. Among all incidents elsewhere there was no such fall.")


@pytest.mark.parametrize(
    "services",
    [
        [("", "")] * 6,
        [WIRELESS] * 3 + [(sys_id("MAIL"), "E-mail")] * 3,
        [(sys_id("HOST"), "wlc01.larkfield.local")] * 6,
    ],
    ids=["none", "half and half", "a host"],
)
def test_without_a_service_that_may_be_named(services):
    """A fault whose incidents do not agree on a service, or name a host, is told without a name."""
    linked = [
        some(1 + at, 1, BEFORE + at * DAY, business_service=service, **LINK) for at, service in enumerate(services)
    ]
    built = told(everyday(), problem(), linked, COMPARED)
    [sentence] = sentences(built, Kind.PREVENTION)
    assert sentence.startswith("The repair of a repeated fault in August 2026 is holding: 6 incidents")
    assert ENGLISH.say(built.digest.outcome) == "a repeated fault stays away"


def test_an_improvement_is_told_by_its_title():
    """An improvement's title was written to be read, and is redacted; the problem that it came of is not told again."""
    title = "Roaming mended, see 10.1.2.3"
    initiative = record(
        "sn_cim_register", "CIM1", closed_at=said(FIXED + DAY), assigned_to=person("Bo"), short_description=title
    )
    origin = {"cim_register": (sys_id("CIM1"), "CIM1"), "source_id": sys_id("PRB1")}
    built = told(everyday(), problem(), initiative, record("sn_cim_inbound_m2m", "L1", **origin), QUIETER)
    [sentence] = sentences(built, Kind.PREVENTION)
    assert sentence == (
        "Fewer incidents since “Roaming mended, see […]” in August 2026: 6 incidents in the sixty days before it, 3 in "
        "the sixty after. Among incidents of the same kind elsewhere there was no such fall."
    )
    assert [numbers[0] for numbers in evidence(built, Kind.PREVENTION)] == ["CIM1"]


@pytest.mark.parametrize(
    ("fields", "opening"),
    [
        ({"business_service": (sys_id("ROAM"), "Roaming")}, "Fewer incidents of “Roaming” since our work on it in"),
        ({}, "Fewer incidents of “Wireless network” since our work on it in"),
    ],
)
def test_a_change_is_told_by_its_service(fields, opening):
    """A change is told by its own service, else by that of the incidents; its title is nobody's to read."""
    change = record("change_request", "CHG1", work_end=said(FIXED), short_description="Replace AP", **fields)
    linked = some(1, 6, BEFORE, rfc=(sys_id("CHG1"), "CHG1"))
    [sentence] = sentences(told(everyday(), change, linked, COMPARED), Kind.PREVENTION)
    assert sentence.startswith(f"{opening} August 2026: 6 incidents")


def test_a_change_without_any_service():
    """A change of which no service is known is told without one."""
    change = record("change_request", "CHG1", work_end=said(FIXED))
    linked = some(1, 6, BEFORE, rfc=(sys_id("CHG1"), "CHG1"), business_service="")
    [sentence] = sentences(told(everyday(), change, linked, COMPARED), Kind.PREVENTION)
    assert sentence.startswith("Fewer incidents since our work on a repeated fault in August 2026: 6 incidents")


def test_they_are_told_by_day_then_by_number():
    """The fault that was mended first is told first, whatever its counts."""
    mail = {"cmdb_ci": (sys_id("MX1"), "mx1"), "category": "mail", "business_service": (sys_id("MAIL"), "E-mail")}
    fixed = FIXED - DAY
    earlier = record("problem", "PRB9", resolved_at=said(fixed), closed_at=said(fixed), resolved_by=person("Bo"))
    linked = some(300, 5, BEFORE, **mail, problem_id=(sys_id("PRB9"), "PRB9"))
    others = [
        some(700, 5, BEFORE, **{**mail, "cmdb_ci": OTHER}),
        some(800, 5, AFTER, **{**mail, "cmdb_ci": OTHER}),
    ]
    built = told(everyday(), problem(), QUIETER, earlier, linked, others)
    assert [numbers[0] for numbers in evidence(built, Kind.PREVENTION)] == ["PRB9", "PRB1"]


def test_a_quiet_month_and_unread_incidents_tell_nothing():
    """Where V16 is silent, or what it needs was not read, or the rule is off, there is no sentence."""
    assert sentences(told(everyday()), Kind.PREVENTION) == []
    unread = ["problem", "change_request", "sn_cim_register", "pm_project"]
    assert sentences(told(everyday(), problem(), QUIETER, unread=unread), Kind.PREVENTION) == []
    stock = stock_of(world(everyday(), problem(), QUIETER))
    assert sentences(build(NETWORK, OCTOBER, stock, Policy(off=frozenset({"V16"}))), Kind.PREVENTION) == []


def test_confidential_incidents_are_no_evidence():
    """Incidents that are kept out of scope are neither counted nor named, so the fault is not told (E9)."""
    records = [everyday(), problem(), some(1, 6, BEFORE, subcategory="vip", **LINK), COMPARED]
    rules = GateRules(scope=Scope(categories=Names(frozenset({"vip"}))))
    assert sentences(told(*records), Kind.PREVENTION)
    built = build(NETWORK, OCTOBER, stock_of(kept_out(world(*records), rules)), Policy())
    assert sentences(built, Kind.PREVENTION) == []
