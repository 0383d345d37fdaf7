"""SpamAssassin's score of the demo's mails, by its local tests. Skipped, with the reason, where it is not installed.

Rules and plug-ins are those of the package, not what sa-update or an administrator left on the machine; there is no
network, no home folder and no learning. DKIM, SPF and block lists are therefore not judged here: they belong to the
domain that sends. Where a mail has no Received header, SpamAssassin says NO_RELAYS and NO_RECEIVED (both 0): these are
artefacts of a file that was never sent. So a relay's headers are put on top, as at an ordinary recipient.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from email.utils import format_datetime
from pathlib import Path

import pytest

RULES = Path("/usr/share/spamassassin")
PLUGINS = Path("/etc/spamassassin")
SPAMASSASSIN = shutil.which("spamassassin")
MOST = 1.0
GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*" + "GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
ARTEFACTS = {"NO_RELAYS", "NO_RECEIVED"}

pytestmark = pytest.mark.skipif(
    SPAMASSASSIN is None or not RULES.is_dir(),
    reason="SpamAssassin and its packaged rules are not installed (Debian: apt-get install spamassassin)",
)


@dataclass(frozen=True, slots=True)
class Judged:
    """SpamAssassin's word on a mail: the score, whether it is spam, the points by rule."""

    score: float
    is_spam: bool
    rules: dict[str, float]


def relayed(raw: bytes) -> bytes:
    """The mail as a recipient's server holds it: handed in by the team's host, relayed by the company's server.

    The address is of the IPv6 network for documentation: those of IPv4 cost points as reserved (RCVD_ILLEGAL_IP), and
    a private one would count as trusted and be forgiven one (ALL_TRUSTED).
    """
    mail = BytesParser(policy=policy.default).parsebytes(raw)
    sender, recipient = mail["From"].addresses[0], mail["To"].addresses[0].addr_spec
    domain, when = sender.domain, format_datetime(mail["Date"].datetime)
    above = (
        f"Return-Path: <{sender.addr_spec}>\n"
        f"Delivered-To: {recipient}\n"
        f"Received: from mail.{domain} (mail.{domain} [IPv6:2001:db8:25::7])\n"
        f"\tby mx.recipient.example (Postfix) with ESMTPS id 4XbT1q2Zk9z1\n\tfor <{recipient}>; {when}\n"
        f"Received: from drumbeat.{domain} (drumbeat.{domain} [10.20.0.7])\n"
        f"\tby mail.{domain} (Postfix) with ESMTPSA id 4XbT1p6Y7Mz9\n\tfor <{recipient}>; {when}\n"
    )
    return above.encode() + raw.replace(b"\r\n", b"\n")


@pytest.fixture(scope="module", name="judge")
def _judge(tmp_path_factory):
    """Asks SpamAssassin about a mail, in a home and a configuration of its own."""
    home = tmp_path_factory.mktemp("spam")
    site = home / "site"
    site.mkdir()
    for path in PLUGINS.glob("*.pre"):
        shutil.copy(path, site)
    (site / "local.cf").write_text("use_bayes 0\n")
    (site / "user_prefs").touch()
    command = [SPAMASSASSIN, "--local", "--test-mode", f"--prefspath={site / 'user_prefs'}"]
    command += [f"--configpath={RULES}", f"--siteconfigpath={site}"]

    def judged(raw):
        done = subprocess.run(
            command,
            input=raw,
            capture_output=True,
            env={"PATH": "/usr/bin:/bin", "HOME": str(home)},
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        status = BytesParser(policy=policy.default).parsebytes(done.stdout)["X-Spam-Status"]
        assert status, done.stderr
        report = done.stdout.partition(b"pts rule name")[2]
        points = re.findall(rb"^ *(-?\d+(?:\.\d+)?) ([A-Z][A-Z0-9_]+) ", report, re.MULTILINE)
        return Judged(
            float(re.search(r"score=(-?[\d.]+)", status)[1]),
            status.startswith("Yes"),
            {rule.decode(): float(each) for each, rule in points},
        )

    return judged


def test_the_mails_are_no_spam(demo, judge):
    """Each mail of the demo scores below 1.0 of the 5.0 that make spam; the rules that it hits are printed."""
    for path in sorted((demo / "demo-mails").glob("*.eml")):
        judged = judge(relayed(path.read_bytes()))
        print(f"{path.name}: {judged.score}, {judged.rules}")
        assert judged.rules
        assert judged.score < MOST, judged.rules


def test_a_relayed_mail_has_no_artefacts(demo, judge):
    """The rules of a mail that no server relayed are hit by the bare file, and no more by the relayed one."""
    raw = (demo / "digest.eml").read_bytes()
    assert set(judge(raw).rules) >= ARTEFACTS
    assert not set(judge(relayed(raw)).rules) & ARTEFACTS


def test_spam_is_judged_as_spam(demo, judge):
    """The mail with the line that every filter must take for spam is spam: this check can fail."""
    raw = (demo / "digest.eml").read_bytes()
    marked = relayed(raw).replace(b"quoted-printable\n\n", f"quoted-printable\n\n{GTUBE}\n".encode(), 1)
    judged = judge(marked)
    assert judged.is_spam
    assert judged.score > 100
    assert "GTUBE" in judged.rules
