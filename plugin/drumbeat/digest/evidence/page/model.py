"""The evidence page: what its template lays out. Every string is said already; templates add nothing but layout."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """The records of one service within a group."""

    service: str
    days: tuple[str, ...]
    """5 October 2026: INC0010001 INC0010002. On a long page the day of the month alone stands before the colon."""


@dataclass(frozen=True, slots=True)
class Group:
    """Records that count for the same parts: each record of the page stands in exactly one group."""

    id: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """One group, or several in a row, as a piece of a part."""

    group: str
    """Id of the first one."""
    text: str
    """group 3, or groups 1 to 23"""
    count: str
    """How many records stand there; all of them are the part's."""


@dataclass(frozen=True, slots=True)
class Link:
    """A way out of the page."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Part:
    """What a link of the mail opens: a figure, a signal, a highlight, a fact."""

    id: str
    """Its anchor."""
    title: str
    told: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()
    same_as: Link | None = None
    """An earlier part that stands on exactly the same records, whose shares are not repeated."""
    links: tuple[Link, ...] = ()
    """To lists in ServiceNow."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the page leaves out while one of these parts is opened."""

    parts: tuple[str, ...]
    groups: tuple[str, ...]
    """Ids of those that stay."""


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page says."""

    language: str
    direction: str
    title: str
    whose: str
    intro: tuple[str, ...]
    parts: tuple[Part, ...]
    records: str
    """Heading of the groups."""
    groups: tuple[Group, ...]
    is_short: bool
    """Whether days follow each other in one paragraph."""
    everything: str
    """The words of the link that shows all of it again."""
    filters: tuple[Filter, ...] = ()
