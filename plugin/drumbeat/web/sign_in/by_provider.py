"""Signing in by the company's OpenID provider, where one is set.

What belongs to a sign-in under way (state, nonce, PKCE verifier) is in a signed cookie of the browser that began it, so
that nobody can be brought to finish another's. Of the way there the store keeps only how often it is gone from a place.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from datetime import timedelta

from drumbeat.app.identity import CALLBACK
from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.errors import SettingsError, TokenRefused, TryLater
from drumbeat.tokens import read, sign
from drumbeat.visitors import Flow, Voucher
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Leave, Page, SignedIn
from drumbeat.web.blocks import Block, Link, Links, Text
from drumbeat.web.refusals import Refused
from drumbeat.web.returning import HOME, SIGN_IN, wanted_page
from drumbeat.web.routes import Routes
from drumbeat.web.sessions import hash_of
from drumbeat.web.sign_in.limits import HOUR, MOST_A_CLIENT
from drumbeat.web.visits import Visit

log = logging.getLogger(__name__)

pages = Routes()
START = f"{SIGN_IN}/oidc"
_KIND = "sign-in flow"
_VALID = timedelta(minutes=10)
_LONGEST = 2000
"""Characters of a code."""


def way_there(visit: Visit, to: str) -> tuple[Block, ...]:
    """The button of the page to sign in on; nothing where there is no provider."""
    if visit.voucher is None:
        return ()
    name = visit.context.settings.web.oidc.name
    words = phrase("Sign in with your {name}", name=name) if name else phrase("Sign in with your company’s account")
    return (Links((Link(words, f"{START}?to={to}" if to else START),), has_main=True),)


@pages.get(START, Rule.ANYBODY)
def begin(visit: Visit) -> Answer:
    """Sends the browser to the provider."""
    voucher, web = _voucher(visit), visit.context.settings.web
    _refuse_often(visit, "way to the provider of client")
    to = wanted_page(visit.context, visit.query.get("to", ""))
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    flow = Flow(state, nonce, verifier, to)
    try:
        address = voucher.ask(flow)
    except (TryLater, SettingsError) as error:
        return _failed(error)
    held = {"state": flow.state, "nonce": flow.nonce, "verifier": flow.verifier, "to": flow.goes_to}
    return Leave(address, sign(_KIND, held, web.secrets, visit.context.clock()))


@pages.get(CALLBACK, Rule.ANYBODY)
def come_back(visit: Visit) -> Answer:
    """What the browser brings back: a code for us, or why there is none."""
    voucher, context = _voucher(visit), visit.context
    flow = _flow(visit)
    is_theirs = flow is not None and hmac.compare_digest(visit.query.get("state", "").encode(), flow.state.encode())
    if flow is None or not is_theirs:
        return _not_accepted()
    code = visit.query.get("code", "")
    if not 0 < len(code) <= _LONGEST:
        return _not_accepted()
    _refuse_often(visit, "sign-in of client")
    try:
        address = voucher.redeem(code, flow, visit.query.get("iss", ""))
    except TokenRefused as error:
        log.warning("somebody could not sign in by OpenID", extra={"why": "; ".join(getattr(error, "__notes__", ()))})
        return _not_accepted()
    except (TryLater, SettingsError) as error:
        return _failed(error)
    if not visit.book.roles(context, address):
        return _page(
            phrase("There is nothing here for you yet"),
            phrase("Nobody with the address {address} leads a team here, or administers Drumbeat.", address=address),
            status=403,
        )
    return SignedIn(address, flow.goes_to or HOME, was_elsewhere=True)


def _voucher(visit: Visit) -> Voucher:
    if visit.voucher is None:
        raise Refused.missing()
    return visit.voucher


def _refuse_often(visit: Visit, kind: str) -> None:
    """Raise Refused where this place has come too often. Both steps have a count, so that a sign-in is counted once."""
    now, store = visit.context.clock(), visit.context.store.sign_ins
    if not store.try_once(kind, hash_of(visit.client), now, MOST_A_CLIENT, HOUR):
        raise Refused.too_many(int(HOUR.total_seconds()))


def _flow(visit: Visit) -> Flow | None:
    """What this browser began; None where it began nothing, or too long ago."""
    web = visit.context.settings.web
    try:
        held = read(visit.flow, _KIND, web.secrets, visit.context.clock(), _VALID)
    except TokenRefused:
        return None
    return Flow(held["state"], held["nonce"], held["verifier"], held["to"])


def _failed(error: TryLater | SettingsError) -> Page:
    status = 503 if isinstance(error, TryLater) else 500
    said = {
        503: phrase("The sign-in of your company does not answer. Try again in a few minutes."),
        500: phrase("The sign-in of your company is not set up right. Ask the administrator: the log says what."),
    }
    return _page(phrase("You could not be signed in"), said[status], status=status)


def _not_accepted() -> Page:
    return _page(
        phrase("You could not be signed in"),
        phrase("The sign-in took too long, was used before, or was not accepted. Nothing has changed."),
        status=403,
    )


def _page(title: Phrase, said: Phrase, status: int) -> Page:
    return Page(title, (Text(said), Links((Link(phrase("Try once more"), SIGN_IN),), has_main=True)), status)
