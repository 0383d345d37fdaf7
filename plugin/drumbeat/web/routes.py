"""Pages by address, each with the rule of who may open it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from starlette.convertors import IntegerConvertor, register_url_convertor

from drumbeat.digest.language.phrase import Phrase
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer
from drumbeat.web.visits import Visit

MOST_BYTES = 1_000_000
"""Of a form, if its route says nothing else."""
Handler: TypeAlias = Callable[[Visit], Answer]


class _Number(IntegerConvertor):
    """Nine digits at most, as large a number as every column of the store holds: a longer one is no address of ours."""

    regex = "[0-9]{1,9}"


register_url_convertor("int", _Number())


@dataclass(frozen=True, slots=True)
class Route:
    """One page, or what takes one form."""

    method: Literal["GET", "POST"]
    path: str
    """As Starlette writes it: /teams/{team:int}/recipients. A number has nine digits at most."""
    rule: Rule
    handler: Handler
    most_bytes: int = MOST_BYTES
    entry: Phrase | None = None
    """What the menu calls it; None for a page that is not in it."""

    def __post_init__(self) -> None:
        if (self.rule is Rule.LEAD) != ("{team:int}" in self.path):
            raise ValueError(f"{self.path}: a lead's page names its team, and no other page does")


class Routes:
    """The pages of one module, declared where they stand.

    @pages.get("/teams/{team:int}/recipients", Rule.LEAD, phrase("Recipients"))
    def recipients(visit: Visit) -> Answer: ...
    """

    def __init__(self) -> None:
        self.all: list[Route] = []

    def get(self, path: str, rule: Rule, entry: Phrase | None = None) -> Callable[[Handler], Handler]:
        """A page. Opening it changes nothing; `entry` is what the menu calls it."""

        def declare(handler: Handler) -> Handler:
            self.all.append(Route("GET", path, rule, handler, entry=entry))
            return handler

        return declare

    def post(self, path: str, rule: Rule, *, most_bytes: int = MOST_BYTES) -> Callable[[Handler], Handler]:
        """What takes a form of so many bytes at most."""

        def declare(handler: Handler) -> Handler:
            self.all.append(Route("POST", path, rule, handler, most_bytes))
            return handler

        return declare
