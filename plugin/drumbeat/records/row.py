"""The raw row: what every source hands over, before anyone interprets it.

ServiceNow's `sysparm_display_value=all` gives each field as a stored value and a display value; an exported
list gives one text for both. A field that the account may not read has no key at all (fact sheet 1.5 no. 2):
a missing key is not an empty value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias


class Cell(NamedTuple):
    """One field of one row: `value` as stored (dates UTC), `display` as a person sees it."""

    value: str
    display: str


RawRow: TypeAlias = Mapping[str, Cell]
