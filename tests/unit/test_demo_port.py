"""The port of the served demo is held from its beginning: setting up takes long enough for others to take it."""

from __future__ import annotations

import threading

import pytest
import requests
from fastapi import FastAPI

from drumbeat.cli.demo_serve import serve_demo
from drumbeat.errors import SettingsError
from drumbeat.web.server import listening, serving


def test_a_taken_port_is_told_before_anything_is_done(tmp_path):
    """Neither the folder of an earlier demo is cleared, nor a minute spent."""
    kept = tmp_path / "demo-out" / "digest.html"
    kept.parent.mkdir()
    kept.touch()
    with listening("127.0.0.1", 0) as other, pytest.raises(SettingsError, match="cannot be listened on") as caught:
        serve_demo(kept.parent, other.getsockname()[1])
    assert caught.value.recovery == "Say a free one with --port."
    assert kept.exists()


def test_who_comes_while_it_is_set_up_is_answered_then():
    """A held port is nobody else's, and whoever connects meanwhile waits for the pages."""
    with listening("127.0.0.1", 0) as held:
        port, answers = held.getsockname()[1], []
        with pytest.raises(SettingsError):
            listening("127.0.0.1", port)
        early = threading.Thread(
            target=lambda: answers.append(requests.get(f"http://127.0.0.1:{port}/", timeout=10).status_code)
        )
        early.start()
        with serving(FastAPI(openapi_url=None), "127.0.0.1", port, lambda: None, held=held) as address:
            early.join()
        assert (answers, address) == ([404], f"http://127.0.0.1:{port}")
