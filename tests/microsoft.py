"""A small Microsoft on loopback: what gives tokens (Entra), a mail server that takes them, and Graph's sendMail."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qs

from aiosmtpd.smtp import AuthResult

from drumbeat.delivery.tokens import Application, MicrosoftTokens
from drumbeat.http_session import HttpSettings
from mail_servers import Certificate, Mailbox
from wire import Script, Wire, message

TENANT, CLIENT_ID, CLIENT_SECRET = "contoso.example", "c1ient", "v3ry-s3cret"
SCOPE = "https://outlook.office365.com/.default"
MAILBOX = "drumbeat@contoso.example"


class Entra:
    """Gives tokens t1, t2 and so on, each good for `seconds`; `says` answers in its place. A context manager."""

    def __init__(self, certificate: Certificate, *, seconds: int = 3600) -> None:
        self.certificate = certificate
        self.seconds = seconds
        self.says: Callable[[], tuple[int, Any]] | None = None
        self.forms: list[dict[str, list[str]]] = []
        """What was asked with."""
        self.wire = Wire(self._reply, certificate.context())

    def __enter__(self) -> Self:
        self.wire.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.wire.__exit__(None, None, None)

    def tokens(self, *, tenant: str = TENANT, scope: str = SCOPE, secret: str = CLIENT_SECRET) -> MicrosoftTokens:
        """What asks here."""
        whom = Application(tenant, CLIENT_ID, secret, authority=self.wire.url)
        return MicrosoftTokens(whom, scope, HttpSettings(ca_bundle=self.certificate.certificate))

    @property
    def given(self) -> int:
        """How many tokens were asked for."""
        return len(self.forms)

    def _reply(self, request: bytes) -> Script:
        head, _, body = request.partition(b"\r\n\r\n")
        path = head.split(b" ", 2)[1].decode()
        if path == f"/{TENANT}/v2.0/.well-known/openid-configuration":
            ends = {name: f"{self.wire.url}/{TENANT}/oauth2/v2.0/{name}" for name in ("token", "authorize")}
            status, said = 200, {"token_endpoint": ends["token"], "authorization_endpoint": ends["authorize"]}
        elif path == f"/{TENANT}/oauth2/v2.0/token":
            self.forms.append(parse_qs(body.decode()) | {"authorization": [_header(head, "authorization")]})
            status, said = self.says() if self.says else (200, self._token())
        else:
            status, said = 400, {"error": "invalid_tenant", "error_description": "AADSTS90002: not found"}
        content = said if isinstance(said, str) else json.dumps(said)
        return [message(content.encode(), {"Content-Type": "application/json"}, status)]

    def _token(self) -> dict[str, Any]:
        return {"token_type": "Bearer", "expires_in": self.seconds, "access_token": f"t{self.given}"}


def _header(head: bytes, name: str) -> str:
    lines = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return next((value.strip().decode() for key, _, value in lines if key.decode().lower() == name), "")


@dataclass
class TokenMailbox(Mailbox):
    """Lets in whoever shows one of the tokens; tells others why not, and waits for an empty line (XOAUTH2)."""

    good: set[str] = field(default_factory=set)
    shown: list[str] = field(default_factory=list)
    """What each log-in said."""
    answers: list[bytes] = field(default_factory=list)
    """What came after a challenge."""

    async def auth_XOAUTH2(self, server, args):  # noqa: N802  aiosmtpd's name
        """One log-in."""
        said = base64.b64decode(args[1]).decode()
        self.shown.append(said)
        if said in {f"user={MAILBOX}\x01auth=Bearer {token}\x01\x01" for token in self.good}:
            self.logged_in += 1
            return AuthResult(success=True, auth_data=said)
        self.answers.append(await server.challenge_auth(b'{"status":"401","schemes":"Bearer"}'))
        return AuthResult(success=False, handled=False)


@dataclass
class Graph:
    """Takes mails by sendMail from whoever shows one of the good tokens; `says` answers in its place."""

    good: set[str] = field(default_factory=lambda: {"t1", "t2", "t3"})
    says: Callable[[int], Script] | None = None
    """Given the number of the request, from 1 on; an empty script is none."""
    mails: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """First lines."""
    kinds: set[str] = field(default_factory=set)
    tokens: list[str] = field(default_factory=list)

    def wire(self) -> Wire:
        """It, on a port."""
        return Wire(self._reply)

    def _reply(self, request: bytes) -> Script:
        head, _, body = request.partition(b"\r\n\r\n")
        self.asked.append(head.split(b"\r\n")[0].decode())
        self.kinds.add(_header(head, "content-type"))
        self.tokens.append(_header(head, "authorization").removeprefix("Bearer "))
        if self.says and (script := self.says(len(self.asked))):
            return script
        if self.tokens[-1] not in self.good:
            return [refusal(401, "InvalidAuthenticationToken")]
        self.mails.append(base64.b64decode(body, validate=True))
        return [message(b"", status=202)]


def refusal(status: int, code: str, **headers: str) -> bytes:
    """An error as Graph tells one."""
    body = json.dumps({"error": {"code": code, "message": "Words that may hold an address: zoe@example.com."}})
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return message(body.encode(), {"Content-Type": "application/json"} | named, status)
