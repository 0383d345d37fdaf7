"""A year of an installation's schedule by a clock that is set, with faults that a seed decides, and what came of it.

Every turn is `drumbeat run-due` in a process of its own, on a store on a disk that may be full, against a simulated
ServiceNow and a mail server that may be away, slow or unwilling. Nobody repairs anything: a person approves first
editions, looks at `drumbeat status` before a month is over, and does nothing else.
"""

from __future__ import annotations

import contextlib
import io
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from command import WIDTH
from crashes import KILLED, Nursery
from crashing import Sender, context_of
from drumbeat.cli import console
from drumbeat.cli.status import status
from drumbeat.desk.context import Context
from drumbeat.desk.decisions import approve
from drumbeat.desk.dues import due_of
from drumbeat.desk.recipients import change_rules
from drumbeat.desk.standings import policy_of, standing_of
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.standing import Policy, Standing
from drumbeat.records.period import Period
from drumbeat.records.team import Schedule, Team
from drumbeat.simulator.accounts import DEFAULT_USER
from drumbeat.simulator.instance import Instance, Row
from drumbeat.simulator.messages import Reply, Request
from living import Living
from mail_servers import Mailbox
from moments import COMMIT, MOMENTS, REQUEST
from small_disk import fill

FIRST = date(2025, 10, 1)
"""The first day of the first month that is told."""
TEAMS = (
    Team("Network", ("Network",), (), ZoneInfo("UTC"), lead="Marit", lead_address="marit@example.com"),
    Team("Desk", ("Desk",), (), ZoneInfo("Europe/Berlin"), lead="Ole", lead_address="ole@example.com"),
)
READERS = tuple(f"{name}@example.com" for name in ("ann", "ben", "cem", "dia", "eli", "fay"))
STAFF = ("Ann", "Ben", "Cem", "Dia", "Eli", "Fay")
ENDS = (0, 2, 3, 4, 5, 75, KILLED)
"""How `run-due` may end: done, by the codes of what is wrong, or killed. 70 would be a bug."""
BUSY, FAIR = 9, 20
"""Days of a month: until then something falls due and faults come; from then on all is well."""
HOURS = (9, 9.05, 9.5, 12, 18)
"""When it runs on the busy days; on others at ten."""
OFTEN, DEADLY, DOUBLE = 0.06, 0.5, 0.1
"""How likely a fault begins before a turn; and, where something is due, that a process is killed, or has a rival."""
_OUTAGES = {timedelta(minutes=10): 3, timedelta(hours=3): 4, timedelta(hours=14): 3, timedelta(days=2): 2}
_OUTAGES[timedelta(days=6)] = 1
"""How long faults last, and how often so long."""
_JUMPS = (timedelta(minutes=7), timedelta(hours=5), timedelta(days=2), timedelta(days=20), timedelta(days=45))


AWAY, PUT_OFF, HANGS_UP = "mail server away", "mail put off", "mail server hangs up after DATA"
FULL = "disk full"
CLOSED = 9
"""A port of 127.0.0.1 at which nobody answers: "discard"."""


class Sink(Mailbox):
    """A mail server that keeps of each mail its Message-ID and its reader, and has moods."""

    def __init__(self, rng: random.Random) -> None:
        super().__init__()
        self.mood = ""
        self.arrived: Counter[str] = Counter()
        """How often it took each Message-ID."""
        self.readers: dict[str, str] = {}
        self._rng = rng

    async def handle_EHLO(self, server, session, _envelope, hostname, responses):  # noqa: N802  aiosmtpd's name
        """Hang up on those who reach it though it is away."""
        session.host_name = hostname
        if self.mood == AWAY:
            server.transport.abort()
        return responses

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        """Put some off."""
        if self.mood == PUT_OFF and self._rng.random() < 0.5:
            return "451 4.7.1 come again later"
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        """Keep it, or hang up after it, whether it was kept or not."""
        hangs_up = self.mood == HANGS_UP and self._rng.random() < 0.4
        if not hangs_up or self._rng.random() < 0.5:
            (line,) = [
                each for each in envelope.original_content.splitlines() if each.lower().startswith(b"message-id:")
            ]
            message_id = line.split(b":", 1)[1].strip().decode()
            self.arrived[message_id] += 1
            self.readers[message_id] = envelope.rcpt_tos[0]
        if hangs_up:
            server.transport.abort()
        return "250 kept"


