"""An instance that lets one client and one user in, and keys to sign assertions with."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from drumbeat import app
from drumbeat.settings import ServiceNowSettings
from drumbeat.simulator.accounts import DEFAULT_CLIENT, DEFAULT_USER, OAuthClient
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.messages import Reply
from drumbeat.simulator.server import Simulator
from drumbeat.source.servicenow import ServiceNow
from sources import incidents, source_of

USER = {"user": DEFAULT_USER.user_name, "password": DEFAULT_USER.password}
CLIENT = {"client_id": DEFAULT_CLIENT.client_id, "client_secret": DEFAULT_CLIENT.client_secret}
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEYS = {
    "RS256": RSA,
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "ES384": ec.generate_private_key(ec.SECP384R1()),
    "ES512": ec.generate_private_key(ec.SECP521R1()),
}
SHORT = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505  is to be refused
PLAIN = serialization.NoEncryption()
LOCKED = serialization.BestAvailableEncryption(b"hush-hush")
ROWS = 40


def private_pem(key, encryption=PLAIN, shape=serialization.PrivateFormat.PKCS8) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, shape, encryption)


def public_pem(key) -> bytes:
    shape = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, shape)


class World:
    """An instance with one client and one user, and a time that moves when told; starts when it is entered."""

    def __init__(self, client: dict | None = None, **settings) -> None:
        self.now = datetime(2026, 11, 2, 8, tzinfo=UTC)
        registered = OAuthClient(**CLIENT, application_user=DEFAULT_USER.user_name, **(client or {}))
        self.instance = Instance(clients=[registered], clock=lambda: self.now, **settings)
        self.instance.extend({"incident": incidents(ROWS)})
        self.forms: list[dict[str, str]] = []
        self.replies: list[Reply] = []
        self.headers: list[str] = []
        self.simulator = Simulator(self.instance, rng=random.Random(1), around=self._noting)

    def _noting(self, request, answer) -> Reply:
        reply = answer(request)
        if "oauth" in request.path:
            self.forms.append({name: said for name, (said,) in parse_qs(request.body.decode()).items()})
            self.replies.append(reply)
            self.headers.append(request.headers.get("authorization", ""))
        return reply

    @property
    def grants(self) -> list[tuple[str, int]]:
        """What was asked for, and how it was answered."""
        pairs = zip(self.forms, self.replies, strict=True)
        return [(form["grant_type"].rpartition(":")[2], reply.status) for form, reply in pairs]

    def __enter__(self):
        self.simulator.start()
        return self

    def __exit__(self, *_error) -> None:
        self.simulator.stop()

    def source(self, **settings) -> ServiceNow:
        """A source as the settings say, without its waits."""
        return source_of(self.simulator, sign_in=app.sign_in_of(self.settings(**settings)))

    def settings(self, **more) -> ServiceNowSettings:
        """Settings of this instance."""
        return ServiceNowSettings(url=self.simulator.url, **more)


def key_file(folder: Path, content: bytes) -> Path:
    """A file with a key."""
    path = folder / "key.pem"
    path.write_bytes(content)
    path.chmod(0o600)
    return path
