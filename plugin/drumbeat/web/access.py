"""Who may open what. Each route declares its rule where it stands; here is what the rules mean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drumbeat.desk.roles import NO_ROLES, Roles
from drumbeat.editions.addresses import mailbox
from drumbeat.records.team import ListedTeam
from drumbeat.web.refusals import Refused


class Rule(StrEnum):
    """Who may open a page."""

    ANYBODY = "anybody"
    IN_SESSION = "in session"
    """Whoever is signed in, though they may do nothing here any more: they may sign out."""
    SIGNED_IN = "signed in"
    """Whoever leads a team, administers, or has a record of the own."""
    LEAD = "lead"
    """The lead of the team in the address (`{team:int}`), and administrators. To others there is no such team."""
    ADMINISTRATOR = "administrator"
    OWNER = "owner"
    """A technician, of nobody's record but the own. Leading and administering open none."""
    MONITOR = "monitor"
    """A program on this machine, or with `web.metrics_token` (`probes`). No session opens it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody whose address we know: by a link that was mailed there, or by whatever else vouches for it."""

    address: str


@dataclass(frozen=True, slots=True)
class Access:
    """What a request may do."""

    identity: Identity | None = None
    roles: Roles = NO_ROLES

    @property
    def address(self) -> str:
        """Of who is signed in; empty for nobody."""
        return self.identity.address if self.identity else ""

    @property
    def mailbox(self) -> str:
        """The same for one person, however the address is written; empty for nobody."""
        return mailbox(self.address) if self.identity else ""

    def team(self, number: int) -> ListedTeam | None:
        """The team of this number, if it may be looked after."""
        return next((team for team in self.roles.teams if team.number == number), None)


NO_ACCESS = Access()
"""Nobody's."""


class SignInFirst(Exception):
    """Nobody is signed in, and the page is not for everybody."""


def refuse_uninvited(rule: Rule, access: Access, team: int | None = None) -> None:
    """Raise SignInFirst, or Refused, where the rule does not let this access through.

    403 says that a page is for others; 404 where nobody else may know what there is.
    """
    if rule is Rule.ANYBODY:
        return
    if access.identity is None:
        raise SignInFirst
    if rule is Rule.IN_SESSION:
        return
    if not access.roles:
        raise Refused.forbidden()
    match rule:
        case Rule.LEAD if team is None or access.team(team) is None:
            raise Refused.missing()
        case Rule.ADMINISTRATOR if not access.roles.is_administrator:
            raise Refused.forbidden()
        case Rule.OWNER if not access.roles.is_technician:
            raise Refused.forbidden()
        case Rule.MONITOR:
            raise Refused.forbidden()
        case _:
            return
