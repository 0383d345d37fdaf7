"""An instance whose time a test moves, the store that its records are pulled into, and the digest made of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from drumbeat.digest.build import Built, Policy, Stock, build
from drumbeat.digest.model import TableStatus
from drumbeat.pipeline import Reading, read_store, stock
from drumbeat.ports import PullState, Window
from drumbeat.pull.plan import Plan
from drumbeat.pull.run import pull
from drumbeat.records.choices import DOCUMENTED, Choices
from drumbeat.records.period import Period
from drumbeat.records.row import RawRow
from drumbeat.records.tables import BY_NAME, INCIDENT, Table
from drumbeat.records.team import Team
from drumbeat.signals.gate import GateRules
from drumbeat.simulator.access import Access
from drumbeat.simulator.accounts import DEFAULT_USER
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.server import Simulator
from drumbeat.source.auth import SignIn
from drumbeat.source.doorway import Doorway
from drumbeat.source.servicenow import Patience, ServiceNow
from drumbeat.store.records import RecordStore
from naive import Naive
from sources import BASIC, Somewhere, source_of
from stores import open_database

START = datetime(2026, 8, 1, tzinfo=UTC)
"""Since when all pulls read."""
BERLIN = ZoneInfo("Europe/Berlin")
RULES = GateRules()
STAFF = ("Ann", "Ben", "Cem", "Dia", "Eli", "Fay")
"""Technicians: who does the work of incident no. n is the n-th of them, and round again."""
SignsIn = Callable[[Somewhere], SignIn]


class Ground:
    """One instance, one store. `now` is both sides' time."""

    def __init__(self, folder: Path, **settings) -> None:
        self.now = datetime(2026, 11, 2, 8, tzinfo=UTC)
        self.instance = Instance(clock=lambda: self.now, **settings)
        self.records = RecordStore(open_database(folder / "store.db"))
        self.sign_in: SignsIn = lambda _simulator: BASIC
        self.waits: list[float] = []
        self.patience = Patience(limit=4, smallest=2)
        self.choices: Choices = DOCUMENTED
        self.calls: list = []
        """The requests of the last pull."""
        for name in STAFF:
            self.instance.insert("sys_user", {"sys_id": person(name), "user_name": name.lower(), "name": name})
        for name in ("Network", "Desk"):
            self.instance.insert("sys_user_group", {"sys_id": group(name), "name": name})

    def later(self, **span: int) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def opened(self, number: str, at: str = "2026-10-05 08:00:00", **fields: str) -> str:
        """An incident in progress, of Network; its sys_id."""
        usual = {"state": "2", "active": "true", "opened_at": at, "assignment_group": group("Network")}
        said = f"Case {number}"
        return self.instance.insert("incident", {"number": number, "short_description": said, **usual, **fields})

    def resolved(self, number: str, at: str = "2026-10-06 08:00:00", **fields: str) -> str:
        """A resolved incident of Network; its sys_id."""
        who = STAFF[int("".join(filter(str.isdigit, number)) or 0) % len(STAFF)]
        usual = {"state": "6", "resolved_at": at, "resolved_by": person(who), "close_code": "Solution provided"}
        usual |= {"reopen_count": "0", "reassignment_count": "0", "made_sla": "true", "sys_updated_on": at}
        usual |= {"close_notes": f"Solved as {number} asks."}  # the same words would make a batch of them (E7)
        return self.opened(number, **{"opened_at": "2026-10-05 08:00:00", **usual, **fields})

    def month(self, count: int, at: str = "2026-10-06 08:00:00") -> list[str]:
        """So many resolved incidents; their sys_ids, in the order of sys_id."""
        return sorted(self.resolved(f"INC{place:04}", at) for place in range(count))

    def allow(self, **rights) -> None:
        """What the account may see from now on."""
        self.instance.change_user(DEFAULT_USER.user_name, access=Access(**rights))

    @contextmanager
    def served(self, **settings) -> Iterator[Simulator]:
        """The instance over HTTP."""
        with Simulator(self.instance, rng=random.Random(1), **settings) as simulator:
            yield simulator

    @contextmanager
    def naive(self, **settings) -> Iterator[Naive]:
        """A naive client of the instance."""
        with self.served(**settings) as simulator, Naive(simulator) as client:
            yield client

    def sources(self, simulator: Simulator, workers: int = 1) -> list[ServiceNow]:
        """A source for each worker, with one sign-in for all, as `app` wires them."""
        sign_in = self.sign_in(simulator)
        said = {"sign_in": sign_in, "patience": self.patience, "waits": self.waits}
        doorway = Doorway()
        return [source_of(simulator, doorway=doorway, **said) for _ in range(workers)]

    def pull(
        self, *tables: Table | str, full: bool = False, workers: int = 1, start: datetime = START, **settings
    ) -> dict[str, PullState]:
        """Bring the store up to date, incidents if no tables are named; the states by table."""
        wanted = tables_of(tables)
        with self.served(**settings) as simulator:
            try:
                plan = Plan(Window(start, self.now), wanted, full)
                states = pull(self.sources(simulator, workers), self.records, plan, lambda _table, _state: None)
            finally:
                self.calls = simulator.requests
        return {state.table: state for state in states}

    def kept(self, table: str = "incident") -> list[str]:
        """The sys_ids in the store that belong to a pull's window or did."""
        return [row["sys_id"].value for row in self.records.rows(table)]

    def rows(self, table: str = "incident") -> dict[str, RawRow]:
        """The rows in the store by number."""
        return {row["number"].value: row for row in self.records.rows(table)}

    def rows_by_id(self, table: str = "incident") -> dict[str, RawRow]:
        """The rows in the store by sys_id."""
        return {row["sys_id"].value: row for row in self.records.rows(table)}

    def stock(self, *tables: Table | str) -> Stock:
        """What the store holds, parsed and judged."""
        return stock(read_store(self.records, tables_of(tables)), Reading(RULES, self.choices), self.now)

    def digest(self, *tables: Table | str, month: int = 10, team: Team | None = None) -> Built:
        """The digest of Network, in Berlin, without a minimum group."""
        team = team or Team("Network", ("Network",), (), BERLIN)
        period = Period.month(2026, month, team.zone)
        return build(team, period, self.stock(*tables), Policy(minimum_group=0))

    def queries(self) -> list[str]:
        """The encoded queries of the last pull."""
        return [call.params.get("sysparm_query", "") for call in self.calls]


