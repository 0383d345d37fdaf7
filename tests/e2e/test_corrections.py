"""What changes about a month after its digest has left is found by the next pull, and told."""

from __future__ import annotations

import random
import re

import pytest

from command import quickly
from drumbeat import app
from drumbeat.cli.larkfield import DEMO_NOW
from drumbeat.simulator.lifecycle import incidents, tickets
from drumbeat.simulator.server import Simulator

pytestmark = pytest.mark.long

TEAM = "Network & Data Centre"
MONTH = ("2026-10-03", "2026-10-29")


@pytest.fixture(scope="module", name="late")
def _late(tmp_path_factory):
    """A digest that was sent, and what became of five of its incidents and a sixth one; the folder of the store."""
    folder = tmp_path_factory.mktemp("late")
    instance = app.demo_instance(DEMO_NOW)
    instance.clock = app.clock
    with Simulator(instance, rng=random.Random(3)) as running:
        (folder / "drumbeat.toml").write_text(
            f'[servicenow]\nurl = "{running.url}"\nuser = "drumbeat.integration"\npassword = "demo"\nmonths = 36\n'
            '[gate]\nservice_accounts = ["Larkfield Automation"]\n[report]\ntime_zone = "Europe/Berlin"\n'
        )
        for words in (
            ("pull",),
            ("team", "add", TEAM, "--group", TEAM, "--lead", "Marit", "--lead-address", "m@x.example"),
            ("recipient", "add", "--team", TEAM, "a@x.example"),
            ("send", "--approve", "--team", TEAM, "--month", "2026-10"),
        ):
            ended = quickly(*words, cwd=folder)
            assert ended.code == 0, ended.err
        numbers = change_afterwards(instance)
        second = quickly("pull", cwd=folder)
        third = quickly("pull", "--full", cwd=folder)
    assert second.code == third.code == 0, second.err + third.err
    return folder, numbers, second.out, third.out


def change_afterwards(instance):
    """Six late changes to October: reopened, resolved again, regrouped, deleted, made a duplicate, and forgotten."""
    groups = {row["name"]: row["sys_id"] for row in instance.rows("sys_user_group")}
    other = next(sys_id for name, sys_id in groups.items() if name != TEAM)
    counted = [
        row
        for row in instance.rows("incident")
        if row["assignment_group"] == groups[TEAM]
        and MONTH[0] <= row["resolved_at"] <= MONTH[1]
        and row["close_code"] == "Solution provided"
        and row.get("reopen_count") in ("", "0")
        and not row.get("parent_incident")
    ]
    reopened, again, regrouped, deleted, duplicate, model = counted[:6]
    by = reopened["resolved_by"]
    for row in (reopened, again):
        instance.update("incident", row["sys_id"], {"state": "6"})
    incidents.reopen(instance, reopened["sys_id"], by=by)
    incidents.reopen(instance, again["sys_id"], by=by)
    incidents.resolve(instance, again["sys_id"], by=by)
    tickets.regroup(instance, regrouped["sys_id"], group=other, by=by)
    tickets.delete(instance, deleted["sys_id"])
    instance.update("incident", duplicate["sys_id"], {"close_code": incidents.DUPLICATE})
    found = {name: value for name, value in model.items() if not name.startswith("sys_")}
    forgotten = instance.insert("incident", {**found, "number": "INC9999999"})
    instance.update("incident", forgotten, {"close_notes": "Resolved on the day, entered today."})
    names = ("reopened", "again", "regrouped", "deleted", "duplicate")
    changed = (reopened, again, regrouped, deleted, duplicate)
    return {name: row["number"] for name, row in zip(names, changed, strict=True)}


def test_late_changes_are_told_by_the_pull_that_finds_them(late):
    """Reopened, resolved again later, regrouped, deleted, made a duplicate, added: each with what became of it."""
    _, numbers, said, _ = late
    lines = [line for line in said.splitlines() if line.startswith(f"{TEAM}, October 2026: ")]
    told = [number for line in lines for number in re.findall(r"INC\d+", line)]
    assert sorted(told) == sorted([*numbers.values(), "INC9999999"])
    for name, what in (
        ("reopened", "was reopened."),
        ("again", "resolved again in another period"),
        ("regrouped", "another team's now"),
        ("deleted", "was deleted"),
        ("duplicate", "does not count any more"),
    ):
        [line] = [line for line in lines if numbers[name] in line]
        assert what in line
    assert any("INC9999999 counts now" in line for line in lines)


def test_a_correction_is_told_once_and_kept(late):
    """The next pull, though it reads everything again, tells nothing new; `corrections` lists all with their cause."""
    folder, numbers, _, third = late
    assert TEAM not in third
    listed = quickly("corrections", cwd=folder)
    causes = {
        numbers["reopened"]: "reopened",
        numbers["again"]: "done later",
        numbers["regrouped"]: "regrouped",
        numbers["deleted"]: "gone",
        numbers["duplicate"]: "left out",
        "INC9999999": "added",
    }
    for number, cause in causes.items():
        lines = [line for line in listed.out.splitlines() if number in line]
        assert [cause in line for line in lines] == [True], (number, cause)


def test_what_was_sent_is_not_changed(late):
    """The edition that left stays as it was frozen."""
    folder, _, _, _ = late
    shown = quickly("preview", "--team", TEAM, "--month", "2026-10", cwd=folder)
    assert "State: sent" in shown.out
    assert "INC9999999" not in shown.out
