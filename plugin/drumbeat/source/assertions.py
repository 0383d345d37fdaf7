"""Signed assertions of the JWT bearer grant (RFC 7523; fact sheet 1.12). Owns joserfc."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from joserfc import jwt
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, RSAKey

from drumbeat.errors import SettingsError
from drumbeat.sentences import sentence

LIFETIME = timedelta(minutes=5)
"""An assertion is used once, at once; five minutes is the skew that ServiceNow allows for."""
_BY_CURVE = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}


@dataclass(frozen=True, slots=True)
class AssertionKey:
    """A private key that signs assertions: RSA (RS256) or elliptic curve (ES256, ES384, ES512)."""

    key: RSAKey | ECKey = field(repr=False)
    algorithm: str
    key_id: str
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    """An identifier that was never used before; ServiceNow refuses an assertion that it has seen (jti)."""

    def assertion(self, *, issuer: str, subject: str, audience: str) -> str:
        """The compact form: header, claims and signature."""
        now = self.clock()
        claims = {
            "iss": issuer,
            "sub": subject,
            "aud": audience,
            "iat": int(now.timestamp()),
            "exp": int((now + LIFETIME).timestamp()),
            "jti": self.new_id(),
        }
        header = {"alg": self.algorithm, "typ": "JWT", **({"kid": self.key_id} if self.key_id else {})}
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])


def read_key(path: Path, key_id: str, *, clock: Callable[[], datetime], new_id: Callable[[], str]) -> AssertionKey:
    """The private key of a PEM file. Raises SettingsError when it is none that can sign."""
    try:
        pem = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise SettingsError(
            sentence("The private key {path} cannot be read: {reason}.", path=path, reason=reason),
            recovery=sentence("Set servicenow.private_key to a PEM file."),
        ) from None
    for kind in (RSAKey, ECKey):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", SecurityWarning)
                key = kind.import_key(pem)
        except (JoseError, ValueError, TypeError, SecurityWarning):  # the warning is of a key that is too short
            continue
        if key.is_private:
            algorithm = "RS256" if isinstance(key, RSAKey) else _BY_CURVE.get(str(key.as_dict()["crv"]), "")
            if algorithm:
                return AssertionKey(key, algorithm, key_id, clock, new_id)
    raise SettingsError(
        sentence("{path} holds no private key that can sign.", path=path),
        recovery=sentence("Use a PEM file without password: RSA of 2,048 bits or more, or EC (P-256, P-384, P-521)."),
    )
