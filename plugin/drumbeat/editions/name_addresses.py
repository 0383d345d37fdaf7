"""The addresses in a line as mail programs copy it: names beside them, several separated by semicolons or commas. Pure.

A name-addr is that of RFC 5322, section 3.4, and what Outlook makes of it: a name with a comma and without quotation
marks. What is not clearly one is left as it is written, so that its verdict says why (`addresses`).
"""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import formataddr, parseaddr

from drumbeat.editions.seen import has_controls, unseen

_SEPARATORS = ";,"
_AROUND = " \t\u00a0'\""


def addresses_in(line: str) -> tuple[str, ...]:
    """Each address by itself, without its name; what is none, as it is written. Nothing for a blank line."""
    text = line.strip()
    if not text or not any(mark in text for mark in f"<{_SEPARATORS}"):  # nearly every line there is
        return (text,) if text else ()
    if has_controls(text) or unseen(text):
        return (text,)
    parts = _parts(text)
    return tuple(map(_address_of, _with_names(parts))) if parts else (text,)


def _parts(text: str) -> list[str]:
    """What stands between separators, those in quotation marks and angle brackets apart; nothing where one is open."""
    found, begin, is_quoted, is_bracketed, is_escaped = [], 0, False, False, False
    for at, char in enumerate(text):
        if is_escaped:
            is_escaped = False
        elif is_quoted:
            is_escaped, is_quoted = char == "\\", char != '"'
        elif is_bracketed:
            is_bracketed = char != ">"
        elif char in _SEPARATORS:
            found.append(text[begin : at + 1])
            begin = at + 1
        else:
            is_quoted, is_bracketed = char == '"', char == "<"
    return [] if is_quoted or is_bracketed else [*found, text[begin:]]


def _with_names(parts: list[str]) -> Iterator[str]:
    """The same, with a name that was cut at its commas in one piece again: Roe, Jane <jane@x.example>."""
    before: list[str] = []
    for part in parts:
        bare = part.rstrip(_SEPARATORS).strip()
        if bare and "@" not in bare and part.endswith(","):
            before.append(bare)
        elif bare.endswith(">"):
            yield ", ".join([*before, bare])
            before = []
        else:
            yield from (*before, *filter(None, (bare,)))
            before = []
    yield from before


def _address_of(part: str) -> str:
    """The address of a name-addr; anything else as it is written.

    A name that is itself an address, and another one, hides where mails would go.
    """
    name, bracket, address = part.removesuffix(">").rpartition("<")
    name, address = name.strip(), address.strip()
    if not bracket or not part.endswith(">") or "<" in name.strip(_AROUND):
        return part
    shown = name.strip(_AROUND)
    if "@" in shown and shown.casefold() != address.casefold():
        return part
    _, found = parseaddr(formataddr((shown, address)) if address.isascii() else f"<{address}>")
    return found if found == address else part
