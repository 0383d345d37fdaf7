"""HTML and fenced code in a text: where the tags are, and the blocks that nobody here wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MASK = "\0"
"""Stands for what is masked. No alias holds it, and none reaches over it."""

_TAG = re.compile(r"<!--|<[/!?]?+[a-z][^<>]*+>")
_NAME = re.compile(r"<(/?+)([a-z][a-z0-9]*+)")
_FENCE = re.compile(r"^[ \t]*+(?:```|~~~)[^\n]*+", re.MULTILINE)
_CODE = re.compile(r"\[(/?+)code\]")
_BLOCKS = frozenset({"blockquote", "code", "head", "pre", "samp", "script", "style", "svg", "textarea", "xml"})
"""Elements whose content is no words of the writer: quoted, pasted, or not shown."""
_HTML = re.compile(
    r"a|abbr|article|b|big|body|br|center|cite|dd|div|dl|dt|em|figure|font|footer|form|h[1-6]|header|hr|html|i|img|"
    r"input|label|li|link|main|mark|meta|nav|o|ol|p|q|s|section|small|span|strike|strong|su[bp]|table|tbody|td|tfoot|"
    r"th|thead|time|title|tr|tt|u|ul|v|w"
)
_BREAKS = re.compile(r"blockquote|br|div|h[1-6]|hr|li|ol|p|pre|table|td|tr|ul")
"""Elements that begin a line."""
_NEAR = 500
"""Characters within which an element of no HTML is looked for its end: longer ones were hardly meant as one."""


class Masked(NamedTuple):
    """A part of a text that is not the writer's own."""

    start: int
    end: int
    why: str
    breaks: bool = False
    """Whether a line begins after it."""


def covered(text: str, parts: Iterable[Masked], *, breaks: bool = False) -> str:
    """The text with these parts behind NUL characters; with `breaks`, a line end before those that break lines."""
    pieces, place = [], 0
    for part in parts:
        mask = MASK * (part.end - part.start)
        pieces += [text[place : part.start], f"\n{mask[1:]}" if breaks and part.breaks else mask]
        place = part.end
    return "".join((*pieces, text[place:])) if pieces else text


def markup(text: str) -> Iterator[Masked]:
    """Tags, comments, and blocks with what they hold. The text is in lower case."""
    if "<" not in text:
        return
    place = 0
    while (tag := _TAG.search(text, place)) is not None:
        place, why = _end_of(text, tag)
        name = _NAME.match(tag[0])
        yield Masked(tag.start(), place, why, name is not None and bool(_BREAKS.fullmatch(name[2])))


def fenced(text: str) -> Iterator[Masked]:
    """Code between fences, or between [code] and [/code]; without an end, to the end of the text."""
    start: int | None = None
    for fence in _FENCE.finditer(text) if "```" in text or "~~~" in text else ():
        if start is None:
            start = fence.start()
        else:
            yield Masked(start, fence.end(), "code", breaks=True)
            start = None
    if start is not None:
        yield Masked(start, len(text), "code")
    start = None
    for tag in _CODE.finditer(text) if "[code]" in text else ():
        if start is None and not tag[1]:
            start = tag.start()
        elif start is not None and tag[1]:
            yield Masked(start, tag.end(), "code", breaks=True)
            start = None
    if start is not None:
        yield Masked(start, len(text), "code")


def _end_of(text: str, tag: re.Match[str]) -> tuple[int, str]:
    """Where what begins with this tag ends, and what it is."""
    if tag[0] == "<!--":
        end = text.find("-->", tag.end())
        return (len(text) if end < 0 else end + 3), "HTML comment"
    name = _NAME.match(tag[0])
    if name is None or name[1] or tag[0].endswith("/>"):
        return tag.end(), "HTML tag"
    if name[2] in _BLOCKS:
        return _end_of_block(text, name[2], tag.end()), "HTML block"
    if not _HTML.fullmatch(name[2]):  # XML that was pasted: its values are no words either
        end = text.find(f"</{name[2]}", tag.end(), tag.end() + _NEAR)
        close = text.find(">", end) if end >= 0 else -1
        if close >= 0:
            return close + 1, "XML"
    return tag.end(), "HTML tag"


def _end_of_block(text: str, name: str, place: int) -> int:
    """After the closing tag of the element that was opened before `place`; the text's end where there is none."""
    depth = 1
    for tag in re.compile(rf"<(/?+){name}\b[^<>]*+>").finditer(text, place):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.end()
    return len(text)
