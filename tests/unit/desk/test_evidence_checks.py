"""`drumbeat check` on evidence: it opens a link as a reader does, and says what is in the way."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drumbeat.desk.evidence_checks import evidence_verdict
from drumbeat.settings import Settings
from lead_pages import lead_pages

NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
SECRET = "nobody knows this " * 2
FREE = "http://127.0.0.1:9"
"""The port of a service (discard) that runs nowhere any more."""


@contextlib.contextmanager
def handed_out(folder: Path):
    """A web server of somebody's, which hands out a folder."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_said):
            """Nothing is told."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def told(**sections) -> tuple[str, bool]:
    """What is said of these settings, and whether it is only a note."""
    verdict = evidence_verdict(Settings.model_validate(sections), NOW)
    assert verdict.error is None
    return " ".join(str(verdict.words).split()), verdict.is_note


def test_our_own_pages_open_it(tmp_path):
    """Where `drumbeat serve` answers at the public address, with the same secret, links work."""
    with lead_pages(tmp_path) as pages:
        verdict = evidence_verdict(pages.context.settings, pages.context.clock())
    assert f"Evidence: {pages.address}/evidence opens it" in str(verdict.words)
    assert not verdict.is_note


@pytest.mark.parametrize("url", [FREE, ""])
def test_where_it_does_not_open(tmp_path, url):
    """An address where nobody answers and one where something else does are told apart; neither is an error."""
    with handed_out(tmp_path) as other:
        words, is_note = told(web={"url": url or other, "secret": SECRET})
    assert ("nobody answers" in words, "something else answers" in words, is_note) == (bool(url), not url, True)


def test_a_folder_that_is_handed_out(tmp_path):
    """What lies in the folder is asked for at its address, and nothing is left behind there."""
    pages, elsewhere = tmp_path / "pages", tmp_path / "elsewhere"
    pages.mkdir()
    elsewhere.mkdir()
    with handed_out(tmp_path) as url:
        here = {"url": f"{url}/pages", "folder": pages, "secret": SECRET}
        assert told(evidence=here) == (f"Evidence: {url}/pages opens it for whoever has the link of a mail.", False)
        words, is_note = told(evidence={**here, "folder": elsewhere})
    assert (f"does not find what lies in {elsewhere}" in words, is_note) == (True, True)
    assert [*pages.iterdir(), *elsewhere.iterdir()] == []


def test_without_links(tmp_path):
    """That pages come with mails is said, and that readers have nothing."""
    assert "come with each mail as a file" in told()[0]
    assert told(evidence={"attach": False})[1]
