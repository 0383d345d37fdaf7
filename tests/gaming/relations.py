"""Changes to a world that must change nothing in what is said of it (signals sheet 6.2 point 6)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from drumbeat.records.model import Ref
from gaming.german import GERMAN
from gaming.year import Facts, Year, moment, stamp
from gold.bundle import Cell, Row, cell
from gold.records import TASKS, article, below

_SYS_ID = re.compile(r"[0-9a-f]{32}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_PREFIX = {"incident": "INC", "change_request": "CHG", "problem": "PRB", "sn_cim_register": "CIM", "pm_project": "PRJ"}
_PADDED = {
    "sys_journal_field": ("value",),
    "incident": ("close_notes", "findings", "overview"),
    "change_request": ("close_notes",),
    "problem": ("cause_notes", "fix_notes"),
}


def cancelled(w: Year) -> None:
    """Beside each record a cancelled one of the same caller in the same words, opened ten minutes later."""
    ends: dict[str, Facts] = {
        "incident": {"state": "8", "close_code": ""},
        "change_request": {"state": "4", "close_code": ""},
        "problem": {"resolution_code": "canceled"},
        "sn_cim_register": {"state": "8", "closure_code": "withdrawn"},
        "pm_project": {"state": "4"},
    }
    for table, facts in ends.items():
        _beside(w, table, w.rows(table), facts)


def duplicates(w: Year) -> None:
    """Beside each incident and problem one that was closed as its duplicate."""
    _beside(w, "incident", w.rows("incident"), {"close_code": "Duplicate"})
    for row in w.rows("problem"):
        _beside(w, "problem", [row], {"resolution_code": "duplicate", "duplicate_of": row})


def children(w: Year) -> None:
    """Below each incident a child of its caller, and one of somebody else, in the same words."""
    for number, row in enumerate(w.rows("incident")):
        _beside(w, "incident", [row], {"parent_incident": row})
        caller = w.callers[number % len(w.callers)]
        _beside(w, "incident", [row], {"parent_incident": row, "caller_id": caller, "opened_by": caller})


def void_tasks_and_drafts(w: Year) -> None:
    """Below each record a skipped task of each colleague, and drafts of articles."""
    for table in TASKS:
        states = {"problem": "157", "change_request": "4"}
        for row in w.rows(table):
            for by in (w.team[0], w.team[7]):
                made = below(w, row, by, state=states.get(table, "7"))
                if table == "problem":
                    w.put(made, close_code="canceled")
    for by in w.team:
        article(w, by, workflow_state="draft", published="")


def _beside(w: Year, table: str, rows: Iterable[Row], facts: Facts) -> None:
    for row in rows:
        opened = moment(row, "opened_at") + timedelta(minutes=10)
        w.again(row, _PREFIX[table], opened_at=opened, **facts)


def watched(w: Year) -> None:
    """Fifty more people on the watch list of every record."""
    crowd = [w.person(f"Watcher No {number}", "Finance") for number in range(50)]
    listed = {"value": ",".join(each.sys_id for each in crowd), "display_value": ", ".join(each.name for each in crowd)}
    for table in _PREFIX:
        for row in w.rows(table):
            row |= {"watch_list": listed, "work_notes_list": listed}


def padded(w: Year) -> None:
    """Every note and every explanation ten times in a row."""
    for table, names in _PADDED.items():
        for row in w.rows(table):
            for name in names:
                if row[name]["value"]:
                    said = "\n".join([row[name]["value"]] * 10)
                    row[name] = {"value": said, "display_value": said}


def noted_again(w: Year) -> None:
    """Every note ten times, a minute apart, as a note of its own."""
    table = "sys_journal_field"
    for row in w.rows(table):
        for number in range(1, 10):
            made = dict(row)
            made["sys_id"] = cell(table, "sys_id", w.sys_id())
            made["sys_created_on"] = cell(table, "sys_created_on", stamp(row) + timedelta(minutes=number))
            w.tables[table].append(made)


def closed_by_job(w: Year) -> None:
    """What was resolved or closed is closed a week later by the job that closes, under an administrator's name."""
    admin = w.person("System Administrator", "IT")
    for table in ("incident", "sc_req_item", "problem", "change_request"):
        for row in w.rows(table):
            who = {"value": admin.sys_id, "display_value": admin.name}
            row |= {"closed_by": who, "sys_updated_by": {"value": "system", "display_value": "system"}}
            if table == "incident" and row["state"]["value"] in ("6", "7"):
                w.put(row, state="7", closed_at=moment(row, "resolved_at") + timedelta(days=7))


