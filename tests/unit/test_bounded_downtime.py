"""Downtime of an undertaking: which outages are its own, how long they lasted, what blocks the statement."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drumbeat.digest.language.phrase import Quantity, Unit
from drumbeat.digest.language.wording import ENGLISH, NO_BREAK
from drumbeat.signals.gate import GateRules
from drumbeat.signals.gate.rules import Names, Scope
from moves import (
    ORDERS,
    SERVICE,
    approving,
    change,
    consequence,
    link,
    moved,
    notes,
    october,
    outage,
    project,
    spoken,
    task,
)
from rows import cells, group, sys_id
from samples import examples

PLANNED = ", within a planned window of 8 h."


@pytest.mark.parametrize(
    ("spans", "told"),
    [
        (["10-10 21:00/10-10 22:00", "10-10 21:30/10-10 23:04"], "2 h 04 min"),
        (["10-10 21:00/10-10 22:00", "10-10 22:00/10-10 22:30"], "1 h 30 min"),
        (["10-10 21:00/10-10 23:00", "10-10 21:30/10-10 22:00"], "2 h"),
        (["10-10 21:00/10-10 21:20", "10-11 02:00/10-11 02:25"], "45 min"),
        (["10-10 21:00/10-10 21:20"] * 3, "20 min"),
    ],
    ids=["overlap", "touching", "nested", "apart", "the same thrice"],
)
def test_outages_of_a_service_count_once(spans, told):
    """The union of a service's outages is told, never their sum."""
    outages = [outage(key, *span.split("/")) for key, span in enumerate(spans)]
    assert consequence(moved(*outages)) == f"Mail was down for {told}{PLANNED}"


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 80)), min_size=1, max_size=6))
def test_the_minutes_told_are_the_minutes_of_the_night(drawn):
    """Whatever the outages of the night, what is told is what counting minute by minute gives."""
    rows = []
    for key, (at, long) in enumerate(drawn):
        begin, end = (
            f"10-{10 + (1200 + m) // 1440} {(1200 + m) % 1440 // 60:02d}:{m % 60:02d}" for m in (at, at + long)
        )
        rows.append(outage(key, begin, end))
    whole = len({minute for at, long in drawn for minute in range(at, at + long)})
    [found] = october(moved(*rows)).pending
    assert ENGLISH.said(Quantity(whole, Unit.MINUTES)) in ENGLISH.say(found.sentence)


def test_the_night_on_which_clocks_go_back_has_an_hour_more():
    """From 23:30 to 4:00 in Berlin on 25 October are five and a half hours; the days are those of Berlin."""
    times = {"work_start": "2026-10-24 21:30:00", "work_end": "2026-10-25 03:00:00"}
    plan = {"start_date": "2026-10-24 21:00:00", "end_date": "2026-10-25 03:00:00"}
    known = moved(outage(1, "10-24 21:30", "10-25 03:00"), changes=[change(**times, **plan)])
    assert spoken(approving(known, zone="Europe/Berlin")) == (
        "“Move to the new site” is complete (24 to 25 October). "
        "Mail was down for 5 h 30 min, within a planned window of 6 h."
    )


def test_outages_are_clipped_to_a_day_around_the_work():
    """Of what began or ended more than a day before or after the work, only the part within is told."""
    known = moved(outage(1, "10-09 19:00", "10-09 20:32"), outage(2, "10-12 03:00", "10-12 09:00"))
    assert consequence(known) == "Mail was down for 1 h, in part outside the planned window of 8 h."
    assert not october(moved(outage(1, "10-01 19:00", "10-02 20:32"))).pending


def test_a_project_is_clipped_to_its_changes_and_not_to_its_months():
    """What happened in the half year between two nights of work is none of the project's downtime."""
    spring = change(
        "CHG2",
        start_date="2026-05-02 20:00:00",
        end_date="2026-05-02 22:00:00",
        work_start="2026-05-02 20:00:00",
        work_end="2026-05-02 21:00:00",
    )
    known = moved(
        outage(1, "05-02 20:10", "05-02 20:40", of="CHG2"),
        outage(2, "07-07 10:00", "07-07 19:00"),
        outage(3, "10-10 21:00", "10-10 22:00"),
        changes=[change(), spring],
    )
    said = spoken(approving(known))
    assert "(2 May to 11 October)" in said
    assert said.endswith("Mail was down for 1 h 30 min, within planned windows of 10 h in all.")


def test_a_project_without_changes_has_its_own_time():
    """Where no change tells when the work was done, outages of the project itself lie in the project's time."""
    known = moved(outage(1, "07-07 10:00", "07-07 11:00", of="PRJ1"), changes=[])
    assert consequence(known) == "Mail was down for 1 h."