def tables_of(named: Sequence[Table | str]) -> tuple[Table, ...]:
    """The tables; incidents if none is named."""
    return tuple(BY_NAME[each] if isinstance(each, str) else each for each in named) or (INCIDENT,)


def person(name: str) -> str:
    """A technician's sys_id."""
    return f"{name.encode().hex():0>32}"


def group(name: str) -> str:
    """A group's sys_id."""
    return person(name)


def status_of(built: Built, table: str) -> TableStatus:
    """What a digest tells of a table."""
    return next(status for status in built.digest.sources if status.table == table)


def missing(state: PullState) -> int:
    """Rows that are there by either count and were not received."""
    return max(0, (state.expected or 0) - state.rows, (state.counted or 0) - state.rows)


def value(built: Built, figure: str) -> float | int | None:
    """A figure's value; None where the digest has no such figure."""
    found = built.digest.figure(figure)
    return None if found is None else found.value


def left_out(built: Built) -> dict[str, str]:
    """Number -> why it does not count, of the records that a digest names as left out."""
    return {line.number: line.reason for line in built.evidence if not line.figure}


def evidence(built: Built, figure: str = "incidents_resolved") -> list[str]:
    """The numbers behind a figure."""
    return sorted(line.number for line in built.evidence if line.figure == figure)
