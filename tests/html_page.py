"""What a mail's HTML says and how it is built, read by Python's own parser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
SILENT = {"style", "script", "title"}


@dataclass
class Element:
    """A tag with its attributes, its text and the elements inside."""

    tag: str
    attributes: dict[str, str]
    inside: list[Element] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    above: Element | None = None

    def every(self, *tags: str) -> list[Element]:
        """All elements below with one of these tags, or all when none is named, in document order."""
        found = []
        for each in self.inside:
            if not tags or each.tag in tags:
                found.append(each)
            found += each.every(*tags)
        return found

    @property
    def text(self) -> str:
        """All text, its own and below, on one line."""
        return " ".join(" ".join(self.words).split())

    @property
    def style(self) -> dict[str, str]:
        """The inlined declarations."""
        pairs = (each.split(":", 1) for each in self.attributes.get("style", "").split(";") if ":" in each)
        return {name.strip(): value.strip() for name, value in pairs}

    def ancestors(self) -> list[Element]:
        """From the parent up to the root."""
        return [] if self.above is None else [self.above, *self.above.ancestors()]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs}, above=self.open[-1])
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open[-1].tag == tag, f"<{self.open[-1].tag}> closed by </{tag}>"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].own.append(data.strip())
        spoken = not any(element.tag in SILENT for element in self.open)
        for element in self.open:
            if spoken or element.tag in SILENT:
                element.words.append(data)


def read_page(html: str) -> Element:
    """The document, its tags checked for balance."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], "a tag stays open"
    return reader.root


def numbers_in(text: str) -> set[str]:
    """All numbers as they are printed."""
    return set(re.findall(r"\d+(?:[.,]\d+)*", text))


def isolates_in(text: str) -> int:
    """How deep directional isolates stand in each other; each has its end, and no end is without one (UAX #9)."""
    depth = deepest = 0
    for char in text:
        depth += (char == "\N{FIRST STRONG ISOLATE}") - (char == "\N{POP DIRECTIONAL ISOLATE}")
        assert depth >= 0, "an isolate is closed that was not opened"
        deepest = max(deepest, depth)
    assert depth == 0, "an isolate stays open"
    return deepest


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
