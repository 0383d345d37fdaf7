"""Grants, tokens and restrictions beyond the plain way in: what OAuth and basic refuse (fact sheet 1.12)."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
import requests
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa, utils
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from drumbeat.simulator.access import access_of_roles
from drumbeat.simulator.accounts import BASIC_AUTH_ROLE, DEFAULT_CLIENT, DEFAULT_USER, OAuthClient, Properties
from drumbeat.simulator.instance import STANDING_STILL, Instance

CLIENT = {"client_id": DEFAULT_CLIENT.client_id, "client_secret": DEFAULT_CLIENT.client_secret}
PASSWORD = {"grant_type": "password", "username": DEFAULT_USER.user_name, "password": DEFAULT_USER.password}
BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
DENIED = {"error_description": "access_denied", "error": "server_error"}
NOW = int(STANDING_STILL.timestamp())
CLAIMS = {
    "iss": CLIENT["client_id"],
    "aud": CLIENT["client_id"],
    "sub": DEFAULT_USER.user_name,
    "exp": NOW + 60,
    "iat": NOW,
    "jti": "one",
}
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVES = {
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "ES384": ec.generate_private_key(ec.SECP384R1()),
    "ES512": ec.generate_private_key(ec.SECP521R1()),
}


class Clock:
    """A time that moves only when told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def private_pem(key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_pem(key) -> str:
    shape = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, shape).decode()


def client_with(**settings) -> OAuthClient:
    return OAuthClient(**CLIENT, application_user=DEFAULT_USER.user_name, **settings)


def assertion(key=RSA, algorithm: str = "RS256", header: dict | None = None, **claims) -> str:
    """An assertion as the library of a client signs it; a claim that is None is left out."""
    said = {name: value for name, value in {**CLAIMS, **claims}.items() if value is not None}
    signer = (RSAKey if algorithm.startswith("RS") else ECKey).import_key(private_pem(key))
    return jwt.encode({"alg": algorithm, **(header or {})}, said, signer, algorithms=[algorithm])


def token(url: str, **form) -> requests.Response:
    return requests.post(f"{url}/oauth_token.do", data={**CLIENT, **form}, timeout=10)


def bearer(url: str, text: str) -> requests.Response:
    return token(url, grant_type=BEARER, assertion=text)


def read(url: str, access: str) -> int:
    headers = {"Authorization": f"Bearer {access}", "Accept": "application/json"}
    return requests.get(f"{url}/api/now/table/incident", headers=headers, timeout=10).status_code


def basic(url: str, user_name: str = DEFAULT_USER.user_name, password: str = DEFAULT_USER.password) -> int:
    headers = {"Accept": "application/json"}
    return requests.get(
        f"{url}/api/now/table/incident", auth=(user_name, password), headers=headers, timeout=10
    ).status_code


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [("RS256", RSA), ("RS384", RSA), ("RS512", RSA), *CURVES.items()],
)
def test_jwt_bearer(serve, algorithm, key):
    """An assertion signed with the registered key gives an access token, no refresh token (fact sheet 1.12)."""
    url = serve(Instance(clients=[client_with(public_key=public_pem(key))])).simulator.url
    reply = bearer(url, assertion(key, algorithm))
    assert reply.status_code == 200
    assert "refresh_token" not in reply.json()
    assert read(url, reply.json()["access_token"]) == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"},
        {"aud": None},
        {"aud": ["another"]},
        {"iss": "another"},
        {"iss": None},
        {"sub": "nobody"},
        {"sub": None},
        {"sub": 7},
        {"jti": None},
        {"exp": None},
        {"exp": NOW - 301},
        {"exp": "soon"},
        {"iat": NOW + 301},
        {"nbf": NOW + 301},
    ],
)
def test_claims_are_checked(serve, claims):
    """aud, iss, sub, exp and jti must be there and right; the refusal hides the cause (fact sheet 1.12)."""
    url = serve(Instance(clients=[client_with(public_key=public_pem(RSA))])).simulator.url
    reply = bearer(url, assertion(**claims))
    assert (reply.status_code, reply.json()) == (401, DENIED)


@pytest.mark.parametrize("claims", [{"exp": NOW - 299}, {"iat": NOW + 299}, {"aud": [CLIENT["client_id"], "x"]}])
def test_clocks_may_differ(serve, claims):
    """Clocks may be five minutes apart, and aud may be a list (fact sheet 1.12)."""
    url = serve(Instance(clients=[client_with(public_key=public_pem(RSA))])).simulator.url
    assert bearer(url, assertion(**claims)).status_code == 200