def test_a_change_without_actual_times_is_taken_as_planned():
    """Where nobody wrote down when it was carried out, the planned window says so."""
    outages = [outage(1, "10-10 21:00", "10-10 22:00"), outage(2, "07-07 10:00", "07-07 19:00")]
    known = moved(*outages, changes=[change(work_start="", work_end="")])
    assert consequence(known) == f"Mail was down for 1 h{PLANNED}"


@pytest.mark.parametrize(
    ("begin", "end", "says"),
    [
        ("10-10 21:00", "", "an outage record has no end. Close the outage record."),
        ("10-10 21:00", "10-10 20:00", "has no beginning, or ends before it. Correct the outage record."),
        ("", "10-10 21:00", "has no beginning, or ends before it. Correct the outage record."),
    ],
    ids=["open", "reversed", "no beginning"],
)
@pytest.mark.parametrize("kind", ["outage", "planned"])
def test_what_nobody_ended_blocks_the_whole(kind, begin, end, says):
    """No part of it is estimated: the small print names the service and what to do, and the project is told alone."""
    known = moved(outage(1, "10-10 21:00", "10-10 22:00"), outage(2, begin, end, type=kind, cmdb_ci=ORDERS))
    built = october(known)
    assert not built.pending
    assert "How long “Order entry” was down during “Move to the new site” is not told:" in notes(built)
    assert says in notes(built)
    assert [each.kind for each in built.digest.highlights][:1] == ["improvement"]


def test_an_open_outage_of_later_blocks_nothing():
    """An outage that began after the work and the day after it has nothing to do with the work."""
    known = moved(outage(1, "10-10 21:00", "10-10 22:00"), outage(2, "10-20 21:00", ""))
    assert consequence(known) == f"Mail was down for 1 h{PLANNED}"


def test_degradation_is_told_apart_and_never_added():
    """What was slow is not down, and what was down at the same time is not told as slow."""
    known = moved(
        outage(1, "10-10 21:00", "10-10 22:00"),
        outage(2, "10-10 21:30", "10-10 22:35", type="degradation"),
        outage(3, "10-10 23:00", "", type="degradation"),
    )
    assert consequence(known) == f"Mail was down for 1 h{PLANNED} Mail was degraded for 35 min."
    assert not october(moved(outage(1, "10-10 21:00", "10-10 22:00", type="degradation"))).pending


def test_what_was_not_planned_is_said():
    """Records of type outage are told beside the whole; where there is nothing else, so it is said."""
    both = moved(outage(1, "10-10 21:00", "10-10 22:00"), outage(2, "10-10 21:40", "10-10 22:30", type="outage"))
    assert (
        consequence(both) == "Mail was down for 1 h 30 min (of which 50 min unplanned), within a planned window of 8 h."
    )
    alone = moved(outage(2, "10-10 21:40", "10-10 22:30", type="outage"))
    assert consequence(alone) == "Mail was down for 50 min (unplanned), within a planned window of 8 h."


def test_longer_than_planned_is_told_as_calmly():
    """What took longer than its window is told with both, and the longest service comes first."""
    known = moved(
        outage(1, "10-10 20:00", "10-11 05:10"),
        outage(2, "10-10 20:00", "10-11 02:00", cmdb_ci=ORDERS),
    )
    assert consequence(known) == (
        "Mail was down for 9 h 10 min and Order entry for 6 h; 8 h were planned, it took 9 h 10 min."
    )


def test_items_of_one_service_are_one_service():
    """Servers that are out together are the one service of the change they belong to, or of the change above."""
    servers = [{"cmdb_ci": (sys_id(f"srv{at}"), f"srv{at}"), SERVICE: "cmdb_ci_server"} for at in (1, 2)]
    known = moved(
        outage(1, "10-10 21:00", "10-10 22:00", **servers[0]),
        outage(2, "10-10 21:30", "10-10 22:10", of="CTASK1", **servers[1]),
        more={"change_task": [task()]},
    )
    built = approving(known)
    assert consequence(known) == f"Mail was down for 1 h 10 min{PLANNED}"
    assert "srv" not in spoken(built)
    assert {line.number for line in built.evidence if line.kind == "outage"} == {"CHG1", "CTASK1"}


def test_a_service_that_no_ticket_names_is_still_itself():
    """The class of what was out tells that it is a service, not an item of the change's."""
    known = moved(outage(1, "10-10 21:00", "10-10 22:00", cmdb_ci=ORDERS))
    assert consequence(known) == f"Order entry was down for 1 h{PLANNED}"


