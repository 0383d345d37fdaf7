"""What an act in the audit log was about, in the words of the page.

The log keeps one line of English an act, which programs and commands read. Here its parts are told apart by their form
and said anew; what has none of the forms is shown as it was kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from drumbeat.digest.language.phrase import Month, Phrase, phrase
from drumbeat.digest.language.wording import Wording
from drumbeat.digest.model import Kind
from drumbeat.digest.operational import FactUnit, printed_value
from drumbeat.ports import AuditEntry
from drumbeat.web.blocks import Lines, Piece, Words
from drumbeat.web.leads.schedule.words import kept_month, kept_said

ACTS = {
    "add recipient": phrase("added a recipient"),
    "remove recipient": phrase("removed a recipient"),
    "resubscribe": phrase("let a reader receive it again"),
    "change schedule": phrase("changed the schedule"),
    "change team": phrase("changed the team"),
    "import team": phrase("imported the team from a file"),
    "edit edition": phrase("edited a digest"),
    "make draft": phrase("made a draft"),
    "approve edition": phrase("approved a digest"),
    "hold edition": phrase("held a digest"),
    "release edition": phrase("released a digest"),
    "skip edition": phrase("skipped a digest"),
    "force edition": phrase("sent a digest that was held"),
    "send test": phrase("sent a digest to look at"),
    "send again": phrase("sent mails again"),
    "say arrived": phrase("said that mails have arrived"),
    "add fact": phrase("typed a figure"),
    "approve fact": phrase("approved a figure"),
    "reject fact": phrase("left a figure out"),
    "fetch fact": phrase("brought in a figure"),
    "make token": phrase("made a token"),
    "revoke token": phrase("revoked a token"),
}
_FACT = re.compile(
    r"(?P<metric>\w+) (?P<start>\S{10}) to \S{10} is (?P<value>[\d.]+) (?P<unit>[^;\s]+)(?:; (?P<more>.*))?"
)
_MONTH = re.compile(r"(?P<start>\d{4}-\d\d-\d\d)(?:[:;] (?P<more>.*))?")
_DRAFT = re.compile(r"the edition of “.*” of .*")
_EDITS: Mapping[str, Phrase] = {
    "tick": phrase("may appear with its title: {which}"),
    "untick": phrase("no longer with its title: {which}"),
    "hide": phrase("hidden: {which}"),
    "show": phrase("shown again: {which}"),
    "first": phrase("put first: {which}"),
    "order": phrase("another order of sentences"),
}


def about(entry: AuditEntry, say: Wording, labels: Mapping[str, str]) -> Piece:
    """What the act was about, without the team, whose log it is. `labels`: what figures are called, by their metric."""
    kept = re.sub(rf"^{re.escape(entry.team)}(?:[:,] |$)", "", entry.detail)
    if (found := _FACT.fullmatch(kept)) is not None:
        return Lines((_figure(found, say, labels), *_more(found["more"], entry.actor)))
    if (found := _MONTH.fullmatch(kept)) is not None:
        return Lines((Month(date.fromisoformat(found["start"])), *_more(found["more"], entry.actor)))
    if _DRAFT.fullmatch(kept):
        period = kept.rpartition(" of ")[2]
        return kept_month(period) or period
    if entry.act in {"add recipient", "remove recipient"}:
        name, *rest = kept.split("; ")
        return Lines((name, *map(_rule, rest))) if rest else name
    if entry.act == "change schedule":
        return kept_said(kept, say) or kept.partition("Schedule(")[0].removesuffix(": ")  # as an older version kept it
    return kept


def _figure(found: re.Match[str], say: Wording, labels: Mapping[str, str]) -> Words:
    name = labels.get(found["metric"], found["metric"].replace("_", " "))
    value = printed_value(Decimal(found["value"]), FactUnit.of(found["unit"]), say)
    return phrase("{label}, {month}: {value}", label=name, month=Month(date.fromisoformat(found["start"])), value=value)


def _more(kept: str | None, actor: str) -> tuple[Words, ...]:
    """The rest of a line: who stands behind it, to whom it went, what was edited, why."""
    said: list[Words] = []
    for part in (kept or "").split("; "):
        by = re.fullmatch(r"(?:(?P<what>\w+:\S+) )?by (?P<by>[^:]+)(?:: (?P<reason>.*))?", part)
        word, _, which = part.partition(" ")
        if by is not None:
            kind, _, number = (by["what"] or "").partition(":")
            said += [phrase("downtime of {number}", number=number)] if kind == Kind.DOWNTIME else []
            said += [] if by["by"] == actor else [phrase("by {by}", by=by["by"])]
            said += filter(None, [by["reason"]])
        elif word == "to":
            said.append(phrase("to {address}", address=which))
        elif part == "note":
            said.append(phrase("the note"))
        elif word in _EDITS and which:
            named = tuple(each.partition(":")[2] or each for each in which.split(", "))
            said.append(replace(_EDITS[word], values=(("which", named),)))
        elif part:
            said.append(part)
    return tuple(said)


def _rule(kept: str) -> Words:
    if kept == "left out":
        return phrase("left out")
    word, _, rest = kept.partition(" ")
    if word == "keeper":
        return phrase("kept by {name}", name=rest)
    return phrase("language: {language}", language=rest) if word == "language" else kept
