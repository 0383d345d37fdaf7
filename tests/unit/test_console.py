"""What commands print is read, never obeyed."""

from __future__ import annotations

from drumbeat.cli.console import harmless, say, show_table
from drumbeat.digest.language.wording import quoted


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


def test_what_is_quoted_within_a_quotation_has_single_marks():
    """A subject that quotes a title is quoted itself without the same marks standing beside each other."""
    marks = "\N{LEFT SINGLE QUOTATION MARK}Move\N{RIGHT SINGLE QUOTATION MARK}"
    assert quoted("Network: “Move” is complete") == f"“Network: {marks} is complete”"
