"""An operational fact as a digest tells it: one sentence, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from drumbeat.digest.model import FactLine
from drumbeat.digest.operational.model import COMPLETE, OperationalFact, SourceType
from drumbeat.digest.operational.printing import printed
from drumbeat.digest.phrase import Label, Phrase, Quantity, Unit, Value, phrase
from drumbeat.digest.wording import Wording

_KNOWN: Mapping[str, Phrase] = {
    "backups_restored": phrase("{value} backups were restored in tests."),
    "certificates_renewed": phrase("{value} certificates were renewed."),
    "patches_installed": phrase("{value} updates were installed."),
    "phishing_reports_handled": phrase("{value} reports of suspicious mail were looked into."),
    "spam_blocked": phrase("The mail filter blocked {value} spam messages."),
    "vulnerabilities_closed": phrase("{value} vulnerabilities were closed."),
}
"""Sentences for metrics that many have (signals sheet 2.4), where the settings say none of their own."""


@dataclass(frozen=True, slots=True)
class Amount:
    """The value of a fact, said as exactly as its source allows: about 1.2 million."""

    fact: OperationalFact

    def said_by(self, say: Wording) -> str:
        """In words."""
        return printed(self.fact, say)


def fact_line(fact: OperationalFact, sentences: Mapping[str, str]) -> FactLine:
    """The fact in the settings' own words by language, else in ours, else by its label. What a person typed says so."""
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


def _sentence(fact: OperationalFact, sentences: Mapping[str, str]) -> Phrase:
    values: tuple[tuple[str, Value], ...] = (("value", Amount(fact)),)
    known = _KNOWN.get(fact.id) or phrase("{label}: {value}.")
    if known.text == "{label}: {value}.":
        values = (("label", Label(fact.label)), *values)
    return replace(known, values=values, own=tuple(sorted(sentences.items())))


def _source(fact: OperationalFact) -> Phrase:
    """Where the number comes from, in a few words; the evidence page says it in full."""
    match fact.source_type:
        case SourceType.TYPED:
            said = phrase("typed by the team, approved")
        case SourceType.CSV:
            said = phrase("from the list {file}, approved", file=fact.source_ref.split(",")[0])
        case SourceType.PROMETHEUS:
            said = phrase("measured by monitoring, approved")
        case _:
            said = phrase("asked of the system itself, approved")
    if fact.completeness >= COMPLETE:
        return said
    return phrase("{source}; covers {share} of the period", source=said, share=Quantity(fact.completeness, Unit.SHARE))
