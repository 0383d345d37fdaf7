"""What an ID token must hold (OpenID Connect Core 1.0, section 3.1.3.7). Owns joserfc, with `source`."""

from __future__ import annotations

import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from drumbeat.editions.addresses import is_bare_address
from drumbeat.errors import TokenRefused
from drumbeat.sentences import sentence

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures of which nobody but the provider has the key: `none` and those by a shared secret are not among them."""
LEEWAY = timedelta(seconds=60)
"""By how much the provider's clock may differ."""
_YES = (True, 1, "true", "1")
"""How providers write it: xms_edov of Microsoft Entra may be a text or a number."""


class KeyNotKnown(Exception):
    """It is signed by a key that is not among those that are known: the provider may have a new one.

    A token that names no key, as it may where there is one alone, tells so by its signature; and so does a new key
    under the name of an old one.
    """


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say."""

    issuer: str
    client_id: str
    nonce: str
    verified_claim: str
    """The claim by which the provider says that the address is verified."""


def address_in(token: str, keys: KeySet, expected: Expected, now: datetime) -> str:
    """The verified address that it is about. Raises TokenRefused, which says why to the log alone; KeyNotKnown."""
    claims = _claims(token, keys)
    for problem in _problems(claims, expected, now):
        raise refused(problem)
    return str(claims["email"])


def refused(why: str) -> TokenRefused:
    """For people it is one sentence, whatever was wrong; `why` is the exception's note, for the log."""
    error = TokenRefused(
        sentence("The sign-in was not accepted."), recovery=sentence("Try it once more from the page to sign in on.")
    )
    error.add_note(why)
    return error


def _claims(token: str, keys: KeySet) -> Mapping[str, Any]:
    try:
        return jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
    except (InvalidKeyIdError, BadSignatureError):
        raise KeyNotKnown from None
    except (JoseError, ValueError, TypeError) as error:
        raise refused(f"the ID token cannot be read ({type(error).__name__})") from None


def _problems(claims: Mapping[str, Any], expected: Expected, now: datetime) -> list[str]:
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    party = claims.get("azp", expected.client_id if len(audiences) == 1 else None)
    expires, issued, begins = (_moment(claims, each) for each in ("exp", "iat", "nbf"))
    found = {
        "another issuer": claims.get("iss") != expected.issuer,
        "another audience": expected.client_id not in audiences or party != expected.client_id,
        "no time of issue, or one to come": issued is None or issued - LEEWAY.total_seconds() > now.timestamp(),
        "it has expired": expires is None or expires + LEEWAY.total_seconds() <= now.timestamp(),
        "it is not good yet": "nbf" in claims and (begins is None or begins - LEEWAY.total_seconds() > now.timestamp()),
        "another nonce": not hmac.compare_digest(str(claims.get("nonce", "")).encode(), expected.nonce.encode()),
        "no subject": not isinstance(claims.get("sub"), str) or not claims["sub"],
        "no address": not isinstance(claims.get("email"), str) or not is_bare_address(claims["email"]),
        "the address is not verified": not any(
            claims.get(expected.verified_claim) is yes or claims.get(expected.verified_claim) == yes for yes in _YES
        ),
    }
    return [problem for problem, is_so in found.items() if is_so]


def _moment(claims: Mapping[str, Any], name: str) -> float | None:
    said = claims.get(name)
    if not isinstance(said, int | float) or isinstance(said, bool):
        return None
    try:
        return float(said) if math.isfinite(said) else None
    except OverflowError:
        return None
