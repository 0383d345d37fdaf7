"""docs/data-map.md as tests read it: what is said of fields and columns."""

from __future__ import annotations

import re

from command import ROOT

PAGE = (ROOT / "docs" / "data-map.md").read_text(encoding="utf-8")
SECTIONS: dict[str, str] = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def names(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`]+)`", text)


def cells(text: str) -> list[list[str]]:
    """Rows of the tables of a text, each as its cells."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return [row for row in rows if row[0].startswith("`")]


def columns(rows: list[list[str]]) -> list[tuple[str, str]]:
    """Table and column of each that these rows name."""
    return [(name, column) for row in rows for name in names(row[0]) for column in names(row[1])]


FROM, BESIDE = SECTIONS["From ServiceNow"].split("These say nothing of a person by themselves:")
PERSONAL, OTHER = (cells(part) for part in SECTIONS["In the store"].split("These hold no personal datum"))
