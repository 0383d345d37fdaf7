"""The texts people wrote: read from the data files, with slots filled as they are used."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, NamedTuple


class Report(NamedTuple):
    """What a caller writes, and the notes of technicians that answer it."""

    subject: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of incident."""

    subcategory: str
    category: str
    service: str
    pool: str
    weight: int
    reports: tuple[Report, ...]
    monitored: bool
    """Whether it is reported by monitoring instead of a person."""


class Slots(dict[str, str]):
    """The slots of one record's texts: each is drawn once, so that subject and notes speak of the same thing."""

    def __init__(self, rng: Random, known: Mapping[str, str]) -> None:
        super().__init__(known)
        self._rng = rng

    def __missing__(self, name: str) -> str:
        value = self[name] = self._rng.choice(_slots()[name])
        return value

    def fill(self, template: str) -> str:
        """The template with its slots filled."""
        return template.format_map(self) if "{" in template else template


def table(name: str) -> dict[str, Any]:
    """The data file of that name, without its ending."""
    text = (files(__package__) / "data" / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def topics(*names: str) -> tuple[Topic, ...]:
    """The kinds of incident in those files."""
    return tuple(
        Topic(
            subcategory=entry["subcategory"],
            category=entry["category"],
            service=entry["service"],
            pool=entry["pool"],
            weight=entry["weight"],
            reports=tuple(_reports(entry)),
            monitored=entry.get("source") == "monitoring",
        )
        for name in names
        for entry in table(name)["topic"]
    )


def _reports(entry: Mapping[str, Any]) -> Iterator[Report]:
    """Each subject with the notes that it names, counted from 1."""
    for subject in entry["subjects"]:
        yield Report(subject["text"], tuple(entry["notes"][count - 1] for count in subject["notes"]))


@cache
def remarks() -> dict[str, list[str]]:
    """Short sentences by occasion."""
    return table("remarks")


@cache
def _slots() -> dict[str, list[str]]:
    return table("slots")
