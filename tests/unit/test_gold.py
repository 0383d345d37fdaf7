"""The gate and the figures against gold that was judged from the rules by somebody who had not seen the code.

See tests/data/README.md.
"""

from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from drumbeat.digest.figures.definitions import DEFINITIONS
from drumbeat.digest.figures.population import population
from drumbeat.records.model import ArticleUse, WorkRecord
from drumbeat.records.parse import parse_all
from drumbeat.records.period import Period
from drumbeat.records.row import Cell
from drumbeat.records.tables import BY_NAME
from drumbeat.records.team import Team, homes, membership
from drumbeat.signals.gate import GateRules, Reason, judge

DATA = Path(__file__).parents[1] / "data"
RULES = GateRules(frozenset({"Larkfield Automation", "System Administrator", "system"}))
GATE = json.loads((DATA / "gate_gold.json").read_text(encoding="utf-8"))
FIGURES = json.loads((DATA / "figures_gold.json").read_text(encoding="utf-8"))


def _records(case: dict) -> list[WorkRecord]:
    records = []
    for table, rows in case["tables"].items():
        raw = [{name: Cell(cell["value"], cell["display_value"]) for name, cell in row.items()} for row in rows]
        parsed, rejected = parse_all(BY_NAME[table], raw)
        assert rejected == []
        records += parsed
    return records


@pytest.mark.parametrize("case", GATE, ids=lambda case: case["id"])
def test_the_gate_judges_as_gold(case):
    """What counts, and why the rest does not, is what an independent judge said of the same rows."""
    judged = [item for item in judge(_records(case), RULES) if not isinstance(item.record, ArticleUse)]
    counts = sorted(item.record.number for item in judged if item.reason is None)
    left_out = {item.record.number: item.reason.value for item in judged if item.reason is not None}
    assert (counts, left_out) == (sorted(case["counts"]), case["left_out"]), case["why"]


@pytest.mark.parametrize("case", FIGURES, ids=lambda case: case["id"])
def test_the_figures_are_gold(case):
    """Each figure of a small month has the value, and the population, that were computed by hand."""
    zone = ZoneInfo(case["time_zone"])
    team = Team("Gold", tuple(case["team"]["groups"]), tuple(case["team"]["technicians"]), zone)
    records = _records(case)
    is_of = membership(team, records, homes(records))
    year, month = map(int, case["month"].split("-"))
    own = [item for item in judge(records, RULES) if is_of(item.record)]
    now = population(own, Period.month(year, month, zone), gate=True, rules=RULES)
    measures = {definition.id: definition.measure(now) for definition in DEFINITIONS}
    for figure_id, gold in case["figures"].items():
        measured = measures[figure_id]
        assert measured is not None, figure_id
        assert measured.value == pytest.approx(gold["value"]), (
            *(figure_id, [record.number for record in measured.records], case["why"]),
        )
        if "n" in gold:
            assert measured.n == gold["n"], figure_id


def test_gold_covers_every_figure_and_reason():
    """No figure and no reason goes unjudged, but for those that came after the gold (see its README)."""
    figures = {figure_id for case in FIGURES for figure_id in case["figures"]}
    assert {definition.id for definition in DEFINITIONS} - figures == {"satisfaction", "outage_minutes"}
    reasons = {reason for case in GATE for reason in case["left_out"].values()}
    assert set(Reason) - reasons == {Reason.SELF_DEALT, Reason.BATCH, Reason.OUT_OF_SCOPE}
