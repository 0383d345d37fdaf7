"""The `requests` session under every HTTP adapter: proxy, certificates, no redirects, a deadline. A leaf."""

from __future__ import annotations

import http.client
import io
import logging
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from drumbeat import __version__
from drumbeat.errors import SettingsError
from drumbeat.sentences import sentence

USER_AGENT = f"drumbeat/{__version__}"
_BUFFER = 2**16
logging.getLogger("urllib3.connection").setLevel(logging.ERROR)  # it warns of odd headers with address and query


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """How to reach the outside."""

    proxy: str = ""
    ca_bundle: Path | None = None
    """Certificates of the company's own authority. Checking cannot be switched off."""


def new_session(settings: HttpSettings) -> requests.Session:
    """A session with a cookie jar of its own, whose timeout bounds a whole reply.

    The environment is not read. requests would put the password of a .netrc in the place of an access token,
    and HTTPS_PROXY and REQUESTS_CA_BUNDLE over the proxy and the certificates of our own settings.
    """
    session = _Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter())
    session.trust_env = False
    session.headers.update({"User-Agent": USER_AGENT, "Accept": "application/json"})
    if settings.proxy:
        session.proxies = {"http": settings.proxy, "https": settings.proxy}
    if settings.ca_bundle is not None:
        if not settings.ca_bundle.is_file():
            raise SettingsError(sentence("The CA bundle {ca_bundle} is not there.", ca_bundle=settings.ca_bundle))
        session.verify = str(settings.ca_bundle)
    return session


def answer_of(url: str, settings: HttpSettings, seconds: float) -> tuple[int, bytes] | None:
    """What anybody is answered with who asks for the address: status and body. None where nobody answers in time."""
    try:
        with new_session(settings) as session:
            answer = session.get(url, timeout=seconds, headers={"Accept": "text/html"})
            return answer.status_code, answer.content
    except requests.RequestException:
        return None


class _Session(requests.Session):
    """A redirect is a reply like any other, and never followed.

    ServiceNow answers 302 where it wants a browser to sign in (fact sheet 1.8), and a password must not travel to
    another host.
    """

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002  whatever it says
        return None


class _Timed(io.RawIOBase):
    """A socket's input, of which all together may take as long as requests lets a single read take.

    A reply that drips would have its timeout begin anew with every byte, in its headers as in its body.
    """

    def __init__(self, sock: socket.socket) -> None:
        super().__init__()
        self._raw = sock.makefile("rb", buffering=0)
        self._sock = sock
        seconds = sock.gettimeout()
        self._ends = None if seconds is None else time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int | None:
        if self._ends is not None:
            left = self._ends - time.monotonic()
            if left <= 0:
                raise TimeoutError("timed out")
            self._sock.settimeout(left)
        return self._raw.readinto(into)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **named: Any) -> None:
        super().__init__(sock, *args, **named)
        self.fp.close()
        self.fp = io.BufferedReader(_Timed(sock), _BUFFER)


class _Http(HTTPConnection):
    response_class = _Response


class _Https(HTTPSConnection):
    response_class = _Response


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class _Adapter(HTTPAdapter):
    """Connections with a deadline, straight or through a proxy."""

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        super().init_poolmanager(*args, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}

    def proxy_manager_for(self, proxy: str, **named: Any) -> PoolManager:
        manager: PoolManager = super().proxy_manager_for(proxy, **named)
        manager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
        return manager