@dataclass
class Weather:
    """What is wrong just now."""

    until: dict[str, datetime] = field(default_factory=dict)
    """Fault -> when it is over, by the true time."""
    jump: timedelta = timedelta()
    """By how much the clock is ahead of the true time."""

    def has(self, fault: str, now: datetime) -> bool:
        """Whether it is so."""
        return fault in self.until and now < self.until[fault]


FAULTS = (
    "instance away",
    "instance slow",
    "tables denied",
    AWAY,
    PUT_OFF,
    HANGS_UP,
    FULL,
    "clock ahead",
    "clock behind",
)


class Year:
    """The installation, what is around it, and the true time."""

    def __init__(self, folder: Path, seed: int, months: int, sink: Sink) -> None:
        self.rng = random.Random(seed)
        self.now = datetime(FIRST.year, FIRST.month, 25, tzinfo=UTC)
        self.folder, self.sink = folder, sink
        self.months = [Period.month(FIRST.year + at // 12, at % 12 + 1, TEAMS[0].zone) for at in range(9, 9 + months)]
        self.weather = Weather()
        self.faults = [each for each in FAULTS if each != FULL or folder.is_mount()]
        self.met: Counter[str] = Counter()
        """How many turns met which fault."""
        self.shown: dict[tuple[str, date], str] = {}
        """What `drumbeat status` said of a team's month before it was over."""
        self.instance = Instance(clock=lambda: self.now)
        self.sender = Sender(f"sqlite:///{folder / 'drumbeat.db'}", "", 0, is_whole=True)

    def begin(self, url: str, port: int, before: int = 2) -> None:
        """Set it up: teams, readers, schedules, and the records of so many months before."""
        servicenow = {"url": url, "user": DEFAULT_USER.user_name, "password": DEFAULT_USER.password, "attempts": 2}
        self.sender = replace(self.sender, port=port, settings={"servicenow": servicenow})
        self.instance.extend({"sys_user_group": [{"sys_id": _key(team.name), "name": team.name} for team in TEAMS]})
        self.instance.extend({"sys_user": [{"sys_id": _key(name), "name": name, "user_name": name} for name in STAFF]})
        first = Period.month(FIRST.year, FIRST.month, TEAMS[0].zone)
        for month in reversed(first.earlier(before)):
            self._work(month.start)
        context = self.context()
        for team in TEAMS:
            policy = "automatic" if team.name == "Desk" else "review"
            context.store.teams.add(replace(team, schedule=Schedule(policy=policy, begins=FIRST)))
            change_rules(context, team.name, [Rule(RecipientKind.ADDRESS, each) for each in READERS])

    def context(self) -> Context:
        """As a person's command sees it, whose clock is right."""
        return context_of(replace(self.sender, now=self.now.isoformat()))

    def live(self, turn: Callable[[Year], None]) -> Iterator[date]:
        """Every turn of all months, in fair weather and foul; each month's first day at its end."""
        for month in self.months:
            after = month.end
            self._work(after)
            for moment in _moments(after):
                self.now = moment
                self._change_weather()
                turn(self)
                self._approve_first(month)
            self._look(month)
            yield month.start

    def _work(self, first: date) -> None:
        """A month's incidents, all of which are resolved in it."""
        for team in TEAMS:
            rows = [_incident(team.name, first, place) for place in range(24)]
            self.instance.extend({"incident": rows})

    def _change_weather(self) -> None:
        """Faults come on the busy days and last for a while."""
        weather = self.weather
        if not any(weather.has(each, self.now) for each in ("clock ahead", "clock behind")):
            weather.jump = timedelta()
        if self.now.day >= FAIR:
            weather.until.clear()
            weather.jump = timedelta()
        elif self.now.day <= BUSY and self.rng.random() < OFTEN:
            fault = self.rng.choice(self.faults)
            weather.until[fault] = self.now + self.rng.choices(list(_OUTAGES), list(_OUTAGES.values()))[0]
            if fault.startswith("clock"):
                weather.jump = self.rng.choice(_JUMPS) * (1 if fault == "clock ahead" else -1)
        for fault in self.faults:
            self.met[fault] += weather.has(fault, self.now)
        moods = (AWAY, PUT_OFF, HANGS_UP)
        self.sink.mood = next((each for each in moods if weather.has(each, self.now)), "")

    def sender_now(self) -> Sender:
        """The process that takes the next turn, as it finds things."""
        port = CLOSED if self.sink.mood == AWAY else self.sender.port
        return replace(self.sender, now=self.clock().isoformat(), port=port)

    def clock(self) -> datetime:
        """What the installation's clock says."""
        return self.now + self.weather.jump

    @contextlib.contextmanager
    def disk(self) -> Iterator[None]:
        """Full, or not."""
        if not self.weather.has(FULL, self.now):
            yield
            return
        filler = fill(self.folder, leave=self.rng.choice((0, 4096, 60_000)))
        try:
            yield
        finally:
            filler.unlink()

    def answers(self, request: Request) -> Reply | None:
        """The instance's own trouble: see `simulator.server.Before`."""
        if self.weather.has("instance away", self.now):
            raise ConnectionError
        if self.weather.has("tables denied", self.now) and "/table/" in request.path:
            table = request.path.rpartition("/")[2]
            if self.rng.random() < 0.3 or table == "incident":
                return Reply(403, b'{"error": {"message": "denied", "detail": ""}, "status": "failure"}')
        if self.weather.has("instance slow", self.now) and self.rng.random() < 0.2:
            return Reply(500, b'{"error": {"message": "Transaction cancelled: maximum execution time exceeded"}}')
        return None

    def _approve_first(self, month: Period) -> None:
        """What needs a lead's approval gets it: the lead sees the draft where the store can be read and written."""
        if self.weather.has(FULL, self.now) or self.weather.jump:
            return
        context = self.context()
        for team in context.store.teams.all():
            period = Period(month.start, month.end, team.zone)
            if context.store.editions.find(team.name, period) is None:
                continue
            if policy_of(context, team) is Policy.REQUIRED and _is_draft(context, team, period):
                approve(context, team, period, asks_records=False)

    def is_something_due(self) -> bool:
        """By the true time."""
        context = self.context()
        return any(due_of(context, team) for team in context.store.teams.all())

    def _look(self, month: Period) -> None:
        """What `drumbeat status` says of the month while it is the last one."""
        said, console.out.width = io.StringIO(), WIDTH  # no cell is folded
        with contextlib.redirect_stdout(said):
            status(SimpleNamespace(obj=self.context()))
        for line in said.getvalue().splitlines():
            for team in TEAMS:
                if line.startswith(team.name):
                    self.shown[team.name, month.start] = line


@dataclass(frozen=True)
class Told:
    """What became of one team's month."""

    team: str
    month: date
    states: Counter[DeliveryState]
    shown: str
    wrong: tuple[str, ...]
    """What must not be."""

    @property
    def is_told(self) -> bool:
        """Whether everybody has it."""
        return self.states == {DeliveryState.SENT: len(READERS)}


_WAITS = ("overdue", "unknown", "failed", "held")
"""By which words `drumbeat status` says that a month waits for a person."""


def judged(year: Year) -> list[Told]:
    """What became of every month that was due, by the ledger, by the mail server, and by what a person was shown."""
    context, found, known = year.context(), [], set()
    for team in context.store.teams.all():
        for month in year.months:
            edition = context.store.editions.find(team.name, Period(month.start, month.end, team.zone))
            deliveries = context.store.editions.deliveries(edition.id) if edition is not None else []
            wrong = [
                f"{each.recipient}: {each.state.value}, and {year.sink.arrived[each.message_id]} arrived"
                for each in deliveries
                if year.sink.arrived[each.message_id] not in _MAY_HAVE[each.state]
            ]
            known |= {each.message_id for each in deliveries}
            states = Counter(each.state for each in deliveries)
            told = Told(team.name, month.start, states, year.shown.get((team.name, month.start), ""), ())
            if not told.is_told and not any(word in told.shown for word in _WAITS):
                wrong.append(f"nobody can see that it waits: {told.shown!r}")
            found.append(replace(told, wrong=tuple(wrong)))
    strange = [
        year.sink.readers[each]
        for each, times in year.sink.arrived.items()
        if times > 1 or (each not in known and year.sink.readers[each] in READERS)
    ]
    assert not strange, f"came twice, or is in no ledger: {strange}"
    return found


_MAY_HAVE = {
    DeliveryState.SENT: {1},
    DeliveryState.UNKNOWN: {0, 1},
    DeliveryState.PLANNED: {0},
    DeliveryState.FAILED: {0},
    DeliveryState.SKIPPED: {0},
    DeliveryState.CLAIMED: set(),
}
"""How many mails may have arrived of a delivery that stands so; none may stand as claimed in the end."""


def killing(nursery: Nursery) -> Callable[[Year], None]:
    """Turns in processes of their own, of which some are killed on the way and some are two at once."""

    def turn(year: Year) -> None:
        sender, chance = year.sender_now(), year.rng.random()
        senders = [sender]
        if chance < DEADLY + DOUBLE and year.is_something_due():
            senders = [sender, replace(sender, owner="beta:1")]
            if chance < DEADLY:
                senders = [replace(sender, **_death(year.rng))]
        with year.disk():
            ends = nursery.race(*senders, ends_as=ENDS)
        year.met["killed"] += KILLED in ends
        year.met["two at once"] += len(senders) > 1

    return turn


def _death(rng: random.Random) -> dict[str, str | int]:
    """When a process dies, of what every turn does or of what sending does."""
    if rng.random() < 0.6:
        moment, most = rng.choice(((COMMIT, 12), (REQUEST, 60)))
        return {"moment": moment, "at": rng.randint(1, most)}
    found = rng.choice(MOMENTS)
    return {"moment": found.name, "at": rng.randint(1, len(READERS)) if found.is_each else 1}


def living_on(process: Living, sizes: list[int]) -> Callable[[Year], None]:
    """Turns of one process, which is never killed; how large it is after each."""

    def turn(year: Year) -> None:
        with year.disk():
            code, size = process.turn(year.clock())
        assert code in ENDS
        sizes.append(size)

    return turn


def _moments(after: date) -> Iterator[datetime]:
    """When a turn is taken in a month."""
    for day in (*range(1, 15), 18, 22, 27):
        for hour in HOURS if day <= BUSY else (10,):
            yield datetime(after.year, after.month, day, tzinfo=UTC) + timedelta(hours=hour)


def _is_draft(context: Context, team: Team, period: Period) -> bool:
    return standing_of(context, team, period).standing is Standing.DRAFT


def _key(name: str) -> str:
    return f"{int.from_bytes(name.encode(), 'big'):032x}"


def _incident(team: str, first: date, place: int) -> Row:
    day = f"{first:%Y-%m}-{place + 1:02}"
    return {
        "number": f"INC{first:%y%m}{team[0]}{place:03}",
        "state": "6",
        "assignment_group": _key(team),
        "resolved_by": _key(STAFF[place % len(STAFF)]),
        "assigned_to": _key(STAFF[place % len(STAFF)]),
        "caller_id": _key(STAFF[(place + 1) % len(STAFF)]),
        "opened_at": f"{day} 07:00:00",
        "resolved_at": f"{day} 08:00:00",
        "sys_created_on": f"{day} 07:00:00",
        "sys_updated_on": f"{day} 08:00:00",
        "short_description": "The printer is out of paper",
    }