def test_an_outage_that_leads_to_no_service_blocks_the_whole():
    """A host's name is never told in the place of a service; the small print says where to enter one."""
    server = {"cmdb_ci": (sys_id("srv1"), "srv1"), SERVICE: "cmdb_ci_server"}
    built = october(moved(outage(1, "10-10 21:00", "10-10 22:00", **server), changes=[change(business_service="")]))
    assert not built.pending
    assert "an outage record of CHG1 leads to no service. Enter the business service there." in notes(built)
    assert "srv1" not in notes(built)


@pytest.mark.parametrize(
    "way",
    [
        {"of": "CHG1"},
        {"of": "", "links": ["CHG1"]},
        {"of": "", "links": ["CTASK1"]},
        {"of": "CHG2"},
        {"of": "PRJ1"},
        {"of": "CHG1", "links": ["CHG1", "CHG2", "CTASK1"]},
    ],
    ids=["task number", "link", "link of a task", "grandchild", "the project itself", "many ways"],
)
def test_an_outage_belongs_by_either_way(way):
    """By its task_number or by task_outage, to anything that hangs on the project, and once."""
    known = moved(
        outage(1, "10-10 21:00", "10-10 22:00", of=way["of"]),
        changes=[change(), change("CHG2", parent="CHG1")],
        links=[link(1, of) for of in way.get("links", ())],
        more={"change_task": [task()]},
    )
    assert consequence(known) == f"Mail was down for 1 h{PLANNED}"


def test_what_belongs_to_nothing_of_it_is_not_told():
    """An outage of the same night and service that another change caused is not this project's."""
    known = moved(outage(1, "10-10 21:00", "10-10 22:00", of="CHG9"), changes=[change(), change("CHG9", parent="")])
    assert not october(known).pending


@pytest.mark.parametrize("state", [("4", "Canceled")])
def test_a_cancelled_child_is_no_part(state):
    """Neither its outages nor its window are the move's, nor what hangs on it."""
    gone = change("CHG2", state=state, close_code="", end_date="2026-10-12 04:00:00")
    known = moved(
        outage(1, "10-10 21:00", "10-10 22:00"),
        outage(2, "10-10 23:00", "10-10 23:30", of="CHG2"),
        outage(3, "10-10 23:00", "10-10 23:30", of="CTASK2"),
        changes=[change(), gone],
        more={"change_task": [task("CTASK2", parent="CHG2")]},
    )
    assert consequence(known) == f"Mail was down for 1 h{PLANNED}"
    assert "CHG2" not in repr(approving(known).digest)


@pytest.mark.parametrize("outages_of", [["CHG1"], ["CHG1", "CHG2"]], ids=["without outage", "with an outage"])
def test_a_confidential_child_appears_nowhere(outages_of):
    """Its number stands nowhere; downtime that would lack its part is not told at all."""
    secret = change("CHG2", assignment_group=group("Legal"))
    rows = [outage(at, f"10-10 2{at}:00", f"10-10 2{at}:30", of=of) for at, of in enumerate(outages_of, 1)]
    rules = GateRules(scope=Scope(groups=Names(frozenset({"Legal"}))))
    known = moved(*rows, changes=[change(), secret], rules=rules)
    built = approving(known)
    assert bool(spoken(built)) is (len(outages_of) == 1)
    assert "CHG2" not in repr((built.digest, built.evidence, built.pending))


def test_an_outage_shared_with_a_confidential_child_is_told():
    """What belongs to a change that may be named is told under that one's number."""
    secret = change("CHG2", assignment_group=group("Legal"))
    rules = GateRules(scope=Scope(groups=Names(frozenset({"Legal"}))))
    known = moved(
        outage(1, "10-10 21:00", "10-10 22:00", of="CHG2"),
        changes=[change(), secret],
        links=[link(1, "CHG1")],
        rules=rules,
    )
    assert consequence(known) == f"Mail was down for 1 h{PLANNED}"
    assert "CHG2" not in repr(approving(known).evidence)


def test_nothing_recorded_is_told_only_of_what_is_monitored():
    """Without records nothing is said of downtime, never nought; a monitored service had no outage recorded."""
    assert not october(moved()).pending
    assert consequence(moved(monitored=["Mail"])) == "No outage of Mail was recorded."
    assert not october(moved(monitored=["Order entry"])).pending
    foreign = outage(1, "10-10 21:00", "", of="CHG9")
    assert not october(moved(foreign, monitored=["Mail"])).pending


@pytest.mark.parametrize("table", ["cmdb_ci_outage", "task_outage"])
def test_unreadable_outages_are_no_silence(table):
    """Where outages, or whose they are, could not be read, nothing is told, monitored or not."""
    known = moved(outage(1, "10-10 21:00", "10-10 22:00"), monitored=["Mail"])
    lacking = tuple(each for each in known.sources if each.table != table)
    assert october(known).pending
    assert not october(replace(known, sources=lacking)).pending


