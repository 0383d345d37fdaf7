"""What may leave: titles without addresses, hosts, numbers and credentials; small groups without speed."""

from __future__ import annotations

import pytest

from drumbeat.digest.redaction import redact


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Automatic certificate renewal", "Automatic certificate renewal"),
        ("Mail ann.lee@example.com when done", "Mail […] when done"),
        ("Move 10.1.2.3 and 10.0.0.0/8", "Move […] and […]"),
        ("Move 2001:db8:0:0:0:0:0:1 too", "Move […] too"),
        ("Set Password: hunter2 on the gateway", "Set […] on the gateway"),
        ("Call +49 431 123 45 67", "Call […]"),
        ("Rebuild srv-db01.corp now", "Rebuild […] now"),
        ("Windows 11 for 1,200 clients in 2026", "Windows 11 for 1,200 clients in 2026"),
        ("Self-service password reset", "Self-service password reset"),
        ("Budget 2025/2026 kept, 2026-10-31", "Budget 2025/2026 kept, 2026-10-31"),
        ("Call 0431 1234567 or 0049 431 123456", "Call […] or […]"),
        ("a\r\nBcc: x\x00y", "a Bcc: x y"),
    ],
)
def test_titles_are_redacted(title, told):
    """Addresses, hosts, numbers of people and credentials go; figures and product names stay (F14)."""
    assert redact(title) == told


def test_long_titles_are_cut():
    """A title longer than a line ends in an ellipsis."""
    assert len(redact("word " * 100)) <= 120
    assert redact("word " * 100).endswith("…")