def translated(w: Year) -> None:
    """German labels with the documented values. Improvements have no documented states, so theirs stay."""
    for table, rows in w.tables.items():
        for row in rows if table not in ("sn_cim_register", "dmn_demand") else ():
            for name, held in row.items():
                if held["display_value"] in GERMAN:
                    row[name] = {"value": held["value"], "display_value": GERMAN[held["display_value"]]}


def seen_from_tokyo(w: Year) -> None:
    """The account's zone is nine hours ahead: what is shown of every moment changes, what is stored does not."""
    for held, put in _cells(w):
        if _MOMENT.fullmatch(held["value"]):
            shown = datetime.fromisoformat(held["value"]) + timedelta(hours=9)
            put({"value": held["value"], "display_value": f"{shown:%d.%m.%Y %H:%M}"})


def other_ids(w: Year) -> None:
    """Every sys_id is another one, the same everywhere."""
    for held, put in _cells(w):
        put({"value": other_id(held["value"]), "display_value": other_id(held["display_value"])})
    _people_change(w, lambda ref: Ref(other_id(ref.sys_id), ref.name))


def other_id(text: str) -> str:
    """The text with other sys_ids in place of those in it."""
    return _SYS_ID.sub(lambda found: hashlib.sha256(found[0].encode()).hexdigest()[:32], text)


def other_names(w: Year) -> None:
    """Every person has another name and user name, the same everywhere."""
    everybody = [*w.home, *w.partner, *w.other, *w.callers]
    new = {each.name: f"Zoë O’Ni{chr(97 + place % 26)}l {place}" for place, each in enumerate(everybody)}
    users = {each.user_name: f"u{99 - place:03}" for place, each in enumerate(everybody)}
    for held, put in _cells(w):
        value, shown = held["value"], held["display_value"]
        put(
            {"value": new.get(value, users.get(value, value)), "display_value": new.get(shown, users.get(shown, shown))}
        )
    _people_change(w, lambda ref: Ref(ref.sys_id, new.get(ref.name, ref.name)))


def _people_change(w: Year, change: Callable[[Ref], Ref]) -> None:
    w.declared = [replace(each, person=change(each.person), by=change(each.by)) for each in w.declared]


def _cells(w: Year) -> Iterable[tuple[Cell, Callable[[Cell], None]]]:
    for rows in w.tables.values():
        for row in rows:
            for name, held in list(row.items()):
                yield held, partial(row.__setitem__, name)


def reopened(w: Year, row: Row) -> None:
    """The record was reopened after it had been resolved."""
    w.put(row, reopen_count=1)


NOTHING_CHANGES: dict[str, Callable[[Year], None]] = {
    "cancelled records beside": cancelled,
    "duplicates beside": duplicates,
    "children below": children,
    "skipped tasks and drafts": void_tasks_and_drafts,
    "fifty watchers": watched,
    "every note written ten times": noted_again,
    "closed by the job": closed_by_job,
    "German labels": translated,
    "an account in Tokyo": seen_from_tokyo,
}
"""After these the JSON of all signals is the same, byte for byte. Padding and renaming change what JSON quotes of
texts and keys, and are compared by what is said."""


def changed(w: Year, change: Callable[[Year], None]) -> Year:
    """The same world after the change."""
    made = w.copied()
    change(made)
    return made
