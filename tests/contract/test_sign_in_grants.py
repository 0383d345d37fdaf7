"""Every way of signing in, from the settings' words to the instance's answer; and TLS, which cannot be left out."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from drumbeat import app
from drumbeat.errors import SettingsError, SourceError
from drumbeat.records.tables import INCIDENT
from drumbeat.settings import ServiceNowSettings
from drumbeat.simulator.accounts import DEFAULT_USER, Properties
from drumbeat.simulator.messages import Reply
from drumbeat.source.assertions import read_key
from drumbeat.source.auth import Basic, ClientCredentials, JwtBearer, Password
from drumbeat.source.servicenow import ServiceNow
from sources import OCTOBER, Somewhere, assert_discreet, numbers, oauth, refusal, source_of, surroundings
from wire import Wire, message
from worlds import CLIENT, KEYS, LOCKED, ROWS, RSA, SHORT, USER, World, key_file, private_pem, public_pem


@pytest.fixture(name="world")
def _world():
    with World() as world:
        yield world


# Grants.


@pytest.mark.parametrize("way", ["client_credentials", "password", "basic"])
def test_each_way_of_the_settings_reads(world, way):
    """Settings that name a way to sign in read every row by it, and ask for one token at most."""
    more = {"client_credentials": CLIENT, "password": CLIENT | USER, "basic": USER}[way]
    assert len(numbers(world.source(sign_in=way, **more))) == ROWS
    assert world.grants == ([] if way == "basic" else [(way, 200)])


def test_a_way_that_is_not_said_follows_from_what_is_set(world):
    """A client alone means client credentials, a user alone means basic."""
    assert len(numbers(world.source(**CLIENT))) == ROWS
    assert len(numbers(world.source(**USER))) == ROWS
    assert world.grants == [("client_credentials", 200)]


def test_a_password_grant_goes_on_by_its_refresh_token(world):
    """The password is sent once; later tokens come by the refresh token, which no reply repeats (trap 33)."""
    source = world.source(sign_in="password", **CLIENT, **USER)
    for _ in range(4):
        assert len(numbers(source)) == ROWS
        world.now += timedelta(minutes=31)
    assert world.grants == [("password", 200), *[("refresh_token", 200)] * 3]
    assert all(b'"refresh_token":' not in reply.body for reply in world.replies[1:])
    assert len({form["refresh_token"] for form in world.forms[1:]}) == 1


def test_a_refused_refresh_token_falls_back_to_the_grant(world):
    """When the refresh token has run out, the grant is asked once more, and its new refresh token is kept."""
    source = world.source(sign_in="password", **CLIENT, **USER)
    numbers(source)
    world.now += timedelta(days=101)
    assert len(numbers(source)) == ROWS
    world.now += timedelta(minutes=31)
    assert len(numbers(source)) == ROWS
    said = [("password", 200), ("refresh_token", 401), ("password", 200), ("refresh_token", 200)]
    assert world.grants == said
    assert world.forms[3]["refresh_token"] != world.forms[1]["refresh_token"]


def test_a_refresh_token_of_the_settings_reads(world):
    """A refresh token that somebody obtained reads, renews itself, and is never replaced by nothing."""
    first = world.source(sign_in="password", **CLIENT, **USER)
    numbers(first)
    token = world.replies[0].body.decode().split('"refresh_token":"')[1].partition('"')[0]
    source = world.source(sign_in="refresh_token", refresh_token=token, **CLIENT)
    for _ in range(3):
        assert len(numbers(source)) == ROWS
        world.now += timedelta(minutes=31)
    assert world.grants[1:] == [("refresh_token", 200)] * 3
    assert {form["refresh_token"] for form in world.forms[1:]} == {token}


def test_a_refresh_token_that_has_run_out_says_so(world):
    """A refresh token that is refused is asked with once, and the error says how to get a new one."""
    error = refusal(world.source(sign_in="refresh_token", refresh_token="gone-token", **CLIENT))
    assert (type(error), world.grants) == (SourceError, [("refresh_token", 401)])
    assert "servicenow.refresh_token" in error.recovery
    assert_discreet(error, "gone-token", "demo-secret")


def test_a_refresh_that_gives_the_current_token(tmp_path):
    """Where a refresh answers with the token that still lasts, reading goes on and does not loop."""
    with World({"refresh_gives_current": True, "access_seconds": 60}) as world:
        source = world.source(sign_in="password", **CLIENT, **USER)
        for _ in range(3):
            assert len(numbers(source)) == ROWS
            world.now += timedelta(seconds=61)
        assert len(world.grants) == 3


@pytest.mark.parametrize("name", [*KEYS])
def test_a_key_file_signs_in(tmp_path, name):
    """An RSA or EC key file of the settings signs assertions that the instance accepts, each of them only once."""
    path = key_file(tmp_path, private_pem(KEYS[name]))
    client = {"public_key": public_pem(KEYS[name]).decode(), "key_id": "k1"}
    with World(client) as world:
        world.now = app.clock()
        source = world.source(sign_in="jwt_bearer", user=USER["user"], private_key=path, key_id="k1", **CLIENT)
        assert len(numbers(source)) == ROWS
        world.now += timedelta(seconds=1795)
        assert len(numbers(source)) == ROWS
        assert {status for _, status in world.grants} == {200}
        assert len({form["assertion"] for form in world.forms}) == len(world.forms)


@pytest.mark.parametrize("shape", [serialization.PrivateFormat.TraditionalOpenSSL, serialization.PrivateFormat.PKCS8])
def test_both_shapes_of_a_pem_are_read(tmp_path, shape):
    """A key as OpenSSL used to write it, with the Windows line ends too, is read like one of today."""
    for key in (RSA, KEYS["ES256"]):
        pem = private_pem(key, shape=shape)
        for content in (pem, pem.replace(b"\n", b"\r\n"), b"Bag Attributes\n" + pem):
            assert read_key(key_file(tmp_path, content), "", clock=app.clock, new_id=str).algorithm in KEYS


def jwt(folder: Path, key, *, off: timedelta = timedelta(0)) -> JwtBearer:
    """The grant with a key, by a clock that is off."""
    moment = datetime(2026, 11, 2, 8, tzinfo=UTC)
    ids = iter(range(100))
    path = key_file(folder, private_pem(key))
    read = read_key(path, "", clock=lambda: moment + off, new_id=lambda: str(next(ids)))
    return JwtBearer(DEFAULT_USER.user_name, read, CLIENT["client_id"])


@pytest.mark.parametrize(("minutes", "is_let_in"), [(0, True), (4, True), (-4, True), (10, False), (-11, False)])
def test_a_clock_that_is_off(tmp_path, minutes, is_let_in):
    """Clocks four minutes apart sign in; ten are refused after one request, and the error speaks of the clock."""
    with World({"public_key": public_pem(RSA).decode()}) as world:
        source = source_of(
            world.simulator, sign_in=oauth(world.simulator, jwt(tmp_path, RSA, off=timedelta(minutes=minutes)))
        )
        if is_let_in:
            assert len(numbers(source)) == ROWS
            return
        error = refusal(source)
        assert (type(error), world.grants) == (SourceError, [("jwt-bearer", 401)])
        assert "clock" in error.recovery
        assert_discreet(error, "eyJ", "demo-secret")


def test_another_key_is_refused_once(tmp_path):
    """An assertion of a key the instance does not know is sent once, and the error names the endpoint to look at."""
    with World({"public_key": public_pem(KEYS["ES256"]).decode()}) as world:
        error = refusal(source_of(world.simulator, sign_in=oauth(world.simulator, jwt(tmp_path, RSA))))
        assert (type(error), world.grants) == (SourceError, [("jwt-bearer", 401)])
        assert "JWT API endpoint" in error.recovery
        assert_discreet(error, "eyJ", "demo-secret")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (private_pem(RSA, LOCKED), "password"),
        (private_pem(RSA, LOCKED, serialization.PrivateFormat.TraditionalOpenSSL), "password"),
        (private_pem(KEYS["ES256"], LOCKED), "password"),
        (public_pem(RSA), "no private key"),
        (public_pem(KEYS["ES256"]), "no private key"),
        (private_pem(RSA)[:300], "no private key"),
        (private_pem(SHORT), "2,048"),
        (private_pem(ec.generate_private_key(ec.SECP256K1())), "no private key"),
        (b"", "no private key"),
        (b"\x00\xff" * 500, "no private key"),
        (b'{"kty":"oct","k":"aHVzaA"}', "no private key"),
        (b'{"kty":"RSA","n":"AQAB","e":"AQAB"}', "no private key"),
    ],
    ids=[
        "encrypted", "of old", "encrypted EC", "public", "public EC", "cut",
        "short", "of no use", "empty", "rubbish", "secret", "public JWK",
    ],
)  # fmt: skip
def test_a_file_without_a_usable_key(tmp_path, content, told):
    """A file that holds no key that can sign is refused before anything is asked for, without its content."""
    path = key_file(tmp_path, content)
    settings = ServiceNowSettings(url="https://x.example", sign_in="jwt_bearer", user="u", private_key=path, **CLIENT)
    with pytest.raises(SettingsError) as caught:
        app.servicenow_workers(settings)
    assert told in f"{caught.value} {caught.value.recovery}"
    assert str(path) in str(caught.value)
    assert "BEGIN" not in f"{caught.value} {caught.value.recovery} {caught.value!r}"


@pytest.mark.parametrize("name", ["missing.pem", ".", "missing/key.pem"])
def test_a_key_file_that_cannot_be_read(tmp_path, name):
    """A key file that is not there, or is a folder, is named."""
    settings = ServiceNowSettings(
        url="https://x.example", sign_in="jwt_bearer", user="u", private_key=tmp_path / name, **CLIENT
    )
    with pytest.raises(SettingsError, match="cannot be read"):
        app.servicenow_workers(settings)


# One sign-in for all workers.


def test_workers_ask_for_one_token(world):
    """Four workers that begin at the same moment ask for one token."""
    sign_in = oauth(world.simulator)
    read = together(world, sign_in, rounds=1)
    assert read == [ROWS] * 4
    assert world.grants == [("client_credentials", 200)]


def together(world: World, sign_in, rounds: int) -> list[int]:
    """What four workers read at the same time, so many times; before each time the token runs out."""
    around = surroundings()
    sources = [ServiceNow(world.simulator.url, sign_in, around) for _ in range(4)]
    read: list[int] = []
    for each in range(rounds):
        gate = threading.Barrier(4)

        def work(source, gate=gate) -> None:
            gate.wait(10)
            read.append(len(source.fetch(INCIDENT, OCTOBER).rows))

        threads = [threading.Thread(target=work, args=(source,)) for source in sources]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        world.now += timedelta(minutes=31 if each < rounds - 1 else 0)
    return read


@pytest.mark.parametrize("grant", [ClientCredentials(), Password(*USER.values())])
def test_an_expired_token_is_renewed_once_for_all(world, grant):
    """When the token of four workers runs out, one new one is asked for, each of five times, never with the old one."""
    read = together(world, oauth(world.simulator, grant), rounds=5)
    assert read == [ROWS] * 20
    assert len(world.grants) == 5
    assert set(world.headers) == {""}


def test_a_renewal_that_fails_for_a_moment_is_tried_again(world):
    """When the address of tokens is away while a token is renewed, all workers go on after it has come back."""
    sign_in = oauth(world.simulator, Password(*USER.values()))
    assert together(world, sign_in, rounds=1) == [ROWS] * 4
    world.now += timedelta(minutes=31)
    noting, failed = world._noting, []

    def away(request, answer) -> Reply:
        if "oauth" in request.path and len(failed) < 2:
            failed.append(1)
            return Reply(503, b"<html>")
        return noting(request, answer)

    world.simulator._around = away
    assert together(world, sign_in, rounds=1) == [ROWS] * 4
    assert len(failed) == 2
    assert world.grants == [("password", 200), ("refresh_token", 200)]


# Refusals.


def test_basic_is_never_sent_again_after_a_refusal():
    """A wrong password is sent once, by four workers at most once each: the account is not locked by us."""
    with World(properties=Properties(lockout_after=2)) as world:
        error = refusal(world.source(user=USER["user"], password="wrong-one"))
        assert "role" in error.recovery
        assert_discreet(error, "wrong-one")
        assert len(world.simulator.requests) == 1
        assert len(numbers(world.source(**USER))) == ROWS


def test_four_workers_do_not_lock_the_account():
    """With four workers a wrong password is not sent four times at once: three lock an account."""
    with World(properties=Properties(lockout_after=3)) as world:
        sign_in, around = Basic(USER["user"], "wrong-one"), surroundings()
        gate = threading.Barrier(4)
        errors = []

        def work() -> None:
            source = ServiceNow(world.simulator.url, sign_in, around)
            gate.wait(10)
            try:
                source.fetch(INCIDENT, OCTOBER)
            except SourceError as error:
                errors.append(error)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert len(errors) == 4
        assert len(numbers(world.source(**USER))) == ROWS


def test_a_refused_password_grant_is_sent_once():
    """A user's password that the token address refuses is sent once."""
    with World(properties=Properties(lockout_after=2)) as world:
        error = refusal(world.source(sign_in="password", user=USER["user"], password="wrong-one", **CLIENT))
        assert "locked" in error.recovery
        assert_discreet(error, "wrong-one", "demo-secret")
        assert world.grants == [("password", 401)]


