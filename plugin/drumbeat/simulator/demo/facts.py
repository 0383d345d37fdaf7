"""What Larkfield's mail filter counted: a row a day, as a customer's gateway would write it."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

_FIRST, _AFTER = date(2026, 4, 1), date(2026, 11, 1)
"""Seven whole months: the one that is told, and six to compare it with."""
_A_DAY = 38_900
_WEEKDAYS = (1.08, 1.12, 1.10, 1.07, 1.02, 0.82, 0.79)
"""Much of the spam goes out in office hours; Monday first."""
_SPREAD = 0.09
_SEED = 11

SECTION: dict[str, Any] = {
    "source": "csv",
    "metric": "spam_blocked",
    "label": "Spam messages blocked",
    "unit": "count",
    "teams": ("Network & Data Centre",),
    "service": "E-mail",
    "sentence": {"en": "The mail filter blocked {value} spam messages."},
}
"""The `[facts.spam]` section, but for the file."""


def spam_list() -> str:
    """The list, in the columns of docs/facts.md. The same text each time."""
    rng = random.Random(_SEED)
    lines = ["metric,period_start,period_end,value,unit,source"]
    for number in range((_AFTER - _FIRST).days):
        day = _FIRST + timedelta(days=number)
        value = round(_A_DAY * _WEEKDAYS[day.weekday()] * rng.uniform(1 - _SPREAD, 1 + _SPREAD))
        lines.append(f"spam_blocked,{day},{day},{value},count,mail gateway")
    return "\n".join([*lines, ""])
