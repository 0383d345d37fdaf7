"""A small OpenID provider on loopback: it signs in whoever comes as one person, and lies where it is told to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc.jwk import OctKey, RSAKey
from joserfc.jws import JWSRegistry

CLIENT, SECRET = "drumbeat at example", "a secret: of/ours"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": name}) for name in ("first", "second"))
Claims = dict[str, Any]


@dataclass
class OpenIdProvider:
    """Serves within a `with` block."""

    address: str = "marit@example.com"
    now: Callable[[], float] = time.time
    change: Callable[[Claims], Claims] = field(default=lambda claims: claims)
    """What the token says in place of what it should."""
    about: Claims = field(default_factory=dict)
    """What it says of itself beside the usual."""
    key: RSAKey | OctKey = field(default_factory=lambda: KEY)
    published: tuple[RSAKey | OctKey, ...] = (KEY,)
    foreign: tuple[object, ...] = ()
    """What it publishes among its keys besides."""
    refuses: str = ""
    """The error that it answers to every code; empty: none."""
    algorithm: str = "RS256"
    header: Claims = field(default_factory=dict)
    """What the token's header says beside algorithm and key, or in their place; None: it does not say it."""
    status: int = 0
    """Answered to every request, in place of what it should; 0: it does as it should."""
    seconds: float = 0
    """Before every answer."""
    forgets: bool = True
    """Whether a code is good once."""
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    release: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer(self)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_said: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}/tenant"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.release.set()
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """One request."""
        parts = urlsplit(handler.path)
        self.asked.append(parts.path)
        if self.seconds:
            self.release.wait(self.seconds)
        match "" if self.status else parts.path.removeprefix("/tenant"):
            case "/.well-known/openid-configuration":
                self._say(handler, 200, self._described())
            case "/keys":
                keys = [each.as_dict(private=isinstance(each, OctKey)) for each in self.published]
                self._say(handler, 200, {"keys": [*self.foreign, *keys]})
            case "/authorize":
                self._authorize(handler, dict(parse_qsl(parts.query)))
            case "/token":
                body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
                self._token(handler, dict(parse_qsl(body)))
            case _:
                self._say(handler, self.status or 404, {})

    def _described(self) -> Claims:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return {**said, **self.about}

    def _authorize(self, handler: BaseHTTPRequestHandler, asked: dict[str, str]) -> None:
        """Signs in at once, and sends the browser back with a code."""
        assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")
        assert set(asked["scope"].split()) == {"openid", "email"}
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        handler.send_response(302)
        handler.send_header("Location", f"{asked['redirect_uri']}?{back}")
        handler.end_headers()

    def _token(self, handler: BaseHTTPRequestHandler, form: dict[str, str]) -> None:
        """A code for a token: once, to who knows the secret and the verifier."""
        asked = self.codes.get(form["code"])
        if asked is not None and self.forgets:
            del self.codes[form["code"]]
        held = base64.b64decode(handler.headers.get("Authorization", "").partition(" ")[2]).decode()
        posted = (form.get("client_id"), form.get("client_secret"))
        is_ours = held == "drumbeat%20at%20example:a%20secret%3A%20of%2Fours" or posted == (CLIENT, SECRET)
        made = _encoded(hashlib.sha256(form["code_verifier"].encode()).digest())
        wanted = {"code_challenge": made, "redirect_uri": form["redirect_uri"]}
        if self.refuses:
            self._say(handler, 401, {"error": self.refuses})
        elif asked is None or not is_ours or not wanted.items() <= asked.items():
            self._say(handler, 400, {"error": "invalid_grant"})
        else:
            self._say(handler, 200, {"id_token": self.token(asked["nonce"]), "access_token": "x"})

    def token(self, nonce: str) -> str:
        """The ID token, changed as it was told."""
        now = int(self.now())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "248289761001",
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "email": self.address,
            "email_verified": True,
        }
        claims = self.change(claims)
        header = {"alg": self.algorithm, "kid": self.key.kid, **self.header}
        header = {name: said for name, said in header.items() if said is not None}
        signed = ".".join(_encoded(json.dumps(each).encode()) for each in (header, claims))
        if self.algorithm in {"none", "HS256"}:
            made = hmac.new(KEY.as_pem(private=False), signed.encode(), hashlib.sha256).digest()
            return f"{signed}.{_encoded(made) if self.algorithm == 'HS256' else ''}"
        signature = JWSRegistry.algorithms[header["alg"]].sign(signed.encode(), self.key)
        return f"{signed}.{_encoded(signature)}"

    def _say(self, handler: BaseHTTPRequestHandler, status: int, said: Claims) -> None:
        body = json.dumps(said).encode()
        try:
            handler.send_response(status)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)
        except OSError:
            """Nobody waited."""


def _encoded(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).rstrip(b"=").decode()
