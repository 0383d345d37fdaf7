"""What is English on a page that is to be German: sentences of ours that the catalogue knows, and English words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import InitVar, dataclass, field
from functools import cache
from html.parser import HTMLParser

from babel.messages.pofile import read_po

from catalogues import GERMAN, PLACE
from html_page import VOID

LEAST_WORDS = 3
"""Of a sentence of ours: shorter ones may be the same in German, or a name."""
_HEARD = ("aria-label", "alt", "title", "placeholder")
_UNSEEN = {"style", "script"}
_WORD = re.compile(r"[^\W\d_]{2,}")
_ENGLISH = re.compile(
    r"(?<![\w/.-])(?:the|and|of|is|are|be|been|has|have|not|with|without|from|your|you|this|that|it|its|by|for|at|or|nobody|they)(?![\w/-])"
)
"""Words without which hardly an English sentence does, none of them German; no path nor address counts."""


@dataclass(frozen=True)
class Text:
    """A piece of text that somebody reads or hears."""

    words: str
    is_marked: bool
    """Whether the page says that it is in another language."""


@dataclass
class Document(HTMLParser):
    """The texts of a page and where its links lead; elements that HTML lets stand open may stay so."""

    html: InitVar[str]
    texts: list[Text] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    _open: list[tuple[str, bool]] = field(default_factory=list)

    def __post_init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what only readers by ear are told, and a link."""
        said = dict(attrs)
        is_marked = self._is_marked or (tag != "html" and said.get("lang", "de") != "de")
        self.links += [to for name in ("href", "src") if tag in {"a", "iframe"} and (to := said.get(name))]
        for words in filter(None, map(said.get, _HEARD)):
            self._note(words, is_marked)
        if tag not in VOID:
            self._open.append((tag, is_marked))

    def handle_endtag(self, tag: str) -> None:
        """Closes the element, with what stands open in it."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Notes what is read."""
        if not any(tag in _UNSEEN for tag, _ in self._open):
            self._note(data, self._is_marked)

    @property
    def _is_marked(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def _note(self, words: str, is_marked: bool) -> None:
        if words.strip():
            self.texts.append(Text(" ".join(words.split()), is_marked))


def english_in(texts: Iterable[Text]) -> dict[str, str]:
    """What is English of these texts, each with the sentence of the catalogue that it is, or the word that tells it."""
    found = {}
    for text in texts:
        known = known_in(text.words)
        word = _ENGLISH.search(text.words) if not text.is_marked else None
        if known or word:
            found[text.words] = known or word.group()
    return found


def known_in(words: str) -> str:
    """The sentence of the catalogue that stands in a text in English; empty for none."""
    return next((said for said, parts in _sentences() if parts[0] in words and _holds(words, parts[1])), "")


def _holds(words: str, parts: tuple[str, ...]) -> bool:
    """Whether all parts stand in it, one behind the other."""
    at = 0
    for part in parts:
        at = words.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


@cache
def _sentences() -> tuple[tuple[str, tuple[str, tuple[str, ...]]], ...]:
    """The English of the catalogue that German says otherwise: with its longest part, by which most are ruled out."""
    with GERMAN.open("rb") as file:
        catalogue = read_po(file, locale="de")
    found = []
    for message in catalogue:
        one = isinstance(message.id, str)
        english, german = ((message.id,), (message.string,)) if one else (message.id, message.string)
        for said, translated in zip(english, german, strict=True):
            parts = tuple(part for part in PLACE.split(said)[::2] if part.strip())
            if len(_WORD.findall(" ".join(parts))) >= LEAST_WORDS and said != translated:
                found.append((said, (max(parts, key=len), parts)))
    return tuple(found)
