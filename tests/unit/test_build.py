"""The digest of one team: what is compared with what, what is withheld, and what is not known rather than nought."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from drumbeat.digest.build import Policy, build
from drumbeat.digest.contract import as_json
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.letter import letter
from drumbeat.digest.lists.improvement_lines import improvement_line
from drumbeat.digest.model import SourceStatus
from drumbeat.errors import NotCovered, TeamOfOne
from drumbeat.pipeline import Read, Reading, stock
from drumbeat.ports import Window
from drumbeat.records.model import Project, Stage
from drumbeat.records.period import Period
from drumbeat.records.tables import BY_NAME
from drumbeat.records.team import Team
from drumbeat.signals.gate import GateRules
from rows import cells, incident_row, person, sys_id
from said import notes_of, subject_of

ZONE = ZoneInfo("UTC")
OCTOBER = Period.month(2026, 10, ZONE)
NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
WINDOW = Window(datetime(2025, 8, 1, tzinfo=UTC), NOW)
RULES = GateRules()
NETWORK = Team("Network", ("Network",), (), ZONE, lead="Lea", lead_address="lea@x.example")
PEOPLE = ("Ann", "Bo", "Cy", "Di", "Ed", "Flo")


def _month(year, month, count, people=PEOPLE, **fields):
    """So many incidents of a month, spread over people."""
    return [
        incident_row(
            f"INC{year}{month:02d}{at:03d}",
            resolved_by=person(people[at % len(people)]),
            caller_id=person(f"Caller {at}"),
            opened_at=f"{year}-{month:02d}-05 08:00:00",
            resolved_at=f"{year}-{month:02d}-06 08:00:00",
            **fields,
        )
        for at in range(count)
    ]


def _read(table, rows, status=SourceStatus.OK, window=WINDOW):
    return Read(BY_NAME[table], tuple(rows), status, len(rows), len(rows), "", window)


def _built(*reads, team=NETWORK, gate=True, now=NOW, period=OCTOBER):
    return build(team, period, stock(reads, Reading(RULES), now), Policy(gate))


def _figure(built, figure_id):
    return built.digest.figure(figure_id)


def test_last_month_and_the_typical_month_stand_beside():
    """Previous is last month's figure, typical the median of the six months before."""
    months = [
        row
        for month, count in zip(range(4, 11), (10, 20, 30, 40, 50, 60, 70), strict=True)
        for row in _month(2026, month, count)
    ]
    figure = _figure(_built(_read("incident", months)), "incidents_resolved")
    assert (figure.value, figure.previous, figure.typical, figure.small) == (70, 60, 35, False)


def test_months_before_the_records_begin_are_not_nought():
    """A month that the pull's window does not reach is no comparison; with fewer than three there is no typical one."""
    window = Window(datetime(2026, 9, 1, tzinfo=UTC), NOW)
    rows = [*_month(2026, 9, 12), *_month(2026, 10, 15)]
    figure = _figure(_built(_read("incident", rows, window=window)), "incidents_resolved")
    assert (figure.previous, figure.typical) == (12, None)


@pytest.mark.parametrize(("before", "share", "hours"), [(9, None, None), (10, 0, 24)])
def test_shares_and_times_of_few_are_no_comparison(before, share, hours):
    """Months of nine incidents have a count to compare with, and no percentage or time, be it last or typical."""
    rows = [row for month in range(4, 10) for row in _month(2026, month, before)]
    built = _built(_read("incident", [*rows, *_month(2026, 10, 15)]))
    count, reopened = _figure(built, "incidents_resolved"), _figure(built, "reopened_share")
    assert (count.previous, count.typical) == (before, before)
    assert (reopened.previous, reopened.typical) == (share, share)
    assert _figure(built, "median_hours_to_resolve").previous == hours


def test_a_sparse_list_does_not_cut_off_the_others():
    """Coverage is a table's own: a list with one improvement leaves the incidents' comparison alone."""
    rows = [row for month in range(4, 11) for row in _month(2026, month, 12)]
    initiative = cells(
        sys_id=sys_id("CIM1"),
        number="CIM1",
        state="Closed",
        closure_code="Successful",
        closed_at="2026-10-20 08:00:00",
        work_start="2026-10-01 08:00:00",
        assigned_to=person("Ann"),
    )
    rows = [*rows, incident_row("INC1", resolved_at="2026-10-30 09:00:00", resolved_by=person("Bo"))]
    built = _built(_read("incident", rows, window=None), _read("sn_cim_register", [initiative], window=None))
    assert _figure(built, "incidents_resolved").previous == 12
    assert _figure(built, "improvements_completed").previous is None


