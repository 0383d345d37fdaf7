"""What a mail says to its own recipient of how to stop receiving it, in the place that the frozen edition keeps for it.

This is the one part in which a mail differs from its preview (rule E52). The place is marked by what no word of a
record can hold: in HTML by comments, since words are escaped, and in plain text by the line of a signature, `-- ` (RFC
3676, section 4.3), since no line of words ends with a blank. Pure.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from drumbeat.digest.letter.model import Leave

_OPENED, _CLOSED, _END = "<!--leave-->", "<!--/leave-->", "</body>"
_SIGNATURE = "\n-- \n"
_HREF = re.compile(r'(?<= href=")[^"]*(?=")')
_WIDTH = 72


@dataclass(frozen=True, slots=True)
class Leaving:
    """What one recipient is told, and what the mail's headers tell the recipient's mail program."""

    leave: Leave | None = None
    """None: the frozen edition says it right."""
    addresses: tuple[str, ...] = ()
    """Of `List-Unsubscribe`, https first (RFC 2369, section 3.2; RFC 8058, section 3.1); empty: no such header."""


STAYS = Leaving()
"""Of a mail that says nothing of it but what the edition says."""


class Parts(NamedTuple):
    """A mail's HTML or plain text: what every recipient's begins and ends with, and the recipient's own words."""

    before: str
    own: str
    after: str


def html_for(html: str, leave: Leave | None) -> str:
    """The frozen HTML with the recipient's own words in their place; at its end where it keeps no such place."""
    return html if leave is None else "".join(html_parts(html, leave))


def text_for(text: str, leave: Leave | None) -> str:
    """The frozen plain text with the recipient's own words below the mark of a signature."""
    return text if leave is None else "".join(text_parts(text, leave))


def html_parts(html: str, leave: Leave) -> Parts:
    """The same in its parts, of which the first and the last are nobody's own."""
    before, opened, rest = html.partition(_OPENED)
    frozen, closed, after = rest.partition(_CLOSED)
    if not closed:
        before, ending, after = html.rpartition(_END) if _END in html else (html, "", "")
        return Parts(before, f"<p>{_markup(leave)}</p>\n", ending + after)
    said = _markup(leave)
    if leave.href and _HREF.search(frozen):  # the words and their look are the template's
        said = _HREF.sub(lambda _: _escaped(leave.href), frozen)
    return Parts(before + opened, said, closed + after)


def text_parts(text: str, leave: Leave) -> Parts:
    """The same in its parts; nothing comes after the recipient's own words."""
    before, marked, _ = text.rpartition(_SIGNATURE)
    kept = before if marked else text.rstrip("\n") + "\n"
    lines = (f"{leave.text}:", leave.href, leave.beside) if leave.href else (leave.text,)
    said = "".join(f"{_filled(line)}\n" for line in lines if line)
    return Parts(kept + _SIGNATURE, said, "")


def _markup(leave: Leave) -> str:
    if not leave.href:
        return _escaped(leave.text)
    return f'<a href="{_escaped(leave.href)}">{_escaped(leave.text)}</a><br>{_escaped(leave.beside)}'


def _escaped(text: str) -> str:
    """As the frozen HTML escapes words (HTML, section 13.3); an address holds no quotation mark."""
    return escape(text, quote=False).replace("\N{NO-BREAK SPACE}", "&nbsp;")


def _filled(line: str) -> str:
    return textwrap.fill(line, _WIDTH, break_long_words=False, break_on_hyphens=False)
