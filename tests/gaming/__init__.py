"""The gaming suite: a neutral world, attacks on it, and how much each attack brings (signals sheet 6.2 point 7)."""

from __future__ import annotations

from gaming.beyond import BEYOND
from gaming.table import ATTACKS, Row, gaming_table

__all__ = ["ATTACKS", "BEYOND", "Row", "gaming_table"]