def test_an_unfinished_period_is_compared_with_none():
    """Records that end before the period does are said to, and make no trend."""
    window = Window(WINDOW.start, datetime(2026, 10, 12, 9, tzinfo=UTC))
    rows = [*_month(2026, 9, 12), *_month(2026, 10, 15)]
    built = _built(_read("incident", rows, window=window))
    assert _figure(built, "incidents_resolved").previous is None
    assert "12 October 2026, 09:00" in notes_of(built.digest)
    assert as_json(built.digest, ENGLISH)["period"]["whole"] is False


@pytest.mark.parametrize("last", ["2026-10-28", "2026-10-20"])
def test_a_list_reaches_a_few_days_after_its_last_record(last):
    """A list says nothing of when it was exported: a quiet weekend is no gap, a missing third of the month is."""
    rows = [*_month(2026, 9, 12), *_month(2026, 10, 15, closed_at=f"{last} 10:00:00")]
    rows = [*rows, incident_row("INC1", opened_at=f"{last} 08:00:00", resolved_at=f"{last} 09:00:00")]
    built = _built(_read("incident", rows, window=None))
    assert built.digest.period.is_whole is (last == "2026-10-28")


def test_a_denied_table_feeds_nothing_and_is_named():
    """Rows kept from before a table was denied tell nothing any more; the digest says that it could not be read."""
    from drumbeat.pipeline import read_store  # noqa: PLC0415
    from drumbeat.ports import Cursor, PullState, PullStatus  # noqa: PLC0415

    class Kept:
        def pulls(self):
            return [PullState("incident", 2, WINDOW, Cursor(), 0, 15, PullStatus.DENIED, "may not")]

        def rows(self, _table):
            return iter(_month(2026, 10, 15))

    found = stock(read_store(Kept()), Reading(RULES), NOW)
    assert found.judged == ()
    assert {(source.table, source.status) for source in found.sources} >= {("incident", SourceStatus.DENIED)}


@pytest.mark.parametrize(
    ("field", "figure_id"),
    [
        ("made_sla", "sla_met_share"),
        ("reopen_count", "reopened_share"),
        ("reassignment_count", "first_assignment_share"),
        ("caller_id", "people_helped"),
        ("opened_at", "median_hours_to_resolve"),
    ],
)
def test_a_field_that_no_row_carries_is_not_known(field, figure_id):
    """Where the field that decides was not readable, there is no figure, and no nought (promise 2)."""
    rows = [{name: cell for name, cell in row.items() if name != field} for row in _month(2026, 10, 15)]
    built = _built(_read("incident", rows))
    assert _figure(built, figure_id) is None
    assert _figure(built, "incidents_resolved").value == 15
    assert field in notes_of(built.digest.sources[0])


def test_a_missing_state_is_told_by_the_time_of_resolution():
    """A list without the state column counts what has a time of resolution: reopening clears it."""
    rows = [{name: cell for name, cell in row.items() if name != "state"} for row in _month(2026, 10, 15)]
    assert _figure(_built(_read("incident", rows, window=None)), "incidents_resolved").value == 15


def test_states_that_are_not_known_are_told():
    """Resolved rows in a state nobody here knows are left out aloud, not silently."""
    built = _built(_read("incident", _month(2026, 10, 15, state=("17", "Wartet auf Freigabe"))))
    assert [(line.reason, line.count) for line in built.digest.excluded] == [("not_finished", 15)]


def test_speed_is_withheld_from_few_people():
    """Under five resolvers there are counts, and no speed, SLA or split; what is withheld is named (F4)."""
    built = _built(_read("incident", _month(2026, 10, 40, people=PEOPLE[:4])))
    assert _figure(built, "incidents_resolved").value == 40
    assert _figure(built, "median_hours_to_resolve") is None
    assert "Median time to resolve" in built.digest.withheld


def test_speed_of_few_people_is_no_comparison_either():
    """A month in which two people resolved is not the comparison of a month in which many did."""
    built = _built(_read("incident", [*_month(2026, 9, 20, people=["Ann", "Ben"]), *_month(2026, 10, 20)]))
    assert _figure(built, "median_hours_to_resolve").previous is None
    assert _figure(built, "incidents_resolved").previous == 20


