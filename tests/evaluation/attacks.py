"""The gaming suite as a section of the page: what twelve attacks bring, next to what they do to raw counts."""

from __future__ import annotations

from gaming import ATTACKS, BEYOND, Row, gaming_table

BEYOND_ATTACKERS = (0, 3)


def section() -> tuple[list[str], list[str]]:
    """Lines of Markdown, and the attacks that bring something."""
    rows = gaming_table()
    beyond = gaming_table(attackers=BEYOND_ATTACKERS, attacks=BEYOND)
    short = [
        f"{row.attack}: signals {row.signals:.2f}, statements {row.statements:.2f}, team {row.team:.2f}"
        for row in rows
        if not _is_harmless(row)
    ]
    return [
        "## Gaming",
        "",
        f"The twelve attacks of the fact sheet in {len(ATTACKS)} ways, by each of the eight of a generated month; the",
        "worst. A factor is 1 + what is new ÷ what the honest twin has: distinct lines, lines with their records,",
        "the team's lines, and the raw count that grew most. Of (a) more records behind a line that stood there anyway",
        "are no gain (tests/gaming/table.py says why). Generated data.",
        "",
        *_table(rows),
        "",
        "Beyond the twelve, without a goal: what no field tells from honest work, or what is forged.",
        "",
        *_table(beyond),
        "",
    ], short


def _is_harmless(row: Row) -> bool:
    statements = 1.0 if row.attack.startswith("(a)") else row.statements
    return (row.signals, statements, row.team) == (1, 1, 1)


def _table(rows: list[Row]) -> list[str]:
    return [
        "| attack | signals | statements | team | raw counts |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {row.attack} | {row.signals:.2f} | {row.statements:.2f} | {row.team:.2f} | {row.raw:.1f} |"
            for row in rows
        ),
    ]