def test_signatures_are_checked(serve):
    """Another key, a changed claim, another algorithm's key, no signature and rubbish are refused (1.12)."""
    url = serve(Instance(clients=[client_with(public_key=public_pem(RSA))])).simulator.url
    head, claims, signature = assertion().split(".")
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    unsigned = "eyJhbGciOiJub25lIn0"
    for text in (
        assertion(other),
        assertion(CURVES["ES256"], "ES256"),
        f"{head}.{assertion(sub='admin').split('.')[1]}.{signature}",
        f"{head}.{claims}.",
        f"{head}.{claims}",
        f"{unsigned}.{claims}.",
        "a.b.c",
        "é.é.é",
        "",
    ):
        reply = bearer(url, text)
        assert (reply.status_code, reply.json()) == (401, DENIED)
    assert bearer(url, f"{head}.{claims}.{signature}").status_code == 200


def test_a_curve_fits_its_algorithm(serve):
    """An EC key is used with the algorithm of its curve only (RFC 7518, section 3.4; fact sheet 1.12)."""
    url = serve(Instance(clients=[client_with(public_key=public_pem(CURVES["ES384"]))])).simulator.url
    assert bearer(url, assertion(CURVES["ES256"], "ES256")).status_code == 401
    assert bearer(url, assertion(CURVES["ES384"], "ES384")).status_code == 200


def test_another_curve_of_the_same_size(serve):
    """A good signature by a key of another curve with 256 bits is no ES256 (RFC 7518, section 3.4; fact sheet 1.12)."""
    key = ec.generate_private_key(ec.SECP256K1())
    url = serve(Instance(clients=[client_with(public_key=public_pem(key))])).simulator.url
    signed = ".".join(assertion(CURVES["ES256"], "ES256").split(".")[:2])
    r, s = utils.decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = base64.urlsafe_b64encode(r.to_bytes(32) + s.to_bytes(32)).decode().rstrip("=")
    assert bearer(url, f"{signed}.{signature}").status_code == 401


def test_an_assertion_counts_once(serve):
    """A jti that was used is refused, another one is not, nor the same one of another client (fact sheet 1.12)."""
    second = OAuthClient("second", "secret", public_key=public_pem(RSA))
    url = serve(Instance(clients=[client_with(public_key=public_pem(RSA)), second])).simulator.url
    assert [bearer(url, assertion(jti=jti)).status_code for jti in ("one", "one", "two")] == [200, 401, 200]
    other = assertion(aud="second", iss="second")
    form = {"grant_type": BEARER, "assertion": other, "client_id": "second", "client_secret": "secret"}
    assert token(url, **form).status_code == 200


def test_what_is_registered_with_a_client(serve):
    """A client without a public key cannot use the grant; issuer and key id hold where registered (1.12)."""
    bare = serve(Instance(clients=[client_with()])).simulator.url
    assert bearer(bare, assertion()).status_code == 401
    strict = client_with(public_key=public_pem(RSA), issuer="drumbeat.example", key_id="k1")
    url = serve(Instance(clients=[strict])).simulator.url
    assert bearer(url, assertion(header={"kid": "k1"})).status_code == 401
    assert bearer(url, assertion(iss="drumbeat.example")).status_code == 401
    assert bearer(url, assertion(iss="drumbeat.example", header={"kid": "k1"})).status_code == 200


def test_jwt_bearer_needs_the_client_secret(serve):
    """The assertion does not replace the client's own secret (fact sheet 1.12)."""
    url = serve(Instance(clients=[client_with(public_key=public_pem(RSA))])).simulator.url
    reply = token(url, grant_type=BEARER, assertion=assertion(), client_secret="wrong")
    assert (reply.status_code, reply.json()["error"]) == (401, "invalid_client")


def test_client_credentials_switched_off(serve):
    """With the property off the grant is 401 server_error, while the others go on (trap 34)."""
    url = serve(Instance(properties=Properties(client_credentials=False))).simulator.url
    reply = token(url, grant_type="client_credentials")
    assert (reply.status_code, reply.json()) == (401, DENIED)
    assert token(url, **PASSWORD).status_code == 200


def test_a_token_runs_out_after_so_many_requests(serve):
    """A token of a client with `access_uses` is 401 after them, and a new one works as long again (trap 32)."""
    url = serve(Instance(clients=[client_with(access_uses=3)])).simulator.url
    for _ in range(2):
        access = token(url, grant_type="client_credentials").json()["access_token"]
        assert [read(url, access) for _ in range(5)] == [200, 200, 200, 401, 401]


