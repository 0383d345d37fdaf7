"""A draft in a list: not what it says, but all that decides what it waits for."""

from __future__ import annotations

from dataclasses import dataclass

from drumbeat.digest.editing import Editing


@dataclass(frozen=True, slots=True)
class Draft:
    """One of them."""

    decided: str
    """Hash of what leads had decided when it was made."""
    made_of: str
    """Hash of the groups and technicians that it was made of; empty: not known."""
    choices: str
    """What can be decided about it, as JSON; empty where nothing was kept."""
    editings: tuple[Editing, ...]
    """What is decided by now, of each of the teams it was asked for."""
    is_first: bool
    """Whether no mail of the team was ever accepted."""
    is_company_wide: bool
    """Whether a rule of its recipients leads to the whole company."""
    has_figures: bool
    """Whether there are figures from outside of its period."""
