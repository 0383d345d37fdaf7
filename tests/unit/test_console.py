"""What commands print is read, never obeyed."""

from __future__ import annotations

from drumbeat.cli.console import harmless, say, show_table


def test_a_terminal_obeys_no_name():
    """Escape sequences, other controls and Rich's brackets in a name are shown, and do nothing."""
    shown = harmless("Net\x1b[2J\x07\u202e [bold]x[/]")
    assert all(char.isprintable() for char in shown)
    assert "\\[bold]" in shown


def test_a_name_is_said_as_it_is_written(capsys):
    """Colons round a word make no picture of it, in a line or in a table."""
    say("Desk :fire: team")
    show_table(("Team",), [("Ops :key:",)])
    assert [line.strip() for line in capsys.readouterr().out.splitlines()] == ["Desk :fire: team", "Team", "Ops :key:"]
