"""The table of docs/redaction.md: what leaks through redaction, per seed and kind, and what it takes without need.

`make redaction` prints it; `python tests/leaks/measure.py --seeds 1 2 --count 2000` measures others.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drumbeat.digest.redaction import redact
from drumbeat.digest.redaction.fold import fold
from drumbeat.digest.redaction.people import Names, find
from leaks.clean_titles import CLEAN_TITLES
from leaks.common_names import COMMON_NAMES
from leaks.generator import Ticket, tickets
from leaks.kinds import KINDS
from leaks.search import Search

COUNT = 2000
SEEDS = range(1, 23)
"""The first two were looked at while the rules were mended, 3 to 12 were held out once, the others to the end."""
_NOBODY = ("Zed Quux",)
"""A caller whose name no clean title holds."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One seed against the rules: seeded texts in titles and notes, and those of which something was left."""

    seed: int
    seeded: int
    leaks: tuple[tuple[str, str], ...]
    """Kind and literal."""

    @property
    def by_kind(self) -> dict[str, int]:
        """How many literals leaked of each kind, most first."""
        return dict(Counter(kind for kind, _ in self.leaks).most_common())


def meeting(seed: int, count: int = COUNT) -> Meeting:
    """Redact titles and notes of so many tickets as a digest would, and search what is left."""
    made = tickets(count, seed)
    seeded = sum(len(ticket.in_title) + len(ticket.in_notes) for ticket in made)
    return Meeting(seed, seeded, tuple(leak for ticket in made for leak in _leaks(ticket)))


def _leaks(ticket: Ticket) -> Iterator[tuple[str, str]]:
    search = Search([ticket])
    people = (ticket.caller.name, ticket.opener.name)
    left = "\n".join(redact(text, people, longest=4000) for text in (ticket.short_description, ticket.work_notes))
    yield from ((kind, literal) for _, kind, literal in search.leaks(left, "text"))


def taken_wrongly() -> list[str]:
    """The clean titles that lose something."""
    return [title for title in CLEAN_TITLES if "[…]" in redact(title, _NOBODY)]


def share_taken_by_names() -> float:
    """How often a clean title loses something to a person of its record: the share of pairs with common names."""
    titles = [fold(title).text for title in CLEAN_TITLES]
    taken = (next(find(title, Names((name,))), None) for name in COMMON_NAMES for title in titles)
    return sum(span is not None for span in taken) / (len(COMMON_NAMES) * len(titles))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line for each seed, and one for clean titles."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    asked.add_argument("--count", type=int, default=COUNT)
    asked.add_argument("--show", action="store_true", help="say which clean titles lose something")
    told = asked.parse_args(arguments)
    print(f"{len(KINDS)} kinds; {told.count:,} tickets for each seed, titles and notes")
    print("| Seed | Seeded texts | Leaked literals | Of kinds |\n|---|---|---|---|")
    for seed in told.seeds:
        met = meeting(seed, told.count)
        kinds = ", ".join(f"{kind} {count}" for kind, count in met.by_kind.items())
        print(f"| {seed} | {met.seeded:,} | {len(met.leaks):,} | {kinds or 'none'} |", flush=True)
    wrongly = taken_wrongly()
    print(
        f"\n{len(wrongly)} of {len(CLEAN_TITLES)} clean titles lose something ({len(wrongly) / len(CLEAN_TITLES):.1%})"
    )
    print(f"{share_taken_by_names():.2%} of all pairs of a clean title with one of {len(COMMON_NAMES)} common names")
    if told.show:
        print(*wrongly, sep="\n")


if __name__ == "__main__":
    main()
