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


def place_of(count: int, wanted: str, size: int) -> tuple[int, int]:
    """The number of a page of a list that has so many, the nearest there is to what is wanted, and of the last one."""
    last = max(1, -(-count // size))
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 1  # noqa: PLR2004
    return min(max(number, 1), last), last


def page_of(whole: Sequence[_Listed], wanted: str, size: int) -> tuple[Sequence[_Listed], int, int]:
    """A page of a long list, its number, and that of the last; the nearest there is to the one that is wanted."""
    at, last = place_of(len(whole), wanted, size)
    return whole[(at - 1) * size : at * size], at, last