def test_a_restricted_basic_says_what_to_ask_for():
    """Where basic authentication is restricted the error names the role, and OAuth still reads (trap 35)."""
    with World(properties=Properties(basic_auth_restricted=True)) as world:
        assert "snc_basic_auth_api_access" in refusal(world.source(**USER)).recovery
        assert len(numbers(world.source(**CLIENT))) == ROWS


# Secrets.


@pytest.mark.parametrize("way", ["client_credentials", "password", "refresh_token", "jwt_bearer", "basic"])
@pytest.mark.parametrize("answer", [200, 401, 503])
def test_secrets_are_seen_nowhere(tmp_path, caplog, capfd, way, answer):
    """Whatever the answer, no secret is in an address, an error, a representation, the log or on the screen."""
    caplog.set_level(logging.DEBUG)
    path = key_file(tmp_path, private_pem(KEYS["ES256"]))
    secrets = {"password": "pass-hush", "client_secret": "client-hush", "refresh_token": "refresh-hush"}
    user = {"user": "someone", "password": secrets["password"]}
    client = {"client_id": "someclient", "client_secret": secrets["client_secret"]}
    more = {
        "client_credentials": client,
        "password": client | user,
        "refresh_token": client | {"refresh_token": secrets["refresh_token"]},
        "jwt_bearer": client | {"user": "someone", "private_key": path},
        "basic": user,
    }[way]

    def say(request: bytes):
        if b"oauth" in request.split(b"\r\n")[0] and answer == 200:
            return [message(b'{"access_token":"token-hush","refresh_token":"fresh-hush"}')]
        return [message(b'{"error":{"message":"x","detail":"y"}}', status=401 if answer == 200 else answer)]

    with Wire(say) as wire:
        settings = ServiceNowSettings(url=wire.url, sign_in=way, attempts=2, **more)
        sign_in = app.sign_in_of(settings)
        fast = source_of(Somewhere(wire.url), sign_in=sign_in)
        error = refusal(fast)
        addresses = [request.split(b"\r\n")[0].decode() for request in wire.asked]
    told = "".join([*addresses, repr(settings), str(settings), repr(sign_in), str(error), error.recovery])
    told += repr(error) + repr(getattr(sign_in, "_grant", "")) + repr(getattr(sign_in, "_client", "")) + caplog.text
    told += "".join(capfd.readouterr())
    for secret in (*secrets.values(), "token-hush", "fresh-hush", "eyJ", "PRIVATE KEY"):
        assert secret not in told
    assert_discreet(error, *secrets.values(), "eyJ")