def test_outages_are_known_only_since_they_were_read():
    """Work that began before the first day of which outages are known is not told with what is known of it."""
    known = moved(outage(1, "10-10 21:00", "10-10 22:00"))
    later = replace(known, since={**known.since, "cmdb_ci_outage": known.until.date()})
    assert not october(later).pending


def test_a_parent_change_is_an_undertaking():
    """A change that others hang on is told by its title, in its own time; one with tasks alone is everyday work."""
    above = change("CHG8", parent="", short_description="Firewall of site 10.20.30.40", business_service="")
    known = moved(
        outage(1, "10-10 21:00", "10-10 22:00"),
        changes=[above, change(parent="CHG8")],
        more={"pm_project": [], "change_task": [task()]},
    )
    built = approving(known)
    assert spoken(built).startswith("“Firewall of site […]” is complete (10 to 11 October). Mail was down for 1 h")
    assert built.digest.highlights[0].evidence == ("CHG8", "CHG1")
    alone = moved(
        outage(1, "10-10 21:00", "10-10 22:00"),
        changes=[change(parent="")],
        more={"pm_project": [], "change_task": [task()]},
    )
    assert not october(alone).pending


def test_an_undertaking_within_another_is_told_with_it():
    """A parent change of the project is no second undertaking; circles of parents end."""
    known = moved(outage(1, "10-10 21:00", "10-10 22:00", of="CHG2"), changes=[change(), change("CHG2", parent="CHG1")])
    assert [each.id for each in october(known).pending] == ["downtime:PRJ1"]
    circle = moved(
        outage(1, "10-10 21:00", "10-10 22:00"),
        changes=[change("CHG1", parent="CHG2"), change("CHG2", parent="CHG1")],
        more={"pm_project": []},
    )
    assert october(circle).pending == ()


def test_only_what_was_approved_as_it_is_is_told():
    """Before approval the project is told alone and the sentence is pending; another value needs another approval."""
    known = moved(outage(1, "10-10 21:00", "10-10 22:00"))
    before = october(known)
    assert (spoken(before), [each.id for each in before.pending]) == ("", ["downtime:PRJ1"])
    assert [each.id for each in before.digest.highlights][:1] == ["improvement:PRJ1"]
    approved = {each.id: each.hash for each in before.pending}
    after = october(known, approved)
    assert (after.pending, [each.id for each in after.digest.highlights][:1]) == ((), ["downtime:PRJ1"])
    assert "improvement" not in {each.kind.value for each in after.digest.highlights}
    assert ENGLISH.say(before.pending[0].sentence).replace(NO_BREAK, " ") == spoken(after)
    longer = october(moved(outage(1, "10-10 21:00", "10-10 22:01")), approved)
    assert (spoken(longer), len(longer.pending)) == ("", 1)


def test_the_subject_names_what_was_down_longest():
    """The subject tells the worst of it in few words."""
    known = moved(outage(1, "10-10 21:00", "10-10 22:00"), outage(2, "10-10 21:00", "10-10 23:04", cmdb_ci=ORDERS))
    said = ENGLISH.say(approving(known).digest.outcome).replace(NO_BREAK, " ")
    assert said == "“Move to the new site” with 2 h 04 min of Order entry downtime"


def test_evidence_opens_for_what_is_told():
    """Every number of the sentence has a line under the highlight's id; before approval there is none."""
    known = moved(outage(1, "10-10 21:00", "10-10 22:00"), outage(2, "10-11 22:00", "10-11 22:10", type="degradation"))
    built = approving(known)
    [told] = [each for each in built.digest.highlights if each.kind == "downtime"]
    lines = [line for line in built.evidence if line.figure == told.id]
    assert tuple(dict.fromkeys(line.number for line in lines)) == told.evidence == ("PRJ1", "CHG1")
    assert [line.kind for line in lines] == ["project", "change", "outage", "outage"]
    assert not [line for line in october(known).evidence if line.figure == told.id]


def test_another_years_days_have_their_year():
    """A project closed in January tells on which days of the year before its work was done."""
    old = {name: f"2025-12-1{at} 20:00:00" for at, name in ((0, "work_start"), (1, "work_end"))}
    shift = cells(begin="2025-12-10 21:00:00", end="2025-12-10 22:00:00")
    before = moved(
        {**outage(1, "10-10 21:00", "10-10 22:00"), **shift},
        changes=[change(**old)],
        more={"pm_project": [project(closed_at="2026-01-20 08:00:00")]},
    )
    assert "(10 December 2025 to 11 December 2025)" in spoken(approving(before, month=1))
