"""What machines wrote and people pasted: logs, stack traces, dumps, tables, sessions, code, addresses, paths."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drumbeat.signals.skills.markup import Masked

_MONTHS = r"(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-z]{0,6}+"
_DAYS = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}+,? "
_LINE = re.compile(
    r"^[ \t\0]*+(?:"
    # A log begins its lines with a time to the second, which nobody types.
    r"(?:<\d{1,3}>)?[\[(]?(?:\d{4}[-/]\d\d[-/]\d\d[t ]|\d{1,2}[./-]\d{1,2}[./-]\d{2,4},? "
    rf"|(?:{_DAYS})?{_MONTHS} {{1,2}}\d{{1,2}},? (?:\d{{4}},? )?)?\d{{1,2}}:\d\d:\d\d"
    r"|\[ *+\d++\.\d++\] "
    # Stack traces.
    r"|at [\w$.<>`]++\(|at (?:\w++\.){2,}|traceback \(most recent|file \"[^\"\n]{0,300}+\", line \d"
    r"|caused by: |exception in thread|unhandled exception|\.\.\. \d++ (?:more|common)|(?:\w++\.){2,}+\w++:"
    r"|\+ (?:categoryinfo|fullyqualifiederrorid)"
    # Sessions.
    r"|(?:ps )?[a-z]:\\[^>\n]{0,200}+>|[$%] ?[a-z./]|\[?[\w.-]++@[\w.-]++[: ][^\n$#>]{0,100}+[$#>]"
    r"|(?=[a-z][a-z_.]*+[\d-])[\w.-]++(?:\([\w/-]++\))?(?<![-=])[#>] ?[a-z]"
    r"|(?:mysql|sqlite|sql|psql|mariadb|mongo|redis|db2)[>#]"
    # Dumps, tables, settings, aligned output.
    r"|(?:0x)?[0-9a-f]{4,16}+:? ++(?:[0-9a-f]{2,8}+ ++){4}|[|+][-=+|]|\"[^\"\n]{1,80}+\" ?:|[\w ]{1,30}+:(?:   |\t)"
    r"|faulting (?:application|module|package)|exception code|fault offset"
    r"|[^\n=]*+=[^\n=]*+=[^\n=]*+=|[^\n|]*+\|[^\n|]*+\|[^\n|]*+\|"
    r"|[^\s\0]++(?:(?= [^\s\0]) [^\s\0]++)*+(?:(?:   ++|\t++)[^\s\0]++(?:(?= [^\s\0]) [^\s\0]++)*+){3}"
    r")[^\n]*+",
    re.MULTILINE,
)
_LEVEL = re.compile(
    r"^[ \t\0]*+[\[<(]?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|FATAL|SEVERE|CRITICAL)"
    r"(?:[\]>):|]|[ \t]++[-|\[])[^\n]*+",
    re.MULTILINE,
)
_CODE_END = re.compile(r"[;{}][ \t\0]*+$", re.MULTILINE)
_CALL = re.compile(r"\w\(")
_BETWEEN = 2
"""So many other lines between two of a machine's are taken for its, too."""
_NEAR = 400
"""Characters that they may have together."""

_TOKEN = re.compile(r"[^\s\0]++")
_LONG = re.compile(r"(?<![^\s\0])[^\s\0]{80,}+")
_SLASHES = 3
_PAGE = ("http:", "https:", "www.", "ftp:", "mailto:")


def machine_lines(text: str, spelt: str) -> list[Masked]:
    """Lines that a machine wrote, and what stands between two that are near each other.

    `text` is in lower case, `spelt` the same with its capitals.
    """
    found = sorted([*_lines(text), *(Masked(*line.span(), "log") for line in _LEVEL.finditer(spelt))])
    joined: list[Masked] = []
    for line in found:
        if joined and _is_near(text, joined[-1].end, line.start):
            joined[-1] = joined[-1]._replace(end=max(joined[-1].end, line.end))
        else:
            joined.append(line)
    return joined


def addresses(text: str) -> Iterator[Masked]:
    """Addresses of pages and mailboxes, paths, and strings too long for a word."""
    if "/" in text or "\\" in text or "@" in text or "www." in text:
        for token in _TOKEN.finditer(text):
            if _is_address(token[0]):
                yield Masked(*token.span(), "address or path")
    for token in _LONG.finditer(text):
        yield Masked(*token.span(), "no word")


def _lines(text: str) -> Iterator[Masked]:
    for line in _LINE.finditer(text):
        yield Masked(*line.span(), "log, code or output")
    for match in _CODE_END.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        before = text[start : match.start()]
        if match[0][0] != ";" or "=" in before or _CALL.search(before):
            yield Masked(start, match.end(), "log, code or output")


def _is_near(text: str, end: int, start: int) -> bool:
    return start <= end or (start - end <= _NEAR and text.count("\n", end, start) <= _BETWEEN + 1)


def _is_address(token: str) -> bool:
    if "\\" in token or "://" in token:
        return True
    bare = token.lstrip("([{\"'<")
    if bare.startswith(_PAGE):
        return True
    place = token.find("@")
    if place > 0 and token[place - 1].isalnum() and token[place + 1 : place + 2].isalnum():
        return True
    return bare.count("/") >= _SLASHES or (bare.startswith(("/", "~/", "./")) and len(bare) > len("./a"))
