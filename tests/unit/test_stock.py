"""From tables as they were read to a digest: maps of an installation, what is told, and what no figure rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from drumbeat.digest.build import Policy, Stock, build
from drumbeat.digest.contract import as_json
from drumbeat.digest.language.wording import ENGLISH
from drumbeat.digest.model import SourceStatus
from drumbeat.pipeline import Read, Reading, stock
from drumbeat.ports import Window
from drumbeat.records.choices import DOCUMENTED, Choices
from drumbeat.records.model import Stage, SubTask
from drumbeat.records.period import Period
from drumbeat.records.row import RawRow
from drumbeat.records.tables import BY_NAME, Table
from drumbeat.records.team import Team
from drumbeat.settings import Settings, choices_of, tables_of
from rows import cells, group, incident_row, person, sys_id
from said import notes_of

ZONE = ZoneInfo("Europe/Berlin")
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1), ZONE)
WINDOW = Window(datetime(2025, 8, 1, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC))
PEOPLE = ("Ann", "Bo", "Cy", "Di", "Ed")
KAIZEN = Settings.model_validate(
    {
        "improvements": {
            "kaizen": {"table": "u_kaizen", "label": "kaizen cards", "base": "u_before", "done": ["Standardised"]},
            "demands": {"counts": True},
        }
    }
)


def read(table: str | Table, rows: Iterable[RawRow], status: SourceStatus = SourceStatus.OK, note: str = "") -> Read:
    """A table as a pull left it."""
    found = list(rows)
    spec = BY_NAME[table] if isinstance(table, str) else table
    return Read(spec, found, status, len(found), len(found), note, WINDOW)


def stocked(*reads: Read, choices: Choices = DOCUMENTED) -> Stock:
    """Everything judged."""
    return stock(reads, Reading(choices=choices), WINDOW.end)


def digest_of(*reads: Read, choices: Choices = DOCUMENTED):
    """October's digest of the Network team."""
    team = Team("Network", ("Network",), (), ZONE)
    return build(team, OCTOBER, stocked(*reads, choices=choices), Policy()).digest


def incidents(month: int = 10, count: int = 10, **fields) -> list[RawRow]:
    """So many incidents of a month, spread over five people."""
    return [
        incident_row(
            f"INC{month}{at}",
            resolved_by=person(PEOPLE[at % 5]),
            opened_at=f"2026-{month:02d}-05 08:00:00",
            resolved_at=f"2026-{month:02d}-06 08:00:00",
            **fields,
        )
        for at in range(count)
    ]


def level(number: str, breached: str = "false", **fields) -> RawRow:
    """A completed SLA record of an incident."""
    usual = {"sla__type": "SLA", "stage": ("completed", "Completed"), "end_time": "2026-10-06 08:00:00"}
    key = sys_id(f"S{number}{breached}{len(fields)}")
    return cells(sys_id=key, task=(sys_id(number), number), has_breached=breached, **{**usual, **fields})


def card(state: str, number: str = "KZN1", **fields) -> RawRow:
    """A row of a table of the installation's own."""
    usual = {"closed_at": "2026-10-20 08:00:00", "assignment_group": group("Network"), "assigned_to": person("Ann")}
    return cells(sys_id=sys_id(number), number=number, state=("9", state), **{**usual, **fields})


def source(digest, table: str):
    """What the digest says of a table."""
    return next(each for each in digest.sources if each.table == table)


def own(name: str) -> Table:
    """A table of the installation with kaizen cards."""
    return next(table for table in tables_of(KAIZEN) if table.name == name)


def test_service_levels_come_from_sla_records_where_there_are_any():
    """The share is taken of incidents with a completed SLA record, whatever made_sla says, and says so (trap 65)."""
    levels = [level(f"INC10{at}", "true" if at < 2 else "false") for at in range(8)]
    levels += [level("INC105", "true", stage="cancelled"), level("INC106", "true", sla__type="OLA")]
    figure = digest_of(read("incident", incidents(made_sla="false")), read("task_sla", levels)).figure("sla_met_share")
    assert (figure.value, figure.n, notes_of(figure)) == (6 / 8, 8, "according to completed SLA records")
    assert (len(figure.evidence), len(figure.others)) == (8, 2)


@pytest.mark.parametrize(
    ("levels", "status", "note"),
    [
        ([], SourceStatus.OK, "according to ServiceNow’s field made_sla"),
        ([level("INC100", sla__type="")], SourceStatus.OK, "according to ServiceNow’s field made_sla"),
        ([level("INC999")], SourceStatus.OK, "according to ServiceNow’s field made_sla"),
        ([], SourceStatus.DENIED, "according to ServiceNow’s field made_sla; without SLA records"),
        ([], SourceStatus.ABSENT, "according to ServiceNow’s field made_sla; without SLA records"),
    ],
)
def test_else_they_come_from_made_sla(levels, status, note):
    """Records that cannot be read, or tell of none of the period's incidents, leave the word to made_sla."""
    figure = digest_of(read("incident", incidents()), read("task_sla", levels, status)).figure("sla_met_share")
    assert (figure.value, figure.n, notes_of(figure)) == (1, 10, note)


