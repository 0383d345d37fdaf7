"""An installation whose clock is set by hand, with a team that has a schedule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from drumbeat.desk.context import Context
from drumbeat.desk.recipients import change_rules
from drumbeat.desk.standings import standing_of
from drumbeat.desk.turn import turn
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.standing import Act, ActKind, Standing
from drumbeat.records.period import Period
from drumbeat.records.team import Schedule
from installation import NETWORK, OCTOBER, installed

ANN, ZOE, LEAD = "ann@example.com", "zoe@example.com", "marit@example.com"
SEPTEMBER = OCTOBER.before()


@dataclass
class Clock:
    """Tells the time that it was set to."""

    now: datetime

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def at(self, month: int, day: int, hour: int = 9, minute: int = 0) -> None:
        """Set it to a moment of 2026, UTC."""
        self.now = datetime(2026, month, day, hour, minute, tzinfo=UTC)


@dataclass
class Office:
    """The installation, its clock, and the folder that its mails go to."""

    context: Context
    clock: Clock
    outbox: Path

    def mails(self, to: str) -> list[str]:
        """The files of mails in the outbox that went to this address."""
        return sorted(path.name for path in self.outbox.glob(f"{to.split('@', maxsplit=1)[0]}*"))

    def fresh(self) -> Context:
        """The same, as a process sees it that was started just now."""
        context = self.context
        return Context(None, clock=self.clock, given=context.settings, actor=context.actor)


def office(
    folder: Path, *, schedule: Schedule | None = None, readers: tuple[str, ...] = (ANN, ZOE), url: str = ""
) -> Office:
    """A team that is drafted on the first working day and sent on the fifth; its months begin with September 2026."""
    made, clock = installed(folder, url=url), Clock(datetime(2026, 10, 1, 8, 59, tzinfo=UTC))
    settings = made.settings.model_copy(
        update={
            "mail": made.settings.mail.model_copy(update={"outbox": folder / "outbox"}),
            "schedule": made.settings.schedule.model_copy(update={"pull": False}),
        }
    )
    context = Context(None, clock=clock, given=settings, actor=lambda: "tester")
    said = replace(schedule or Schedule(), begins=date(2026, 9, 1))
    context.store.teams.add(replace(NETWORK, lead="Marit", lead_address=LEAD, schedule=said))
    if readers:
        change_rules(context, NETWORK.name, [Rule(RecipientKind.ADDRESS, each) for each in readers])
    return Office(context, clock, folder / "outbox")


def run(here) -> list[str]:
    """What a turn did, in a process of its own."""
    return [each.words for each in turn(here.fresh(), lambda: None) or ()]


def decide(here, kind: ActKind, period: Period = SEPTEMBER, reason: str = "") -> None:
    """A person's word about the edition as it is."""
    edition = here.context.store.editions.find("Network", period)
    seal = here.context.store.editions.seal(edition.id) if edition and kind is ActKind.APPROVE else ""
    act = Act(kind, seal, "Marit", here.clock(), reason)
    here.context.store.acts.add("Network", period, act, here.context.entry(f"{kind} edition"))


def state(here, period: Period = SEPTEMBER) -> Standing:
    """How the edition stands."""
    return standing_of(here.context, NETWORK, period).standing


def drafted(here) -> None:
    """September's draft, made on the first working day of October."""
    here.clock.at(10, 1)
    run(here)


def sent_once(here) -> None:
    """September was approved and sent, so that the team's own policy holds from October on."""
    drafted(here)
    decide(here, ActKind.APPROVE)
    here.clock.at(10, 7)
    run(here)
    assert state(here) is Standing.SENT


def october_drafted(here) -> None:
    """October's draft, on the first working day of November."""
    sent_once(here)
    here.clock.at(11, 2)
    assert "October 2026" in run(here)[0]
