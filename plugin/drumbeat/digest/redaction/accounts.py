"""Numbers of accounts and of people: cards, bank accounts, tax and insurance numbers, papers.

Check digits are python-stdnum's, which is first imported when a number of the right length stands in a text. Where a
form is unmistakable the check is not asked: a number typed wrongly tells as much of its owner as one typed rightly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations_with_replacement

from drumbeat.digest.redaction.documents import is_of_a_document
from drumbeat.digest.redaction.fold import Span

_CARD = re.compile(r"(?<![\w.,-])[2-6]\d{3}(?:[ .-]?\d{2,6}){2,7}(?![\w-])")
_CARD_DIGITS = range(14, 20)
_MASKED = re.compile(r"(?<!\w)(?:[x*]{4}[ -]?){2,4}\d{4}(?!\w)|\b\d{4}[ -]?(?:[x*]{4}[ -]?){2}\d{4}\b", re.IGNORECASE)
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])([A-Z]{2})\s?\d{2}(?:[ .-]{0,2}[A-Z0-9]{1,4}){3,8}(?![A-Za-z0-9])|"
    r"(?<![A-Za-z0-9])([a-z]{2})\d{2}(?:[ .-][a-z0-9]{4}){2,7}(?:[ .-][a-z0-9]{1,4})?(?![A-Za-z0-9])"
)
_IBAN_RUN = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2})\d{2}[A-Z0-9]{11,30}(?![A-Za-z0-9])", re.IGNORECASE)
_IBAN_COUNTRIES = frozenset(
    """ad ae al at az ba be bg bh br by ch cr cy cz de dk do ee eg es fi fo fr gb ge gi gl gr gt hr hu ie il iq is it jo
    kw kz lb lc li lt lu lv ly mc md me mk mr mt mu nl no pk pl ps pt qa ro rs sa sc se si sk sm st sv tl tn tr ua va vg
    xk""".split()  # noqa: SIM905
)
_IBAN_DIGITS = 10
_BIC = re.compile(r"(?<![\w-])[A-Z]{6}[A-Z0-9]{5}(?![\w-])")
_FORMS = re.compile(
    r"""
    (?<![\w.,/-])(?:
      \d{3}-\d{2}-\d{4} | \d{3}[ ]\d{2}[ ]\d{4}                                     # US: social security
    | 9\d{2}-[5-9]\d-\d{4}                                                          # US: ITIN
    | (?-i:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?(?-i:[A-D]) # UK: national insurance
    | [a-z]{2}\d{6}[a-d] | [a-z]{2}[ ]\d{2}[ ]\d{2}[ ]\d{2}[ ][a-d]
    | [12][ ]?\d{2}[ ]?(?:0[1-9]|1[0-2]|[2-9]\d)[ ]?(?:\d{2}|2[ab])[ ]?\d{3}[ ]?\d{3}(?:[ ]?/?[ ]?\d{2})? # FR: NIR
    | 756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}                                             # CH: AHV
    | CHE[- ]?\d{3}[. ]?\d{3}[. ]?\d{3}(?:[ ](?:MWST|TVA|IVA))?                     # CH: UID
    | (?:DE[ ]?\d{9}|DE[ ]\d{3}[ ]\d{3}[ ]\d{3}|ATU[ ]?\d{8}                        # value added tax
        |FR[ ]?[0-9A-Z]{2}[ ]?\d{9}|FR[ ]?[0-9A-Z]{2}[ ]\d{3}[ ]\d{3}[ ]\d{3}|GB[ ]?\d{9}|GB[ ]\d{3}[ ]\d{4}[ ]\d{2}
        |(?:IT|EL|LV)\d{11}|NL\d{9}B\d{2}|BE[01]\d{9}|ES[A-Z]\d{7}[A-Z0-9]|PL\d{10})
    | \d{2,3}/\d{3}/\d{5} | \d{3}/\d{4}/\d{4}                                     # DE: tax office's number
    | \d{2}[ ]?\d{6}[ ]?(?-i:[A-Z])[ ]?\d{3}                                        # DE: pension insurance
    | \d{2}[ ]\d{3}[ ]\d{3}[ ]\d{3}                                                 # DE: tax number
    | [2-9]\d{3}[ -]\d{4}[ -]\d{4}                                                  # IN: Aadhaar
    | (?-i:[A-Z]{3}[ABCFGHJLPT][A-Z])\d{4}(?-i:[A-Z])                               # IN: PAN
    | \d{2}[A-Z]{5}\d{4}[A-Z]\dZ[A-Z0-9]                                            # IN: GSTIN
    | [A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]                                        # IT: codice fiscale
    )(?![\w-])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BARE = re.compile(r"(?<![\w.,#/-])(?:\d{10,15}|\d{3} \d{3} \d{4}|\d{4} \d{6}|\d{4} \d{4} \d{4})(?![\w-])")
