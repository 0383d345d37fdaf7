"""Redaction of a text: every rule looks at the whole of it, then what they found goes in one step."""

from __future__ import annotations

from collections.abc import Iterator

from drumbeat.digest.redaction import accounts, addresses, credentials, hosts, keys, network, people, telephone
from drumbeat.digest.redaction.fold import Folded, Span, fold, has_breaks
from drumbeat.digest.redaction.line import HIDDEN, cut, one_line
from drumbeat.digest.redaction.people import Names

_LOOKED_AT = 4000
"""Characters of a text that are looked at."""
_UNSHOWN = 200
"""Of a longer text the end of what is looked at is not shown: what is hidden there might go on."""
_ROUNDS = 5
_RULES = (credentials.find, keys.find, addresses.find, network.find, hosts.find, accounts.find)


def redacted(text: str, names: Names, region: str, longest: int) -> str:
    """See `redact`. What was hidden or cut can stand beside something new, so it is looked at until nothing changes."""
    line = cut(one_line(_hidden(text, names, region)), longest)
    for _ in range(_ROUNDS):
        again = cut(one_line(_hidden(line, names, region)), longest)
        if again == line:
            break
        line = again
    return line


def _hidden(text: str, names: Names, region: str) -> str:
    """The text with marks for what was found, spans that touch as one."""
    looked_at, shown = _begin(text)
    spans = sorted(_found(looked_at, names, region))
    told: list[str] = []
    place = 0
    for begin, end in spans:
        if begin >= place and begin < shown:
            told += [looked_at[place:begin], HIDDEN]
        if end > place:
            told.append(" " if looked_at[end - 1].isspace() else "")
        place = max(place, end)
    return "".join([*told, looked_at[place:shown]])


def _begin(text: str) -> tuple[str, int]:
    """The beginning that is looked at, whole words, and how much of it is shown."""
    if len(text) <= _LOOKED_AT:
        return text, len(text)
    begin = text[:_LOOKED_AT]
    words = begin.rsplit(maxsplit=1)
    begin = (
        begin[: len(begin.rstrip()) - len(words[-1])] if len(words) > 1 and not text[_LOOKED_AT].isspace() else begin
    )
    return begin, min(len(begin), _LOOKED_AT - _UNSHOWN)


def _found(text: str, names: Names, region: str) -> Iterator[Span]:
    """Stretches of the text; where it has line breaks it is looked at a second time without them."""
    views = [fold(text)]
    if has_breaks(text):
        views.append(fold(text, joins_lines=True))
    for view in views:
        yield from (view.original(span) for span in _found_in(view, names, region))


def _found_in(view: Folded, names: Names, region: str) -> Iterator[Span]:
    for rule in _RULES:
        yield from rule(view.text)
    yield from telephone.find(view.text, region)
    yield from people.find(view.text, names)
