"""Whose titles are never shown: security, human resources, legal (E9, F14).

An installation puts such groups out of scope in its settings. Where it has not, their names tell: as whole words in
English, German and French, so that neither "Threads" nor "Certificates" is taken for one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from drumbeat.records.model import Incident, WorkRecord

WORDS = frozenset(
    """
    hr hrm hris hcm hrbp hrsd payroll personalabteilung personalwesen personalverwaltung personalmanagement personalrat
    personalservice personalentwicklung personalburo personalbuero personalreferat personalleitung personaldienste
    personaladministration personalakten lohn gehalt lohnbuchhaltung lohnabrechnung gehaltsabrechnung entgelt
    entgeltabrechnung betriebsrat rh drh sirh paie betriebsarzt

    security infosec itsec itsecurity cybersecurity cyber secops soc csoc csirt cirt cert ciso sicherheit forensics
    forensic forensik dfir securite cybersecurite rssi ssi fraud betrug

    legal law lawyers recht rechtsabteilung rechtswesen rechtsdienst rechtsberatung rechtsstelle justiziariat
    justitiariat juristen compliance juridique juridiques contentieux litigation ediscovery whistleblower whistleblowing
    hinweisgeber hinweisgebersystem ethics datenschutz privacy dpo gdpr dsgvo rgpd innenrevision confidential
    vertraulich
    """.split()  # noqa: SIM905
)
_ENDINGS = ("sicherheit", "sicherheitsteam", "rechtsabteilung", "personalabteilung")
_BEGINNINGS = ("sicherheitsabteilung", "sicherheitsvorf", "sicherheitsteam", "sicherheitsmanagement", "cybersec")
_PHRASES = re.compile(
    r"\b(?:human (?:resources?|capital)|people (?:and culture|culture|operations|ops|services|team)|works council|"
    r"employee relations|talent (?:acquisition|management)|occupational health|ressources humaines|"
    r"threat (?:intelligence|hunting|response|detection|management)|incident response|vulnerability management|"
    r"data protection|protection des donnees|internal (?:audit|investigations?)|general counsel|affaires juridiques)\b"
)
_PERSONAL = re.compile(r"(?:\A|.*\b(?:abteilung|bereich|team|referat|und) )personal(?: und .*)?\Z")
_REDHAT = re.compile(r"\brh (?:linux|el|os)\b")


def may_show_title(record: WorkRecord) -> bool:
    """Whether the title of a record may be shown: not where its group or category is of security, HR or legal."""
    names = [record.assignment_group.name]
    if isinstance(record, Incident):
        names += [record.category, record.subcategory, record.support_group.name]
    return not any(is_confidential(name) for name in names)


@lru_cache(maxsize=4096)
def is_confidential(name: str) -> bool:
    """Whether a group or category is by its name one of security, human resources or legal."""
    said = _REDHAT.sub(" ", _plain(name))
    if _PERSONAL.fullmatch(said) or _PHRASES.search(said):
        return True
    return any(word in WORDS or word.endswith(_ENDINGS) or word.startswith(_BEGINNINGS) for word in said.split())


def _plain(name: str) -> str:
    """Words in lower case without marks and punctuation: `IT-Sicherheit/SOC` is three, and so is `HR_Support_L2`."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = (char for char in letters if unicodedata.category(char) not in {"Mn", "Cf"})
    return " ".join(re.sub(r"[\W_]+", " ", "".join(kept)).split())
