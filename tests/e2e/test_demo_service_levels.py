"""The demo's share of incidents within SLA, computed a second time from the simulator's rows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from demo_rows import demo_rows
from drumbeat.simulator.demo import SERVICE_ACCOUNTS

ZONE = ZoneInfo("Europe/Berlin")
NOBODYS = ("Duplicate", "Resolved by caller", "No resolution provided")


def test_the_share_within_sla_is_what_the_rows_say(demo):
    """Incidents that people solved for others, with a completed row of type SLA, none of them breached (trap 65)."""
    rows = demo_rows()
    digest = json.loads((demo / "digest.json").read_text())
    figure = next(each for each in digest["figures"] if each["id"] == "sla_met_share")
    types = {row["sys_id"]: row["type"] for row in rows["contract_sla"]}
    breaches: dict[str, list[str]] = {}
    for row in rows["task_sla"]:
        if row["stage"] == "completed" and types[row["sla"]] == "SLA":
            breaches.setdefault(row["task"], []).append(row["has_breached"])
    team = next(row["sys_id"] for row in rows["sys_user_group"] if row["name"] == digest["team"]["name"])
    machines = {row["sys_id"] for row in rows["sys_user"] if row["name"] in SERVICE_ACCOUNTS}
    ours = [row for row in rows["incident"] if row["assignment_group"] == team and row["state"] in ("6", "7")]
    ours = [row for row in ours if row["resolved_at"] and _is_of_october(row["resolved_at"])]
    ours = [row for row in ours if not row.get("parent_incident") and row["resolved_by"] not in machines]
    members = {row["user"] for row in rows["sys_user_grmember"] if row["group"] == team}
    ours = [row for row in ours if row["caller_id"] not in members or _has_a_cause(row, machines)]
    told = [row for row in ours if row["close_code"] not in NOBODYS and row["sys_id"] in breaches]
    met = sorted(row["number"] for row in told if "true" not in breaches[row["sys_id"]])
    missed = sorted(row["number"] for row in told if "true" in breaches[row["sys_id"]])
    assert (figure["evidence"], figure["n"]) == (met + missed, len(told))
    assert figure["value"] == len(met) / len(told)
    assert figure["note"] == "according to completed SLA records"
    assert len(told) > 100


def _is_of_october(stored: str) -> bool:
    local = datetime.fromisoformat(stored).replace(tzinfo=UTC).astimezone(ZONE)
    return (local.year, local.month) == (2026, 10)


def _has_a_cause(row: dict[str, str], machines: set[str]) -> bool:
    """Whether monitoring, a problem or a change stands behind a ticket that a group called in itself (E6)."""
    linked = any(row.get(name) for name in ("problem_id", "rfc", "caused_by"))
    return linked or row.get("contact_type") in ("event", "monitoring") or row.get("opened_by") in machines
