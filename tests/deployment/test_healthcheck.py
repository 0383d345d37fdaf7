"""The container's healthcheck, against servers that answer well, badly, and not at all."""

from __future__ import annotations

import http.server
import os
import socket
import subprocess
import sys
import threading

import pytest

from deployed import DEPLOY, IMAGE


class Answering(http.server.BaseHTTPRequestHandler):
    """Answers what the server says."""

    def do_GET(self):
        self.send_response(self.server.status if self.path == "/healthz" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Says nothing."""


def asked(port: int) -> subprocess.CompletedProcess[str]:
    """What the image's own words for it end with."""
    _, *flags, script = IMAGE.last("HEALTHCHECK").words
    assert script == "/opt/drumbeat/healthcheck.py"
    return subprocess.run(
        [sys.executable, *flags, DEPLOY / "image" / "healthcheck.py"],
        env={"DRUMBEAT_WEB__PORT": str(port), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=10,
    )


@pytest.mark.parametrize(("status", "code"), [(200, 0), (404, 1), (503, 1)])
def test_only_a_good_answer_is_well(status, code):
    """200 is health, whatever else is answered is none."""
    with http.server.HTTPServer(("127.0.0.1", 0), Answering) as server:
        server.status = status
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        done = asked(server.server_address[1])
        server.shutdown()
        thread.join()
    assert (done.returncode, done.stdout, done.stderr) == (code, f"answered with {status}\n", "")


def test_no_answer_is_not_well():
    """Where nobody listens the container is not well, in a sentence."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    done = asked(port)
    assert (done.returncode, done.stdout, done.stderr) == (1, "no answer: ConnectionRefusedError\n", "")
