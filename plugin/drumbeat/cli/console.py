"""What commands say: words to standard output, progress and errors to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from drumbeat.errors import DrumbeatError

out = Console(highlight=False, emoji=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)

_SHOWN = "\n\N{NO-BREAK SPACE}"
"""What Python does not call printable, and a terminal shows."""


def harmless(text: str) -> str:
    """What a terminal shows and does not obey: a control character becomes a mark, brackets are text."""
    return escape(
        "".join(char if char.isprintable() or char in _SHOWN else "\N{REPLACEMENT CHARACTER}" for char in text)
    )


def say(text: str = "") -> None:
    """A line of text."""
    out.print(harmless(text))


def note(text: str) -> None:
    """What somebody should look at, though nothing is wrong; to standard error."""
    err.print(f"[yellow]Note:[/] {harmless(text)}")


def print_json(value: Any) -> None:
    """One line of JSON, for programs."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def show_table(headings: Sequence[str], rows: Sequence[Sequence[object]], *, right: Sequence[str] = ()) -> None:
    """A quiet table; columns named in `right` are numbers."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, justify="right" if heading in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(harmless(str(cell)) for cell in row))
    out.print(table)


def complain(error: DrumbeatError) -> None:
    """What happened, and what to do next."""
    err.print(f"[bold red]Error:[/] {harmless(str(error))}")
    if error.recovery:
        err.print(harmless(error.recovery))
