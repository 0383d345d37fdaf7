"""How the time to read a text grows with its length: prose, and texts made to be hard."""

from __future__ import annotations

import time
from collections.abc import Callable

from drumbeat import app
from drumbeat.settings import Settings
from drumbeat.signals.skills import SkillMatcher
from drumbeat.signals.skills.words import LONGEST, own_words

LENGTHS = (LONGEST // 4, LONGEST // 2, LONGEST, 1_000_000)
ROUNDS = 3
GOAL = 1.0
"""Seconds for a megabyte of anything."""
PIECES = {
    "prose": "Restarted the Exchange service, then the VPN came up again. ",
    "mail headings": "von: date: ",
    "tags": "<q9>",
    "unclosed tags": "<a",
    "fences": "```\n",
    "lines of a log": "2026-10-06 08:00:01 vpn up\n",
    "settings": "a=b c=d\n",
    "blank lines": "\n",
    "ends of code": "{ ;\n",
    "quoted blocks": "<blockquote>",
    "dashes": "--",
    "addresses": "x@y.z ",
    "marks of direction": "\u200f",
    "emoji": "\N{SLIGHTLY SMILING FACE}",
    "ambiguous names": "access word excel teams ",
    "one alias": "vpn ",
    "hyphens": "vpn-",
}


def section() -> tuple[list[str], list[str]]:
    """Lines of Markdown, and what falls short of the goal."""
    matcher = app.skills(Settings())
    seconds = {name: [_seconds(piece, length, matcher) for length in LENGTHS] for name, piece in PIECES.items()}
    short = [f"a megabyte of {name}: {each[-1]:.2f} s" for name, each in seconds.items() if each[-1] > GOAL]
    return [
        "## Long texts",
        "",
        "Seconds to mask what is not the writer's own and to find skills in what is left, the best of three, one core.",
        f"Behind {LONGEST:,} characters everything is masked.",
        "",
        f"| text | {' | '.join(f'{length:,}' for length in LENGTHS)} |",
        f"|---|{'---:|' * len(LENGTHS)}",
        *(f"| {name} | {' | '.join(f'{each:.3f}' for each in row)} |" for name, row in seconds.items()),
        "",
    ], short


def _seconds(piece: str, length: int, matcher: SkillMatcher) -> float:
    text = (piece * (length // len(piece) + 1))[:length]
    return min(_timed(lambda: matcher.find(own_words(text))) for _ in range(ROUNDS))


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
