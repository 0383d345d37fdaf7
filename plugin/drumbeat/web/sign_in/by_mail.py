"""Signing in by a link that is mailed, and signing out.

Whoever asks for a link is told the same, after the same time, whatever address it is: whether somebody of that address
may do anything is looked up afterwards, in the background. Opening the link changes nothing, since scanners open links
too (rule E15); its button uses it up.
"""

from __future__ import annotations

from datetime import timedelta

from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.editions.addresses import is_bare_address
from drumbeat.visitors import Invited
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Go, Page, SignedIn, SignedOut
from drumbeat.web.blocks import Link, Links, Text
from drumbeat.web.fields import Button, Field, Form, Hidden
from drumbeat.web.refusals import Refused
from drumbeat.web.returning import HOME, SIGN_IN, wanted_page
from drumbeat.web.routes import Routes
from drumbeat.web.sessions import hash_of
from drumbeat.web.sign_in.by_provider import way_there
from drumbeat.web.sign_in.letters import VALID, invite
from drumbeat.web.sign_in.limits import HOUR, MOST_A_CLIENT
from drumbeat.web.visits import Visit

pages = Routes()
_SMALL = 4096
"""Bytes of a form with one field."""


@pages.get("/", Rule.ANYBODY)
def home(_visit: Visit) -> Answer:
    """The address alone."""
    return Go(HOME)


@pages.get(SIGN_IN, Rule.ANYBODY)
def ask(visit: Visit) -> Answer:
    """The form that asks for an address."""
    return Go(HOME) if visit.access.roles else _page(visit, visit.query.get("to", ""))


@pages.post(SIGN_IN, Rule.ANYBODY, most_bytes=_SMALL)
def send(visit: Visit) -> Answer:
    """Mails a link, if the address is one that may sign in; what is answered does not say whether it is."""
    if not _is_mailed(visit):
        raise Refused.missing()
    address, to = visit.form.text("address"), visit.form.text("to", 2000)
    if not is_bare_address(address):
        return _page(visit, to, address, is_wrong=True)
    now, store = visit.context.clock(), visit.context.store.sign_ins
    if not store.try_once("sign-in of client", hash_of(visit.client), now, MOST_A_CLIENT, HOUR):
        raise Refused.too_many(int(HOUR.total_seconds()))
    invited = Invited(address, wanted_page(visit.context, to) if to else "")
    if not visit.background.put(lambda: invite(visit.context, visit.book, invited, visit.say, visit.client)):
        raise Refused.too_many(60)
    return Go(f"{SIGN_IN}/sent")


@pages.get(f"{SIGN_IN}/sent", Rule.ANYBODY)
def sent(_visit: Visit) -> Answer:
    """What follows."""
    return Page(
        phrase("Look into your mailbox"),
        (
            Text(
                phrase(
                    "If that address may sign in here, a mail with a link is on its way to it. "
                    "The link works once, and for {n} minutes.",
                    n=VALID // timedelta(minutes=1),
                )
            ),
            Text(
                phrase(
                    "Nothing arrives? Look into the folder for junk, or ask the administrator of Drumbeat whether your "
                    "address is known: leads are named there, or in ServiceNow as managers of their groups."
                ),
                "quiet",
            ),
            Links((Link(phrase("Ask for another link"), SIGN_IN),)),
        ),
    )


@pages.get(f"{SIGN_IN}/link/{{key}}", Rule.ANYBODY)
def opened(visit: Visit) -> Answer:
    """What the link opens: a button. Nothing has happened yet (rule E15)."""
    invited = visit.context.store.sign_ins.invited(hash_of(str(visit.path["key"])), visit.context.clock())
    if invited is None:
        return _used_up()
    return Page(
        phrase("Sign in to Drumbeat"),
        (
            Text(phrase("You sign in as {address}.", address=invited.address)),
            Form(f"{SIGN_IN}/link/{visit.path['key']}", (), (Button(phrase("Sign in")),)),
        ),
    )


@pages.post(f"{SIGN_IN}/link/{{key}}", Rule.ANYBODY, most_bytes=_SMALL)
def use(visit: Visit) -> Answer:
    """Uses the link up."""
    invited = visit.context.store.sign_ins.use(hash_of(str(visit.path["key"])), visit.context.clock())
    return SignedIn(invited.address, invited.goes_to or HOME) if invited is not None else _used_up()


@pages.get("/sign-out", Rule.ANYBODY)
def signed_out(_visit: Visit) -> Answer:
    """Where signing out leads."""
    return Page(
        phrase("You are signed out"),
        (
            Text(phrase("Drumbeat goes on by itself: digests leave as they are scheduled.")),
            Links((Link(phrase("Sign in again"), SIGN_IN),)),
        ),
    )


@pages.post("/sign-out", Rule.IN_SESSION, most_bytes=_SMALL)
def sign_out(_visit: Visit) -> Answer:
    """Ends the session."""
    return SignedOut("/sign-out")


def _is_mailed(visit: Visit) -> bool:
    return visit.voucher is None or visit.context.settings.web.oidc.also_by_mail


def _page(visit: Visit, to: str, address: str = "", *, is_wrong: bool = False) -> Page:
    field = Field(
        "address",
        phrase("Your mail address"),
        address,
        "email",
        wrong=phrase("Write one address, like marit@example.com.") if is_wrong else "",
        is_required=True,
        autocomplete="email",
    )
    hidden = [Hidden("to", to)] if to else []
    return Page(
        phrase("Sign in"),
        (
            Text(_whom(visit)),
            *way_there(visit, to),
            *([Form(SIGN_IN, (field, *hidden), (Button(phrase("Mail me a link")),))] if _is_mailed(visit) else ()),
        ),
        status=422 if is_wrong else 200,
    )


def _whom(visit: Visit) -> Phrase:
    if visit.context.settings.privacy.keeps_personal_records:
        return phrase("For those who lead a team whose digest Drumbeat sends, and for technicians to see their record.")
    return phrase("For those who lead a team whose digest Drumbeat sends.")


def _used_up() -> Page:
    return Page(
        phrase("This link does not work any more"),
        (
            Text(phrase("It was used, or it is too old. Nothing has changed.")),
            Links((Link(phrase("Ask for another link"), SIGN_IN),), has_main=True),
        ),
        status=410,
    )
