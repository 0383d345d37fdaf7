"""What commands print is read, never obeyed."""

from __future__ import annotations

from drumbeat.cli.console import harmless


def test_a_terminal_obeys_no_name():
    """Escape sequences, other controls and Rich's brackets in a name are shown, and do nothing."""
    shown = harmless("Net\x1b[2J\x07\u202e [bold]x[/]")
    assert all(char.isprintable() for char in shown)
    assert "\\[bold]" in shown
