"""A sample of a real, anonymised ServiceNow log, by both ways in, against an oracle made independently of us.

The sample: Amaral, Fantinato, Peres, UCI Machine Learning Repository no. 498, CC BY 4.0 (see NOTICE). `make evaluate`
does the same with the whole log.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from command import quickly
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.loading import load
from drumbeat.simulator.server import Simulator
from oracle import differences, read_digests, read_oracle

LOG = Path(__file__).parents[1] / "data" / "incident_event_log_sample.csv"
ORACLE = read_oracle(LOG.with_name("incident_event_log_sample_oracle.csv"))
MONTHS = sorted({month for month, _ in ORACLE})


def _digests(folder, *words):
    found = {}
    for month in MONTHS:
        ended = quickly("report", "--every-group", "--month", month, "--no-gate", *words, cwd=folder)
        assert ended.code == 0, ended.err
        found |= read_digests(month, ended.out.splitlines())
    return found


def test_exported_list_equals_the_oracle(tmp_path):
    """Every group's and month's count, SLA, reopened and median from the exported list equal the oracle's."""
    assert differences(ORACLE, _digests(tmp_path, "--export", str(LOG))) == []


@pytest.fixture(name="pulled")
def _pulled(tmp_path):
    """A folder whose store was pulled from a simulator that holds the log."""
    instance = Instance()
    assert load(instance, LOG) == 247
    with Simulator(instance, rng=random.Random(8)) as running:
        (tmp_path / "drumbeat.toml").write_text(
            f'[servicenow]\nurl = "{running.url}"\nuser = "drumbeat.integration"\npassword = "demo"\n'
            "months = 200\npage_size = 50\n"
        )
        ended = quickly("pull", cwd=tmp_path)
        assert ended.code == 0, ended.err
    return tmp_path


def test_pulled_records_equal_the_oracle(pulled):
    """The same figures from the Table API, page by page, equal the oracle's."""
    assert differences(ORACLE, _digests(pulled)) == []


def test_the_comparison_can_fail():
    """A figure that is off by one, a group too many and a group too few are each told."""
    key = min(ORACLE)
    off = {**ORACLE, key: type(ORACLE[key])(ORACLE[key].resolved + 1, 1, 0, 9.667)}
    assert len(differences(ORACLE, off)) == 1
    assert len(differences(ORACLE, {**ORACLE, ("2016-03", "Group X"): ORACLE[key]})) == 1
    assert len(differences(ORACLE, {name: row for name, row in ORACLE.items() if name != key})) == 1
