"""Tables of cases of which the first few are tried always, and properties tried on fewer examples than they could be.

All of them are tried in `make test-long`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import settings

WHOLE = 100
"""How many examples Hypothesis tries unless a test says otherwise."""
QUICK = 30
"""So many of each hundred are tried always."""


def sampled(cases: Iterable[Any], *, always: int) -> list[Any]:
    """The cases for parametrize with one argument or tuples of several; those after the first `always` are long."""
    every = list(cases)
    return [*every[:always], *(_long(case) for case in every[always:])]


def _long(case: Any) -> Any:
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.long)


def examples(every: int = WHOLE) -> int:
    """How many examples a property is tried on: `every` of them with the profile `whole`, else its share of those."""
    return every * settings().max_examples // WHOLE
