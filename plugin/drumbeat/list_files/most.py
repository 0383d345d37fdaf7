"""How much of a list is taken: less of one that somebody sends than of one that whoever runs Drumbeat reads."""

from __future__ import annotations

from dataclasses import dataclass

from drumbeat.errors import ExportUnreadable
from drumbeat.sentences import sentence


@dataclass(frozen=True, slots=True)
class Most:
    """Bounds of a list."""

    rows: int
    """Below its heading."""
    letters: int
    """Of a cell; what stands beyond them is cut off."""
    mebibytes: int
    """Of a workbook: of all its parts, and of the texts that the cells of a sheet show."""


WHATEVER = Most(rows=10_000_000, letters=16 * 1024**2, mebibytes=512)
"""What one process has room for."""


def too_many_rows(most: Most) -> ExportUnreadable:
    """What a list with more rows is answered."""
    return ExportUnreadable(
        sentence("There are more than {most} rows.", most=f"{most.rows:,}"), recovery=sentence("Add them in parts.")
    )