def test_short_lives(serve):
    """`access_seconds` is how long a token lasts, and the reply says one second less (trap 32)."""
    clock = Clock()
    url = serve(Instance(clock=clock, clients=[client_with(access_seconds=5)])).simulator.url
    reply = token(url, grant_type="client_credentials").json()
    assert reply["expires_in"] == 4
    statuses = []
    for _ in range(3):
        statuses.append(read(url, reply["access_token"]))
        clock.now += timedelta(seconds=3)
    assert statuses == [200, 200, 401]


def test_a_refresh_may_give_the_current_token(serve):
    """Where so set, a refresh gives the token that still lasts, and no refresh token (trap 33; 1.12)."""
    clock = Clock()
    url = serve(Instance(clock=clock, clients=[client_with(refresh_gives_current=True)])).simulator.url
    first = token(url, **PASSWORD).json()
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    clock.now += timedelta(seconds=800)
    again = token(url, **refresh).json()
    assert (again["access_token"], again["expires_in"]) == (first["access_token"], 999)
    clock.now += timedelta(seconds=1000)
    late = token(url, **refresh).json()
    assert late["access_token"] != first["access_token"]
    assert read(url, late["access_token"]) == 200
    assert "refresh_token" not in {**again, **late}


def test_credentials_in_the_address(serve):
    """Credentials in the address do not count unless the property allows it (fact sheet 1.12)."""
    form = {**CLIENT, "grant_type": "client_credentials"}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for body_only, status in ((True, 401), (False, 200)):
        url = serve(Instance(properties=Properties(parameters_in_body_only=body_only))).simulator.url
        assert requests.post(f"{url}/oauth_token.do", params=form, headers=headers, timeout=10).status_code == status


def test_a_json_body_is_refused(serve):
    """The token address takes a form, not JSON (fact sheet 1.12)."""
    url = serve().simulator.url
    body = json.dumps({**CLIENT, "grant_type": "client_credentials"})
    reply = requests.post(f"{url}/oauth_token.do", data=body, headers={"Content-Type": "application/json"}, timeout=10)
    assert (reply.status_code, "access_token" in reply.json()) == (400, False)


def test_basic_is_restricted(serve):
    """With basic authentication restricted it is 401, except with the one role; OAuth goes on (trap 35)."""
    instance = Instance(properties=Properties(basic_auth_restricted=True))
    instance.add_user("allowed", "secret", roles=frozenset({BASIC_AUTH_ROLE}))
    url = serve(instance).simulator.url
    assert (basic(url), basic(url, "allowed", "secret"), basic(url, "allowed", "wrong")) == (401, 200, 401)
    access = token(url, grant_type="client_credentials").json()["access_token"]
    assert read(url, access) == 200


def test_wrong_passwords_lock_out(serve):
    """After so many wrong passwords the right one is 401 too; one in time resets the count (trap 35; 1.12)."""
    url = serve(Instance(properties=Properties(lockout_after=3))).simulator.url
    assert [basic(url, password=word) for word in ("x", "x", "demo", "x", "x", "demo")] == [
        401,
        401,
        200,
        401,
        401,
        200,
    ]
    assert [basic(url, password=word) for word in ("x", "x", "x", "demo")] == [401] * 4
    assert (token(url, **PASSWORD).status_code, token(url, **PASSWORD).json()) == (401, DENIED)


def test_inactive_users(serve):
    """A user who was made inactive gets neither in nor a token, and tokens given before stop (fact sheet 1.12)."""
    instance = Instance()
    url = serve(instance).simulator.url
    access = token(url, grant_type="client_credentials").json()["access_token"]
    assert read(url, access) == 200
    instance.change_user(DEFAULT_USER.user_name, active=False)
    assert (read(url, access), basic(url)) == (401, 401)
    for form in ({"grant_type": "client_credentials"}, PASSWORD):
        assert token(url, **form).json() == DENIED


def test_only_readable_through_a_token_too(serve):
    """A token reads with the rights of its user (fact sheet 1.5, 1.12)."""
    instance = Instance()
    instance.insert("incident", {"number": "INC1"})
    instance.change_user(DEFAULT_USER.user_name, access=access_of_roles())
    url = serve(instance).simulator.url
    access = token(url, grant_type="client_credentials").json()["access_token"]
    headers = {"Authorization": f"Bearer {access}", "Accept": "application/json"}
    reply = requests.get(f"{url}/api/now/table/incident", headers=headers, timeout=10)
    assert (reply.json(), reply.headers["X-Total-Count"]) == ({"result": []}, "1")
