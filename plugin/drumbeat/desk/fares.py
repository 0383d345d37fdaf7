"""How the mailbox fares to which mails come back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.editions.bounces import Read


@dataclass(frozen=True, slots=True)
class Fares:
    """How the mailbox of the settings fares, for people."""

    place: str
    said: str
    """When it was read, and what lay there."""
    trouble: str
    """Why it cannot be read, and since when; empty: it can."""


def fares(context: Context) -> Fares | None:
    """How the mailbox of the settings fares; None where there is none."""
    box = app.bounce_box(context.settings.mail, context.clock)
    if box is None:
        return None
    state = context.store.bounces.state(box.place)
    if state is None or state.read_at is None:
        said = "not read yet"
    else:
        held = counted(context.store.bounces.counts(box.place)) or "; nothing lay there"
        said = f"last read {state.read_at:%Y-%m-%d %H:%M} UTC{held}"
    since = f"{state.failing_since:%Y-%m-%d %H:%M} UTC" if state is not None and state.failing_since else ""
    return Fares(box.place, said, f"since {since}: {state.trouble}" if state is not None and since else "")


def counted(counts: Counter[Read]) -> str:
    """How many mails were what, for the end of a sentence: (came back: 2, of other mails: 1); empty for none."""
    said = ", ".join(f"{each}: {counts[each]:,}" for each in Read if counts[each])
    return f" ({said})" if said else ""
