"""The bench's rows about the mail: what they weigh and name. Nothing here is about time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PATHS = os.pathsep.join(str(ROOT / each) for each in ("plugin", "tests"))


def printed(script, *words):
    """What a script of the bench says."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(HERE / script), *words],
        env={**os.environ, "PYTHONPATH": PATHS},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_rendered_month_is_the_large_one(tmp_path):
    """The month that is rendered has 5,000 tickets, its page comes uninlined, and its weights are of three sizes."""
    found = json.loads(printed("rendered.py", str(tmp_path / "page.html"), "2"))
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert (found["tickets"], len(found["ms"])) == (5000, 2)
    assert found["styled"] > 200 > page.count(" style=")
    assert page.count("<style") == 2
    for weights in found["weights"].values():
        assert weights["HTML"] < weights["HTML, encoded"] < weights["whole mail"]


def test_each_sender_sends_one_mail_to_each():
    """Sixty mails of each sender arrive, one a recipient, with a server that keeps them and with one that does not."""
    out = printed("mails_sent.py", "60", "1")
    rows = {line.split(" | ")[0]: line.split(" | ") for line in out.splitlines()}
    for sink in ("on disk", "thrown away"):
        senders = ("ours", "plain-1", "plain-all", "handed-all")
        connections = {name: int(rows[f"{name}, {sink}"][-2]) for name in senders}
        assert connections.pop("plain-1") == 1
        assert all(1 < each <= 16 for each in connections.values())
        assert rows[f"ours, {sink}"][-1] == rows[f"handed-all, {sink}"][-1]
        verdicts = [row[-1] for name, row in rows.items() if name.startswith(f"mails a second, {sink}")]
        assert (len(verdicts), verdicts.count("no goal")) == (3, 1)


def test_where_premailer_is_not_the_row_says_so():
    """Without premailer's environment ours is measured all the same, and the ratio is said not to be."""
    out = printed("mail_measures.py", str(HERE / "no-such-python"))
    assert "mail: our rendering of 5,000 tickets, ms" in out
    assert "not measured" in out
    assert "whole mail" in out
