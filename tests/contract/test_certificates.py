"""Certificates: one that nobody knows is refused, the company's own authority is believed, nothing switches it off."""

from __future__ import annotations

import ssl
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import ValidationError

from drumbeat import app
from drumbeat.errors import SettingsError
from drumbeat.http_session import HttpSettings, new_session
from drumbeat.records.tables import INCIDENT
from drumbeat.settings import ServiceNowSettings
from drumbeat.simulator.accounts import DEFAULT_USER
from drumbeat.source.auth import Basic
from sources import OCTOBER, Somewhere, assert_discreet, oauth, refusal, source_of
from wire import Wire, message


@pytest.fixture(scope="module", name="certificate")
def _certificate(tmp_path_factory):
    """Key and certificate, signed by itself, of 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "instance.example")])
    now = app.clock()
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + built.public_bytes(serialization.Encoding.PEM)
    )
    bundle = path.with_name("bundle.pem")
    bundle.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    return path, bundle


@pytest.fixture(name="tls")
def _tls(certificate):
    """A server with that certificate, which answers every request with no rows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[0])
    with Wire(lambda _request: [message(b'{"result":[]}', {"X-Total-Count": "0"})], context) as wire:
        yield wire


def test_a_certificate_that_nobody_knows_is_refused(tls, certificate):
    """A self-signed certificate is refused before anything is sent, a token too; a CA bundle admits it."""
    for sign_in in (Basic("u", "pass-hush"), oauth(tls)):
        error = refusal(source_of(tls, sign_in=sign_in))
        assert "certificate could not be verified" in str(error)
        assert "servicenow.ca_bundle" in f"{error} {error.recovery}"
        assert_discreet(error, "hush")
    assert tls.asked == []
    http = HttpSettings(ca_bundle=certificate[1])
    assert source_of(tls, http=http).fetch(INCIDENT, OCTOBER).rows == ()
    assert tls.asked


def test_a_certificate_of_another_name_is_refused(tls, certificate):
    """A certificate that is trusted but is another host's is refused."""
    elsewhere = Somewhere(tls.url.replace("127.0.0.1", "localhost"))
    error = refusal(source_of(elsewhere, http=HttpSettings(ca_bundle=certificate[1])))
    assert "certificate" in str(error)
    assert tls.asked == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REQUESTS_CA_BUNDLE", ""),
        ("REQUESTS_CA_BUNDLE", "bundle"),
        ("CURL_CA_BUNDLE", ""),
        ("CURL_CA_BUNDLE", "bundle"),
        ("PYTHONHTTPSVERIFY", "0"),
        ("SSL_NO_VERIFY", "1"),
    ],
)
def test_no_variable_switches_checking_off(tls, certificate, monkeypatch, name, value):
    """No variable of the environment makes a certificate pass that the settings do not."""
    monkeypatch.setenv(name, str(certificate[1]) if value == "bundle" else value)
    assert "certificate" in str(refusal(source_of(tls)))
    assert tls.asked == []


def test_no_setting_switches_checking_off(tmp_path):
    """There is no setting that could mean it, a false or empty bundle is none, and every session checks."""
    names = " ".join([*ServiceNowSettings.model_fields, *HttpSettings.__dataclass_fields__])
    for word in ("verify", "insecure", "tls", "ssl", "check"):
        assert word not in names
    assert new_session(HttpSettings()).verify is True
    for bundle in (tmp_path / "missing.pem", tmp_path, Path()):
        with pytest.raises(SettingsError, match="CA bundle"):
            new_session(HttpSettings(ca_bundle=bundle))
    for name, value in (("verify", False), ("insecure", True), ("ssl_verify", "no")):
        with pytest.raises(ValidationError):
            ServiceNowSettings(
                url="https://x.example", user=DEFAULT_USER.user_name, password=DEFAULT_USER.password, **{name: value}
            )


def test_a_bundle_without_certificates_is_an_error(tls, tmp_path):
    """A CA bundle that holds none is told as a matter of settings, not as a fault of the instance."""
    (tmp_path / "empty.pem").write_text("no certificate\n")
    error = refusal(source_of(tls, http=HttpSettings(ca_bundle=tmp_path / "empty.pem")))
    assert "bundle" in f"{error} {error.recovery}"
    assert tls.asked == []


def test_plain_http_is_for_this_machine_alone():
    """A token or password never travels in the clear: only https, but for an instance on this machine."""
    for url in (
        "http://x.example",
        "ftp://x.example",
        "x.example",
        "http://127.0.0.1.example",
        "https://u:p@x.example",
    ):
        with pytest.raises(ValidationError):
            ServiceNowSettings(url=url, user=DEFAULT_USER.user_name, password=DEFAULT_USER.password)
