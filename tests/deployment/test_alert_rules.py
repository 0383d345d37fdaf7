"""deploy/prometheus/alerts.yml under Prometheus' own tool: each alert fires when it should, and not before."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass

import pytest
import yaml

from command import ROOT

ALERTS = ROOT / "deploy" / "prometheus" / "alerts.yml"
PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(
    PROMTOOL is None, reason="promtool is not installed: tests/unit/test_operations_pages.py alone holds the alerts"
)


MINUTE, HOUR = "1m", "1h"


@dataclass(frozen=True)
class Case:
    """Series of a value a step, as promtool writes them: `0x9` ten zeros, `0+60x9` sixty more each time."""

    wrong: dict[str, str]
    """With these the alert fires."""
    well: dict[str, str]
    """With these it does not."""
    before: str
    """Time at which it has not fired yet."""
    after: str
    """Time at which it has."""
    step: str = MINUTE


def of(metric: str, wrong: str, well: str, before: str, after: str, step: str = MINUTE) -> Case:
    """Of an alert that rests on one series."""
    return Case({metric: wrong}, {metric: well}, before, after, step)


NOW = {MINUTE: "0+60x1000", HOUR: "0+3600x1000"}
"""A moment that is always now, by step."""
CASES = {
    "DrumbeatDigestOverdue": of('drumbeat_digests_due{step="send",overdue="true"}', "1x30", "0x30", "9m", "11m"),
    "DrumbeatDigestWaiting": of("drumbeat_digest_due_oldest_seconds", "86401x30", "86400x30", "9m", "11m"),
    "DrumbeatTeamsUnknown": of("drumbeat_teams_unknown", "1x90", "0x90", "59m", "61m"),
    "DrumbeatTablesPartial": Case(
        {'drumbeat_tables{status="partial"}': "1x60", 'drumbeat_tables{status="denied"}': "0x60"},
        {'drumbeat_tables{status="ok"}': "9x60", 'drumbeat_tables{status="absent"}': "9x60"},
        "47h",
        "49h",
        HOUR,
    ),
    "DrumbeatDeliveriesUnknown": of('drumbeat_deliveries_24h{state="unknown"}', "0 0 0 1", "0x3", "2m", "3m"),
    "DrumbeatMailsRefused": of('drumbeat_deliveries_24h{state="failed"}', "0 0 0 1", "0x3", "2m", "3m"),
    "DrumbeatMailFailing": of("drumbeat_deliveries_put_off", "3x300", "0x300", "239m", "241m"),
    "DrumbeatBouncesUnread": of("drumbeat_bounces_up", "0x200", "1x200", "119m", "121m"),
    "DrumbeatMailLimit": Case(
        {"drumbeat_mails_limit_24h": "10x30", "drumbeat_mails_left_24h": "10x30"},
        {"drumbeat_mails_limit_24h": "0x30", "drumbeat_mails_left_24h": "10x30"},
        "14m",
        "16m",
    ),
    "DrumbeatDown": of('up{job="drumbeat"}', "0x30", "1x30", "4m", "6m"),
    "DrumbeatStoreUnreachable": of("drumbeat_store_up", "0x30", "1x30", "4m", "6m"),
    "DrumbeatSchedulerSilent": of("drumbeat_scheduler_seen_timestamp_seconds", "0x200", NOW[MINUTE], "74m", "77m"),
    "DrumbeatTurnsFailing": of("drumbeat_good_turn_timestamp_seconds", "0x900", NOW[MINUTE], "734m", "737m"),
    "DrumbeatPagesFailing": of(
        'drumbeat_http_requests_total{method="GET",route="/teams",status="500"}', "0+2x60", "0+1x2 2x60", "4m", "15m"
    ),
    "DrumbeatBackupOld": of("drumbeat_backup_timestamp_seconds", "0x300", NOW[HOUR], "193h", "194h", HOUR),
}
ABSENT = {"DrumbeatSchedulerSilent": ("14m", "16m"), "DrumbeatBackupOld": ("59m", "61m")}
"""They fire as well where there is no series at all: time before, and after."""


def promtool(*words: str) -> str:
    """What it says; it has found nothing wrong."""
    done = subprocess.run([str(PROMTOOL), *words], capture_output=True, encoding="utf-8", check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


def held(name: str, series: dict[str, str], firing: dict[str, int], step: str) -> dict[str, object]:
    """One test of promtool's: of that alert, so many are firing at these times."""
    asked = f'count(ALERTS{{alertname="{name}",alertstate="firing"}})'
    return {
        "interval": step,
        "input_series": [{"series": each, "values": values} for each, values in series.items()],
        "promql_expr_test": [
            {"expr": asked, "eval_time": at, "exp_samples": [{"labels": "{}", "value": 1}] * count}
            for at, count in firing.items()
        ],
    }


def test_every_alert_has_its_case():
    """An alert that is added without a case here would be tried by nobody."""
    groups = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    assert sorted(CASES) == sorted(rule["alert"] for group in groups for rule in group["rules"])


@needs_promtool
def test_promtool_accepts_the_alerts():
    """Prometheus' own tool finds nothing wrong with them."""
    assert f"{len(CASES)} rules found" in promtool("check", "rules", str(ALERTS))


@needs_promtool
@pytest.mark.parametrize("step", [MINUTE, HOUR])
def test_each_alert_fires_in_time_and_not_without_cause(tmp_path, step):
    """With what is wrong it fires once that has lasted, and not before; with what is well it does not fire."""
    cases = {name: case for name, case in CASES.items() if case.step == step}
    tests = [held(name, case.wrong, {case.before: 0, case.after: 1}, step) for name, case in cases.items()]
    tests += [held(name, case.well, {case.before: 0, case.after: 0}, step) for name, case in cases.items()]
    if step == MINUTE:
        tests += [held(name, {"up": "1x90"}, {soon: 0, late: 1}, step) for name, (soon, late) in ABSENT.items()]
    written = {"rule_files": [str(ALERTS)], "evaluation_interval": step, "tests": tests}
    path = tmp_path / "alerts.test.yml"
    path.write_text(json.dumps(written), encoding="utf-8")
    assert "SUCCESS" in promtool("test", "rules", str(path))
