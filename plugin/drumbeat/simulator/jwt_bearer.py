"""Checks the assertion of the JWT bearer grant (RFC 7523; fact sheet 1.12).

The signature is checked with the primitives of `cryptography`, not with a JOSE library: a client that signs with one
is then read by other code than its own.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from drumbeat.simulator.accounts import OAuthClient

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SKEW_SECONDS = 300
"""How far the clocks of client and instance may be apart."""
_HASHES: Mapping[str, hashes.HashAlgorithm] = {
    "256": hashes.SHA256(),
    "384": hashes.SHA384(),
    "512": hashes.SHA512(),
}
_CURVES = {"ES256": ("secp256r1", 32), "ES384": ("secp384r1", 48), "ES512": ("secp521r1", 66)}
_PARTS = 3


class AssertionRefusedError(Exception):
    """The assertion does not hold; the text says why, to a test, never to a client."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a valid assertion says."""

    subject: str
    jti: str
    ends: float
    """UNIX time after which it would be refused."""


def read_assertion(text: str, client: OAuthClient, now: datetime) -> Assertion:
    """The assertion, its signature and claims checked.

    aud is the client_id, iss the client's registered issuer, sub a user, exp not past, jti there. Raises
    AssertionRefusedError.
    """
    parts = text.split(".")
    if len(parts) != _PARTS:
        raise AssertionRefusedError("not three parts")
    header, claims = _object(parts[0]), _object(parts[1])
    if client.key_id and header.get("kid") != client.key_id:
        raise AssertionRefusedError("kid")
    _check_signature(str(header.get("alg", "")), client.public_key, f"{parts[0]}.{parts[1]}".encode(), _bytes(parts[2]))
    return _checked(claims, client, now.timestamp())


def _checked(claims: Mapping[str, Any], client: OAuthClient, now: float) -> Assertion:
    audience = claims.get("aud")
    if client.client_id not in (audience if isinstance(audience, list) else [audience]):
        raise AssertionRefusedError("aud")
    if claims.get("iss") != (client.issuer or client.client_id):
        raise AssertionRefusedError("iss")
    subject, jti, ends = claims.get("sub"), claims.get("jti"), claims.get("exp")
    if not isinstance(subject, str) or not isinstance(jti, str) or not subject or not jti:
        raise AssertionRefusedError("sub or jti")
    if not isinstance(ends, int | float) or ends + SKEW_SECONDS <= now:
        raise AssertionRefusedError("exp")
    for name in ("nbf", "iat"):
        begins = claims.get(name, now)
        if not isinstance(begins, int | float) or begins - SKEW_SECONDS > now:
            raise AssertionRefusedError(name)
    return Assertion(subject, jti, ends + SKEW_SECONDS)


def _check_signature(algorithm: str, pem: str, signed: bytes, signature: bytes) -> None:
    family, size = algorithm[:2], algorithm[2:]
    if family not in ("RS", "ES") or size not in _HASHES or not pem:
        raise AssertionRefusedError("alg")
    key = load_pem_public_key(pem.encode())
    try:
        if family == "RS" and isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed, padding.PKCS1v15(), _HASHES[size])
        elif family == "ES" and isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(_der(algorithm, key, signature), signed, ec.ECDSA(_HASHES[size]))
        else:
            raise AssertionRefusedError("alg and key differ")
    except InvalidSignature as error:
        raise AssertionRefusedError("signature") from error


def _der(algorithm: str, key: ec.EllipticCurvePublicKey, signature: bytes) -> bytes:
    """JWS writes r and s side by side, the primitives want them in DER (RFC 7518, section 3.4)."""
    curve, size = _CURVES[algorithm]
    if key.curve.name != curve or len(signature) != 2 * size:
        raise AssertionRefusedError("curve")
    return utils.encode_dss_signature(int.from_bytes(signature[:size]), int.from_bytes(signature[size:]))


def _object(part: str) -> Mapping[str, Any]:
    try:
        found = json.loads(_bytes(part))
    except ValueError as error:
        raise AssertionRefusedError("not JSON") from error
    if not isinstance(found, dict):
        raise AssertionRefusedError("no object")
    return found


def _bytes(part: str) -> bytes:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise AssertionRefusedError("not base64url") from error
