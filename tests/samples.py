"""A table of cases of which the first few are tried always, and all in `make test-long`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def sampled(cases: Iterable[Any], *, always: int) -> list[Any]:
    """The cases for parametrize with one argument or tuples of several; those after the first `always` are long."""
    every = list(cases)
    return [*every[:always], *(_long(case) for case in every[always:])]


def _long(case: Any) -> Any:
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.long)
