"""An operational fact as a digest tells it: one sentence, and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from drumbeat.digest.language.phrase import Label, Phrase, Quantity, Unit, Value, phrase, plural
from drumbeat.digest.language.wording import Wording
from drumbeat.digest.model import FactLine
from drumbeat.digest.operational.model import COMPLETE, OperationalFact, SourceType, UnitKind
from drumbeat.digest.operational.printing import printed
from drumbeat.digest.people.privacy import plain
from drumbeat.digest.redaction import redact

_KNOWN: Mapping[str, Phrase] = {
    "backups_restored": plural("{value} backup was restored in tests.", "{value} backups were restored in tests.", 2),
    "certificates_renewed": plural("{value} certificate was renewed.", "{value} certificates were renewed.", 2),
    "patches_installed": plural("{value} update was installed.", "{value} updates were installed.", 2),
    "phishing_reports_handled": plural(
        "{value} report of suspicious mail was looked into.", "{value} reports of suspicious mail were looked into.", 2
    ),
    "spam_blocked": plural(
        "The mail filter blocked {value} spam message.", "The mail filter blocked {value} spam messages.", 2
    ),
    "vulnerabilities_closed": plural("{value} vulnerability was closed.", "{value} vulnerabilities were closed.", 2),
}
"""Sentences for counts that many have (signals sheet 2.4), where the settings say none of their own."""
_HASH = ", SHA-256 "
_IS_HASH = re.compile(r"[0-9a-f]{64}")
_LONGEST_SOURCE = 800


@dataclass(frozen=True, slots=True)
class Amount:
    """The value of a fact, said as exactly as its source allows: about 1.2 million."""

    fact: OperationalFact

    def said_by(self, say: Wording) -> str:
        """In words."""
        return printed(self.fact, say)


def fact_line(fact: OperationalFact, sentences: Mapping[str, str]) -> FactLine:
    """The fact in the settings' own words by language, else in ours for a count, else by its label.

    What a person typed says so.
    """
    if fact.source_type is SourceType.TYPED:
        fact = _redacted(fact)
    told = _sentence(fact, sentences)
    if fact.source_type is SourceType.TYPED:
        told = phrase("{sentence} Reported by the team.", sentence=told)
    return FactLine(
        id=fact.id,
        label=fact.label,
        value=float(fact.value),
        unit=str(fact.unit),
        sentence=told,
        source=_source(fact),
        source_ref=fact.source_ref,
        completeness=fact.completeness,
    )


def of_team(line: FactLine, team: str) -> FactLine:
    """The same with the name of the team it is of."""
    said = phrase("{team}: {sentence}", team=plain(team), sentence=line.sentence)
    return replace(line, id=f"{line.id}:{plain(team)}", sentence=said)


def _redacted(fact: OperationalFact) -> OperationalFact:
    """What was typed into a command is text like any other (F14); the hash of the file that shows it stays."""
    words, behind = _parted(fact.source_ref)
    return replace(fact, label=redact(fact.label), source_ref=f"{redact(words, longest=_LONGEST_SOURCE)}{behind}")


def _parted(source_ref: str) -> tuple[str, str]:
    """What it says in words, in which commas and even our mark may stand, and the hash with the mark before it."""
    words, mark, hashed = source_ref.rpartition(_HASH)
    return (words, mark + hashed) if _IS_HASH.fullmatch(hashed) else (source_ref, "")


def _sentence(fact: OperationalFact, sentences: Mapping[str, str]) -> Phrase:
    values: tuple[tuple[str, Value], ...] = (("value", Amount(fact)),)
    known = (_KNOWN.get(fact.id) if fact.unit.kind is UnitKind.COUNT else None) or phrase("{label}: {value}.")
    if known.text == "{label}: {value}.":
        values = (("label", Label(fact.label)), *values)
    return replace(known, count=float(fact.value), values=values, own=tuple(sorted(sentences.items())))


def _source(fact: OperationalFact) -> Phrase:
    """Where the number comes from, in a few words; the evidence page says it in full."""
    match fact.source_type:
        case SourceType.TYPED:
            said = phrase("typed by the team, approved")
        case SourceType.CSV:
            said = phrase("from the list {file}, approved", file=_parted(fact.source_ref)[0])
        case SourceType.PROMETHEUS:
            said = phrase("measured by monitoring, approved")
        case _:
            said = phrase("asked of the system itself, approved")
    if fact.completeness >= COMPLETE:
        return said
    return phrase("{source}; covers {share} of the period", source=said, share=Quantity(fact.completeness, Unit.SHARE))