def test_what_one_person_did_is_no_comparison():
    """Months in which one person alone stands behind the team’s records are neither last month nor typical (F3)."""
    months = [_month(2026, month, month, people=["Ann"] if month in (7, 9) else PEOPLE) for month in range(4, 10)]
    built = _built(_read("incident", [*(row for month in months for row in month), *_month(2026, 10, 20)]))
    resolved = _figure(built, "incidents_resolved")
    assert (resolved.previous, resolved.history, resolved.typical) == (None, (None, 8, None, 6, 5, 4), 5.5)


def test_authors_do_not_make_a_group_of_resolvers():
    """The minimum counts those whose speed it is, not everybody who wrote an article."""
    articles = [
        cells(
            sys_id=sys_id(f"K{who}"),
            number=f"KB{who}",
            workflow_state="published",
            published="2026-10-05",
            author=person(who),
            ownership_group=(sys_id("gNetwork"), "Network"),
            base_version="",
        )
        for who in PEOPLE
    ]
    built = _built(_read("incident", _month(2026, 10, 20, people=PEOPLE[:2])), _read("kb_knowledge", articles))
    assert _figure(built, "median_hours_to_resolve") is None
    assert _figure(built, "articles_published").value == 6


def test_a_team_of_one_gets_no_digest():
    """One person alone behind all records: the digest would be that person's record (design section 6)."""
    with pytest.raises(TeamOfOne):
        _built(_read("incident", _month(2026, 10, 20, people=["Ann"])))


def test_one_person_in_the_period_is_a_team_of_one():
    """A colleague's ticket of last month does not open the month in which one person did everything."""
    with pytest.raises(TeamOfOne):
        _built(_read("incident", [*_month(2026, 9, 1, people=["Bo"]), *_month(2026, 10, 20, people=["Ann"])]))


def test_a_period_without_records_is_no_quiet_month():
    """Of a period before the records begin there is no digest."""
    with pytest.raises(NotCovered):
        _built(_read("incident", _month(2026, 10, 20)), period=Period.month(2020, 1, ZONE))


def test_a_month_of_which_not_all_was_read_is_not_called_quiet():
    """With a table denied and nothing found, the subject says that not everything could be read."""
    denied = Read(BY_NAME["problem"], (), SourceStatus.DENIED, 0, 9, "", WINDOW)
    before = _read("incident", _month(2026, 9, 12))
    assert "quiet" not in subject_of(_built(before, denied).digest)
    assert "a quiet month" in subject_of(_built(before).digest)


def test_a_group_that_no_record_names_had_no_quiet_month():
    """Of a misspelt group nothing is known, whatever the month: the subject and the small print say so (promise 2)."""
    digest = _built(_read("incident", _month(2026, 9, 12)), team=replace(NETWORK, groups=("Network", "Netwrok"))).digest
    assert "not everything could be read" in subject_of(digest)
    told = "No record that was read names the group Netwrok: what it did is not known."
    assert told in str(letter(digest, ENGLISH))
    assert told in as_json(digest, ENGLISH)["notes"]


@pytest.mark.parametrize("end", ["2026-09-20", "2026-10-01"])
def test_a_month_that_was_not_read_is_no_quiet_one(end):
    """Records that end before the month begins make no digest; the error says to read them."""
    window = Window(WINDOW.start, datetime.fromisoformat(f"{end}T00:00:00+00:00"))
    with pytest.raises(NotCovered, match="October 2026 yet") as refused:
        _built(_read("incident", _month(2026, 9, 12), window=window))
    assert "drumbeat pull" in refused.value.recovery


def test_a_month_that_was_read_in_part_is_no_quiet_one():
    """Of a month whose records end on its third day nobody knows that it was quiet."""
    window = Window(WINDOW.start, datetime(2026, 10, 3, tzinfo=UTC))
    digest = _built(_read("incident", _month(2026, 9, 12), window=window)).digest
    assert "not everything could be read" in subject_of(digest)
    assert "not all of them could be read" in str(letter(digest, ENGLISH))


def test_an_improvement_begins_on_a_day_of_the_teams_zone():
    """Half an hour before midnight in Greenwich is the next month in Berlin."""
    begun = Project(sys_id="1", number="PRJ1", stage=Stage.DONE, work_start=datetime(2026, 1, 31, 23, 30, tzinfo=UTC))
    assert improvement_line(begun, zone=ZoneInfo("Europe/Berlin")).begun == date(2026, 2, 1)


