"""The search for literals in an output, however a format escapes, wraps or encodes them."""

from __future__ import annotations

import binascii
import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from email import policy
from email.parser import Parser
from functools import lru_cache
from typing import Protocol
from urllib.parse import unquote

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_BLANK = re.compile(r"\s+")
_TAG = re.compile(r"<[^<>]*>")
_HEADER = re.compile(r"\A(?:[A-Za-z-]+:.*(?:\r?\n[ \t].*)*\r?\n){2}")
_MARKDOWN = re.compile(r"\\([!-/:-@\[-`{-~])")
_JSON = re.compile(r'\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))')
_JSON_SIGNS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_SOFT_BREAK = re.compile(r"=[ \t]*\r?\n")
_ENCODED = re.compile(r"(?:=[0-9A-F]{2})+", re.IGNORECASE)
_FEW_DIGITS = 10
"""A number with fewer digits may be part of another by chance: it counts only where it stands by itself."""
_HEXADECIMAL = frozenset("0123456789abcdef")
"""What stands beside it where it is part of a longer number, a hash or an id."""


class Seeds(Protocol):
    """What the search asks of a ticket."""

    number: str

    @property
    def secrets(self) -> list[tuple[str, str]]:
        """Kind and literal of each secret."""


def folded(text: str) -> str:
    """Without signs that nobody sees, in the compatible form (NFKC) and without case."""
    visible = _UNSEEN.sub("", text)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold())


def squeezed(text: str) -> str:
    """Without whitespace, so that no wrapping hides anything."""
    return _BLANK.sub("", text)


def plain_views(output: str) -> Iterator[str]:
    """A text as it is, and with the escapes of the URLs in it undone."""
    yield output
    if "%" in output:
        yield unquote(output)


def html_views(output: str) -> Iterator[str]:
    """A page with its tags, comments and attributes; and what a reader sees, where no tag divides a word."""
    yield from plain_views(html.unescape(output))
    yield from plain_views(html.unescape(_TAG.sub("", output)))


def markdown_views(output: str) -> Iterator[str]:
    """Without the backslashes before punctuation."""
    yield from html_views(_MARKDOWN.sub(r"\1", output))


def json_views(output: str) -> Iterator[str]:
    """With the escapes of strings undone; pairs of surrogates become one sign, halves a mark."""
    undone = _JSON.sub(_json_sign, output)
    yield from plain_views(undone.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _json_sign(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else _JSON_SIGNS.get(escape[2], escape[2])


def csv_views(output: str) -> Iterator[str]:
    """With doubled quotes undone."""
    yield from plain_views(output.replace('""', '"'))


def quoted_printable_views(output: str) -> Iterator[str]:
    """With soft breaks and encoded bytes undone, in whatever the output's other parts are."""
    joined = _SOFT_BREAK.sub("", output)
    yield from html_views(_ENCODED.sub(_decoded, joined))


def _decoded(encoded: re.Match[str]) -> str:
    return binascii.unhexlify(encoded[0].replace("=", "")).decode("utf-8", "replace")


def mail_views(output: str) -> Iterator[str]:
    """Headers and every part, decoded; then the message as it travels."""
    message = Parser(policy=policy.default).parsestr(output)
    for part in message.walk():
        yield from plain_views("\n".join(f"{name}: {value}" for name, value in part.items()))
        if not part.is_multipart():
            yield from _part_views(part.get_payload(decode=True), part.get_content_charset("utf-8"))
    yield from plain_views(output)


def _part_views(content: object, charset: str) -> Iterator[str]:
    if isinstance(content, bytes):
        text = content.decode(charset, "replace")
        yield from html_views(text)
        yield from json_views(text)
        yield from csv_views(text)


VIEWS: dict[str, Callable[[str], Iterator[str]]] = {
    "text": plain_views,
    "html": html_views,
    "md": markdown_views,
    "json": json_views,
    "csv": csv_views,
    "eml": mail_views,
}
"""How each format of `drumbeat report` is read."""


def every_view(output: str) -> Iterator[str]:
    """All of them, for an output of unknown form."""
    for views in (html_views, markdown_views, json_views, csv_views, quoted_printable_views, plain_views):
        yield from views(output)
    if _HEADER.match(output):
        yield from mail_views(output)


class Search:
    """All literals of some tickets, ready to be searched for at once."""

    def __init__(self, tickets: Iterable[Seeds]) -> None:
        told: dict[str, dict[tuple[str, str, str], None]] = defaultdict(dict)
        for ticket in tickets:
            own: set[str] = set()
            for kind, literal in ticket.secrets:
                pattern = squeezed(folded(literal))
                if pattern and pattern not in own:
                    own.add(pattern)
                    told[pattern][ticket.number, kind, literal] = None
        self._told = [tuple(each) for each in told.values()]
        self._patterns = list(told)
        self._automaton = AhoCorasick(
            self._patterns, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        )

    def leaks(self, output: str, form: str = "") -> list[tuple[str, str, str]]:
        """Number, kind and literal of each secret that the output holds, sorted.

        `form` is a key of `VIEWS`; without it every way of reading is tried.
        """
        found: set[int] = set()
        views = VIEWS[form] if form else every_view
        for view in dict.fromkeys(views(output)):
            found |= self._found(folded(view))
        return sorted({leak for index in found for leak in self._told[index]})

    def _found(self, text: str) -> set[int]:
        plain = squeezed(text)
        found: set[int] = set()
        kept: list[int] = []
        for index, start, end in self._automaton.find_matches_as_indexes(plain, overlapping=True):
            if index in found:
                continue
            if _may_be_chance(self._patterns[index]):
                kept = kept or [at for at, sign in enumerate(text) if not sign.isspace()]
                if not _stands_alone(text, kept[start], kept[end - 1] + 1):
                    continue
            found.add(index)
        return found


def _may_be_chance(pattern: str) -> bool:
    return len(pattern) < _FEW_DIGITS and pattern.isdigit()


def _stands_alone(text: str, start: int, end: int) -> bool:
    around = text[max(start - 1, 0) : start] + text[end : end + 1]
    return not any(sign in _HEXADECIMAL for sign in around)


@lru_cache(maxsize=8)
def _search(tickets: tuple[Seeds, ...]) -> Search:
    return Search(tickets)


def leaks(output: str, tickets: Sequence[Seeds], form: str = "") -> list[tuple[str, str, str]]:
    """Number, kind and literal of each secret of the tickets that the output holds (see `Search.leaks`)."""
    return _search(tuple(tickets)).leaks(output, form)
