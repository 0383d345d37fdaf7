"""`drumbeat approve`, `hold`, `release` and `skip`: what people decide about an edition before it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.cli.periods import Month, Said, period_of
from drumbeat.desk.context import Context
from drumbeat.desk.decisions import decide, said
from drumbeat.desk.drafts import refuse_edited, refuse_unfit
from drumbeat.desk.standings import standing_of
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.editions.standing import Act, ActKind, Standing
from drumbeat.errors import SettingsError
from drumbeat.ports import Edition
from drumbeat.records.period import Period
from drumbeat.records.team import Team

TeamName = Annotated[str, typer.Option("--team", metavar="NAME", help="The team.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides; the user of this machine if not said.")]
Reason = Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why, in a few words.")]


def approve(ctx: typer.Context, team: TeamName, month: Month = None, by: By = "") -> None:
    """Approve a month's draft as it is now. Whatever changes afterwards lapses the approval."""
    case = _case(ctx, team, month)
    edition = case.edition()
    _refuse(case, edition, (Standing.SENDING, Standing.SENT, Standing.HELD, Standing.SKIPPED))
    seal = case.context.store.editions.seal(edition.id)
    refuse_unfit(case.context, case.team, case.period, edition)
    refuse_edited(case.context, case.team, case.period, edition)
    who = case.decide(ActKind.APPROVE, by, "", seal)
    say(f"{who} approved {case.named}: “{edition.content.subject}”.")


def hold(ctx: typer.Context, team: TeamName, reason: Reason, month: Month = None, by: By = "") -> None:
    """Hold a month's edition: nothing of it leaves until it is released, even if it has begun to."""
    case = _case(ctx, team, month)
    _refuse(case, case.found(), (Standing.SENT,))
    who = case.decide(ActKind.HOLD, by, said(reason))
    say(f"{who} holds {case.named}. It goes on with:")
    say(f'  drumbeat release --team "{team}" --month {case.period.start:%Y-%m}')


def release(ctx: typer.Context, team: TeamName, month: Month = None, by: By = "") -> None:
    """Let a month's edition go on that was held or skipped."""
    case = _case(ctx, team, month)
    standing = standing_of(case.context, case.team, case.period).standing
    if standing not in (Standing.HELD, Standing.SKIPPED):
        raise SettingsError(
            f"{case.named} is neither held nor skipped.", recovery="See how it stands: drumbeat status."
        )
    who = case.decide(ActKind.RELEASE, by, "")
    say(f"{who} released {case.named}.")


def skip(ctx: typer.Context, team: TeamName, reason: Reason, month: Month = None, by: By = "") -> None:
    """Skip a month: its edition goes to nobody."""
    case = _case(ctx, team, month)
    _refuse(case, case.found(), (Standing.SENDING, Standing.SENT))
    who = case.decide(ActKind.SKIP, by, said(reason))
    say(f"{who} skipped {case.named}. Nobody receives it.")


@dataclass(frozen=True, slots=True)
class _Case:
    """A team's edition of a month, about which somebody decides."""

    context: Context
    team: Team
    period: Period

    @property
    def named(self) -> str:
        """For sentences."""
        return f"the edition of “{self.team.name}” of {SAY.period(view_of(self.period))}"

    def found(self) -> Edition | None:
        """The edition, if there is one."""
        return self.context.store.editions.find(self.team.name, self.period)

    def edition(self) -> Edition:
        """The edition. Raises SettingsError where there is none to look at yet."""
        found = self.found()
        if found is None:
            raise SettingsError(
                f"There is no draft of {self.named} yet.",
                recovery=f'Make it and look at it: drumbeat preview --team "{self.team.name}".',
            )
        return found

    def decide(self, kind: ActKind, by: str, reason: str, seal: str = "") -> str:
        """Keep the decision; who made it."""
        act = Act(kind, seal, said(by) if by else self.context.actor(), self.context.clock(), reason)
        decide(self.context, self.team, self.period, act)
        return act.by


def _case(ctx: typer.Context, team: str, month: str | None) -> _Case:
    context = context_of(ctx)
    whose = context.store.teams.get(team)
    return _Case(context, whose, period_of(Said(month), whose.zone, context.clock()))


def _refuse(case: _Case, edition: Edition | None, standings: tuple[Standing, ...]) -> None:
    """Raises SettingsError for an edition that stands where nothing is to be decided any more."""
    if edition is None:
        return
    found = standing_of(case.context, case.team, case.period).standing
    if found in standings:
        raise SettingsError(f"{case.named[0].upper()}{case.named[1:]} is {_WORDS[found]}.", recovery=_NEXT[found])


_WORDS = {
    Standing.SENDING: "leaving already",
    Standing.SENT: "sent already",
    Standing.HELD: "held",
    Standing.SKIPPED: "skipped",
}
_NEXT = {
    Standing.SENDING: "Those who have not received it wait if you hold it: drumbeat hold.",
    Standing.SENT: "What is wrong about it is told as a correction in the next one.",
    Standing.HELD: "Release it first: drumbeat release.",
    Standing.SKIPPED: "Release it first: drumbeat release.",
}