def test_shares_of_two_sources_are_no_trend():
    """A month without SLA records is no month to compare with, though made_sla would tell of it."""
    rows = [*incidents(9), *incidents(10)]
    digest = digest_of(read("incident", rows), read("task_sla", [level(f"INC10{at}") for at in range(10)]))
    assert digest.figure("sla_met_share").previous is None
    assert digest_of(read("incident", rows)).figure("sla_met_share").previous == 1


def test_without_made_sla_and_records_nothing_is_told():
    """Not readable is not nought (promise 2)."""
    rows = [{name: cell for name, cell in row.items() if name != "made_sla"} for row in incidents()]
    assert digest_of(read("incident", rows)).figure("sla_met_share") is None
    levels = [level(f"INC10{at}") for at in range(10)]
    assert digest_of(read("incident", rows), read("task_sla", levels)).figure("sla_met_share").value == 1


def test_improvements_of_a_table_of_ones_own_are_counted():
    """What is done there is an improvement, with its base value and its own number; another state of it is not."""
    cards = [card("Standardised", u="x", base_value="40 a day"), card("Closed", "KZN2")]
    digest = digest_of(read("incident", incidents()), read(own("u_kaizen"), cards), choices=choices_of(KAIZEN))
    assert digest.figure("improvements_completed").evidence == ("KZN1",)
    assert digest.improvements_completed[0].base_value == "40 a day"
    assert "“9” 1" in notes_of(source(digest, "u_kaizen"))


def test_a_table_of_ones_own_that_cannot_be_read_is_named():
    """The figure says that it had to do without, by the name that the settings gave."""
    reads = [read("incident", incidents()), read("sn_cim_register", []), read("pm_project", [])]
    digest = digest_of(*reads, read(own("u_kaizen"), [], SourceStatus.DENIED))
    assert notes_of(digest.figure("improvements_completed")) == "without kaizen cards"
    assert source(digest, "u_kaizen").is_told


def test_demands_are_counted_only_where_it_is_said():
    """A completed demand has become a project, which is counted; an installation without projects may say otherwise."""
    row = card("Completed", "DMND1", demand_manager=person("Ann"))
    plain = digest_of(read("incident", incidents()), read("dmn_demand", [row]))
    assert plain.figure("improvements_completed") is None
    said = digest_of(read("incident", incidents()), read(own("dmn_demand"), [row]), choices=choices_of(KAIZEN))
    assert said.figure("improvements_completed").evidence == ("DMND1",)


def test_tasks_below_tickets_change_no_figure():
    """They are kept beside what is judged: no count, no exclusion, nobody's home and no technician comes of them."""
    task = {"state": ("4", "Canceled"), "closed_at": "2026-10-20 08:00:00", "assignment_group": group("Elsewhere")}
    tasks = [cells(sys_id=sys_id(f"T{at}"), number=f"CTASK{at}", assigned_to=person("Ann"), **task) for at in range(50)]
    with_tasks = stocked(read("incident", incidents()), read("change_task", tasks))
    without = stocked(read("incident", incidents()))
    assert (with_tasks.judged, with_tasks.home) == (without.judged, without.home)
    assert len([record for record in with_tasks.beside if isinstance(record, SubTask)]) == 50
    plain = digest_of(read("incident", incidents()))
    also = digest_of(read("incident", incidents()), read("change_task", tasks))
    assert (also.figures, also.excluded) == (plain.figures, plain.excluded)


def test_rows_that_nobody_interprets_are_not_gone_through():
    """Tables that are kept as rows are named with their status; their rows, which may be many, are left alone."""

    def never():
        raise AssertionError("nobody asked for these")
        yield

    held = replace(read("kb_use", []), rows=never(), received=7, expected=7)
    status = stocked(read("incident", incidents()), held).sources[1]
    assert (status.table, status.status, status.rows, notes_of(status)) == ("kb_use", SourceStatus.OK, 7, "")


def test_what_nobody_knows_is_told_in_the_sources():
    """Unknown states and codes are in the table's note with their count, the most frequent first, and in the JSON."""
    odd = [incident_row(f"INC9{at}", state=("-100", "-100"), close_code=f"code {at % 5}") for at in range(12)]
    digest = digest_of(read("incident", [*incidents(), *odd]))
    note = notes_of(source(digest, "incident"))
    assert "12 rows hold a state not known here (“-100” 12)" in note
    assert "12 rows hold a closure code not known here (“code 0” 3, “code 1” 3, “code 2” 2 and 2 more)" in note
    assert any(each["note"] == note for each in as_json(digest, ENGLISH)["sources"])
    known = Choices(states={"incident": {"-100": Stage.OPEN}})
    assert "a state not known" not in notes_of(
        source(digest_of(read("incident", odd + incidents()), choices=known), "incident")
    )


def test_optional_fields_are_not_missed():
    """A field that no figure rests on is noted as missing for the rules that want it, and told to no reader."""
    found = stocked(read("incident", incidents()))
    assert "incident.caused_by" in found.missing
    assert "caused_by" not in notes_of(found.sources[0])
    assert "major_incident_state" in notes_of(found.sources[0])


def test_a_table_behind_no_figure_does_not_shorten_the_records():
    """How far the records reach is what the figures' tables were read to, not what a table beside them was."""
    late = replace(read("change_task", []), window=Window(WINDOW.start, datetime(2026, 10, 2, tzinfo=UTC)))
    assert stocked(read("incident", incidents()), late).until == WINDOW.end
