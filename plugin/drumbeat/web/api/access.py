"""Who asks: a token of a team, with what it may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from fastapi import Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from drumbeat.desk.context import Context
from drumbeat.desk.team_tokens import stands
from drumbeat.digest.language.wording import Wording
from drumbeat.records.team import ListedTeam, Team
from drumbeat.tokens.of_teams import hash_of_token
from drumbeat.visitors import Scope, TeamToken
from drumbeat.web.api.limits import Limiter
from drumbeat.web.api.problems import Refusal
from drumbeat.web.front import Front
from drumbeat.web.security import client_of

VERSION = "/v1"
"""Stands before every address of the interface."""
_MOST_WRONG = 30
"""Requests a minute from one place with a token that there is not."""
_BEARER = HTTPBearer(auto_error=False, scheme_name="token", description="A team's token, made by its lead.")
_LONGEST = 200


@dataclass(frozen=True)
class Doors:
    """What all endpoints share."""

    front: Front
    asked: Limiter
    wrong: Limiter

    @classmethod
    def of(cls, front: Front) -> Doors:
        """Of the pages' own."""
        clock, most = front.context.clock, front.context.settings.web.api_per_minute
        return cls(front, Limiter(most, clock), Limiter(_MOST_WRONG, clock))


@dataclass(frozen=True)
class Caller:
    """A request by a token that may do what it asks for."""

    context: Context
    """Acts for the token: `context.entry` names it, and who made it, in the audit log."""
    front: Front
    token: TeamToken
    listed: ListedTeam

    @cached_property
    def team(self) -> Team:
        """Its team. Raises SettingsError where it was removed meanwhile."""
        return self.context.store.teams.get(self.listed.name)

    @property
    def say(self) -> Wording:
        """The interface speaks English."""
        return self.front.site.say("en")

    @property
    def owner(self) -> str:
        """Whose jobs these are."""
        return f"token {self.token.id}"

    @property
    def turn(self) -> str:
        """With whom they take turns: all programs of a team count as one."""
        return f"programs of team {self.listed.number}"


Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
TeamNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="The team's number.")]


def asking(scope: Scope | None) -> Callable[[Request, Credentials], Caller]:
    """What an endpoint that needs this scope, or any, depends on, where its address names no team."""

    def caller(request: Request, credentials: Credentials) -> Caller:
        doors: Doors = request.app.state.doors
        front, held = doors.front, credentials.credentials if credentials else ""
        found = None
        if 0 < len(held) <= _LONGEST:
            found = front.context.store.team_tokens.find(hash_of_token(held), front.context.clock())
        if found is None or not stands(front.context, front.book, found[0].name, found[1]):
            _refuse_often(doors.wrong, _client(request, front))
            raise Refusal(401, "A team's token is needed, and this is none.", headers={"WWW-Authenticate": "Bearer"})
        listed, token = found
        front.context.store.team_tokens.note_use(token, front.context.clock())
        _refuse_often(doors.asked, str(token.id))
        if scope is not None and scope not in token.scopes:
            raise Refusal(403, f"This token may not do that: it lacks the scope {scope}.")
        return Caller(front.context.acting(token.actor), front, token, listed)

    return caller


def asking_of_team(scope: Scope | None) -> Callable[[Request, Credentials, TeamNumber], Caller]:
    """The same where the address names a team. Another's is as good as none."""
    whoever = asking(scope)

    def caller(request: Request, credentials: Credentials, team: TeamNumber) -> Caller:
        found = whoever(request, credentials)
        if found.listed.number != team:
            raise Refusal(404, "There is no such team, or it is not this token's.")
        return found

    return caller


Anyone = Annotated[Caller, Depends(asking(Scope.READ))]
Reader = Annotated[Caller, Depends(asking_of_team(Scope.READ))]
Reporter = Annotated[Caller, Depends(asking_of_team(Scope.REPORT))]
Holder = Annotated[Caller, Depends(asking_of_team(None))]
"""Of what is the token's own."""
Decider = Annotated[Caller, Depends(asking_of_team(Scope.DECIDE))]


def _refuse_often(limiter: Limiter, key: str) -> None:
    if seconds := limiter.wait(key):
        raise Refusal(429, "That was too often.", headers={"Retry-After": str(seconds)})


def _client(request: Request, front: Front) -> str:
    peer = request.client.host if request.client else ""
    return client_of(peer, request.headers.getlist("x-forwarded-for"), front.context.settings.web.proxies)
