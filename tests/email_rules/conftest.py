"""Each rule is tried on the demo's mails, made by the real command, and on letters that hold more than a demo does."""

from __future__ import annotations

import pytest

from email_rules.sent_letters import LETTERS, Mail, letter

DEMO = tuple(f"demo-{at}" for at in range(4))


@pytest.fixture(scope="session", name="sent")
def _sent(demo):
    """The demo's mails, as they lie in its outbox."""
    return [Mail(path.read_bytes()) for path in sorted((demo / "demo-mails").iterdir())]


@pytest.fixture(params=[*DEMO, *LETTERS])
def mail(request):
    """One mail after the other."""
    name = request.param
    return request.getfixturevalue("sent")[DEMO.index(name)] if name in DEMO else letter(name)