_NUMBER = r"\s?[-.]?\s?(?:no|nr|num|number|nummer|numero|nos|id)\b\.?|\s?\#|\s?n?°"
_LABELLED = re.compile(
    rf"""
    (?<![^\W_])(?:
      (?P<short>uid|vat|pan|tin|ein|utr|nir|swift|card|karte|routing|konto|kto|ust-?id)
        (?:[ -]?(?:code|nr|no|number|nummer|id))?(?:{_NUMBER}|\.)?
    | (?:iban|bic|blz|ssn|nino|itin|nhs|aadhaar|ahv|svnr|steuer-?id|steuer-?nr|steuernummer|
        personalnr|personalnummer|kontonr|kontonummer|kundennummer|kundennr|mitarbeiternummer|matrikelnummer|
        versichertennummer|versicherungsnummer|sozialversicherungsnummer|rentenversicherungsnummer|kreditkarte|kartennummer|
        ausweisnummer|passnummer|reisepassnummer|fuhrerscheinnummer|idnr|cvv|cvc|cvv2|
        social\ security|national\ insurance|sort\ code|routing|tax\ id|sozialversicherung|securite\ sociale)
        (?:[ -]?(?:code|card|nr|no|number|nummer|id))?(?:{_NUMBER})?
    | (?P<loose>(?:customer|bank|client|user)[ ]account|acct|a/c|compte|matricule)\.?
    | (?:passports?|reisepass|personalausweis|ausweis|passeport|id[ -]?card|carte\ d'identite|driver'?s?\ licen[cs]e|
        driving\ licen[cs]e|fuhrerschein|identity\ card|visa\ card|mastercard|credit\ card|debit\ card)(?:{_NUMBER})?
    | (?:account|acct|a/c|bank\ account|member|membership|employee|staff|personnel|personal|payroll|customer|
        client|patient|student|policy|insurance|licen[cs]e\ plate|kunden|mitarbeiter|compte|matricule|salarie|pass)
        (?:{_NUMBER})
    )
    \s*(?:is|ist|lautet|est|[:=#-])?\s*[:#]?\s*
    (?P<value>(?=[A-Z]{{0,11}}[ -]?\d)[A-Z0-9](?:[ ./-]?[A-Z0-9]{{0,12}}\d[A-Z0-9]{{0,12}}){{1,8}}|
        (?-i:[A-Z]{{8}}(?:[A-Z0-9]{{3}})?\b))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LEAST, _LEAST_SHORT, _LEAST_CHECK = 4, 7, 3
"""Digits behind a label; behind one that also means something else; of a card's check number."""
_MIXED = re.compile(r"[A-Z0-9]{7,14}")
"""Papers of many countries have more letters than digits (ICAO 9303: nine signs)."""
_YEAR = re.compile(r"(?:19|20)\d\d")


def find(text: str) -> Iterator[Span]:
    """Where numbers of accounts and of people stand."""
    if not any(char.isdecimal() for char in text):
        yield from (number.span() for number in _BIC.finditer(text) if _is_bic(number[0]))
        if "bic" in text.casefold() or "swift" in text.casefold():
            yield from _labelled(text)
        return
    yield from (number.span() for pattern in (_FORMS, _MASKED) for number in pattern.finditer(text))
    for pattern in (_IBAN, _IBAN_RUN):
        yield from (number.span() for number in pattern.finditer(text) if _is_iban(number))
    for number in _CARD.finditer(text):
        yield from _card(number)
    yield from (
        number.span()
        for number in _BARE.finditer(text)
        if _is_checked(_digits(number[0])) and not is_of_a_document(text, number)
    )
    yield from (number.span() for number in _BIC.finditer(text) if _is_bic(number[0]))
    yield from _labelled(text)


def _labelled(text: str) -> Iterator[Span]:
    for number in _LABELLED.finditer(text):
        is_short = bool(number["short"] or number["loose"])
        least = _LEAST_SHORT if is_short else _LEAST_CHECK if number[0][:2].casefold() == "cv" else _LEAST
        digits = _digits(number["value"])
        is_mixed = not is_short and _MIXED.fullmatch(number["value"]) is not None
        if (not digits or is_mixed or len(digits) >= least) and not _YEAR.fullmatch(number["value"]):
            yield number.span("value")


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


def _is_iban(number: re.Match[str]) -> bool:
    """By country and digits; where letters prevail, by its check digits."""
    if number[0][:2].casefold() not in _IBAN_COUNTRIES:
        return False
    if len(_digits(number[0])) >= _IBAN_DIGITS:
        return True
    from stdnum.iso7064 import mod_97_10  # noqa: PLC0415

    bare = re.sub(r"[^A-Z0-9]", "", number[0].upper())
    return mod_97_10.is_valid(bare[4:] + bare[:4])


def _card(number: re.Match[str]) -> Iterator[Span]:
    from stdnum import luhn  # noqa: PLC0415

    groups = [group.span() for group in re.finditer(r"\d+", number[0])]
    for (begin, _), (_, end) in combinations_with_replacement(groups, 2):
        digits = _digits(number[0][begin:end])
        if len(digits) in _CARD_DIGITS and luhn.is_valid(digits) and len(set(digits)) > 1:
            yield number.start() + begin, number.start() + end


def _is_bic(word: str) -> bool:
    """Eleven capitals that end in XXX or have a digit; eight are as often a word, and need a label."""
    from stdnum import bic  # noqa: PLC0415

    return (word.endswith("XXX") or not word.isalpha()) and bic.is_valid(word)


def _is_checked(digits: str) -> bool:
    """Whether the check digits say that it numbers a person: tax, health and social insurance."""
    from stdnum.at import vnr  # noqa: PLC0415
    from stdnum.de import idnr  # noqa: PLC0415
    from stdnum.fr import nir  # noqa: PLC0415
    from stdnum.gb import nhs  # noqa: PLC0415
    from stdnum.in_ import aadhaar  # noqa: PLC0415

    by_length = {10: (vnr, nhs), 11: (idnr,), 12: (aadhaar,), 13: (nir,), 15: (nir,)}
    return any(kind.is_valid(digits) for kind in by_length.get(len(digits), ()))
