"""Tokens of the team: made, shown once, and revoked."""

from __future__ import annotations

from drumbeat.desk.team_tokens import LONGEST_NAME, make_token, revoke_token, stands
from drumbeat.digest.language.phrase import Phrase, phrase, plural
from drumbeat.errors import SettingsError
from drumbeat.visitors import Scope, TeamToken
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Go, Page
from drumbeat.web.blocks import Block, Column, Link, Links, Piece, Section, Table, Text
from drumbeat.web.fields import Area, Button, Choice, Field, Form, Group, Hidden, Option, Tick
from drumbeat.web.routes import Routes
from drumbeat.web.visits import Visit

pages = Routes()
_SMALL = 4096
_DAYS = (30, 90, 365)
_SCOPES = {
    Scope.READ: (phrase("Look"), phrase("at the team, its editions, recipients and figures")),
    Scope.REPORT: (phrase("Report"), phrase("have a report made now, of any period")),
    Scope.DECIDE: (
        phrase("Decide"),
        phrase("approve, hold, release and skip editions, change recipients, type figures"),
    ),
}


@pages.get("/teams/{team:int}/tokens", Rule.LEAD, phrase("Tokens"))
def tokens(visit: Visit) -> Answer:
    """What programs ask for the team by."""
    return _page(visit)


@pages.post("/teams/{team:int}/tokens", Rule.LEAD, most_bytes=_SMALL)
def make(visit: Visit) -> Answer:
    """Makes one, which this session is shown until it says that it has it."""
    name, days = visit.form.text("name", 1000), visit.form.text("days", 4)
    scopes = {each for each in Scope if each.value in visit.form.all("scope")}
    wrong: dict[str, Phrase] = {}
    if not name.isprintable() or not 0 < len(name) <= LONGEST_NAME:
        wrong["name"] = phrase("Say in a few words what it is for.")
    if not scopes:
        wrong["scope"] = phrase("Choose at least one.")
    if days not in map(str, _DAYS):
        wrong["days"] = phrase("Choose how long it is good.")
    if wrong:
        return _page(visit, wrong)
    made, token = make_token(visit.context, visit.team, name, scopes, int(days), by_lead=True)
    visit.memory.keep(_key(made.id), token)
    return Go(visit.within(f"tokens/{made.id}"))


@pages.get("/teams/{team:int}/tokens/{token:int}", Rule.LEAD)
def one(visit: Visit) -> Answer:
    """One of them: what it holds, just after it was made; and how to revoke it."""
    found = _found(visit)
    if found is None:
        return Go(visit.within("tokens"))
    here = visit.within(f"tokens/{found.id}")
    held = visit.memory.find(_key(found.id))
    fields = (Area("token", phrase("The token"), str(held), lines=3), Hidden("act", "kept"))
    revoke = Button(phrase("Revoke this token"), tone="grave")
    shown: tuple[Block, ...] = (
        Text(
            phrase("Keep it now, where your program keeps its secrets. After an hour at most, nothing shows it again."),
            "note",
        ),
        Form(here, fields, (Button(phrase("I have kept it")),), name="kept"),
    )
    return Page(
        phrase("Token: {name}", name=found.name),
        (
            *(shown if isinstance(held, str) else ()),
            Text(phrase("Once it is revoked, whatever uses it is refused.")),
            Form(here, (Hidden("act", "revoke"),), (revoke,), name="revoke"),
            Links((Link(phrase("All tokens"), visit.within("tokens")),)),
        ),
    )


@pages.post("/teams/{team:int}/tokens/{token:int}", Rule.LEAD, most_bytes=_SMALL)
def act(visit: Visit) -> Answer:
    """Forgets what it holds, or revokes it."""
    number = int(visit.path["token"])
    visit.memory.forget(_key(number))
    if visit.form.text("act") != "revoke":
        return Go(visit.within("tokens"))
    try:
        gone = revoke_token(visit.context, visit.team, number)
    except SettingsError:
        return Go(visit.within("tokens"), phrase("It was revoked already."))
    return Go(visit.within("tokens"), phrase("The token is revoked: {name}.", name=gone.name))


def _key(number: int) -> str:
    return f"token {number}"


def _found(visit: Visit) -> TeamToken | None:
    every = visit.context.store.team_tokens.of_team(visit.team.name)
    return next((each for each in every if each.id == int(visit.path["token"])), None)


def _page(visit: Visit, wrong: dict[str, Phrase] | None = None) -> Page:
    every = visit.context.store.team_tokens.of_team(visit.team.name)
    columns = (phrase("For"), phrase("It may"), phrase("Made by"), phrase("Good until"), phrase("Last used"))
    table = Table(
        phrase("Tokens"),
        tuple(map(Column, columns)),
        tuple(_row(visit, each) for each in every),
        phrase("There is none."),
        is_titled=True,
    )
    about = phrase(
        "A script or a ServiceNow flow asks for this team by a token: for a report now, for how the edition stands, "
        "to hold it. Whoever has a token can do what it may; give each program its own."
    )
    return Page(
        phrase("Tokens"),
        (Text(about), table, Section(phrase("Make a token"), (_form(visit, wrong or {}),), "make")),
        status=422 if wrong else 200,
    )


def _row(visit: Visit, token: TeamToken) -> tuple[Piece, ...]:
    is_over = token.expires_at <= visit.context.clock()
    ends: Piece = phrase("{day} (over)", day=token.expires_at.date()) if is_over else token.expires_at.date()
    if not stands(visit.context, visit.book, visit.team.name, token):
        ends = phrase("no more: who made it leads the team no more")
    used: Piece = token.used_at.date() if token.used_at else phrase("never")
    may = tuple(_SCOPES[each][0] for each in Scope if each in token.scopes)
    return (Link(token.name, visit.within(f"tokens/{token.id}")), may, token.made_by, ends, used)


def _form(visit: Visit, wrong: dict[str, Phrase]) -> Form:
    chosen = visit.form.all("scope")
    scopes = tuple(
        Tick(
            "scope",
            words,
            each.value,
            is_ticked=each.value in chosen,
            hint=hint,
        )
        for each, (words, hint) in _SCOPES.items()
    )
    days = tuple(Option(str(each), plural("{n} day", "{n} days", each)) for each in _DAYS)
    return Form(
        visit.within("tokens"),
        (
            Field(
                "name",
                phrase("What it is for"),
                visit.form.text("name"),
                hint=phrase("Nightly report of the CMDB, for example."),
                wrong=wrong.get("name", ""),
                is_required=True,
                longest=LONGEST_NAME,
            ),
            Group(phrase("It may"), scopes, name="scope", wrong=wrong.get("scope", "")),
            Choice("days", phrase("Good for"), days, visit.form.text("days") or "90", wrong=wrong.get("days", "")),
        ),
        (Button(phrase("Make the token")),),
    )
