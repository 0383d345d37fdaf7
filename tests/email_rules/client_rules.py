"""What mail programs do not know, by the mail fact sheet's rules E29 to E33: a linter of our own, in words.

`tests/mail_lint` asks the outside tools; this one needs no Node, and knows what the sheet alone says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from html_page import Element

_ELEMENTS = {"meter", "progress", "form", "button", "input", "select", "textarea", "video", "audio", "iframe", "link"}
_PROPERTIES = {"position", "float", "flex", "grid", "gap", "order", "top", "left", "z-index", "transform", "opacity"}
_VALUES = {
    "display: flex or grid": re.compile(r"\bdisplay\s*:\s*(inline-)?(flex|grid)\b"),
    "a CSS variable": re.compile(r"\bvar\(|(?<![\w-])--[\w-]+\s*:"),
    "rem": re.compile(r"\d\s*rem\b"),
    "a web font": re.compile(r"@font-face|@import"),
    "something fetched by CSS": re.compile(r"\burl\("),
    "calc": re.compile(r"\bcalc\("),
}
_CELLS = {"td", "th"}
_DECLARATION = re.compile(r"([a-z-]+)\s*:")
_NOTHING = {"0", "0px"}


def complaints(page: Element) -> list[str]:
    """What Gmail, Outlook, Yahoo or Apple Mail would not show as it is meant."""
    found = [f"<{each.tag}>" for each in page.every(*_ELEMENTS)]
    for element in page.every():
        found += [f"{element.tag}: {each}" for each in _of_style(element.attributes.get("style", ""))]
        found += _padding(element)
    for sheet in page.every("style"):
        found += [f"style element: {each}" for each in _of_style("".join(sheet.words))]
    return found


def _of_style(css: str) -> Iterator[str]:
    names = set(_DECLARATION.findall(css))
    yield from sorted(names & _PROPERTIES)
    yield from (said for said, pattern in _VALUES.items() if pattern.search(css))


def _padding(element: Element) -> Iterator[str]:
    """Outlook knows padding on cells only; none at all is the same everywhere."""
    for name, value in element.style.items():
        if name.startswith("padding") and element.tag not in _CELLS and set(value.split()) - _NOTHING:
            yield f"padding on <{element.tag}>"


def bars(page: Element) -> list[Element]:
    """The cells that are bars: they hold nothing but a blank, and have a ground of their own."""
    return [
        each
        for each in page.every("td")
        if each.style.get("background-color") and each.text.strip("\N{NO-BREAK SPACE}") == "" and not each.inside
    ]
