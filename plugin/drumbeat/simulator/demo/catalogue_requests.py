"""Requests: what people ordered from the catalogue, and the tasks that fulfilled it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from drumbeat.simulator.demo import wording
from drumbeat.simulator.demo.horizon import Horizon, Month
from drumbeat.simulator.demo.people import Directory, Person
from drumbeat.simulator.demo.working_hours import after_working_hours, arrivals
from drumbeat.simulator.instance import Row, sys_id_for
from drumbeat.simulator.moments import stored

_A_MONTH = 116
_SEASON = (1.1, 1.0, 1.0, 0.95, 0.95, 1.0, 0.9, 1.0, 1.2, 1.05, 1.0, 0.8)
_STATES, _STATE_WEIGHTS = ("3", "4", "7"), (94, 3.5, 2.5)
_STAGES = {"3": "complete", "4": "Request Cancelled", "7": "Request Cancelled", "2": "fulfillment"}
_HOURS_A_DAY, _SPREAD = 10.0, 0.6
_PRIORITY = {"priority": "4", "impact": "3", "urgency": "3"}


@dataclass(slots=True)
class Fulfilment:
    """The rows of all requests; each call of `add` appends to them."""

    horizon: Horizon
    directory: Directory
    rng: Random
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, item: dict[str, Any], opened: datetime, month: int) -> None:
        """One request of one item, with its tasks."""
        caller = self.rng.choice(self.directory.callers)
        hours = _HOURS_A_DAY * item["days"] * self.rng.lognormvariate(math.log(0.8), _SPREAD)
        closed = after_working_hours(opened, min(hours, 300.0))
        state = self.rng.choices(_STATES, _STATE_WEIGHTS)[0] if self.horizon.is_past(closed) else "2"
        request = self._request(item["name"], (opened, closed), caller, state)
        requested_item = self._item(item, request, state, month)
        self._tasks(item, requested_item, (opened, closed), month)

    def _next(self, table: str, prefix: str) -> tuple[list[Row], Row]:
        rows = self.tables.setdefault(table, [])
        number = f"{prefix}{10001 + len(rows):07d}"
        return rows, {"sys_id": sys_id_for(table, number), "number": number, "sys_class_name": table}

    def _request(self, name: str, span: tuple[datetime, datetime], caller: Person, state: str) -> Row:
        rows, row = self._next("sc_request", "REQ")
        row |= _times(span[0], span[1] if state != "2" else None) | _PRIORITY
        row |= {"requested_for": caller.sys_id, "opened_by": caller.sys_id, "state": state}
        row["short_description"] = name
        rows.append(row)
        return row

    def _item(self, item: dict[str, Any], request: Row, state: str, month: int) -> Row:
        rows, row = self._next("sc_req_item", "RITM")
        team = self.directory.team(item["team"])
        technician = team.pick(self.rng, item["name"], month)
        row |= {key: request[key] for key in ("opened_at", "closed_at", "opened_by", "requested_for", "active")}
        row |= _PRIORITY | {
            "request": request["sys_id"],
            "cat_item": sys_id_for("sc_cat_item", item["name"]),
            "short_description": item["name"],
            "assignment_group": team.sys_id,
            "assigned_to": technician.sys_id,
            "closed_by": technician.sys_id if state != "2" else "",
            "state": state,
            "stage": _STAGES[state],
            "quantity": "1",
            "sys_created_on": request["opened_at"],
            "sys_updated_on": request["sys_updated_on"],
        }
        rows.append(row)
        return row

    def _tasks(self, item: dict[str, Any], requested_item: Row, span: tuple[datetime, datetime], month: int) -> None:
        """The tasks one after the other, the last one ending with the item."""
        opened, closed = span
        step = (closed - opened) / len(item["tasks"])
        for index, text in enumerate(item["tasks"]):
            team_name, _, title = text.rpartition(": ")
            team = self.directory.team(team_name or item["team"])
            begin = opened + step * index
            end = closed if index == len(item["tasks"]) - 1 else begin + step
            if not self.horizon.is_past(begin):
                return
            is_over = self.horizon.is_past(end)
            technician = team.pick(self.rng, title, month)
            rows, row = self._next("sc_task", "SCTASK")
            row |= _times(begin, end if is_over else None) | _PRIORITY
            state = requested_item["state"] if end == closed else "3"
            row |= {
                "request": requested_item["request"],
                "request_item": requested_item["sys_id"],
                "parent": requested_item["sys_id"],
                "cat_item": requested_item["cat_item"],
                "short_description": title,
                "assignment_group": team.sys_id,
                "assigned_to": technician.sys_id,
                "closed_by": technician.sys_id if is_over else "",
                "opened_by": requested_item["opened_by"],
                "state": state if is_over else "2",
            }
            rows.append(row)


def requests(horizon: Horizon, directory: Directory, rng: Random) -> dict[str, list[Row]]:
    """The rows of catalogue, requests, requested items and catalogue tasks."""
    items = wording.table("requests")["item"]
    fulfilment = Fulfilment(horizon, directory, rng)
    weights = [item["weight"] for item in items]
    for month in horizon.months():
        for opened in _moments(month, rng):
            fulfilment.add(rng.choices(items, weights)[0], opened, month.index)
    catalogue = [{"sys_id": sys_id_for("sc_cat_item", i["name"]), "name": i["name"]} for i in items]
    return {"sc_cat_item": catalogue, **fulfilment.tables}


def _moments(month: Month, rng: Random) -> Iterator[datetime]:
    season = _SEASON[month.first.month - 1]
    yield from arrivals(month.days, round(_A_MONTH * season * month.share * rng.uniform(0.95, 1.05)), rng)


def _times(opened: datetime, closed: datetime | None) -> Row:
    return {
        "opened_at": stored(opened),
        "sys_created_on": stored(opened),
        "closed_at": stored(closed) if closed else "",
        "sys_updated_on": stored(closed or opened),
        "active": str(closed is None).lower(),
    }
