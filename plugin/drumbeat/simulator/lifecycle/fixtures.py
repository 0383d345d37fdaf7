"""Records as old and busy instances have them: what a reader must not take for granted. All of it is invented."""

from __future__ import annotations

from datetime import timedelta

from drumbeat.simulator.instance import Instance, Row, sys_id_for
from drumbeat.simulator.lifecycle.writing import now, record
from drumbeat.simulator.moments import duration_of, moment_of, stored

LEGACY_CLOSE_CODES = (
    "Solved (Permanently)",
    "Solved (Work Around)",
    "Solved Remotely (Permanently)",
    "Closed/Resolved by Caller",
)
LEGACY_CHANGE_STATES = ("1", "2", "7")
"""States that changes had before the change model: no choice of today names them."""
LEGACY_PROBLEM_STATES = ("1", "2", "3", "4")

HAZARDOUS_NOTES = (
    '<p>Cleared the <b>spooler</b>.</p><script>alert("x")</script><img src=x onerror=alert(1)>',
    "[code]<a href='javascript:alert(1)'>log</a>[/code] restarted the service",
    "Caller Pat Sample, pat.sample@example.org, +49 30 5550100, staff no. 100234: mailbox restored",
    "Reset done. Temporary password: Spring-2026! Told the user to change it.",
    "api_key=EXAMPLE0KEY0NOT0REAL moved to the vault; token Bearer abc.def.ghi revoked",
    "Line one\r\nBcc: everyone@example.org\r\n\r\n=cmd|'/c calc'!A1\t\u202egpj.exe\u0007",
)
"""Closing remarks with markup, a person's data, secrets, and characters that mean something elsewhere (trap 64)."""

_CLOSED = (
    ("incident", "7", "Closed"),
    ("incident", "3", "On Hold"),
    ("change_request", "3", "Closed"),
    ("change_request", "7", "7"),
    ("sc_task", "3", "Closed Complete"),
    ("sc_task", "7", "Closed Skipped"),
    ("problem", "107", "Closed"),
)


def colliding_states(instance: Instance) -> dict[str, str]:
    """Records of several classes whose state numbers collide (trap 55); sys_id to the label of its state."""
    labels = {}
    for place, (table, state, label) in enumerate(_CLOSED):
        row = {"number": f"STATE{place:04d}", "state": state, "opened_at": now(instance)}
        labels[instance.insert(table, row)] = label
    return labels


def legacy_records(instance: Instance) -> list[str]:
    """Closed records from before an upgrade: old close codes, and states that no choice list has (trap 56)."""
    moment = now(instance)
    base = {"opened_at": moment, "closed_at": moment, "active": "false"}
    resolved = {**base, "state": "7", "resolved_at": moment}
    rows: list[tuple[str, Row]] = [
        *(("incident", {**resolved, "close_code": code}) for code in LEGACY_CLOSE_CODES),
        *(("change_request", {**base, "state": state}) for state in LEGACY_CHANGE_STATES),
        *(("problem", {**base, "state": state}) for state in LEGACY_PROBLEM_STATES),
    ]
    return [instance.insert(table, {**row, "number": f"OLD{place:04d}"}) for place, (table, row) in enumerate(rows)]


def hazardous_incidents(instance: Instance, *, by: str) -> list[str]:
    """Resolved incidents, one for each of HAZARDOUS_NOTES (trap 64)."""
    moment = now(instance)
    return [
        instance.insert(
            "incident",
            {
                "number": f"HAZ{place:04d}",
                "state": "6",
                "short_description": "Something does not work",
                "opened_at": moment,
                "resolved_at": moment,
                "resolved_by": by,
                "close_code": "Solution provided",
                "close_notes": notes,
            },
        )
        for place, notes in enumerate(HAZARDOUS_NOTES)
    ]


_AGREEMENTS = (
    ("Resolution", "SLA", "completed", "false", "62.50"),
    ("Resolution, first priority", "SLA", "cancelled", "true", "104.00"),
    ("Hand-over", "OLA", "completed", "true", "131.00"),
    ("Vendor", "Underpinning contract", "completed", "true", "118.00"),
)
"""Agreement, its type, stage, whether it was breached, share of the time used."""


def several_slas(instance: Instance, task: str) -> dict[str, str]:
    """Four rows of task_sla for one ticket; agreement to sys_id.

    Only one speaks of the promise to the caller, and it was met: the cancelled one, the operational one and the
    vendor's were breached (trap 65, fact sheet 2.7).
    """
    with instance.lock:
        opened = moment_of(record(instance, "task", task)["opened_at"])
        return {entry[0]: _task_sla(instance, task, stored(opened), entry) for entry in _AGREEMENTS}


def _task_sla(instance: Instance, task: str, opened: str, entry: tuple[str, str, str, str, str]) -> str:
    name, kind, stage, breached, percentage = entry
    agreement = sys_id_for("contract_sla", name)
    if instance.get("contract_sla", agreement) is None:
        allowed = duration_of(timedelta(hours=8).total_seconds())
        instance.insert(
            "contract_sla",
            {"sys_id": agreement, "name": name, "type": kind, "target": "resolution", "duration": allowed},
        )
    return instance.insert(
        "task_sla",
        {
            "sys_id": sys_id_for("task_sla", f"{task}:{name}"),
            "task": task,
            "sla": agreement,
            "stage": stage,
            "active": "false",
            "has_breached": breached,
            "percentage": percentage,
            "business_percentage": percentage,
            "start_time": opened,
            "end_time": now(instance),
        },
    )
