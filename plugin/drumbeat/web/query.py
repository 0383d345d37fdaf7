"""Addresses with a question mark, and long lists page by page. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import urlencode

_Listed = TypeVar("_Listed")


def address(path: str, **said: str | int) -> str:
    """The path with what is said behind a question mark; what is empty is left out."""
    query = urlencode({name: value for name, value in said.items() if value != ""})
    return f"{path}?{query}" if query else path


def page_of(whole: Sequence[_Listed], wanted: str, size: int) -> tuple[Sequence[_Listed], int, int]:
    """A page of a long list, its number, and that of the last; the nearest there is to the one that is wanted."""
    last = max(1, -(-len(whole) // size))
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 1  # noqa: PLR2004
    at = min(max(number, 1), last)
    return whole[(at - 1) * size : at * size], at, last