def test_evidence_is_the_figures_own_records():
    """A ticket to which an article was attached stays an incident in the incidents' evidence."""
    rows = _month(2026, 10, 12)
    use = cells(
        sys_id=sys_id("U"),
        sys_created_on="2026-10-09 08:00:00",
        kb_knowledge=(sys_id("K"), "KB1"),
        kb_knowledge__author=person("Ann"),
        task__assigned_to=person("Bo"),
        kb_knowledge__ownership_group=(sys_id("gNetwork"), "Network"),
        task=(sys_id("T"), "INC202610003"),
    )
    built = _built(_read("incident", rows), _read("m2m_kb_task", [use]))
    kinds = {(line.figure, line.kind) for line in built.evidence if line.number == "INC202610003"}
    assert kinds >= {("incidents_resolved", "incident"), ("article_reuses", "article use")}
    assert ("incidents_resolved", "article use") not in kinds


def test_alerts_of_monitoring_are_no_reopening():
    """The same words from a service account are many events, not one ticket reopened."""
    rows = _month(2026, 10, 15, short_description="Disk full on srv1")
    alerts = [row | cells(caller_id=(sys_id("s"), "System Administrator")) for row in rows]
    assert _figure(_built(_read("incident", alerts)), "incidents_resolved").value == 15


def test_two_articles_on_one_ticket_are_both_used():
    """Each article's line counts the tickets it was attached to; the figure counts each ticket once."""
    owned = {"ownership_group": (sys_id("gNetwork"), "Network")}
    articles = [
        cells(
            sys_id=sys_id(f"K{at}"),
            number=f"KB{at}",
            article_id=f"A{at}",
            workflow_state="published",
            **{"published": "2026-01-05", "author": person("Ann"), "base_version": "", **owned},
        )
        for at in (1, 2)
    ]
    uses = [
        cells(
            sys_id=sys_id(f"U{at}{task}"),
            sys_created_on="2026-10-09 08:00:00",
            kb_knowledge=(sys_id(f"K{at}"), f"KB{at}"),
            kb_knowledge__article_id=f"A{at}",
            kb_knowledge__author=person("Ann"),
            task__assigned_to=person("Bo"),
            kb_knowledge__ownership_group=owned["ownership_group"],
            task=(sys_id(task), task),
        )
        for at in (1, 2)
        for task in ("INC1", "INC2", "INC3")
    ]
    reads = (_read("incident", _month(2026, 10, 12)), _read("kb_knowledge", articles), _read("m2m_kb_task", uses))
    built = _built(*reads)
    assert _figure(built, "article_reuses").value == 3
    assert [(line.number, line.reuses) for line in built.digest.articles] == [("KB1", 3), ("KB2", 3)]


def test_without_the_gate_children_count_once():
    """Without the gate a child incident is an incident; its caller is not counted a second time."""
    rows = _month(2026, 10, 12, parent_incident=(sys_id("M"), "INC9"))
    figure = _figure(_built(_read("incident", rows), gate=False), "people_helped")
    assert (figure.value, figure.n, len(figure.evidence)) == (12, 12, 12)


def test_replies_are_promised_only_with_an_address():
    """The mail says where replies go only when a Reply-To will make it so."""
    rows = _read("incident", _month(2026, 10, 12))
    assert _built(rows).digest.lead == "Lea"
    assert _built(rows, team=Team("Network", ("Network",), (), ZONE, lead="Lea")).digest.lead == ""


def test_order_of_arrival_changes_nothing():
    """Rows in another order give the same digest and the same evidence (promise 5)."""
    rows = [*_month(2026, 9, 12), *_month(2026, 10, 15)]
    assert _built(_read("incident", rows)) == _built(_read("incident", rows[::-1]))


def test_a_day_in_the_teams_zone():
    """Evidence carries the day of the team's zone, not that of UTC."""
    kolkata = Team("Network", ("Network",), (), ZoneInfo("Asia/Kolkata"))
    rows = _month(2026, 10, 12)
    late = incident_row("INC1", resolved_at="2026-10-30 20:00:00", resolved_by=person("Bo"))
    period = Period.month(2026, 10, ZoneInfo("Asia/Kolkata"))
    built = _built(_read("incident", [*rows, late]), team=kolkata, period=period)
    [day] = {line.day for line in built.evidence if line.number == "INC1"}
    assert date.fromisoformat(day) == date(2026, 10, 30) + timedelta(days=1)
