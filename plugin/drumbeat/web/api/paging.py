"""Long lists, page by page."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

PageAsked = Annotated[int, Query(ge=1, le=100_000, description="Which page of the list; the first is 1.")]


def last_of(count: int, size: int) -> int:
    """The number of the last page; a list without anything has one."""
    return max(1, -(-count // size))
