"""The colours that a reader sees: those on the elements, and over them the palette for the dark."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from html_page import Element

_BLOCK = re.compile(r"@media \(prefers-color-scheme: dark\) \{(.*?)\n\}", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^}]*)\}")
COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Palette:
    """Colours of elements. `rules`: selector and declarations that go before the inlined ones, as `!important` does."""

    rules: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def own(self, element: Element, name: str) -> str:
        """What the element itself is told; empty for nothing. The last rule of a kind wins."""
        found = [said[name] for selector, said in self.rules if name in said and _matches(element, selector)]
        return found[-1] if found else element.style.get(name, "")

    def colour(self, element: Element) -> str:
        """Of its text, which is inherited."""
        return self._near(element, "color")

    def ground(self, element: Element) -> str:
        """What lies behind it."""
        return self._near(element, "background-color")

    def _near(self, element: Element, name: str) -> str:
        told = (self.own(each, name) for each in (element, *element.ancestors()))
        return next((each for each in told if each), "")


def palettes(page: Element) -> dict[str, Palette]:
    """As the mail looks in the light, and in the dark."""
    (block,) = _BLOCK.findall("\n".join(sheets(page)))
    rules = []
    for selectors, declared in _RULE.findall(block):
        pairs = (each.split(":", 1) for each in declared.split(";") if ":" in each)
        said = {name.strip(): value.replace("!important", "").strip() for name, value in pairs}
        rules += [(selector.strip(), said) for selector in selectors.split(",")]
    return {"light": Palette(), "dark": Palette(rules)}


def sheets(page: Element) -> list[str]:
    """What the style elements hold, line ends kept."""
    return ["".join(each.words) for each in page.every("style")]


def _matches(element: Element, selector: str) -> bool:
    """`.a`, `tag`, and descendants of these: all that our style sheets use."""
    *outer, inner = selector.split()
    if not _is(element, inner):
        return False
    return all(any(_is(each, part) for each in element.ancestors()) for part in outer)


def _is(element: Element, part: str) -> bool:
    assert re.fullmatch(r"\.?[\w-]+", part), f"{part} is no selector that is understood here"
    name = part.removeprefix(".")
    return name in element.attributes.get("class", "").split() if part.startswith(".") else element.tag == name


def speaking(page: Element) -> list[Element]:
    """Visible elements that hold words of their own."""
    (body,) = page.every("body")
    hidden = {"display": "none"}
    return [
        each
        for each in body.every()
        if any(word.strip("\N{NO-BREAK SPACE}") for word in each.own)
        and not any(up.style.items() >= hidden.items() for up in (each, *each.ancestors()))
    ]
